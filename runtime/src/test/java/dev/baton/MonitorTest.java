package dev.baton;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Future;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** {@code synchronized}, {@code wait} and {@code notify}: the JVM's part of a virtual thread. */
@SuppressWarnings("WaitNotInLoop") // the callers loop, or it is the one wait that is tested
class MonitorTest {
    @RegisterExtension private final Watchdog watchdog = new Watchdog();

    private final Object monitor = new Object();
    private int guarded;
    private boolean ping = true;

    @ParameterizedTest(name = "{0} Ps")
    @ValueSource(ints = {1, 2, 4})
    void synchronizedExcludesAllButItsHolder(int procs) throws Exception {
        Baton baton = watchdog.baton(procs);
        startAndJoin(
                baton,
                100,
                () -> {
                    for (int n = 0; n < 100; n++) {
                        synchronized (monitor) {
                            int before = guarded;
                            Thread.yield(); // leaves the M with the monitor in hand
                            guarded = before + 1;
                        }
                    }
                });
        assertThat(guarded).isEqualTo(10_000);
    }

    @ParameterizedTest(name = "{0} Ps")
    @ValueSource(ints = {1, 2, 4})
    void aMonitorIsHeldAcrossASleepAndAPark(int procs) throws Exception {
        Baton baton = watchdog.baton(procs);
        startAndJoin(
                baton,
                50,
                () -> {
                    for (int n = 0; n < 4; n++) {
                        synchronized (monitor) {
                            int before = guarded;
                            if (n % 2 == 0) {
                                LockSupport.parkNanos(1_000);
                            } else {
                                sleepMillis(1);
                            }
                            guarded = before + 1;
                        }
                    }
                });
        assertThat(guarded).isEqualTo(200);
    }

    @Test
    void monitorsNest() throws Exception {
        Baton baton = watchdog.baton(2);
        Object inner = new Object();
        startAndJoin(
                baton,
                50,
                () -> {
                    for (int n = 0; n < 20; n++) {
                        synchronized (monitor) {
                            synchronized (inner) {
                                synchronized (monitor) { // again: it is reentrant
                                    int before = guarded;
                                    Thread.yield();
                                    guarded = before + 1;
                                }
                            }
                        }
                        synchronized (inner) {
                            Thread.yield();
                        }
                    }
                });
        assertThat(guarded).isEqualTo(1_000);
    }

    @ParameterizedTest(name = "{0} Ps")
    @ValueSource(ints = {1, 2})
    void waitAndNotifyPassABallToAndFro(int procs) throws Exception {
        Baton baton = watchdog.baton(procs);
        int rounds = 5_000;
        Thread one = baton.startVirtualThread(() -> play(true, rounds));
        Thread other = baton.startVirtualThread(() -> play(false, rounds));
        one.join();
        other.join();
        assertThat(guarded).isEqualTo(2 * rounds);
    }

    @Test
    void notifyAllWakesEveryWaiter() throws Exception {
        Baton baton = watchdog.baton(2);
        int waiters = 500;
        List<Thread> threads = new ArrayList<>();
        for (int i = 0; i < waiters; i++) {
            threads.add(
                    baton.startVirtualThread(() -> {
                        synchronized (monitor) {
                            while (ping) {
                                waitForNotify();
                            }
                            guarded++;
                        }
                    }));
        }
        for (Thread thread : threads) {
            Await.state(thread, Thread.State.WAITING);
        }
        baton.startVirtualThread(
                        () -> {
                            synchronized (monitor) {
                                ping = false;
                                monitor.notifyAll();
                            }
                        })
                .join();
        for (Thread thread : threads) {
            thread.join();
        }
        assertThat(guarded).isEqualTo(waiters);
    }

    @Test
    void aPlatformThreadWakesAGThatWaits() throws Exception {
        Baton baton = watchdog.baton(1);
        Thread waiter =
                baton.startVirtualThread(() -> {
                    synchronized (monitor) {
                        while (ping) {
                            waitForNotify();
                        }
                    }
                });
        Await.state(waiter, Thread.State.WAITING);
        synchronized (monitor) {
            ping = false;
            monitor.notifyAll();
        }
        waiter.join();
        assertThat(waiter.isAlive()).isFalse();
    }

    @Test
    void aTimedWaitEndsWithoutANotify() throws Exception {
        Baton baton = watchdog.baton(1);
        startAndJoin(
                baton,
                100,
                () -> {
                    synchronized (monitor) {
                        try {
                            monitor.wait(1);
                        } catch (InterruptedException e) {
                            throw new AssertionError(e);
                        }
                        guarded++;
                    }
                });
        assertThat(guarded).isEqualTo(100);
    }

    @Test
    void aTimedWaitEndsWithANotifyLongBeforeItsTime() throws Exception {
        Baton baton = watchdog.baton(2);
        CountDownLatch ended = new CountDownLatch(1);
        Thread waiter =
                baton.startVirtualThread(() -> {
                    synchronized (monitor) {
                        while (ping) {
                            try {
                                monitor.wait(3_600_000);
                            } catch (InterruptedException e) {
                                throw new AssertionError(e);
                            }
                        }
                        ended.countDown();
                    }
                });
        Await.state(waiter, Thread.State.TIMED_WAITING);
        baton.startVirtualThread(() -> {
            synchronized (monitor) {
                ping = false;
                monitor.notifyAll();
            }
        });
        ended.await();
        waiter.join();
        assertThat(ping).isFalse();
    }

    @Test
    void waitWithoutTheMonitorIsRefused() {
        Baton baton = watchdog.baton(1);
        try (ExecutorService executor = baton.newVirtualThreadPerTaskExecutor()) {
            Future<?> waits =
                    executor.submit(() -> {
                        new Object().wait();
                        return null;
                    });
            assertThatThrownBy(waits::get)
                    .isInstanceOf(ExecutionException.class)
                    .hasCauseInstanceOf(IllegalMonitorStateException.class);
        }
    }

    @Test
    void aMonitorIsFreeAgainWhenItsHolderThrows() throws Exception {
        Baton baton = watchdog.baton(2);
        try (ExecutorService executor = baton.newVirtualThreadPerTaskExecutor()) {
            List<Future<?>> all = new ArrayList<>();
            for (int i = 0; i < 200; i++) {
                all.add(
                        executor.submit(() -> {
                            synchronized (monitor) {
                                guarded++;
                                Thread.yield();
                                throw new IllegalStateException("holder " + guarded);
                            }
                        }));
            }
            for (Future<?> one : all) {
                assertThatThrownBy(one::get).hasCauseInstanceOf(IllegalStateException.class);
            }
        }
        assertThat(guarded).isEqualTo(200);
    }

    private void play(boolean mine, int rounds) {
        for (int i = 0; i < rounds; i++) {
            synchronized (monitor) {
                while (ping != mine) {
                    waitForNotify();
                }
                ping = !mine;
                guarded++;
                monitor.notifyAll();
            }
        }
    }

    private void waitForNotify() {
        try {
            monitor.wait();
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    private static void startAndJoin(Baton baton, int n, Runnable task)
            throws InterruptedException {
        List<Thread> threads = new ArrayList<>();
        for (int i = 0; i < n; i++) {
            threads.add(baton.startVirtualThread(task));
        }
        for (Thread thread : threads) {
            thread.join();
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
