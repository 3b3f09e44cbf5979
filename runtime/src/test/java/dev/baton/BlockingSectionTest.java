package dev.baton;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Future;
import java.util.concurrent.FutureTask;
import java.util.concurrent.Semaphore;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import java.util.concurrent.locks.ReentrantLock;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** What code may do inside a blocking section: anything. */
class BlockingSectionTest {
    private static final int ROUNDS = 200;

    @RegisterExtension private final Watchdog watchdog = new Watchdog();

    private int guarded;

    /** The two ways into a section. */
    enum Entry {
        BLOCKING {
            @Override
            <T, X extends Throwable> T call(BlockingCall<T, X> call) throws X {
                return Baton.blocking(call);
            }
        },
        BLOCKING_NOW {
            @Override
            <T, X extends Throwable> T call(BlockingCall<T, X> call) throws X {
                return Baton.blockingNow(call);
            }
        };

        abstract <T, X extends Throwable> T call(BlockingCall<T, X> call) throws X;
    }

    static List<Arguments> entriesAndPs() {
        List<Arguments> all = new ArrayList<>();
        for (Entry entry : Entry.values()) {
            for (int procs : new int[] {1, 2, 4}) {
                all.add(Arguments.of(entry, procs));
            }
        }
        return all;
    }

    @ParameterizedTest(name = "{0}, {1} Ps")
    @MethodSource("entriesAndPs")
    void itMayPark(Entry entry, int procs) throws Exception {
        Baton baton = watchdog.baton(procs);
        forGs(
                baton,
                20,
                () -> {
                    for (int i = 0; i < ROUNDS; i++) {
                        entry.call(() -> {
                            LockSupport.parkNanos(1_000);
                            return null;
                        });
                    }
                });
        assertThat(baton.stats().syscalls()).isGreaterThanOrEqualTo(20 * ROUNDS);
    }

    @ParameterizedTest(name = "{0}, {1} Ps")
    @MethodSource("entriesAndPs")
    void itMayTakeALockThatOthersHold(Entry entry, int procs) throws Exception {
        Baton baton = watchdog.baton(procs);
        ReentrantLock lock = new ReentrantLock();
        forGs(
                baton,
                20,
                () -> {
                    for (int i = 0; i < ROUNDS; i++) {
                        entry.call(() -> {
                            lock.lock();
                            try {
                                int before = guarded;
                                Thread.yield();
                                guarded = before + 1;
                            } finally {
                                lock.unlock();
                            }
                            return null;
                        });
                    }
                });
        assertThat(guarded).isEqualTo(20 * ROUNDS);
    }

    @ParameterizedTest(name = "{0}, {1} Ps")
    @MethodSource("entriesAndPs")
    void itMayTakeAMonitorThatOthersHold(Entry entry, int procs) throws Exception {
        Baton baton = watchdog.baton(procs);
        Object monitor = new Object();
        forGs(
                baton,
                20,
                () -> {
                    for (int i = 0; i < ROUNDS; i++) {
                        entry.call(() -> {
                            synchronized (monitor) {
                                int before = guarded;
                                Thread.yield();
                                guarded = before + 1;
                            }
                            return null;
                        });
                        synchronized (monitor) { // and beside it, outside
                            int before = guarded;
                            Thread.yield();
                            guarded = before + 1;
                        }
                    }
                });
        assertThat(guarded).isEqualTo(2 * 20 * ROUNDS);
    }

    @ParameterizedTest(name = "{0}, {1} Ps")
    @MethodSource("entriesAndPs")
    void itMayWakeOthersAndBeWoken(Entry entry, int procs) throws Exception {
        Baton baton = watchdog.baton(procs);
        SynchronousQueue<Integer> queue = new SynchronousQueue<>();
        try (ExecutorService executor = baton.newVirtualThreadPerTaskExecutor()) {
            Future<Integer> taken =
                    executor.submit(() -> {
                        int sum = 0;
                        for (int i = 0; i < ROUNDS; i++) {
                            sum += entry.call(queue::take);
                        }
                        return sum;
                    });
            Future<?> put =
                    executor.submit(() -> {
                        for (int i = 0; i < ROUNDS; i++) {
                            int n = i;
                            entry.call(() -> {
                                queue.put(n);
                                return null;
                            });
                        }
                        return null;
                    });
            put.get();
            assertThat(taken.get()).isEqualTo(ROUNDS * (ROUNDS - 1) / 2);
        }
    }

    @ParameterizedTest(name = "{0}, {1} Ps")
    @MethodSource("entriesAndPs")
    void itMayStartOthersAndWaitForThem(Entry entry, int procs) throws Exception {
        Baton baton = watchdog.baton(procs);
        AtomicInteger children = new AtomicInteger();
        forGs(
                baton,
                5,
                () -> {
                    for (int i = 0; i < ROUNDS; i++) {
                        Thread started =
                                entry.call(() -> {
                                    Thread child =
                                            Thread.startVirtualThread(children::incrementAndGet);
                                    child.join();
                                    return child;
                                });
                        assertThat(started.isAlive()).isFalse();
                    }
                });
        assertThat(children).hasValue(5 * ROUNDS);
    }

