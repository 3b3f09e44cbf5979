package dev.baton.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class BenchCommandTest {
    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();

    private int baton(String... args) {
        return Main.commandLine()
                .setOut(new PrintWriter(out, true))
                .setErr(new PrintWriter(err, true))
                .execute(args);
    }

    @Test
    void anUnknownIdIsRefusedWithTheListOfThoseThereAre() {
        assertThat(baton("bench", "handof")).isEqualTo(2);
        assertThat(err.toString())
                .contains("'handof'", "handoff.busy", "mixed.sleep", "sysmon.tick");
    }

    @Test
    void numbersOutOfRangeAreRefused() {
        assertThat(baton("bench", "yield", "--runs", "0")).isEqualTo(2);
        assertThat(err.toString()).contains("runs=0: must be 1 to 1000");
        assertThat(baton("bench", "yield", "--seconds", "-1")).isEqualTo(2);
        assertThat(err.toString()).contains("seconds=-1.0: must be above 0");
        assertThat(baton("bench", "yield", "--warmup", "0")).isEqualTo(2);
        assertThat(err.toString()).contains("--warmup=0.0: must be above 0");
    }

    @Test
    void aFileThatCannotBeWrittenIsRefusedBeforeAnythingIsMeasured(@TempDir Path directory) {
        for (String option : new String[] {"--json", "--markdown"}) {
            assertThat(baton("bench", "yield", option, directory.toString())).isEqualTo(2);
            assertThat(baton("bench", "yield", option, directory + "/no/such/file")).isEqualTo(2);
        }
        assertThat(err.toString()).contains("/no/such/file: can't be written");
    }

    @Test
    void listShowsWhatThereIsAndItsGoals() {
        assertThat(baton("bench", "--list")).isZero();
        assertThat(out.toString())
                .contains("handoff.busy (baton, stock, go)")
                .contains("mixed.sleep.min: fewest turns of a G, of the mean, goal ≥ 0.98");
    }

    @Test
    void aProcessThatIsNotThereCanNotBeLookedAt() {
        assertThat(baton("bench", "--sample", "-1")).isEqualTo(2);
        assertThat(err.toString()).contains("--sample=-1: there is no such process");
    }

    @Test
    void quickTakesOneOfEachGroupOfProgramsUnlessTheyAreNamed() {
        assertThat(baton("bench", "--list", "--quick")).isZero();
        assertThat(out.toString())
                .contains("handoff.busy ", "hand-over.synchronous-queue.2 (baton, stock)")
                .doesNotContain("hand-over.synchronous-queue.1", "hand-over.park", "real.");
        assertThat(baton("bench", "--list", "--quick", "hand-over.park")).isZero();
        assertThat(out.toString()).contains("hand-over.park.1 ", "hand-over.park.2 ");
    }

    @Test
    void listTakesTheBeginningOfIds() {
        assertThat(baton("bench", "--list", "wakeup", "pread.1")).isZero();
        assertThat(out.toString())
                .contains("wakeup.loaded.8 ", "wakeup.loaded.64 ", "pread.1 ")
                .doesNotContain("pread.64", "mixed");
    }

    @Test
    void serversHaveRowsOfTheirOwnAndAreAskedForAlone() {
        assertThat(baton("bench", "--list", "server.plain.1.64")).isZero();
        assertThat(out.toString())
                .contains("server.plain.1.64.cpu.over-c: CPU time over that of C, of stock's, goal")
                .doesNotContain("handoff");
        assertThat(baton("bench", "server.plain", "yield")).isEqualTo(2);
        assertThat(err.toString()).contains("ask for them alone");
        assertThat(baton("bench", "server.plane")).isEqualTo(2);
        assertThat(err.toString()).contains("'server.plane'", "server.plain.1.64");
    }
}
