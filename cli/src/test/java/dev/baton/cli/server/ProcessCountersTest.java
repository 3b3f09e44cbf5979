package dev.baton.cli.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ProcessCountersTest {
    private static ProcessCounters counters(long user, long kernel, Map<String, Long> switches) {
        return new ProcessCounters(0, user, kernel, switches);
    }

    @Test
    void theNameOfAProcessMayLookLikeFields() {
        assertThat(ProcessCounters.fieldsFromState("12 (a) S b) R 1 12"))
                .containsExactly("R", "1", "12");
    }

    @Test
    void switchesOfThreadsThatCameSinceCountWholeAndThoseOfThreadsThatAreGoneDoNot() {
        ProcessCounters before = counters(0, 0, Map.of("1", 10L, "2", 20L));
        ProcessCounters after = counters(0, 0, Map.of("1", 13L, "3", 4L));

        assertThat(after.switchesSince(before)).isEqualTo(3 + 4);
    }

    @Test
    void theShareOfTheProgramIsThatOfTheTicksSince() {
        ProcessCounters before = counters(100, 50, Map.of());

        assertThat(counters(130, 60, Map.of()).userShareSince(before)).isEqualTo(0.75);
        assertThat(before.userShareSince(before)).isNaN();
    }

    /** The clock's number is made of the process's: of another it would be another's time. */
    @Test
    void theCpuTimeOfAnotherProcessIsItsOwn() throws Exception {
        Process sleeping = new ProcessBuilder("sleep", "1000").start();
        Process busy = new ProcessBuilder("sh", "-c", "while :; do :; done").start();
        try {
            while (ProcessCounters.read(busy.pid()).cpuNs() < 300_000_000) {
                Thread.sleep(10);
            }
            assertThat(ProcessCounters.read(sleeping.pid()).cpuNs()).isBetween(1L, 200_000_000L);
            assertThat(ProcessCounters.read(busy.pid()).userTicks()).isPositive();
        } finally {
            sleeping.destroyForcibly().waitFor();
            busy.destroyForcibly().waitFor();
        }
    }

    @Test
    void aProcessThatIsNotThereIsNamed() {
        assertThatThrownBy(() -> ProcessCounters.read(0))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("/proc/0");
    }
}
