package dev.baton.bench;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class GoalTest {
    private static Optional<Boolean> met(Goal goal, Map<Peer, Double> medians) {
        return goal.met(peer -> Optional.ofNullable(medians.get(peer)));
    }

    @Test
    void anUpperBoundIsMetUpToAndWithTheBound() {
        assertThat(met(Goal.atMost(50), Map.of(Peer.BATON, 50.0))).contains(true);
        assertThat(met(Goal.atMost(50), Map.of(Peer.BATON, 50.1))).contains(false);
    }

    @Test
    void aLowerBoundIsMetFromTheBoundOn() {
        assertThat(met(Goal.atLeast(40_000), Map.of(Peer.BATON, 40_000.0))).contains(true);
        assertThat(met(Goal.atLeast(40_000), Map.of(Peer.BATON, 39_999.0))).contains(false);
    }

    @Test
    void aBoundByAPeerMovesWithThePeer() {
        Goal goal = Goal.atMost(0.7, Peer.STOCK);
        assertThat(met(goal, Map.of(Peer.BATON, 70.0, Peer.STOCK, 101.0))).contains(true);
        assertThat(met(goal, Map.of(Peer.BATON, 70.0, Peer.STOCK, 99.0))).contains(false);
    }

    @Test
    void withoutThePeerOrWithoutBatonThereIsNoTelling() {
        assertThat(met(Goal.atMost(1, Peer.GO), Map.of(Peer.BATON, 1.0))).isEmpty();
        assertThat(met(Goal.atMost(1), Map.of(Peer.GO, 1.0))).isEmpty();
    }

    @Test
    void itReadsAsInTheTable() {
        assertThat(Goal.atMost(50)).hasToString("≤ 50");
        assertThat(Goal.atLeast(94_000)).hasToString("≥ 94,000");
        assertThat(Goal.atMost(1.05)).hasToString("≤ 1.05");
        assertThat(Goal.atMost(0.7, Peer.STOCK)).hasToString("≤ 0.7 × stock");
        assertThat(Goal.atMost(1, Peer.GO)).hasToString("≤ go");
    }
}
