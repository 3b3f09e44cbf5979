package dev.baton;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The longest time that a virtual thread could run and did not. */
@Timeout(60)
class LongestWaitTest {
    private static final long BURST_NS = 3_000_000;

    @Test
    void theOneThatWaitsForTheOnlyPToComputeIsSeenToWaitForThat() throws Exception {
        BatonStats stats;
        do {
            try (Baton baton = Baton.builder().maxProcs(1).timeWaits().build()) {
                runOneBehindAnother(baton);
                stats = baton.stats();
            }
            // Where the first slept, in a lock of the JVM's, it did not compute all the time.
        } while (stats.sparesBlocked() > 0);
        assertThat(stats.longestWaitNs()).isGreaterThanOrEqualTo(BURST_NS);
    }

    @Test
    void nothingIsTimedUnasked() throws Exception {
        try (Baton baton = Baton.builder().maxProcs(1).build()) {
            runOneBehindAnother(baton);
            assertThat(baton.stats().longestWaitNs()).isZero();
        }
    }

    /** The second has its turn when the first is through, or has computed for 10 ms. */
    private static void runOneBehindAnother(Baton baton) throws InterruptedException {
        AtomicReference<Thread> second = new AtomicReference<>();
        Thread first =
                baton.startVirtualThread(() -> {
                    second.set(baton.startVirtualThread(() -> {}));
                    long end = System.nanoTime() + BURST_NS;
                    while (System.nanoTime() < end) {
                        Thread.onSpinWait();
                    }
                });
        first.join();
        second.get().join();
    }
}