    @ParameterizedTest(name = "{0}, {1} Ps")
    @MethodSource("entriesAndPs")
    void itMaySleepYieldAndBlock(Entry entry, int procs) throws Exception {
        Baton baton = watchdog.baton(procs);
        AtomicInteger calls = new AtomicInteger();
        forGs(
                baton,
                20,
                () -> {
                    for (int i = 0; i < 20; i++) {
                        entry.call(() -> {
                            Thread.yield();
                            Posix.nanosleep(Duration.ofNanos(50_000));
                            Thread.sleep(Duration.ofNanos(50_000));
                            Posix.nanosleep(Duration.ofNanos(50_000));
                            Thread.yield();
                            return calls.incrementAndGet();
                        });
                    }
                });
        assertThat(calls).hasValue(400);
    }

    @ParameterizedTest(name = "{0}, {1} Ps")
    @MethodSource("entriesAndPs")
    void whatItThrowsIsThrownAndTheSectionIsLeft(Entry entry, int procs) throws Exception {
        Baton baton = watchdog.baton(procs);
        forGs(
                baton,
                10,
                () -> {
                    for (int i = 0; i < ROUNDS; i++) {
                        String message = "round " + i;
                        assertThatThrownBy(() ->
                                        entry.call(() -> {
                                            Thread.yield();
                                            throw new IOException(message);
                                        }))
                                .isInstanceOf(IOException.class)
                                .hasMessage(message);
                    }
                    assertThatThrownBy(Baton::exitSyscall)
                            .isInstanceOf(IllegalStateException.class);
                });
    }

    @ParameterizedTest(name = "{0}, {1} Ps")
    @MethodSource("entriesAndPs")
    void sectionsNest(Entry entry, int procs) throws Exception {
        Baton baton = watchdog.baton(procs);
        AtomicInteger calls = new AtomicInteger();
        forGs(
                baton,
                20,
                () -> {
                    for (int i = 0; i < ROUNDS; i++) {
                        entry.call(() -> {
                            Baton.blocking(calls::incrementAndGet);
                            Thread.yield();
                            Baton.blockingNow(() -> Baton.blocking(calls::incrementAndGet));
                            return null;
                        });
                        Thread.yield();
                    }
                });
        assertThat(calls).hasValue(20 * ROUNDS * 2);
    }

    @ParameterizedTest(name = "{0}, {1} Ps")
    @MethodSource("entriesAndPs")
    void moreCallsThanPsAreInTheKernelAtOnce(Entry entry, int procs) throws Exception {
        Baton baton = watchdog.baton(procs);
        int gs = 50;
        Semaphore inside = new Semaphore(0);
        CountDownLatch allInside = new CountDownLatch(1);
        List<FutureTask<Void>> tasks = new ArrayList<>();
        for (int i = 0; i < gs; i++) {
            FutureTask<Void> task =
                    new FutureTask<>(() ->
                            entry.call(() -> {
                                inside.release();
                                // Blocks the thread, with no help of the JDK's.
                                while (allInside.getCount() > 0) {
                                    Posix.nanosleep(Duration.ofMillis(1));
                                }
                                return null;
                            }));
            tasks.add(task);
            baton.startVirtualThread(task);
        }
        inside.acquire(gs);
        allInside.countDown();
        for (FutureTask<Void> task : tasks) {
            task.get();
        }
        assertThat(baton.stats().threadsPeak()).isGreaterThanOrEqualTo(gs);
    }

    @Test
    void aPlaceThatBlocksAndOneThatDoesNotAreToldApart() throws Exception {
        Baton baton = watchdog.baton(1);
        forGs(
                baton,
                1,
                () -> {
                    for (int i = 0; i < ROUNDS; i++) {
                        Baton.blocking(() -> {
                            Posix.nanosleep(Duration.ofNanos(200_000));
                            return null;
                        });
                    }
                });
        long handoffs = baton.stats().handoffs();
        forGs(
                baton,
                1,
                () -> {
                    for (int i = 0; i < 100 * ROUNDS; i++) {
                        Baton.blocking(() -> null);
                    }
                });
        assertThat(baton.stats().syscalls()).isGreaterThanOrEqualTo(101 * ROUNDS);
        assertThat(baton.stats().handoffs() - handoffs).isLessThan(50 * ROUNDS);
    }

    private interface Body {
        void run() throws Exception;
    }

    /** Runs it in so many Gs at once; fails here when one of them fails. */
    private static void forGs(Baton baton, int gs, Body body) throws Exception {
        try (ExecutorService executor = baton.newVirtualThreadPerTaskExecutor()) {
            List<Future<?>> all = new ArrayList<>();
            for (int i = 0; i < gs; i++) {
                all.add(
                        executor.submit(() -> {
                            body.run();
                            return null;
                        }));
            }
            for (Future<?> one : all) {
                one.get();
            }
        }
    }
}
