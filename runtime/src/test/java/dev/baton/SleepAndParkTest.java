package dev.baton;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Exchanger;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Future;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Gs that wait for a time or for each other. */
class SleepAndParkTest {
    @RegisterExtension private final Watchdog watchdog = new Watchdog();

    @ParameterizedTest(name = "{0} Ps")
    @ValueSource(ints = {1, 2})
    void nobodyWakesBeforeItsTime(int procs) throws Exception {
        Baton baton = watchdog.baton(procs);
        try (ExecutorService executor = baton.newVirtualThreadPerTaskExecutor()) {
            List<Future<Duration>> slept = new ArrayList<>();
            for (int i = 0; i < 1_000; i++) {
                Duration time = Duration.ofMillis(1 + i % 20);
                slept.add(
                        executor.submit(() -> {
                            long start = System.nanoTime();
                            Thread.sleep(time);
                            long nanos = System.nanoTime() - start;
                            return Duration.ofNanos(nanos).minus(time);
                        }));
            }
            for (Future<Duration> late : slept) {
                assertThat(late.get()).isGreaterThanOrEqualTo(Duration.ZERO);
            }
        }
    }

    @Test
    void unparkBeforeParkIsKept() throws Exception {
        Baton baton = watchdog.baton(1);
        startAndJoin(
                baton,
                () -> {
                    for (int i = 0; i < 10_000; i++) {
                        LockSupport.unpark(Thread.currentThread());
                        LockSupport.park(); // returns at once, or never
                    }
                });
    }

    @Test
    void unparkBeforeTheFirstRunIsKept() throws Exception {
        Baton baton = watchdog.baton(1);
        for (int i = 0; i < 1_000; i++) {
            Thread thread = baton.startVirtualThread(LockSupport::park);
            LockSupport.unpark(thread); // before, during or after the park
            thread.join();
        }
        assertThat(baton.stats().gStarted()).isEqualTo(1_000);
    }

    @ParameterizedTest(name = "{0} Ps")
    @ValueSource(ints = {1, 2, 4})
    void twoGsUnparkEachOther(int procs) throws Exception {
        Baton baton = watchdog.baton(procs);
        int rounds = 20_000;
        AtomicReference<Thread> first = new AtomicReference<>();
        AtomicReference<Thread> second = new AtomicReference<>();
        AtomicInteger turn = new AtomicInteger();
        CountDownLatch bothKnown = new CountDownLatch(1);
        first.set(baton.startVirtualThread(() -> take(turn, 0, rounds, second, bothKnown)));
        second.set(baton.startVirtualThread(() -> take(turn, 1, rounds, first, bothKnown)));
        bothKnown.countDown();
        first.get().join();
        second.get().join();
        assertThat(turn).hasValue(rounds);
    }

    @Test
    void aPlatformThreadUnparksGsAndTheyIt() throws Exception {
        Baton baton = watchdog.baton(1);
        SynchronousQueue<Integer> there = new SynchronousQueue<>();
        SynchronousQueue<Integer> back = new SynchronousQueue<>();
        Thread echo =
                baton.startVirtualThread(() -> {
                    try {
                        for (int i = 0; i < 5_000; i++) {
                            back.put(there.take() + 1);
                        }
                    } catch (InterruptedException e) {
                        throw new AssertionError(e);
                    }
                });
        for (int i = 0; i < 5_000; i++) {
            there.put(i);
            assertThat(back.take()).isEqualTo(i + 1);
        }
        echo.join();
    }

    @Test
    void timedParkIsCutShortByAnUnpark() throws Exception {
        Baton baton = watchdog.baton(2);
        for (int i = 0; i < 500; i++) {
            Thread parked =
                    baton.startVirtualThread(() -> LockSupport.parkNanos(3_600_000_000_000L));
            Thread.State state;
            do {
                state = parked.getState();
            } while (state != Thread.State.TIMED_WAITING);
            Thread waker = baton.startVirtualThread(() -> LockSupport.unpark(parked));
            waker.join();
            parked.join();
        }
        assertThat(baton.stats().gStarted()).isEqualTo(1_000);
    }

    @Test
    void parkUntilAMomentInThePastReturnsAtOnce() throws Exception {
        Baton baton = watchdog.baton(1);
        startAndJoin(
                baton,
                () -> {
                    LockSupport.parkUntil(1);
                    LockSupport.parkNanos(0);
                    LockSupport.parkNanos(-1);
                });
    }

    @Test
    void sleepOfAllTimesIsAccepted() throws Exception {
        Baton baton = watchdog.baton(1);
        Thread forEver =
                baton.startVirtualThread(() -> {
                    try {
                        Thread.sleep(Long.MAX_VALUE);
                    } catch (InterruptedException e) {
                        Thread.currentThread().interrupt();
                    }
                });
        Await.state(forEver, Thread.State.TIMED_WAITING);
        startAndJoin(
                baton,
                () -> {
                    try {
                        Thread.sleep(0);
                        Thread.sleep(Duration.ofNanos(1));
                        Thread.sleep(Duration.ofSeconds(-1));
                    } catch (InterruptedException e) {
                        throw new AssertionError(e);
                    }
                });
        forEver.interrupt();
        forEver.join();
    }

    @Test
    void tenThousandSleepersAllWake() throws Exception {
        Baton baton = watchdog.baton(2);
        AtomicInteger woken = new AtomicInteger();
        try (ExecutorService executor = baton.newVirtualThreadPerTaskExecutor()) {
            List<Future<?>> sleepers = new ArrayList<>();
            for (int i = 0; i < 10_000; i++) {
                int millis = i % 100;
                sleepers.add(
                        executor.submit(() -> {
                            Thread.sleep(millis);
                            return woken.incrementAndGet();
                        }));
            }
            for (Future<?> sleeper : sleepers) {
                sleeper.get();
            }
        }
        assertThat(woken).hasValue(10_000);
    }

    @Test
    void timedWaitsOfTheLibraryEndInTime() throws Exception {
        Baton baton = watchdog.baton(1);
        startAndJoin(
                baton,
                () -> {
                    try {
                        assertThat(new CountDownLatch(1).await(1, TimeUnit.MILLISECONDS)).isFalse();
                        assertThat(new SynchronousQueue<String>().poll(1, TimeUnit.MILLISECONDS))
                                .isNull();
                    } catch (InterruptedException e) {
                        throw new AssertionError(e);
                    }
                });
    }

    @Test
    void exchangersExchange() throws Exception {
        Baton baton = watchdog.baton(1);
        Exchanger<String> exchanger = new Exchanger<>();
        try (ExecutorService executor = baton.newVirtualThreadPerTaskExecutor()) {
            Future<String> a = executor.submit(() -> exchanger.exchange("from a"));
            Future<String> b = executor.submit(() -> exchanger.exchange("from b"));
            assertThat(a.get()).isEqualTo("from b");
            assertThat(b.get()).isEqualTo("from a");
        }
    }

    private static void take(
            AtomicInteger turn,
            int parity,
            int rounds,
            AtomicReference<Thread> other,
            CountDownLatch bothKnown) {
        try {
            bothKnown.await();
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
        for (int n = turn.get(); n < rounds; n = turn.get()) {
            if (n % 2 == parity) {
                turn.incrementAndGet();
                LockSupport.unpark(other.get());
            } else {
                LockSupport.park();
            }
        }
    }

    /** Fails here when the task fails there. */
    private static void startAndJoin(Baton baton, Runnable task) throws Exception {
        try (ExecutorService executor = baton.newVirtualThreadPerTaskExecutor()) {
            executor.submit(task).get();
        }
    }
}
