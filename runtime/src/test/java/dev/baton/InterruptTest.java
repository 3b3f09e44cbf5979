package dev.baton;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.FutureTask;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.LockSupport;
import java.util.concurrent.locks.ReentrantLock;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Interrupts of a G in each state in which it can wait, and of one that does not wait. */
class InterruptTest {
    @RegisterExtension private final Watchdog watchdog = new Watchdog();

    /** A wait that ends by nothing but an interrupt. */
    record Wait(String name, Thread.State state, Body body) {
        @Override
        public String toString() {
            return name;
        }
    }

    interface Body {
        void run() throws Exception;
    }

    @SuppressWarnings("WaitNotInLoop") // nobody notifies
    static Stream<Wait> waits() {
        Object monitor = new Object();
        BlockingQueue<String> empty = new ArrayBlockingQueue<>(1);
        ReentrantLock held = new ReentrantLock();
        held.lock();
        return Stream.of(
                new Wait("sleep", Thread.State.TIMED_WAITING, () -> Thread.sleep(3_600_000)),
                new Wait(
                        "wait",
                        Thread.State.WAITING,
                        () -> {
                            synchronized (monitor) {
                                monitor.wait();
                            }
                        }),
                new Wait(
                        "timed wait",
                        Thread.State.TIMED_WAITING,
                        () -> {
                            synchronized (monitor) {
                                monitor.wait(3_600_000);
                            }
                        }),
                new Wait("BlockingQueue.take", Thread.State.WAITING, empty::take),
                new Wait("lockInterruptibly", Thread.State.WAITING, held::lockInterruptibly),
                new Wait(
                        "Condition.await",
                        Thread.State.WAITING,
                        () -> {
                            ReentrantLock lock = new ReentrantLock();
                            lock.lock();
                            lock.newCondition().await();
                        }),
                new Wait("Semaphore.acquire", Thread.State.WAITING, new Semaphore(0)::acquire),
                new Wait(
                        "CountDownLatch.await", Thread.State.WAITING, new CountDownLatch(1)::await),
                new Wait(
                        "join",
                        Thread.State.WAITING,
                        () -> {
                            Thread other = Thread.startVirtualThread(LockSupport::park);
                            try {
                                other.join();
                            } finally {
                                LockSupport.unpark(other);
                            }
                        }),
                new Wait(
                        "sleep in a blocking section",
                        Thread.State.TIMED_WAITING,
                        () ->
                                Baton.blocking(() -> {
                                    Thread.sleep(3_600_000);
                                    return null;
                                })),
                new Wait(
                        "take in a blocking section",
                        Thread.State.WAITING,
                        () -> Baton.blockingNow(empty::take)),
                new Wait(
                        "wait in a blocking section",
                        Thread.State.WAITING,
                        () ->
                                Baton.blocking(() -> {
                                    synchronized (monitor) {
                                        monitor.wait();
                                    }
                                    return null;
                                })));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("waits")
    void anInterruptEndsTheWait(Wait wait) throws Exception {
        Baton baton = watchdog.baton(1);
        FutureTask<Boolean> interrupted = new FutureTask<>(() -> isInterruptedIn(wait.body));
        Thread thread = baton.startVirtualThread(interrupted);
        Await.state(thread, wait.state);

        thread.interrupt();

        assertThat(interrupted.get()).as("ended with InterruptedException").isTrue();
        thread.join();
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("waits")
    void anInterruptByAnotherGEndsTheWait(Wait wait) throws Exception {
        Baton baton = watchdog.baton(1);
        FutureTask<Boolean> interrupted = new FutureTask<>(() -> isInterruptedIn(wait.body));
        Thread thread = baton.startVirtualThread(interrupted);
        Await.state(thread, wait.state);

        Thread other = baton.startVirtualThread(thread::interrupt);

        assertThat(interrupted.get()).as("ended with InterruptedException").isTrue();
        other.join();
        thread.join();
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("waits")
    void anInterruptBeforeTheWaitEndsItAtOnce(Wait wait) throws Exception {
        Baton baton = watchdog.baton(1);
        FutureTask<Boolean> interrupted =
                new FutureTask<>(() -> {
                    Thread.currentThread().interrupt();
                    return isInterruptedIn(wait.body);
                });
        Thread thread = baton.startVirtualThread(interrupted);
        assertThat(interrupted.get()).as("ended with InterruptedException").isTrue();
        thread.join();
    }

    @Test
    void anInterruptEndsAParkAndStaysSet() throws Exception {
        Baton baton = watchdog.baton(1);
        FutureTask<Boolean> status =
                new FutureTask<>(() -> {
                    while (!Thread.currentThread().isInterrupted()) {
                        LockSupport.park();
                    }
                    LockSupport.park(); // returns at once now
                    LockSupport.parkNanos(3_600_000_000_000L);
                    return Thread.interrupted();
                });
        Thread thread = baton.startVirtualThread(status);
        Await.state(thread, Thread.State.WAITING);
        thread.interrupt();
        assertThat(status.get()).isTrue();
    }

    @Test
    void anInterruptOfAGThatRunsIsSeenByIt() throws Exception {
        Baton baton = watchdog.baton(1);
        Thread thread =
                baton.startVirtualThread(() -> {
                    while (!Thread.currentThread().isInterrupted()) {
                        Thread.onSpinWait();
                    }
                });
        thread.interrupt();
        thread.join();
        assertThat(thread.getState()).isEqualTo(Thread.State.TERMINATED);
    }

    @Test
    void anInterruptDuringANativeCallIsThereAfterIt() throws Exception {
        Baton baton = watchdog.baton(1);
        CountDownLatch inside = new CountDownLatch(1);
        AtomicBoolean over = new AtomicBoolean();
        FutureTask<Boolean> status =
                new FutureTask<>(() -> {
                    Baton.blocking(() -> {
                        inside.countDown();
                        while (!over.get()) {
                            Posix.nanosleep(Duration.ofMillis(1));
                        }
                        return null;
                    });
                    return Thread.interrupted();
                });
        Thread thread = baton.startVirtualThread(status);
        inside.await();
        thread.interrupt();
        over.set(true);
        assertThat(status.get()).isTrue();
    }

    @Test
    void aMonitorIsWaitedForInSpiteOfAnInterrupt() throws Exception {
        Baton baton = watchdog.baton(1);
        Object monitor = new Object();
        FutureTask<Boolean> status =
                new FutureTask<>(() -> {
                    synchronized (monitor) {
                        return Thread.interrupted();
                    }
                });
        Thread thread;
        synchronized (monitor) {
            thread = baton.startVirtualThread(status);
            Await.state(thread, Thread.State.BLOCKED);
            thread.interrupt();
            assertThat(status.isDone()).isFalse();
        }
        assertThat(status.get()).isTrue();
        thread.join();
    }

    @Test
    void aBrokenBarrierFreesTheOthers() throws Exception {
        Baton baton = watchdog.baton(2);
        CyclicBarrier barrier = new CyclicBarrier(3);
        Callable<Boolean> await =
                () -> {
                    try {
                        barrier.await();
                        return false;
                    } catch (InterruptedException | java.util.concurrent.BrokenBarrierException e) {
                        return true;
                    }
                };
        FutureTask<Boolean> one = new FutureTask<>(await);
        FutureTask<Boolean> other = new FutureTask<>(await);
        Thread first = baton.startVirtualThread(one);
        Thread second = baton.startVirtualThread(other);
        Await.state(first, Thread.State.WAITING);
        Await.state(second, Thread.State.WAITING);
        first.interrupt();
        assertThat(one.get()).isTrue();
        assertThat(other.get()).isTrue();
    }

    @Test
    void aCancelledFutureInterruptsItsG() throws Exception {
        Baton baton = watchdog.baton(1);
        CountDownLatch ended = new CountDownLatch(1);
        CountDownLatch started = new CountDownLatch(1);
        try (var executor = baton.newVirtualThreadPerTaskExecutor()) {
            var sleeper =
                    executor.submit(() -> {
                        started.countDown();
                        try {
                            Thread.sleep(3_600_000);
                        } catch (InterruptedException e) {
                            ended.countDown();
                        }
                        return null;
                    });
            started.await();
            assertThat(sleeper.cancel(true)).isTrue();
            ended.await();
        }
    }

    private static boolean isInterruptedIn(Body body) throws Exception {
        try {
            body.run();
            return false;
        } catch (InterruptedException e) {
            return !Thread.currentThread().isInterrupted();
        }
    }
}
