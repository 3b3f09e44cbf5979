package dev.baton.cli;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class MainTest {
    @Test
    void aloneItShowsWhatThereIs() {
        RunCommand run = RunCommand.run();

        assertThat(run.status()).isEqualTo(Main.OK);
        assertThat(run.out()).contains("Usage: baton", "demo", "test", "Exit codes:");
        assertThat(run.out()).isEqualTo(RunCommand.run("--help").out());
    }

    @Test
    void theVersionIsThatOfTheBuild() {
        RunCommand run = RunCommand.run("--version");

        assertThat(run.status()).isEqualTo(Main.OK);
        assertThat(run.out())
                .matches(
                        "baton \\d+\\.\\d+\\.\\d+\\S* \\(JDK "
                                + Runtime.version().feature()
                                + ".*\\R");
    }

    @Test
    void anUnknownCommandIsNamed() {
        RunCommand run = RunCommand.run("dmeo");

        assertThat(run.status()).isEqualTo(Main.USAGE);
        assertThat(run.out()).isEmpty();
        assertThat(run.err()).contains("unexpected: dmeo", "Try: baton --help");
    }

    @Test
    void anUnknownOptionIsNamed() {
        RunCommand run = RunCommand.run("--colour");

        assertThat(run.status()).isEqualTo(Main.USAGE);
        assertThat(run.err()).contains("--colour");
    }
}
