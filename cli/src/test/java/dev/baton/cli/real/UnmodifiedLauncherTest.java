package dev.baton.cli.real;

import static org.assertj.core.api.Assertions.assertThat;

import dev.baton.bench.Catalogue;
import dev.baton.bench.Experiment;
import dev.baton.bench.Figure;
import dev.baton.bench.Peer;
import dev.baton.cli.bench.Length;
import dev.baton.cli.bench.Outcome;
import org.assertj.core.api.InstanceOfAssertFactories;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** One of each kind, for a moment. */
class UnmodifiedLauncherTest {
    private static final Length MOMENT = new Length(1, 0.2, 0.02);

    @ParameterizedTest
    @CsvSource({
        "hand-over.park.2,BATON", "hand-over.park.2,STOCK",
        "short.hello.1,BATON", "short.hello.1,STOCK",
        "real.h2.2,BATON", "real.h2.2,STOCK",
    })
    void itsFiguresAreThoseOfItsRow(String id, Peer peer) throws Exception {
        Experiment experiment = Catalogue.find(id).orElseThrow();
        UnmodifiedLauncher launcher = new UnmodifiedLauncher(MOMENT);
        assertThat(launcher.has(experiment, peer)).isTrue();

        Outcome outcome = launcher.run(experiment, peer);

        assertThat(outcome)
                .asInstanceOf(InstanceOfAssertFactories.type(Outcome.Measured.class))
                .satisfies(measured ->
                        assertThat(measured.values().keySet())
                                // It is too short for its first seconds.
                                .containsExactlyInAnyOrderElementsOf(
                                        experiment.figures().stream()
                                                .map(Figure::id)
                                                .filter(figure -> !figure.matches(".*first\\d+s"))
                                                .toList()));
    }
}
