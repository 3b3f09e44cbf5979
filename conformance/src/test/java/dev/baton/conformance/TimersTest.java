package dev.baton.conformance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Timer;
import java.util.TimerTask;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;

@OnVirtualThreads
class TimersTest {
    @Test
    @Says(
            of = Timer.class,
            value = "Schedules the specified task for execution after the specified delay.")
    void aTimerRunsItsTaskNotBeforeTheDelay() throws Exception {
        Timer timer = new Timer(true);
        CountDownLatch ran = new CountDownLatch(1);
        long start = System.currentTimeMillis();
        timer.schedule(task(ran::countDown), 5);
        ran.await();
        assertThat(System.currentTimeMillis() - start).isGreaterThanOrEqualTo(4);
        timer.cancel();
    }

    @Test
    @Says(
            of = Timer.class,
            value =
                    "Schedules the specified task for repeated fixed-rate execution, beginning"
                            + " after the specified delay.")
    void aTimerRepeatsItsTask() throws Exception {
        Timer timer = new Timer(true);
        CountDownLatch three = new CountDownLatch(3);
        timer.scheduleAtFixedRate(task(three::countDown), 0, 1);
        three.await();
        timer.cancel();
        assertThatThrownBy(() -> timer.schedule(task(() -> {}), 1))
                .isInstanceOf(IllegalStateException.class);
    }

    private static TimerTask task(Runnable body) {
        return new TimerTask() {
            @Override
            public void run() {
                body.run();
            }
        };
    }

    @Test
    @Says(
            of = Thread.class,
            value =
                    "for the specified duration, subject to the precision and accuracy of system"
                            + " timers and schedulers.")
    void aThousandSleepersAllWakeAndNoneTooEarly() throws Exception {
        int n = 1_000;
        AtomicInteger early = new AtomicInteger();
        CountDownLatch done = new CountDownLatch(n);
        for (int i = 0; i < n; i++) {
            long ns = 100_000L * (i % 50);
            Thread.startVirtualThread(() -> {
                long start = System.nanoTime();
                try {
                    Thread.sleep(Duration.ofNanos(ns));
                } catch (InterruptedException e) {
                    early.incrementAndGet();
                }
                if (System.nanoTime() - start < ns) {
                    early.incrementAndGet();
                }
                done.countDown();
            });
        }
        done.await();
        assertThat(early).hasValue(0);
    }

    @Test
    @Says(
            of = Thread.class,
            value =
                    "for the specified duration, subject to the precision and accuracy of system"
                            + " timers and schedulers.")
    void sleepersWakeInTheOrderOfTheirTimes() throws Exception {
        List<Integer> order = Collections.synchronizedList(new ArrayList<>());
        CountDownLatch ready = new CountDownLatch(3);
        List<Task<Void>> tasks = new ArrayList<>();
        long base = System.nanoTime() + 20_000_000;
        for (int i = 2; i >= 0; i--) {
            int me = i;
            tasks.add(
                    Task.start(() -> {
                        ready.countDown();
                        ready.await();
                        Thread.sleep(
                                Duration.ofNanos(base + me * 100_000_000L - System.nanoTime()));
                        order.add(me);
                    }));
        }
        for (Task<Void> task : tasks) {
            task.result();
        }
        assertThat(order).containsExactly(0, 1, 2);
    }

    @Test
    @Says(of = Thread.class, value = "This method is a no-op if the duration is negative.")
    void theLongestSleepsCanBeAskedFor() throws Exception {
        Task<Void> longest =
                Task.start(() -> Thread.sleep(Duration.ofSeconds(Long.MAX_VALUE)))
                        .awaitTimedWaiting();
        Task<Void> millis = Task.start(() -> Thread.sleep(Long.MAX_VALUE)).awaitTimedWaiting();
        longest.thread().interrupt();
        millis.thread().interrupt();
        assertThatThrownBy(longest::result).isInstanceOf(InterruptedException.class);
        assertThatThrownBy(millis::result).isInstanceOf(InterruptedException.class);
        Thread.sleep(Duration.ofSeconds(Long.MIN_VALUE));
    }

    @Test
    @Says(
            of = LockSupport.class,
            value = "Some other thread invokes unpark with the current thread as the target")
    void anUnparkEndsATimedParkAndItsTimerDoesNotWakeTheNextPark() throws Exception {
        Task<Void> task =
                Task.start(() -> {
                    LockSupport.parkNanos(Duration.ofMillis(200).toNanos());
                    LockSupport.park();
                });
        LockSupport.unpark(task.awaitTimedWaiting().thread());
        task.awaitWaiting();
        Thread.sleep(250); // beyond the first park's time
        assertThat(task.thread().getState()).isEqualTo(Thread.State.WAITING);
        LockSupport.unpark(task.thread());
        task.result();
    }

    @Test
    @Says(of = Object.class, value = "The specified amount of real time has elapsed, more or less.")
    void manyTimedWaitersEnd() throws Exception {
        Object lock = new Object();
        List<Task<Void>> tasks = new ArrayList<>();
        for (int i = 0; i < 200; i++) {
            int ms = 1 + i % 10;
            tasks.add(
                    Task.start(() -> {
                        synchronized (lock) {
                            lock.wait(ms);
                        }
                    }));
        }
        for (Task<Void> task : tasks) {
            task.result();
        }
    }

    @Test
    @Says(of = TimeUnit.class, value = "Performs a Thread.sleep using this time unit.")
    void timeUnitSleeps() throws Exception {
        long start = System.nanoTime();
        TimeUnit.MICROSECONDS.sleep(1_500);
        assertThat(System.nanoTime() - start).isGreaterThanOrEqualTo(1_500_000);
    }

    @Test
    @Says(of = TimeUnit.class, value = "Performs a timed Thread.join using this time unit.")
    void timeUnitJoins() throws Exception {
        Task<Void> task = Task.start(LockSupport::park).awaitWaiting();
        TimeUnit.MILLISECONDS.timedJoin(task.thread(), 1);
        assertThat(task.thread().isAlive()).isTrue();
        LockSupport.unpark(task.thread());
        task.result();
    }
}
