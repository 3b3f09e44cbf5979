package dev.baton.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.jr.ob.JSON;
import dev.baton.cli.process.DeadlockedProgram;
import dev.baton.cli.process.StuckProgram;
import dev.baton.cli.process.Target;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is seen of a process in which nothing goes on. */
class DumpCommandTest {
    private static final int CROWD = 20_000;

    @TempDir private Path dir;

    private Target stuck(int crowd) throws Exception {
        Path fifo = dir.resolve("fifo");
        assertThat(new ProcessBuilder("mkfifo", fifo.toString()).start().waitFor()).isZero();
        return Target.java(
                dir, StuckProgram.class, List.of(Target.AGENT), fifo.toString(), "" + crowd);
    }

    @Test
    void eachGIsShownWithWhatItWaitsForAndItsFrames() throws Exception {
        try (Target target = stuck(3)) {
            RunCommand run = RunCommand.run("dump", "" + target.pid());

            assertThat(run.status()).as(run.err()).isZero();
            assertThat(run.err()).isEmpty();
            assertThat(run.out())
                    .startsWith("baton \"main\": maxprocs=")
                    .contains("\nPs\n", "\nMs\n", "\nGs: 10\n")
                    .containsPattern(
                            "\n3 Gs like G\\d+ \"crowd-\\d\": waiting for"
                                    + " java.util.concurrent.CountDownLatch\\$Sync, for ")
                    .containsPattern(
                            "\nG\\d+ \"wants lock\": waiting for"
                                    + " java.util.concurrent.locks.ReentrantLock\\$NonfairSync,"
                                    + " which G\\d+ \"holder\" has, for \\d")
                    .containsPattern("\nG\\d+ \"holder\": sleeping, for \\d")
                    .containsPattern(
                            "\nG\\d+ \"wants monitor\": waiting to enter a monitor of"
                                    + " java.lang.Object, which G\\d+ \"has monitor\" has, for")
                    .doesNotContain("deadlock")
                    .containsPattern("\nG\\d+ \"parks\": parked, for \\d")
                    .containsPattern(
                            "\nG\\d+ \"reads\": in java.io.FileInputStream.open[^\n]*"
                                    + "(\n    at [^\n]*)*\n    at [^\n]*StuckProgram.read\\(")
                    .containsPattern(
                            "\nG\\d+ \"computes\": running(, for [^\n]*)?"
                                    + "(\n    at [^\n]*)*\n    at [^\n]*StuckProgram.compute\\(");
        }
    }

    @Test
    void threadsThatWaitForEachOtherAreADeadlock() throws Exception {
        try (Target target = Target.java(dir, DeadlockedProgram.class, List.of(Target.AGENT))) {
            String text = RunCommand.run("dump", "" + target.pid()).out();

            assertThat(text.split("deadlock of 2: each of these waits", -1)).hasSize(4);
            assertThat(text).contains(" waits for what the next one has\n    ");
            for (String how : List.of("by monitor", "by lock", "mixed")) {
                assertThat(text)
                        .containsPattern(
                                "    [^\n]*\"one %s\" waits [^\n]*, which .*\"other %s\" has\n"
                                        .formatted(how, how))
                        .containsPattern(
                                "    [^\n]*\"other %s\" waits [^\n]*, which .*\"one %s\" has\n"
                                        .formatted(how, how));
            }
            assertThat(text)
                    .containsPattern(
                            "\"one by monitor\" waits to enter the monitor of java.lang.Object@")
                    .containsPattern("\"one by lock\" waits for java.util.concurrent.locks.Reentr")
                    .containsPattern("thread \\d+ \"other mixed\" waits to enter the monitor of ")
                    .containsPattern(
                            "\nG\\d+ \"only waits\": waiting to enter a monitor of"
                                    + " java.lang.Object, which thread \\d+ \"has it\" has, for");

            Map<String, Object> json =
                    JSON.std.mapFrom(RunCommand.run("dump", "--json", "" + target.pid()).out());
            assertThat((List<?>) json.get("deadlocks"))
                    .hasSize(3)
                    .allSatisfy(circle -> assertThat((List<?>) circle).hasSize(2));
        }
    }

    @Test
    void manyWithOneStackAreOneGroup() throws Exception {
        try (Target target = stuck(CROWD)) {
            RunCommand run = RunCommand.run("dump", "--json", "" + target.pid());

            assertThat(run.status()).as(run.err()).isZero();
            Map<String, Object> dump = JSON.std.mapFrom(run.out());
            assertThat(dump).containsEntry("name", "main").containsEntry("gs", CROWD + 7);
            assertThat(run.out().lines()).hasSize(1);
            List<?> groups = (List<?>) dump.get("groups");
            assertThat(groups).hasSizeLessThan(12);
            assertThat(groups)
                    .anySatisfy(group -> {
                        Map<?, ?> crowd = (Map<?, ?>) group;
                        assertThat(crowd.get("count")).isEqualTo(CROWD);
                        assertThat((List<?>) crowd.get("ids")).hasSize(8);
                        assertThat(crowd.get("frames").toString())
                                .contains("StuckProgram.awaitLatch");
                    });
        }
    }

    @Test
    void whatCantBeAskedIsSaidInALineWithAnExitCode() {
        RunCommand run = RunCommand.run("dump", "99999999");

        assertThat(run.status()).isEqualTo(Main.UNAVAILABLE);
        assertThat(run.out()).isEmpty();
        assertThat(run.err()).isEqualTo("baton dump: process 99999999: there is no such process\n");
        assertThat(RunCommand.run("dump", "x").status()).isEqualTo(Main.USAGE);
        assertThat(RunCommand.run("dump").status()).isEqualTo(Main.USAGE);
    }
}
