package dev.baton.cli.bench;

import static org.assertj.core.api.Assertions.assertThat;

import dev.baton.bench.Experiment;
import dev.baton.bench.Peer;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import org.assertj.core.api.InstanceOfAssertFactories;
import org.junit.jupiter.api.Test;

class LauncherTest {
    private static final Duration LONG = Duration.ofMinutes(2);
    private static final GoPeer NO_GO =
            new GoPeer(Optional.empty(), Optional.empty(), Optional.of("not installed"));

    private static final Comparison.Side NONE =
            new Comparison.Side() {
                @Override
                public boolean has(Experiment experiment, Peer peer) {
                    return false;
                }

                @Override
                public Outcome run(Experiment experiment, Peer peer) {
                    return new Outcome.None("not here");
                }
            };

    private static Outcome sh(String script, Duration limit) throws Exception {
        return Launcher.run(List.of("sh", "-c", script), limit);
    }

    @Test
    void theLastLineOfOutputIsWhatCounts() throws Exception {
        assertThat(sh("echo hello; echo '{\"values\":{\"a\":[3,1,2],\"b\":[7.5]}}'", LONG))
                .isEqualTo(
                        new Outcome.Measured(
                                java.util.Map.of("a", 2.0, "b", 7.5), OptionalDouble.empty()));
    }

    @Test
    void theStepsOfAMicrosecondAreKept() throws Exception {
        assertThat(sh("echo '{\"values\":{\"a\":[1]},\"stepsPerMicrosecond\":690.5}'", LONG))
                .asInstanceOf(InstanceOfAssertFactories.type(Outcome.Measured.class))
                .extracting(Outcome.Measured::stepsPerMicrosecond)
                .isEqualTo(OptionalDouble.of(690.5));
    }

    @Test
    void whatHasNoResultSaysWhy() throws Exception {
        assertThat(sh("echo '{\"values\":{},\"none\":\"never: hung\"}'", LONG))
                .isEqualTo(new Outcome.None("never: hung"));
    }

    @Test
    void whatDoesNotEndIsKilledAndIsNoError() throws Exception {
        assertThat(sh("exec sleep 1000", Duration.ofMillis(50)))
                .asInstanceOf(InstanceOfAssertFactories.type(Outcome.None.class))
                .extracting(Outcome.None::why)
                .asString()
                .startsWith("never: it did not end within");
    }

    @Test
    void aFailureComesWithItsExitCodeAndWhatItSaid() throws Exception {
        assertThat(sh("echo no luck >&2; exit 3", LONG))
                .isEqualTo(new Outcome.Failed("ended with 3: no luck"));
    }

    @Test
    void outputOfAnotherShapeIsAFailureThatShowsIt() throws Exception {
        for (String output :
                List.of(
                        "",
                        "hello",
                        "[1]",
                        "{}",
                        "{\"values\":{\"a\":[]}}",
                        "{\"values\":{\"a\":1}}")) {
            assertThat(Launcher.parse(output))
                    .asInstanceOf(InstanceOfAssertFactories.type(Outcome.Failed.class))
                    .extracting(Outcome.Failed::why)
                    .asString()
                    .endsWith(output);
        }
    }

    @Test
    void bothJavaSidesRunInProcessesOfTheirOwn() throws Exception {
        Launcher launcher = new Launcher(new Length(1, 0.02, 0.02), NO_GO, NONE);
        for (Peer peer : List.of(Peer.BATON, Peer.STOCK)) {
            assertThat(launcher.run(Outcomes.experiment("yield"), peer))
                    .asInstanceOf(InstanceOfAssertFactories.type(Outcome.Measured.class))
                    .satisfies(m -> assertThat(m.values()).containsOnlyKeys("yield"));
        }
    }

    @Test
    void withoutGoItsSideTakesNoPart() {
        Launcher launcher = new Launcher(Length.QUICK, NO_GO, NONE);
        assertThat(launcher.has(Outcomes.experiment("yield"), Peer.GO)).isFalse();
        assertThat(launcher.has(Outcomes.experiment("yield"), Peer.STOCK)).isTrue();
        assertThat(launcher.has(Outcomes.experiment("rawsyscall"), Peer.STOCK)).isFalse();
    }
}
