package dev.baton.cli.real;

import static org.assertj.core.api.Assertions.assertThat;

import dev.baton.cli.bench.SourceTree;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** A short look; {@code ./baton real --load} takes a minute for each. */
class LoadRunTest {
    private static final RealLength TWO_TURNS = new RealLength(10, 0.5);

    private final SourceTree tree = SourceTree.find().orElseThrow();

    @Test
    void bothSidesAreLoadedFromAnotherProcessAndBatonAnswersAll() throws Exception {
        List<String> progress = new ArrayList<>();

        List<LoadOutcome> outcomes =
                new LoadRun(tree, TWO_TURNS, 4).run(WebLoad.MIXED, progress::add);

        assertThat(progress)
                .containsExactly(
                        "[1/2] mixed, plain",
                        "[1/2] mixed, Baton",
                        "[2/2] mixed, Baton",
                        "[2/2] mixed, plain");
        assertThat(outcomes).extracting(LoadOutcome::side).containsExactly(Side.PLAIN, Side.BATON);
        assertThat(outcomes)
                .allSatisfy(outcome -> {
                    assertThat(outcome.failure()).isNull();
                    assertThat(outcome.figures())
                            .extracting(LoadFigures::kind)
                            .containsExactly("file", "FIFO");
                });
        assertThat(outcomes.getLast().figures()).allSatisfy(LoadRunTest::allWereAnswered);
    }

    private static void allWereAnswered(LoadFigures figures) {
        assertThat(figures.firstError()).isNull();
        assertThat(figures.errors()).isZero();
        assertThat(figures.requests()).isPositive();
        assertThat(figures.answered()).isEqualTo(figures.requests());
    }

    @Test
    void aMinuteIsTwelveTurnsAndAShortLookIsOne() {
        assertThat(LoadRun.turns(RealLength.LOAD)).isEqualTo(12);
        assertThat(LoadRun.turns(RealLength.QUICK)).isEqualTo(1);
    }
}
