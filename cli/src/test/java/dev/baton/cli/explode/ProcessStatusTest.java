package dev.baton.cli.explode;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import programs.explode.Tally;

class ProcessStatusTest {
    private static final Tally TALLY = new Tally(1, 2, 3, 4, 5, 5, 0, Tally.State.RIGHT);

    @Test
    void threadsAndMemoryAreReadFromWhatTheKernelSays() {
        String status = "Name:\tjava\nVmHWM:\t  9999 kB\nVmRSS:\t   41234 kB\nThreads:\t5021\n";

        assertThat(ProcessStatus.parse(status, TALLY)).contains(new Sample(TALLY, 5_021, 41_234));
    }

    @Test
    void aProcessThatHasEndedHasNoMemory() {
        assertThat(ProcessStatus.parse("Name:\tjava\nState:\tZ (zombie)\nThreads:\t1\n", TALLY))
                .isEmpty();
        assertThat(ProcessStatus.look(Long.MAX_VALUE, TALLY)).isEmpty();
    }

    @Test
    void thisProcessHasSome() {
        assertThat(ProcessStatus.look(ProcessHandle.current().pid(), TALLY))
                .hasValueSatisfying(sample -> {
                    assertThat(sample.threads()).isPositive();
                    assertThat(sample.rssKib()).isPositive();
                });
    }
}
