package dev.baton.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.jr.ob.JSON;
import dev.baton.cli.process.StuckProgram;
import dev.baton.cli.process.Target;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A program that is watched is asked while it runs. */
class ObserveCommandTest {
    @TempDir private Path dir;

    private Target target(String... flags) throws Exception {
        Path fifo = dir.resolve("fifo");
        assertThat(new ProcessBuilder("mkfifo", fifo.toString()).start().waitFor()).isZero();
        return Target.java(dir, StuckProgram.class, List.of(flags), fifo.toString(), "3");
    }

    @Test
    void whatWasSeenSoFarIsToldAgainAndAgain() throws Exception {
        String two = "-Djdk.virtualThreadScheduler.parallelism=2";
        try (Target target = target(Target.AGENT + "=observe", two)) {
            for (int i = 0; i < 2; i++) {
                RunCommand text = RunCommand.run("observe", "" + target.pid());
                assertThat(text.status()).as(text.err()).isZero();
                assertThat(text.out())
                        .startsWith("watched the JDK's scheduler for ")
                        .contains("2 carriers; nothing was taken over\n");
            }
            RunCommand json = RunCommand.run("observe", "--json", "" + target.pid());
            assertThat(json.out().lines()).hasSize(1);
            assertThat(JSON.std.mapFrom(json.out()))
                    .containsEntry("carriers", 2)
                    .containsKeys("starvedNs", "noCpuNs", "culprits");
        }
    }

    @Test
    void aProgramThatIsNotWatchedIsSaidToBeNone() throws Exception {
        try (Target target = target(Target.AGENT)) {
            RunCommand run = RunCommand.run("observe", "" + target.pid());

            assertThat(run.status()).isEqualTo(Main.UNAVAILABLE);
            assertThat(run.err()).contains("its Baton knows no \"observe\"");
        }
        assertThat(RunCommand.run("observe", "99999999").status()).isEqualTo(Main.UNAVAILABLE);
        assertThat(RunCommand.run("observe", "x").status()).isEqualTo(Main.USAGE);
    }
}
