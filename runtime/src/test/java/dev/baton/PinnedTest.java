package dev.baton;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Future;
import java.util.concurrent.FutureTask;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.IntBinaryOperator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Gs with a native frame on their stack, which can't leave their M: here C's {@code qsort} calls
 * back a comparison in Java, and a class is being initialised.
 */
class PinnedTest {
    @RegisterExtension private final Watchdog watchdog = new Watchdog();

    private int guarded;

    @ParameterizedTest(name = "{0} Ps")
    @ValueSource(ints = {1, 2})
    void anUpcallMayParkYieldAllocateAndWakeOthers(int procs) throws Exception {
        Baton baton = watchdog.baton(procs);
        AtomicInteger woken = new AtomicInteger();
        AtomicBoolean sorted = new AtomicBoolean();
        Thread other =
                baton.startVirtualThread(() -> {
                    while (!sorted.get()) {
                        LockSupport.park();
                        woken.incrementAndGet();
                    }
                });
        sortInGs(
                baton,
                8,
                (a, b) -> {
                    LockSupport.unpark(other);
                    LockSupport.parkNanos(1_000);
                    Thread.yield();
                    Integer[] garbage = {a, b};
                    return garbage[0].compareTo(garbage[1]);
                });
        sorted.set(true);
        LockSupport.unpark(other);
        other.join();
        assertThat(woken.get()).isPositive();
    }

    @ParameterizedTest(name = "{0} Ps")
    @ValueSource(ints = {1, 2})
    void anUpcallOfABlockingSectionMayDoTheSame(int procs) throws Exception {
        Baton baton = watchdog.baton(procs);
        AtomicInteger started = new AtomicInteger();
        ReentrantLock lock = new ReentrantLock();
        inGs(
                baton,
                8,
                () ->
                        Baton.blocking(() -> {
                            assertSorts((a, b) -> {
                                LockSupport.parkNanos(1_000);
                                Thread.yield();
                                Thread.startVirtualThread(started::incrementAndGet);
                                lock.lock();
                                try {
                                    guarded++;
                                } finally {
                                    lock.unlock();
                                }
                                return Integer.compare(a, b);
                            });
                            return null;
                        }));
        Await.until(() -> baton.stats().gLive() == 0);
        assertThat(guarded).isPositive().isEqualTo(started.get());
    }

    @ParameterizedTest(name = "{0} Ps")
    @ValueSource(ints = {1, 2})
    void aBlockingSectionInAnUpcallWaitsInLineForAP(int procs) throws Exception {
        Baton baton = watchdog.baton(procs);
        AtomicBoolean sorted = new AtomicBoolean();
        List<Thread> busy = new ArrayList<>();
        for (int i = 0; i < 2 * procs; i++) { // there is no idle P to come back to
            busy.add(
                    baton.startVirtualThread(() -> {
                        while (!sorted.get()) {
                            Thread.yield();
                        }
                    }));
        }
        sortInGs(
                baton,
                4,
                (a, b) ->
                        Baton.blockingNow(() -> {
                            Posix.nanosleep(Duration.ofNanos(1_000));
                            return Integer.compare(a, b);
                        }));
        sorted.set(true);
        for (Thread thread : busy) {
            thread.join();
        }
    }

    @Test
    void aPinnedParkLetsTheGRunThatEndsIt() throws Exception {
        Baton baton = watchdog.baton(1);
        SynchronousQueue<Integer> numbers = new SynchronousQueue<>();
        try (ExecutorService executor = baton.newVirtualThreadPerTaskExecutor()) {
            Future<int[]> sorts =
                    executor.submit(() ->
                            Posix.qsort(
                                    new int[] {3, 1, 2},
                                    (a, b) -> {
                                        try {
                                            int sign = numbers.take();
                                            return sign > 0 ? Integer.compare(a, b) : 0;
                                        } catch (InterruptedException e) {
                                            throw new AssertionError(e);
                                        }
                                    }));
            Future<?> feeds =
                    executor.submit(() -> {
                        while (!sorts.isDone()) {
                            numbers.offer(1);
                            Thread.yield();
                        }
                    });
            assertThat(sorts.get()).containsExactly(1, 2, 3);
            feeds.get();
        }
        assertThat(baton.stats().sparesBlocked()).isPositive();
    }

    @Test
    @SuppressWarnings("WaitNotInLoop") // it is, one frame below
    void aPinnedWaitLetsTheGRunThatNotifies() throws Exception {
        Baton baton = watchdog.baton(1);
        Object monitor = new Object();
        AtomicBoolean notified = new AtomicBoolean();
        FutureTask<int[]> sorts =
                new FutureTask<>(() ->
                        Posix.qsort(
                                new int[] {2, 1},
                                (a, b) -> {
                                    synchronized (monitor) {
                                        while (!notified.get()) {
                                            try {
                                                monitor.wait();
                                            } catch (InterruptedException e) {
                                                throw new AssertionError(e);
                                            }
                                        }
                                    }
                                    return Integer.compare(a, b);
                                }));
        baton.startVirtualThread(sorts);
        Thread notifies =
                baton.startVirtualThread(() -> {
                    synchronized (monitor) {
                        notified.set(true);
                        monitor.notifyAll();
                    }
                });
        assertThat(sorts.get()).containsExactly(1, 2);
        notifies.join();
    }

    /** Its initialisation waits for a G. */
    private static final class SlowToInitialise {
        static final CountDownLatch STARTED = new CountDownLatch(1);
        static final CountDownLatch MAY_END = new CountDownLatch(1);

        private SlowToInitialise() {}

        private static final class Constant {
            static final int VALUE;

            static {
                STARTED.countDown();
                try {
                    MAY_END.await();
                } catch (InterruptedException e) {
                    throw new AssertionError(e);
                }
                VALUE = 42;
            }

            private Constant() {}
        }
    }

    @Test
    void gsThatWaitForAClassToBeInitialisedLetOthersRun() throws Exception {
        Baton baton = watchdog.baton(1);
        try (ExecutorService executor = baton.newVirtualThreadPerTaskExecutor()) {
            List<Future<Integer>> users = new ArrayList<>();
            for (int i = 0; i < 10; i++) {
                users.add(executor.submit(() -> SlowToInitialise.Constant.VALUE));
            }
            Future<?> frees =
                    executor.submit(() -> {
                        SlowToInitialise.STARTED.await();
                        SlowToInitialise.MAY_END.countDown();
                        return null;
                    });
            for (Future<Integer> user : users) {
                assertThat(user.get()).isEqualTo(42);
            }
            frees.get();
        }
    }

    private static void sortInGs(Baton baton, int gs, IntBinaryOperator comparison)
            throws Exception {
        inGs(
                baton,
                gs,
                () -> {
                    assertSorts(comparison);
                    return null;
                });
    }

    private static void assertSorts(IntBinaryOperator comparison) {
        int[] numbers = new Random(1).ints(50, 0, 100).toArray();
        int[] expected = numbers.clone();
        Arrays.sort(expected);
        assertThat(Posix.qsort(numbers, comparison)).containsExactly(expected);
    }

    private static void inGs(Baton baton, int gs, Callable<Void> body) throws Exception {
        try (ExecutorService executor = baton.newVirtualThreadPerTaskExecutor()) {
            List<Future<Void>> all = new ArrayList<>();
            for (int i = 0; i < gs; i++) {
                all.add(executor.submit(body));
            }
            for (Future<Void> one : all) {
                one.get();
            }
        }
    }
}
