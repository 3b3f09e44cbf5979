package dev.baton.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.jar.Attributes;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;
import java.util.jar.Manifest;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The script {@code baton} in a source tree of its own, with a Maven that only notes how it was
 * called and puts a small program where the real one would put the command.
 */
class LauncherTest {
    private static final Path LAUNCHER = Path.of("..", "baton");

    @TempDir Path temp;
    private Path tree;
    private Path bin;
    private Path calls;

    @BeforeEach
    void plantATree() throws IOException {
        tree = Files.createDirectories(temp.resolve("a tree"));
        Files.copy(LAUNCHER, tree.resolve("baton"));
        makeExecutable(tree.resolve("baton"));
        Files.writeString(tree.resolve("pom.xml"), "<project/>");
        Files.createDirectories(tree.resolve(".mvn"));
        Files.writeString(source(), "class Main {}");
        Files.writeString(
                Files.createDirectories(tree.resolve("cli")).resolve("pom.xml"), "<project/>");

        Path program = temp.resolve("program.jar");
        packProgram(program);
        calls = temp.resolve("calls");
        bin = Files.createDirectories(temp.resolve("bin"));
        fakeMaven("mkdir -p cli/target && cp '%s' cli/target/baton-cli.jar".formatted(program));
    }

    @Test
    void theFirstCallBuildsAndTheSecondDoesNot() throws Exception {
        Run first = baton("--some", "argument with spaces");
        Run second = baton();

        assertThat(first.err).contains("building [7/7] Baton cli", "built in");
        assertThat(first.out).isEqualTo("[--some][argument with spaces]");
        assertThat(second.err).isEmpty();
        assertThat(mavenCalls()).containsExactly("-B package -Dmaven.test.skip");
    }

    @Test
    void theProgramsExitCodeIsTheLaunchers() throws Exception {
        assertThat(baton("exit", "7").status).isEqualTo(7);
    }

    @Test
    void aChangedSourceIsBuiltAgain() throws Exception {
        baton();
        makeYounger(source());

        assertThat(baton().err).contains("built in");
        assertThat(mavenCalls()).hasSize(2);
    }

    @Test
    void aDeletedSourceIsBuiltAgain() throws Exception {
        baton();
        Files.delete(source());
        makeYounger(source().getParent());

        assertThat(baton().err).contains("built in");
        assertThat(mavenCalls()).hasSize(2);
    }

    @Test
    void itWorksThroughALinkAndFromAnywhere() throws Exception {
        Path link = Files.createSymbolicLink(temp.resolve("link"), tree.resolve("baton"));

        Run run = start(link, "hello").end();

        assertThat(run.out).isEqualTo("[hello]");
    }

    @Test
    void twoFirstCallsAtOnceBuildOnce() throws Exception {
        Started one = start(tree.resolve("baton"), "one");
        Started other = start(tree.resolve("baton"), "other");

        assertThat(one.end().out).isEqualTo("[one]");
        assertThat(other.end().out).isEqualTo("[other]");
        assertThat(mavenCalls()).hasSize(1);
    }

    @Test
    void aBuildThatFailsSaysWhyAndIsTriedAgain() throws Exception {
        Path program = temp.resolve("program.jar");
        fakeMaven("echo '[ERROR] /src/Main.java:[1,1] no such thing'; exit 1");

        Run failed = baton();

        assertThat(failed.status).isEqualTo(70);
        assertThat(failed.out).isEmpty();
        assertThat(failed.err).contains("Main.java:[1,1] no such thing", "build.log");

        fakeMaven("mkdir -p cli/target && cp '%s' cli/target/baton-cli.jar".formatted(program));
        assertThat(baton("again").out).isEqualTo("[again]");
    }

    @Test
    void testRunsMavensWholeBuildAndPassesArgumentsAndExitCodeOn() throws Exception {
        fakeMaven("exit 3");

        Run run = baton("test", "-Pstress");

        assertThat(run.status).isEqualTo(3);
        assertThat(mavenCalls()).containsExactly("-B -ntp verify -Pstress");
    }

