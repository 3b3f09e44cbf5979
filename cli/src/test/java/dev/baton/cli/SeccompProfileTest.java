package dev.baton.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import com.fasterxml.jackson.jr.ob.JSON;
import dev.baton.cli.process.Target;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * docs/seccomp.json, put upon whole JVMs before their first instruction, as a container has it: all
 * that Baton does anywhere it does under it, too.
 */
class SeccompProfileTest {
    private static final Path PROFILE = Path.of("..", "docs", "seccomp.json");
    private static final Path CONTAINERS = Path.of("..", "docs", "containers.md");
    private static final String NONE = "-";
    private static final String JAVA =
            Path.of(System.getProperty("java.home"), "bin", "java").toString();

    @TempDir private Path dir;

    private record Run(int status, String out) {}

    /** Under the profile, without some of the calls that it allows. */
    private static Run under(String without, List<String> command) throws Exception {
        List<String> words = new ArrayList<>();
        words.add(JAVA);
        words.add("--enable-native-access=ALL-UNNAMED");
        words.addAll(List.of("-cp", System.getProperty("java.class.path")));
        words.add(SeccompProfile.class.getName());
        words.addAll(List.of(PROFILE.toRealPath().toString(), without));
        words.addAll(command);
        Run run = run(words);
        assumeThat(run.status).as("no seccomp here").isNotEqualTo(SeccompProfile.NO_SECCOMP);
        return run;
    }

    private static Run run(List<String> command) throws Exception {
        ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
        builder.environment().keySet().removeIf(name -> name.startsWith("BATON_"));
        Process process = builder.start();
        process.getOutputStream().close();
        String out = new String(process.getInputStream().readAllBytes(), UTF_8);
        return new Run(process.waitFor(), out);
    }

    private static List<String> demo() {
        Path jar = Path.of("..", "examples", "target", "fifo-readers.jar");
        return List.of(JAVA, Target.AGENT + "=strict,stats,procs=2", "-jar", jar.toString());
    }

    @Test
    void theDemoRunsOnBatonUnderIt() throws Exception {
        Run run = under(NONE, demo());

        assertThat(run.status).as(run.out).isZero();
        assertThat(run.out).contains("state=right", "baton: {");
        assertThat(run.out.lines().filter(line -> line.startsWith("baton: "))).hasSize(1);
    }

    /** The twin: one call less that a JVM can't do without, and it is found. */
    @Test
    void aProfileWithoutACallThatIsNeededFails() throws Exception {
        assertThat(under("futex,rt_sigprocmask", demo()).status).isNotZero();
    }

    /** SQLite through JNI, which loads a library of its own. */
    @Test
    void aDatabaseInNativeCodeRunsUnderIt() throws Exception {
        Path target = Path.of("..", "examples", "real", "sqlite", "target").toRealPath();
        String path =
                target.resolve("classes") + ":" + Files.readString(target.resolve("classpath"));
        List<String> command =
                List.of(
                        JAVA,
                        Target.AGENT + "=strict,procs=2",
                        "-cp",
                        path,
                        "programs.sqlite.Bookings",
                        dir.resolve("db").toString(),
                        "2");
        Run run = under(NONE, command);

        assertThat(run.status).as(run.out).isZero();
        assertThat(run.out).containsPattern("orders booked: [1-9]").doesNotContain("baton: ");
    }

    /** What Baton finds and uses of this machine is the same with it and without. */
    @Test
    void theDoctorFindsTheSameUnderIt() throws Exception {
        assertThat(findings(under(NONE, doctor()))).isEqualTo(findings(run(doctor())));
    }

    /** The twin: with two calls less it does not, where the machine has them. */
    @Test
    void theDoctorSeesWhatIsMissing() throws Exception {
        List<String> all = findings(run(doctor()));
        assumeThat(all).contains("io_uring: ok", "perf_events: ok");

        assertThat(findings(under("io_uring_setup,perf_event_open", doctor())))
                .contains("io_uring: less", "perf_events: less");
    }

    /** Without epoll the JDK itself can't wait for anything: that is said, too. */
    @Test
    void theDoctorSaysSoWhereTheJdkCannotGoOn() throws Exception {
        Run run = under("epoll_create1", doctor());

        assertThat(run.status).as(run.out).isOne();
        assertThat(findings(run)).contains("trial: fatal");
        assertThat(run.out).contains("Operation not permitted");
    }

    private static List<String> doctor() {
        return List.of(
                JAVA,
                "--add-exports=java.base/jdk.internal.misc=ALL-UNNAMED",
                "--add-opens=java.base/java.lang=ALL-UNNAMED",
                "--enable-native-access=ALL-UNNAMED",
                "-cp",
                System.getProperty("java.class.path"),
                Main.class.getName(),
                "doctor",
                "--json");
    }

    /** Each thing that was looked at, with what Baton makes of it: not with how much is free. */
    private static List<String> findings(Run run) throws Exception {
        String json = run.out.lines().filter(line -> line.startsWith("{")).findFirst().get();
        List<String> findings = new ArrayList<>();
        for (Object finding : (List<?>) JSON.std.mapFrom(json).get("findings")) {
            Map<?, ?> each = (Map<?, ?>) finding;
            findings.add(each.get("id") + ": " + each.get("verdict"));
        }
        return findings;
    }

    /** It is a filter, and one that refuses what no program needs. */
    @Test
    void whatIsNotInItIsRefused() throws Exception {
        Run status = under(NONE, List.of("grep", "Seccomp:", "/proc/self/status"));
        assertThat(status.out).isEqualTo("Seccomp:\t2\n");

        List<String> namespace = List.of("unshare", "--user", "true");
        Run outside = run(namespace);
        assumeThat(outside.status).as(outside.out).isZero();
        assertThat(under(NONE, namespace).out).contains("Operation not permitted");
    }

    /** A name with a mistake in it would be ignored by whoever reads the profile. */
    @Test
    void eachNameIsACallOfLinux() throws Exception {
        List<String> known =
                Files.readAllLines(Path.of("..", "syscall", "src", "tool", "numbers.txt")).stream()
                        .filter(line -> !line.startsWith("#"))
                        .map(line -> line.replaceFirst(" .*", ""))
                        .toList();
        assertThat(allowed()).isSubsetOf(known).doesNotHaveDuplicates();
    }

    @Test
    void itAllowsAllCallsOfThePagesTable() throws Exception {
        List<String> called = new ArrayList<>();
        for (String line : Files.readAllLines(CONTAINERS)) {
            if (line.matches("\\| `[a-z].*\\| (`[A-Z_]+`|–) \\|")) {
                String cell = line.split("\\|", -1)[1].replaceAll("\\(.*\\)", "");
                Pattern.compile("`([a-z0-9_]+)`")
                        .matcher(cell)
                        .results()
                        .forEach(name -> called.add(name.group(1)));
            }
        }
        assertThat(called).hasSizeGreaterThan(18).isSubsetOf(allowed());
    }

    /** Once each: of one whose arguments are looked at there is a rule for each value. */
    private static List<String> allowed() throws Exception {
        return new SeccompProfile(PROFILE)
                .rules().stream()
                        .flatMap(rule -> SeccompProfile.names(rule).stream().distinct())
                        .filter(name -> !name.equals("socket"))
                        .toList();
    }
}
