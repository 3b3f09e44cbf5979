package dev.baton.cli.bench;

import static org.assertj.core.api.Assertions.assertThat;

import dev.baton.bench.Experiment;
import dev.baton.bench.Peer;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class ComparisonTest {
    private static final Length TWO_RUNS = new Length(2, 1, 1);

    private final List<String> order = new ArrayList<>();

    private class Sides implements Comparison.Side {
        @Override
        public boolean has(Experiment experiment, Peer peer) {
            return experiment.peers().contains(peer);
        }

        @Override
        public Outcome run(Experiment experiment, Peer peer) {
            order.add(peer.id());
            return peer == Peer.STOCK
                    ? new Outcome.None("never: hung")
                    : Outcomes.measured(experiment.id(), order.size());
        }
    }

    private final class Told implements Comparison.Progress {
        @Override
        public void begins(Experiment experiment, int number, int of) {
            order.add(number + "/" + of);
        }

        @Override
        public void ran() {}

        @Override
        public void ends(Result result) {
            order.add("done");
        }
    }

    @Test
    void theSidesTakeTurns() throws Exception {
        new Comparison(TWO_RUNS, new Sides())
                .run(
                        List.of(
                                Outcomes.experiment("rawsyscall"),
                                Outcomes.experiment("sysmon.tick")),
                        new Told());
        assertThat(order)
                .containsExactly(
                        "1/2", "baton", "go", "baton", "go", "done", "2/2", "baton", "go", "baton",
                        "go", "done");
    }

    @Test
    void aSideThatNeverEndsIsNotTriedAgain() throws Exception {
        List<Result> results =
                new Comparison(TWO_RUNS, new Sides())
                        .run(List.of(Outcomes.experiment("yield")), new Told());
        assertThat(order).containsExactly("1/1", "baton", "stock", "go", "baton", "go", "done");
        assertThat(results.getFirst().outcomes().get(Peer.STOCK)).hasSize(1);
        assertThat(results.getFirst().outcomes().get(Peer.BATON)).hasSize(2);
    }
}
