package dev.baton.bench;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Each experiment, for a moment, on both Java sides. */
class ProgramsTest {
    private static final Duration MOMENT = Duration.ofMillis(20);
    private static final int FEW = 20;

    static Stream<Arguments> sides() {
        return Catalogue.experiments().stream()
                .filter(e -> e.subject() instanceof Program)
                .flatMap(e ->
                        Stream.of(Peer.BATON, Peer.STOCK)
                                .filter(e.peers()::contains)
                                .map(peer -> Arguments.of(e.id(), peer)));
    }

    @ParameterizedTest(name = "{0} on {1}")
    @MethodSource("sides")
    void reportsEachOfItsFiguresOrSaysWhyNot(String id, Peer peer) throws Exception {
        Experiment experiment = Catalogue.find(id).orElseThrow();
        // The stock side has as many carriers here as there are CPUs: what would come to a
        // standstill in a process of its own may not here. Both are results.
        Side side = Side.open(peer, experiment.procs());
        Run run = new Run(side, MOMENT, MOMENT, FEW);
        ((Program) experiment.subject()).run(run);
        if (run.none().isPresent()) {
            assertThat(run.values()).isEmpty();
            assertThat(run.none().get()).isNotBlank();
            return;
        }
        side.close();
        assertThat(run.values().keySet())
                .containsExactlyInAnyOrderElementsOf(
                        experiment.figures().stream().map(Figure::id).toList());
        assertThat(run.values()).allSatisfy((figure, value) -> assertThat(value).isFinite());
        assertThat(run.values()).satisfies(ProgramsTest::areOfThisWorld);
    }

    /** What can't be, whatever the machine. */
    private static void areOfThisWorld(Map<String, Double> values) {
        values.forEach((figure, value) -> {
            if (figure.endsWith(".p99")) {
                String main = figure.substring(0, figure.length() - ".p99".length());
                assertThat(value).as(figure).isGreaterThanOrEqualTo(values.get(main));
            } else if (figure.endsWith(".min")) {
                assertThat(value).as(figure).isBetween(0.0, 1.0);
            } else if (figure.endsWith(".max")) {
                assertThat(value).as(figure).isGreaterThanOrEqualTo(1);
            }
        });
    }
}
