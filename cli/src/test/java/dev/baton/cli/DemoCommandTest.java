package dev.baton.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.jr.ob.JSON;
import dev.baton.cli.bench.SourceTree;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Whole demos, in short: real FIFOs, two processes; how long they take is not looked at. */
class DemoCommandTest {
    private static final String FOR_AS_LONG_AS_IT_TAKES = "--max-silence=60000";

    @TempDir private Path temp;
    private SourceTree tree;

    @BeforeEach
    void plantATree() throws IOException {
        tree = BuiltTree.in(temp.resolve("a tree"));
    }

    @ParameterizedTest
    @CsvSource({
        "--procs=0, must be 1 to 1024",
        "--procs=two, is not an int",
        "--readers=0, must be 1 to 4096",
        "--readers=5000, must be 1 to 4096",
        "--hold=-1, must be 0 to 60",
        "--hold=NaN, must be 0 to 60",
        "--patience=0.1, must be 0.5 to 60",
        "--max-silence=0, must be 1 to 60000",
    })
    void whatMakesNoSenseIsRefusedByName(String arg, String why) {
        RunCommand run = RunCommand.run("demo", arg);

        assertThat(run.status()).isEqualTo(Main.USAGE);
        assertThat(run.out()).isEmpty();
        assertThat(run.err())
                .contains(arg.substring(0, arg.indexOf('=')), why, "Try: baton demo --help");
    }

    @Test
    void plainJavaStarvesAndBatonGoesOn() throws Exception {
        RunCommand run =
                demo(
                        "--json",
                        "--procs=1",
                        "--readers=3",
                        "--hold=0.3",
                        "--patience=2",
                        FOR_AS_LONG_AS_IT_TAKES);

        assertThat(run.err()).isEmpty();
        assertThat(run.out().lines()).hasSize(1);
        Map<String, Object> report = JSON.std.mapFrom(run.out());
        assertThat(report)
                .containsEntry("procs", 1)
                .containsEntry("readers", 3)
                .containsEntry("holdMs", 300)
                .containsEntry("patienceMs", 2000)
                .containsEntry("good", true);
        assertThat(part(report, "stock"))
                .containsEntry("outcome", "starved")
                .containsEntry("readersInRead", 1)
                .containsEntry("readersNotStarted", 2)
                .containsEntry("readersRight", 0)
                .doesNotContainKeys("stats", "messages");
        Map<String, Object> baton = part(report, "baton");
        assertThat(baton)
                .containsEntry("outcome", "right")
                .containsEntry("readersInRead", 0)
                .containsEntry("readersNotStarted", 0)
                .containsEntry("readersRight", 3)
                .doesNotContainKeys("messages");
        assertThat(part(baton, "stats"))
                .containsEntry("maxProcs", 1)
                .containsEntry("gStarted", 5)
                .containsKeys("handoffs", "retakes", "threadsPeak");
        assertThat(run.status()).isEqualTo(Main.OK);
    }

    @Test
    void plainJavaGoesOnTooWhileACarrierIsFree() {
        RunCommand run =
                demo(
                        "--procs=2",
                        "--readers=1",
                        "--hold=0.1",
                        "--patience=60",
                        FOR_AS_LONG_AS_IT_TAKES);

        assertThat(run.out()).contains("plain java: went on.", "baton run: went on.", "Gs: 3.");
        assertThat(run.status()).isEqualTo(Main.OK);
    }

    @Test
    void aHeartbeatThatIsSilentForTooLongIsNoSuccess() {
        // Its beats are a millisecond apart: it is silent for as long at least.
        RunCommand run = demo("--procs=2", "--readers=1", "--hold=0.1", "--max-silence=1");

        assertThat(run.out()).contains("baton run: stood still.", "longer than the 1 ms");
        assertThat(run.status()).isEqualTo(Main.FAILED);
    }

    @Test
    void theCommandsThatAreShownCanBeRunByHand() throws Exception {
        RunCommand run = demo("--procs=2", "--readers=1", "--hold=0", "--patience=60");

        for (String name : List.of("plain java: ", "baton run: ")) {
            String command =
                    run.out()
                            .lines()
                            .filter(line -> line.startsWith(name))
                            .findFirst()
                            .orElseThrow()
                            .substring(name.length());
            Process process =
                    new ProcessBuilder("bash", "-c", command).redirectErrorStream(true).start();
            String out = new String(process.getInputStream().readAllBytes(), UTF_8);

            assertThat(out).as(command).contains("right=1", "state=right");
            assertThat(process.waitFor()).isZero();
        }
    }

    @Test
    void aDemoThatIsToldToEndTakesItsProgramsAlong() throws Exception {
        Process demo = startedDemo("--hold=60", "--patience=60");
        List<ProcessHandle> programs = demo.children().toList();

        demo.destroy();

        assertThat(demo.waitFor(1, TimeUnit.MINUTES)).isTrue();
        assertThat(programs).hasSize(2).noneMatch(ProcessHandle::isAlive);
    }

    @Test
    void theProgramsOfADemoThatIsKilledEndByThemselves() throws Exception {
        // So long that the first does not end before the other has begun, on a machine under load.
        Process demo = startedDemo("--hold=5", "--patience=5");
        List<ProcessHandle> programs = demo.children().toList();

        demo.destroyForcibly();

        assertThat(programs).hasSize(2);
        for (ProcessHandle program : programs) {
            program.onExit().get(1, TimeUnit.MINUTES);
        }
    }

    @Test
    void aProgramThatCantBeStartedIsSaidToHaveFailed() throws Exception {
        Files.write(tree.exampleJar(), new byte[] {1, 2, 3});

        RunCommand run = demo("--json");

        Map<String, Object> report = JSON.std.mapFrom(run.out());
        assertThat(part(report, "stock")).containsEntry("outcome", "failed");
        assertThat(part(report, "baton").get("messages").toString()).contains("jarfile");
        assertThat(run.status()).isEqualTo(Main.FAILED);
    }

    private RunCommand demo(String... args) {
        StringWriter out = new StringWriter();
        StringWriter err = new StringWriter();
        int status =
                DemoInATree.command(tree)
                        .setOut(new PrintWriter(out))
                        .setErr(new PrintWriter(err))
                        .execute(args);
        return new RunCommand(status, out.toString(), err.toString());
    }

    /** A demo in a process of its own, whose programs have both begun. */
    private Process startedDemo(String... args) throws IOException {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(List.of("-cp", System.getProperty("java.class.path")));
        command.add("--enable-native-access=ALL-UNNAMED");
        command.add(DemoInATree.class.getName());
        command.add(tree.root().toString());
        command.addAll(List.of(args));
        Process demo = new ProcessBuilder(command).redirectErrorStream(true).start();
        BufferedReader lines = demo.inputReader(UTF_8); // open: it goes on to write
        List<String> seen = new ArrayList<>();
        for (String line; (line = lines.readLine()) != null; ) {
            seen.add(line);
            if (line.contains("beats") && !line.contains("starting")) {
                return demo;
            }
        }
        throw new AssertionError("it ended: " + String.join("\n", seen));
    }

    @SuppressWarnings("unchecked") // it is one of jackson's, whose keys are strings
    private static Map<String, Object> part(Map<String, Object> json, String name) {
        assertThat(json.get(name)).as(name).isInstanceOf(Map.class);
        return (Map<String, Object>) json.get(name);
    }
}
