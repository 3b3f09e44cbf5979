package dev.baton.cli.bench;

import static org.assertj.core.api.Assertions.assertThat;

import dev.baton.bench.Figure;
import dev.baton.bench.Peer;
import java.util.Map;
import java.util.OptionalDouble;
import org.junit.jupiter.api.Test;

class ResultTest {
    private static final Figure YIELD = Outcomes.experiment("yield").figures().getFirst();
    private static final Figure BUSY = Outcomes.experiment("handoff.busy").figures().getFirst();

    @Test
    void aFigureIsTheMedianOfTheRunsWithTheirSpread() {
        Result result = new Outcomes().with(Peer.BATON, "yield", 70, 50, 60).of("yield");
        assertThat(result.spread(YIELD, Peer.BATON)).contains(new Spread(60, 50, 70, 3));
        assertThat(result.cell(YIELD, Peer.BATON)).isEqualTo("60 (50–70)");
    }

    @Test
    void aGoalByAPeerIsComparedWithThatPeersMedian() {
        Outcomes baton = new Outcomes().with(Peer.BATON, "yield", 100);
        assertThat(baton.of("yield").met(YIELD)).isEmpty();
        assertThat(baton.with(Peer.STOCK, "yield", 100).of("yield").met(YIELD)).contains(false);
        assertThat(baton.with(Peer.STOCK, "yield", 200, 300).of("yield").met(YIELD)).contains(true);
    }

    @Test
    void aRatioComesWithItsSpreadOverTheRounds() {
        Outcomes outcomes =
                new Outcomes()
                        .with(Peer.BATON, "yield", 100, 210, 290)
                        .with(Peer.STOCK, "yield", 100, 200, 300);
        assertThat(outcomes.of("yield").ratios(YIELD, Peer.STOCK))
                .contains(new Spread(1, 290.0 / 300, 1.05, 3));
        assertThat(outcomes.of("yield").ratioCell(YIELD, Peer.STOCK))
                .isEqualTo("1.05 (0.967–1.05)");
        assertThat(outcomes.of("yield").ratioCell(YIELD, Peer.GO)).isEqualTo("–");
    }

    @Test
    void oneRoundHasNoSpread() {
        Outcomes outcomes =
                new Outcomes().with(Peer.BATON, "yield", 90).with(Peer.STOCK, "yield", 100);
        assertThat(outcomes.of("yield").ratios(YIELD, Peer.STOCK)).isEmpty();
        assertThat(outcomes.of("yield").ratioCell(YIELD, Peer.STOCK)).isEqualTo("0.900");
    }

    @Test
    void whatNeverHappenedIsSaidAndIsNoFailure() {
        Result result =
                new Outcomes()
                        .with(Peer.BATON, "handoff.busy", 30)
                        .with(Peer.STOCK, new Outcome.None("never: no other G ran"))
                        .of("handoff.busy");
        assertThat(result.cell(BUSY, Peer.STOCK)).isEqualTo("never");
        assertThat(result.cell(BUSY, Peer.GO)).isEqualTo("–");
        assertThat(result.ratio(BUSY, Peer.STOCK)).isEmpty();
        assertThat(result.ran()).isTrue();
        assertThat(result.met(BUSY)).contains(true);
        assertThat(result.notes()).containsExactly("handoff.busy, stock: never: no other G ran");
    }

    @Test
    void aGoalIsMissedWhenBatonNeverGetsThereOrFails() {
        for (Outcome bad :
                new Outcome[] {new Outcome.None("never: hung"), new Outcome.Failed("crash")}) {
            Result result =
                    new Outcomes()
                            .with(Peer.BATON, "handoff.busy", 30)
                            .with(Peer.BATON, bad)
                            .of("handoff.busy");
            assertThat(result.met(BUSY)).contains(false);
            assertThat(result.spread(BUSY, Peer.BATON)).isEmpty();
        }
    }

    @Test
    void aGoalThatTheMachineDoesNotAllowToTryIsNeitherMetNorMissed() {
        Result result =
                new Outcomes()
                        .with(Peer.BATON, new Outcome.None("asked for perf, but it is proc"))
                        .of("handoff.busy");
        assertThat(result.met(BUSY)).isEmpty();
        assertThat(result.cell(BUSY, Peer.BATON)).isEqualTo("–");
    }

    @Test
    void aSideThatFailedIsReported() {
        Result result =
                new Outcomes().with(Peer.GO, new Outcome.Failed("ended with 3: oops")).of("yield");
        assertThat(result.ran()).isFalse();
        assertThat(result.cell(YIELD, Peer.GO)).isEqualTo("failed");
        assertThat(result.notes()).containsExactly("yield, go: ended with 3: oops");
    }

    @Test
    void sidesThatDoNotMeanTheSameByAMicrosecondOfWorkAreNotComparedInSilence() {
        Outcomes outcomes = new Outcomes();
        outcomes.with(
                Peer.BATON, new Outcome.Measured(Map.of("yield", 1.0), OptionalDouble.of(700)));
        outcomes.with(Peer.GO, new Outcome.Measured(Map.of("yield", 1.0), OptionalDouble.of(690)));
        assertThat(outcomes.of("yield").notes()).isEmpty();
        outcomes.with(
                Peer.STOCK, new Outcome.Measured(Map.of("yield", 1.0), OptionalDouble.of(400)));
        assertThat(outcomes.of("yield").notes())
                .singleElement()
                .asString()
                .contains("400", "700", "too busy");
    }
}
