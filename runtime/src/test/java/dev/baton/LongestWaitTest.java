package dev.baton;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;
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

    /** The twin of a site that is known: where it begins there is none. */
    @Test
    void theSiteOfTheLongestIsWhereItGoesOn() throws Exception {
        BatonStats stats;
        do {
            try (Baton baton = Baton.builder().maxProcs(1).timeWaits().build()) {
                Thread parks =
                        baton.threadFactory().newThread(LongestWaitTest::parksForTheLongestWait);
                parks.setName("parks");
                parks.start();
                Await.state(parks, Thread.State.WAITING);
                baton.startVirtualThread(
                                () -> {
                                    LockSupport.unpark(parks);
                                    compute();
                                })
                        .join();
                parks.join();
                stats = baton.stats();
            }
        } while (stats.longestWaitNs() < BURST_NS || stats.longestWaitSite().endsWith("start"));
        assertThat(stats.longestWaitSite())
                .startsWith("\"parks\" at " + LongestWaitTest.class.getName())
                .contains(".parksForTheLongestWait(LongestWaitTest.java:");
        assertThat(stats.waits()).isGreaterThanOrEqualTo(3);
        assertThat(stats.waitP50Ns()).isBetween(1L, stats.waitP99Ns());
        assertThat(stats.waitP99Ns()).isLessThanOrEqualTo(stats.longestWaitNs());
    }

    private static void parksForTheLongestWait() {
        LockSupport.park();
    }

    @Test
    void nothingIsTimedUnasked() throws Exception {
        try (Baton baton = Baton.builder().maxProcs(1).build()) {
            runOneBehindAnother(baton);
            assertThat(baton.stats().longestWaitNs()).isZero();
            assertThat(baton.stats().waits()).isZero();
            assertThat(baton.stats().longestWaitSite()).isEmpty();
        }
    }

    /** The second has its turn when the first is through, or has computed for 10 ms. */
    private static void runOneBehindAnother(Baton baton) throws InterruptedException {
        AtomicReference<Thread> second = new AtomicReference<>();
        Thread first =
                baton.startVirtualThread(() -> {
                    second.set(baton.startVirtualThread(() -> {}));
                    compute();
                });
        first.join();
        second.get().join();
    }

    private static void compute() {
        long end = System.nanoTime() + BURST_NS;
        while (System.nanoTime() < end) {
            Thread.onSpinWait();
        }
    }
}
