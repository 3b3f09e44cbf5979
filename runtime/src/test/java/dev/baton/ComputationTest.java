package dev.baton;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Gs that only compute and never come to the scheduler. Each of them goes on until another G has
 * made progress, so where that is starved the test does not end.
 */
class ComputationTest {
    private static final int BEATS = 20;

    @RegisterExtension private final Watchdog watchdog = new Watchdog();

    @ParameterizedTest(name = "{0} compute, {1} Ps")
    @CsvSource({"2, 2", "64, 2", "1, 1", "16, 1"})
    void heartbeatGoesOnBesideGsThatCompute(int hogs, int procs) throws Exception {
        Baton baton = watchdog.baton(procs);
        AtomicInteger over = new AtomicInteger();
        CountDownLatch firstBeats = new CountDownLatch(5);
        Thread heart =
                baton.startVirtualThread(() -> {
                    // Until both are true: on a lucky machine no beat of them finds all Ps taken.
                    for (int n = 1; n < BEATS || sparesForComputations(baton) == 0; n++) {
                        firstBeats.countDown();
                        sleepMillis(1);
                    }
                    over.incrementAndGet();
                });
        firstBeats.await();
        List<Thread> computing = new ArrayList<>();
        for (int i = 0; i < hogs; i++) {
            computing.add(baton.startVirtualThread(() -> computeUntil(over, 1)));
        }

        heart.join();
        for (Thread thread : computing) {
            thread.join();
        }

        assertThat(sparesForComputations(baton)).isPositive();
    }

    private static long sparesForComputations(Baton baton) {
        BatonStats stats = baton.stats();
        return stats.sparesBusy() + stats.sparesComputing();
    }

    @ParameterizedTest(name = "{0} compute, {1} Ps")
    @CsvSource({"2, 2", "8, 2", "1, 1", "8, 1"})
    void aGThatIsStartedBehindGsThatComputeHasItsTurn(int hogs, int procs) throws Exception {
        Baton baton = watchdog.baton(procs);
        AtomicInteger turns = new AtomicInteger();
        List<Thread> threads = new ArrayList<>();
        for (int i = 0; i < hogs; i++) {
            threads.add(baton.startVirtualThread(() -> computeUntil(turns, 1)));
        }
        threads.add(baton.startVirtualThread(turns::incrementAndGet));
        for (Thread thread : threads) {
            thread.join();
        }
        assertThat(turns).hasValue(1);
    }

    @Test
    void whoWaitsForALockBehindAComputationIsNotForgotten() throws Exception {
        Baton baton = watchdog.baton(1);
        AtomicInteger turns = new AtomicInteger();
        Object monitor = new Object();
        Thread computes = baton.startVirtualThread(() -> computeUntil(turns, 200));
        List<Thread> waiters = new ArrayList<>();
        for (int i = 0; i < 20; i++) {
            waiters.add(
                    baton.startVirtualThread(() -> {
                        for (int n = 0; n < 10; n++) {
                            synchronized (monitor) {
                                turns.incrementAndGet();
                                Thread.yield();
                            }
                        }
                    }));
        }
        computes.join();
        for (Thread waiter : waiters) {
            waiter.join();
        }
        assertThat(turns).hasValue(200);
    }

    @Test
    void checkpointOfALongLoopLetsOthersRun() throws Exception {
        Baton baton = watchdog.baton(1);
        AtomicInteger beats = new AtomicInteger();
        Thread computes =
                baton.startVirtualThread(() -> {
                    while (beats.get() < BEATS) {
                        Baton.checkpoint();
                    }
                });
        Thread beside =
                baton.startVirtualThread(() -> {
                    while (beats.incrementAndGet() < BEATS) {
                        Thread.yield();
                    }
                });
        computes.join();
        beside.join();
        assertThat(beats).hasValue(BEATS);
    }

    @Test
    void checkpointOfAThreadThatIsNotBatonsDoesNothing() throws Exception {
        Baton.checkpoint();
        Thread stock = Thread.startVirtualThread(Baton::checkpoint);
        stock.join();
    }

    private static void computeUntil(AtomicInteger counter, int value) {
        long x = 1;
        while (counter.get() < value) {
            x = x * 6364136223846793005L + 1442695040888963407L;
            Thread.onSpinWait();
        }
        if (x == 0) {
            throw new AssertionError("unreachable, and keeps the computation");
        }
    }

    private static void sleepMillis(long millis) {
        try {
            Thread.sleep(millis);
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }
}
