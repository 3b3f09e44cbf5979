package dev.baton.cli.explode;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.OptionalLong;
import org.junit.jupiter.api.Test;
import programs.explode.Tally;

class FiguresTest {
    @Test
    void aRunIsAddedUpFromWhatWasSeenOfIt() {
        assertThat(Runs.run(Side.HANDOFF, 5_020).figures())
                .contains(
                        new Figures(
                                5_000,
                                OptionalLong.of(400),
                                5_000,
                                5_020,
                                20,
                                40_960 + 64 * 5_020,
                                40_960 + 64 * 20,
                                7));
    }

    @Test
    void whereSomeBeginOnlyWhenOthersWereLetGoNeverAllHadBegun() {
        Run run =
                Runs.run(
                        Side.STOCK,
                        Runs.sample(500, 450, 0, 0, Tally.State.ALONE, 15),
                        Runs.sample(3_500, 450, 2, 0, Tally.State.HELD, 15),
                        Runs.sample(3_600, 500, 5_000, 4_999, Tally.State.LET_GO, 15),
                        Runs.sample(4_600, 999, 5_000, 5_000, Tally.State.RIGHT, 15));

        Figures figures = run.figures().orElseThrow();
        assertThat(figures.allBegunMs()).isEmpty();
        assertThat(figures.mostInCall()).isEqualTo(2);
        assertThat(run.isGood()).isTrue();
    }

    @Test
    void aSideWhoseThreadsWereToBeInTheirCallAtOnceAndWereNotIsNoGood() {
        Run run =
                Runs.run(
                        Side.NETPOLL,
                        Runs.sample(3_500, 450, 4_999, 0, Tally.State.HELD, 15),
                        Runs.sample(4_600, 999, 5_000, 5_000, Tally.State.RIGHT, 15));

        assertThat(run.outcome()).isEqualTo(Run.Outcome.RIGHT);
        assertThat(run.isGood()).isFalse();
    }

    @Test
    void aRunThatEndsTooSoonHasFailed() {
        Run run = Runs.run(Side.PLATFORM, Runs.sample(900, 9, 5_000, 0, Tally.State.HELD, 5_015));

        assertThat(run.outcome()).isEqualTo(Run.Outcome.FAILED);
        assertThat(run.isGood()).isFalse();
    }

    @Test
    void aRunOfWhichNothingWasSeenHasNone() {
        assertThat(Runs.waiting(Side.GO).figures()).isEmpty();
        assertThat(Runs.waiting(Side.GO).isGood()).isFalse();
    }
}