    /** On a fresh clone they are nowhere. */
    @Test
    void whatAModuleNeedsIsBuiltBeforeItWithoutTests() throws Exception {
        baton("test", "-pl", "os,:baton-agent");

        assertThat(mavenCalls())
                .containsExactly(
                        "-B -ntp verify -am -Dbaton.tests.of=.*(\\Q/os\\E|\\Q:baton-agent\\E)"
                                + " -pl os,:baton-agent");
    }

    @Test
    void modulesThatAreLeftOutAreForMavenToSeeTo() throws Exception {
        baton("test", "-pl", "!os");

        assertThat(mavenCalls()).containsExactly("-B -ntp verify -pl !os");
    }

    @Test
    void aTestIsFoundWhereverItIs() throws Exception {
        Path tests = tree.resolve("os/src/test/java/dev/baton/os");
        Files.createFile(Files.createDirectories(tests).resolve("PipeTest.java"));

        baton("test", "-Dtest=dev.baton.os.PipeTest#opens");
        baton("test", "-Dtest=Pi*Test");

        String built =
                "-B -ntp verify -Dsurefire.failIfNoSpecifiedTests=false -pl os -am"
                        + " -Dbaton.tests.of=.*(\\Q/os\\E) -Dtest=";
        assertThat(mavenCalls())
                .containsExactly(built + "dev.baton.os.PipeTest#opens", built + "Pi*Test");
    }

    @Test
    void aTestThatIsNowhereIsNamed() throws Exception {
        Run run = baton("test", "-Dtest=NoSuchTest");

        assertThat(run.status).isEqualTo(2);
        assertThat(run.err).isEqualTo("baton: test: no test is called NoSuchTest\n");
        assertThat(mavenCalls()).isEmpty();
    }

    @Test
    void afterAPartOfTheTestsNothingNeedsToBeBuilt() throws Exception {
        baton();
        fakeMaven("exit 0");
        baton("test", "-pl", "os");

        assertThat(baton("hello").err).isEmpty();
    }

    @Test
    void afterTestsThatMadeNoJarItIsBuilt() throws Exception {
        baton();
        Path program = temp.resolve("program.jar");
        fakeMaven("exit 1");
        baton("test");
        fakeMaven("cp '%s' cli/target/baton-cli.jar".formatted(program));

        assertThat(baton("hello").err).contains("built in");
    }

    @Test
    void withoutAJdkOneLineSaysWhatIsMissing() throws Exception {
        Path launcher = tree.resolve("baton");
        String script = Files.readString(launcher);
        assertThat(script).contains("MIN_JDK=25");
        Files.writeString(launcher, script.replace("MIN_JDK=25", "MIN_JDK=9999"));

        Run run = baton();

        assertThat(run.status).isEqualTo(69);
        assertThat(run.err.lines()).hasSize(1);
        assertThat(run.err).contains("needs JDK 9999 or later", "JAVA_HOME");
        assertThat(mavenCalls()).isEmpty();
    }

    @Test
    void withoutMavenOneLineSaysHowToGetIt() throws Exception {
        Files.delete(bin.resolve("mvn"));

        Run run = start(onlyTools(), asCommand()).end();

        assertThat(run.status).isEqualTo(69);
        assertThat(run.err.lines()).hasSize(1);
        assertThat(run.err).contains("needs Maven", "apt-get install maven");
    }

    @Test
    void onDebianInCiRootGetsMavenInstalled() throws Exception {
        assumeThat(System.getProperty("user.name")).isEqualTo("root");
        Path hidden = Files.move(bin.resolve("mvn"), temp.resolve("mvn"));
        Path apt = bin.resolve("apt-get");
        Files.writeString(
                apt,
                """
                #!/bin/sh
                echo "apt-get $*" >> '%s'
                test "$1" != install || cp '%s' '%s'
                """
                        .formatted(calls, hidden, bin));
        makeExecutable(apt);

        Run run = start(onlyTools(), asCommand("hello"), "CI", "true").end();

        assertThat(run.out).isEqualTo("[hello]");
        assertThat(mavenCalls())
                .containsExactly(
                        "apt-get update -qq",
                        "apt-get install -y -qq --no-install-recommends maven",
                        "-B package -Dmaven.test.skip");
    }

