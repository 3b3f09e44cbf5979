package dev.baton.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.baton.cli.real.RealProgram;
import org.junit.jupiter.api.Test;

class RealCommandTest {
    @Test
    void listShowsAllPrograms() {
        RunCommand run = RunCommand.run("real", "--list");

        assertThat(run.status()).isEqualTo(Main.OK);
        for (RealProgram program : RealProgram.values()) {
            assertThat(run.out()).contains(program.id(), program.title());
        }
    }

    @Test
    void listShowsThoseThatAreNamed() {
        assertThat(RunCommand.run("real", "--list", "sqlite").out().lines()).hasSize(1);
    }

    @Test
    void anUnknownProgramIsRefusedWithThoseThereAre() {
        RunCommand run = RunCommand.run("real", "mysql");

        assertThat(run.status()).isEqualTo(Main.USAGE);
        assertThat(run.err()).contains("'mysql'", "sqlite", "postgres");
    }

    @Test
    void whatMakesNoSenseIsRefusedBeforeAnythingRuns() {
        assertThat(RunCommand.run("real", "--runs", "0").status()).isEqualTo(Main.USAGE);
        assertThat(RunCommand.run("real", "--seconds", "0").err()).contains("seconds=0.0");
        assertThat(RunCommand.run("real", "--docs", "/no/such").err()).contains("not a directory");
        assertThat(RunCommand.run("real", "--load", "sqlite").err()).contains("without NAME");
        assertThat(RunCommand.run("real", "--load", "--runs=2").status()).isEqualTo(Main.USAGE);
    }
}
