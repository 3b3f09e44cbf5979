package dev.baton.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

class RowTest {
    @Test
    void printsOneLineWithTheIdTheSideAndTheFigures() throws Exception {
        String line = Row.run("yield", "--side=baton", "--seconds=0.02", "--warmup=0.02");
        assertThat(line)
                .startsWith("{\"id\":\"yield\",\"side\":\"baton\",\"values\":{\"yield\":[")
                .doesNotContain("\n")
                .endsWith("}");
    }

    @Test
    void saysHowMuchWorkAMicrosecondIsWhereWorkIsDone() throws Exception {
        String line =
                Row.run(
                        "mixed.sleep",
                        "--side=baton",
                        "--seconds=0.05",
                        "--warmup=0.02",
                        "--count=10");
        assertThat(line).matches(".*\"stepsPerMicrosecond\":[0-9.]+}");
    }

    @Test
    void anUnknownIdIsRefusedWithTheListOfThoseThereAre() {
        assertThatThrownBy(() -> Row.run("handof", "--side=baton"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("handof;")
                .hasMessageContaining("handoff.busy")
                .hasMessageContaining("sysmon.tick");
    }

    @Test
    void aProgramOfItsOwnIsNotRunInThisProcess() {
        assertThatThrownBy(() -> Row.run("hand-over.park.2", "--side=baton"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("hand-over.park.2 is a program of its own: run it by baton bench");
    }

    @Test
    void aSideThatIsNoneIsRefused() {
        for (String side : new String[] {"go", "", "Baton"}) {
            assertThatThrownBy(() -> Row.run("yield", "--side=" + side))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessage("--side=" + side + ": must be baton or stock");
        }
        assertThatThrownBy(() -> Row.run("yield")).hasMessageContaining("--side is missing");
    }

    @Test
    void aSideThatTheExperimentDoesNotHaveIsRefused() {
        assertThatThrownBy(() -> Row.run("rawsyscall", "--side=stock"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("rawsyscall has no such side");
    }

    @Test
    void theStockSideInsistsOnItsNumberOfCarriers() {
        assertThatThrownBy(() -> Row.run("handoff.busy", "--side=stock"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("-Djdk.virtualThreadScheduler.parallelism=1");
    }

    @Test
    void numbersThatMakeNoSenseAreRefusedByTheOptionTheyAreFor() {
        for (String arg : new String[] {"--seconds=0", "--warmup=-1", "--count=x", "--seconds="}) {
            assertThatThrownBy(() -> Row.run("yield", "--side=baton", arg))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessage(arg + ": must be a number above 0");
        }
        assertThatThrownBy(() -> Row.run("yield", "--side=baton", "--fast"))
                .hasMessageContaining("--fast: unknown");
        assertThatThrownBy(Row::run).hasMessageContaining("usage");
    }
}
