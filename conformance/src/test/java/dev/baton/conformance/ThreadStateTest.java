package dev.baton.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.LockSupport;
import java.util.concurrent.locks.ReentrantLock;
import org.junit.jupiter.api.Test;

@OnVirtualThreads
class ThreadStateTest {
    @Test
    @Says(of = Thread.State.class, value = "Thread state for a thread which has not yet started.")
    void newBeforeStart() {
        assertThat(Thread.ofVirtual().unstarted(() -> {}).getState()).isEqualTo(Thread.State.NEW);
    }

    @Test
    @Says(of = Thread.State.class, value = "Thread state for a runnable thread.")
    void runnableForItself() {
        assertThat(Thread.currentThread().getState()).isEqualTo(Thread.State.RUNNABLE);
    }

    @Test
    @Says(of = Thread.State.class, value = "Thread state for a runnable thread.")
    void runnableWhileItComputes() throws Exception {
        AtomicBoolean stop = new AtomicBoolean();
        Task<Void> task =
                Task.startOn(
                        Thread.ofVirtual(),
                        () -> {
                            while (!stop.get()) {
                                Thread.onSpinWait();
                                Thread.yield();
                            }
                        });
        assertThat(task.thread().getState()).isEqualTo(Thread.State.RUNNABLE);
        stop.set(true);
        task.result();
    }

    @Test
    @Says(
            of = Thread.State.class,
            value = "Thread state for a thread blocked waiting for a monitor lock.")
    void blockedAtAMonitor() throws Exception {
        Object lock = new Object();
        Task<Void> task;
        synchronized (lock) {
            task =
                    Task.start(() -> {
                        synchronized (lock) {
                            Thread.onSpinWait();
                        }
                    });
            task.await(Thread.State.BLOCKED);
        }
        task.result();
    }

    @Test
    @Says(
            of = Thread.State.class,
            value =
                    "A thread in the blocked state is waiting for a monitor lock to enter a"
                            + " synchronized block/method or reenter a synchronized block/method"
                            + " after calling Object.wait.")
    void blockedOnTheWayBackFromWait() throws Exception {
        Object lock = new Object();
        Task<Void> task =
                Task.start(() -> {
                    synchronized (lock) {
                        lock.wait();
                    }
                });
        task.awaitWaiting();
        synchronized (lock) {
            lock.notify();
            task.await(Thread.State.BLOCKED);
        }
        task.result();
    }

    @Test
    @Says(of = Thread.State.class, value = "Object.wait with no timeout")
    void waitingInObjectWait() throws Exception {
        Object lock = new Object();
        Task<Void> task =
                Task.start(() -> {
                    synchronized (lock) {
                        lock.wait();
                    }
                });
        task.awaitWaiting();
        synchronized (lock) {
            lock.notifyAll();
        }
        task.result();
    }

    @Test
    @Says(of = Thread.State.class, value = "Thread.join with no timeout")
    void waitingInJoin() throws Exception {
        Task<Void> joined = Task.start(LockSupport::park).awaitWaiting();
        Task<Void> task = Task.start(() -> joined.thread().join()).awaitWaiting();
        LockSupport.unpark(joined.thread());
        task.result();
    }

    @Test
    @Says(of = Thread.State.class, value = "LockSupport.park")
    void waitingInPark() throws Exception {
        Task<Void> task = Task.start(LockSupport::park).awaitWaiting();
        LockSupport.unpark(task.thread());
        task.result();
    }

    @Test
    @Says(of = Thread.State.class, value = "Thread state for a waiting thread.")
    void waitingForALock() throws Exception {
        ReentrantLock lock = new ReentrantLock();
        lock.lock();
        Task<Void> task =
                Task.start(() -> {
                    lock.lock();
                    lock.unlock();
                });
        task.awaitWaiting();
        lock.unlock();
        task.result();
    }

    @Test
    @Says(of = Thread.State.class, value = "Thread.sleep")
    void timedWaitingInSleep() throws Exception {
        Task<Void> task = Task.start(() -> Thread.sleep(Duration.ofHours(1))).awaitTimedWaiting();
        task.thread().interrupt();
        assertThat(Patience.FOR_ONE_THING.waitFor(task.thread()::join)).isTrue();
    }

    @Test
    @Says(of = Thread.State.class, value = "Object.wait with timeout")
    void timedWaitingInObjectWait() throws Exception {
        Object lock = new Object();
        Task<Void> task =
                Task.start(() -> {
                    synchronized (lock) {
                        lock.wait(1_000_000);
                    }
                });
        task.awaitTimedWaiting();
        synchronized (lock) {
            lock.notifyAll();
        }
        task.result();
    }

    @Test
    @Says(of = Thread.State.class, value = "Thread.join with timeout")
    void timedWaitingInJoin() throws Exception {
        Task<Void> joined = Task.start(LockSupport::park).awaitWaiting();
        Task<Void> task = Task.start(() -> joined.thread().join(1_000_000)).awaitTimedWaiting();
        LockSupport.unpark(joined.thread());
        task.result();
    }

    @Test
    @Says(of = Thread.State.class, value = "LockSupport.parkNanos")
    void timedWaitingInParkNanos() throws Exception {
        Task<Void> task =
                Task.start(() -> LockSupport.parkNanos(Long.MAX_VALUE / 2)).awaitTimedWaiting();
        LockSupport.unpark(task.thread());
        task.result();
    }

    @Test
    @Says(of = Thread.State.class, value = "LockSupport.parkUntil")
    void timedWaitingInParkUntil() throws Exception {
        Task<Void> task =
                Task.start(() -> LockSupport.parkUntil(System.currentTimeMillis() + 1_000_000))
                        .awaitTimedWaiting();
        LockSupport.unpark(task.thread());
        task.result();
    }

    @Test
    @Says(of = Thread.State.class, value = "Thread state for a terminated thread.")
    void terminatedAtTheEnd() throws Exception {
        Thread thread = Thread.ofVirtual().start(() -> {});
        thread.join();
        assertThat(thread.getState()).isEqualTo(Thread.State.TERMINATED);
    }

    @Test
    @Says(of = Thread.class, value = "Returns the state of this thread.")
    void theStateIsTheSameForAThreadThatHoldsAMonitorWhileItParks() throws Exception {
        Object lock = new Object();
        CountDownLatch inside = new CountDownLatch(1);
        Task<Void> task =
                Task.start(() -> {
                    synchronized (lock) {
                        inside.countDown();
                        LockSupport.park();
                    }
                });
        inside.await();
        task.awaitWaiting();
        LockSupport.unpark(task.thread());
        task.result();
    }
}
