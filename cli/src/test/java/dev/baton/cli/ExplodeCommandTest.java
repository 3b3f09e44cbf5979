package dev.baton.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.jr.ob.JSON;
import dev.baton.cli.bench.SourceTree;
import dev.baton.cli.explode.Side;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Whole explosions, small ones: real FIFOs, a process for each side. */
class ExplodeCommandTest {
    private static final int N = 50;

    @TempDir private Path temp;
    private SourceTree tree;

    @BeforeEach
    void plantATree() throws IOException {
        tree = BuiltTree.in(temp.resolve("a tree"));
    }

    @ParameterizedTest
    @CsvSource({
        "--n=0, must be 1 to 9000",
        "--n=9001, must be 1 to 9000",
        "--n=many, is not an int",
        "--procs=0, must be 1 to 1024",
        "--hold=-1, must be 0 to 60",
        "--seconds=NaN, must be 0 to 60",
        "--sides=loom, 'there are stock, platform, go, handoff, limit'",
        "--out=/no/such, not a directory",
    })
    void whatMakesNoSenseIsRefusedByName(String arg, String why) {
        RunCommand run = RunCommand.run("demo", "explode", arg);

        assertThat(run.status()).isEqualTo(Main.USAGE);
        assertThat(run.out()).isEmpty();
        assertThat(run.err())
                .contains(
                        arg.substring(0, arg.indexOf('=')), why, "Try: baton demo explode --help");
    }

    @Test
    void allSidesComeToAGoodEndAndAreDrawn() throws Exception {
        RunCommand run = explode("--json", "--hold=0.2", "--seconds=0.2");

        assertThat(run.err()).isEmpty();
        assertThat(run.out().lines()).hasSize(1);
        Map<String, Object> report = JSON.std.mapFrom(run.out());
        assertThat(report).containsEntry("n", N).containsEntry("good", true);
        Map<String, Map<String, Object>> sides = sides(report);
        assertThat(sides.keySet())
                .containsAll(List.of("stock", "platform", "handoff", "limit", "netpoll"));
        assertThat(sides)
                .allSatisfy((id, side) -> {
                    assertThat(side).containsEntry("outcome", "right").containsEntry("back", N);
                    assertThat(samples(side, "threads"))
                            .isNotEmpty()
                            .hasSameSizeAs(samples(side, "ms"));
                });
        // As many as there are carriers.
        assertThat(sides.get("stock")).containsEntry("mostInCall", 2);
        for (String id : List.of("platform", "handoff", "netpoll")) {
            assertThat(sides.get(id)).as(id).containsEntry("mostInCall", N);
        }
        for (String id : List.of("platform", "handoff")) {
            assertThat((Integer) sides.get(id).get("mostThreads")).as(id).isGreaterThanOrEqualTo(N);
        }
        assertThat((Integer) sides.get("limit").get("mostThreads"))
                .isLessThan((Integer) sides.get("handoff").get("mostThreads"));
        assertThat(Files.readString(tree.pictures().resolve("explode.svg")))
                .startsWith("<svg ")
                .contains(Side.HANDOFF.title(), Side.NETPOLL.title());
        assertThat(Files.readString(tree.pictures().resolve("explode.html")))
                .startsWith("<!DOCTYPE html>");
        assertThat(run.status()).isEqualTo(Main.OK);
    }

    @Test
    void aTableIsForPeopleAndThePicturesGoWhereTheyAreWanted() throws Exception {
        Path out = Files.createDirectory(temp.resolve("out"));

        RunCommand run =
                explode("--sides=stock,netpoll", "--hold=0", "--seconds=0", "--out=" + out);

        assertThat(run.out())
                .contains("50 threads block in read(2)", "at once", "heartbeat")
                .contains("stock virtual threads: RandomAccessFile.read")
                .contains("Drawn: " + out.resolve("explode.svg"))
                .doesNotContain("platform", "\033");
        assertThat(run.out().lines().filter(line -> !line.startsWith("Drawn: ")))
                .allMatch(line -> line.length() <= Terminal.DEFAULT_COLUMNS);
        assertThat(out.resolve("explode.html")).exists();
        assertThat(run.status()).isEqualTo(Main.OK);
    }

    @Test
    void aProgramThatCantBeStartedIsSaidToHaveFailed() throws Exception {
        Files.write(tree.exampleJar(), new byte[] {1, 2, 3});

        RunCommand run = explode("--sides=stock,handoff");

        assertThat(run.out())
                .contains(
                        "stock virtual threads: the run failed.",
                        "Baton, hand-off: the run failed.")
                .contains("programs.explode.Explosion");
        assertThat(run.status()).isEqualTo(Main.FAILED);
    }

    @Test
    void anExplosionThatIsToldToEndTakesItsProgramAlong() throws Exception {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(List.of("-cp", System.getProperty("java.class.path")));
        command.add("--enable-native-access=ALL-UNNAMED");
        command.add("--add-exports=java.base/jdk.internal.misc=ALL-UNNAMED");
        command.addAll(List.of(DemoInATree.class.getName(), tree.root().toString()));
        command.addAll(List.of("explode", "--n=" + N, "--sides=platform", "--hold=60"));
        Process explosion = new ProcessBuilder(command).redirectErrorStream(true).start();
        BufferedReader lines = explosion.inputReader(UTF_8); // open: it goes on to write
        List<String> seen = new ArrayList<>();
        do {
            seen.add(lines.readLine());
        } while (seen.getLast() != null && !seen.getLast().contains("in call"));
        assertThat(seen).last().asString().startsWith("platform ");
        List<ProcessHandle> programs = explosion.children().toList();

        explosion.destroy();

        assertThat(explosion.waitFor(1, TimeUnit.MINUTES)).isTrue();
        assertThat(programs).hasSize(1).noneMatch(ProcessHandle::isAlive);
    }

    private RunCommand explode(String... args) {
        List<String> all = new ArrayList<>(List.of("explode", "--n=" + N));
        all.addAll(List.of(args));
        StringWriter out = new StringWriter();
        StringWriter err = new StringWriter();
        int status =
                DemoInATree.command(tree)
                        .setOut(new PrintWriter(out))
                        .setErr(new PrintWriter(err))
                        .execute(all.toArray(new String[0]));
        return new RunCommand(status, out.toString(), err.toString());
    }

    @SuppressWarnings("unchecked") // they are jackson's, whose keys are strings
    private static Map<String, Map<String, Object>> sides(Map<String, Object> report) {
        Map<String, Map<String, Object>> sides = new LinkedHashMap<>();
        for (Object side : (List<Object>) report.get("sides")) {
            Map<String, Object> map = (Map<String, Object>) side;
            sides.put((String) map.get("side"), map);
        }
        return sides;
    }

    private static List<?> samples(Map<String, Object> side, String column) {
        return (List<?>) ((Map<?, ?>) side.get("samples")).get(column);
    }
}