    /** A PATH with what a bare Debian has, and no Maven but ours. */
    private String onlyTools() throws IOException {
        for (String tool :
                List.of(
                        "bash",
                        "cat",
                        "cp",
                        "dirname",
                        "find",
                        "flock",
                        "grep",
                        "head",
                        "mkdir",
                        "readlink",
                        "sh",
                        "sleep",
                        "tail",
                        "touch")) {
            Files.createSymbolicLink(bin.resolve(tool), onPath(tool));
        }
        return bin.toString();
    }

    /** Through the shell by its path, for env is not on that PATH. */
    private List<String> asCommand(String... args) {
        List<String> command =
                new ArrayList<>(List.of(bin.resolve("bash").toString(), tree + "/baton"));
        command.addAll(List.of(args));
        return command;
    }

    // ---- The tree
    // --------------------------------------------------------------------------------

    private Path source() throws IOException {
        return Files.createDirectories(tree.resolve("cli/src/main/java")).resolve("Main.java");
    }

    private void fakeMaven(String deed) throws IOException {
        Path mvn = bin.resolve("mvn");
        Files.writeString(
                mvn,
                """
                #!/bin/sh
                echo "$*" >> '%s'
                echo '[INFO] Building Baton cli 0.1.0     [7/7]'
                %s
                """
                        .formatted(calls, deed));
        makeExecutable(mvn);
    }

    private List<String> mavenCalls() throws IOException {
        return Files.exists(calls) ? Files.readAllLines(calls) : List.of();
    }

    private static void makeExecutable(Path file) throws IOException {
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwxr-xr-x"));
    }

    /** As an editor would some time later; not now, for a file system's clock is coarse. */
    private static void makeYounger(Path file) throws IOException {
        Files.setLastModifiedTime(file, FileTime.from(Instant.now().plusSeconds(60)));
    }

    private static Path onPath(String tool) {
        for (String dir : System.getenv("PATH").split(":", -1)) {
            Path file = Path.of(dir, tool);
            if (Files.isExecutable(file)) {
                return file;
            }
        }
        throw new AssertionError("no " + tool + " on the PATH");
    }

    private static void packProgram(Path jar) throws IOException {
        Manifest manifest = new Manifest();
        manifest.getMainAttributes().put(Attributes.Name.MANIFEST_VERSION, "1.0");
        manifest.getMainAttributes().put(Attributes.Name.MAIN_CLASS, EchoArguments.class.getName());
        String entry = EchoArguments.class.getName().replace('.', '/') + ".class";
        try (JarOutputStream out = new JarOutputStream(Files.newOutputStream(jar), manifest);
                InputStream in = EchoArguments.class.getResourceAsStream("/" + entry)) {
            out.putNextEntry(new JarEntry(entry));
            in.transferTo(out);
        }
    }

    // ---- Running it
    // ------------------------------------------------------------------------------

    private record Run(int status, String out, String err) {}

    /** A launcher that runs, and the file that it complains into. */
    private record Started(Process process, Path err) {
        Run end() throws IOException, InterruptedException {
            String out = new String(process.getInputStream().readAllBytes(), UTF_8);
            assertThat(process.waitFor(1, TimeUnit.MINUTES)).as("it ended").isTrue();
            return new Run(process.exitValue(), out, Files.readString(err));
        }
    }

    private Run baton(String... args) throws IOException, InterruptedException {
        return start(tree.resolve("baton"), args).end();
    }

    private Started start(Path launcher, String... args) throws IOException {
        List<String> command = new ArrayList<>(List.of(launcher.toString()));
        command.addAll(List.of(args));
        return start(bin + ":" + System.getenv("PATH"), command);
    }

    private Started start(String path, List<String> command, String... env) throws IOException {
        Path err = Files.createTempFile(temp, "err", "");
        ProcessBuilder builder =
                new ProcessBuilder(command).directory(temp.toFile()).redirectError(err.toFile());
        builder.environment().put("PATH", path);
        builder.environment().put("JAVA_HOME", System.getProperty("java.home"));
        builder.environment().keySet().removeAll(List.of("CI", "BATON_YES", "JAVA_TOOL_OPTIONS"));
        for (int i = 0; i < env.length; i += 2) {
            builder.environment().put(env[i], env[i + 1]);
        }
        return new Started(builder.start(), err);
    }
}
