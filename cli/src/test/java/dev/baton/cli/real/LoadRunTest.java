package dev.baton.cli.real;

import static org.assertj.core.api.Assertions.assertThat;

import dev.baton.cli.bench.SourceTree;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** A short look; {@code ./baton real --load} takes a minute for each. */
class LoadRunTest {
    private static final RealLength SHORT = new RealLength(2, 0.5);

    private final SourceTree tree = SourceTree.find().orElseThrow();

    @ParameterizedTest
    @EnumSource(Side.class)
    void everyRequestFromAnotherProcessIsAnswered(Side side) throws Exception {
        LoadOutcome outcome = new LoadRun(tree, SHORT, 4).run(WebLoad.MIXED, side);

        assertThat(outcome.failure()).isNull();
        assertThat(outcome.figures()).extracting(LoadFigures::kind).containsExactly("file", "FIFO");
        assertThat(outcome.figures())
                .allSatisfy(figures -> {
                    assertThat(figures.firstError()).isNull();
                    assertThat(figures.errors()).isZero();
                    assertThat(figures.requests()).isPositive();
                    assertThat(figures.answered()).isEqualTo(figures.requests());
                });
    }
}
