package dev.baton.conformance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;

@OnVirtualThreads
class MonitorTest {
    private final Object lock = new Object();

    private int count;
    private boolean flag;

    @Test
    @Says(of = Object.class, value = "Only one thread at a time can own an object's monitor.")
    void oneThreadAtATime() throws Exception {
        List<Task<Void>> tasks = new ArrayList<>();
        for (int i = 0; i < 20; i++) {
            tasks.add(
                    Task.start(() -> {
                        for (int j = 0; j < 500; j++) {
                            synchronized (lock) {
                                int seen = count;
                                if (j % 100 == 0) {
                                    Thread.yield();
                                }
                                count = seen + 1;
                            }
                        }
                    }));
        }
        for (Task<Void> task : tasks) {
            task.result();
        }
        assertThat(count).isEqualTo(10_000);
    }

    @Test
    @Says(of = Object.class, value = "Only one thread at a time can own an object's monitor.")
    void aPlatformThreadExcludesAVirtualThread() throws Exception {
        CountDownLatch go = new CountDownLatch(1);
        CountDownLatch inside = new CountDownLatch(1);
        Task<Void> platform =
                Task.startOn(
                        Thread.ofPlatform(),
                        () -> {
                            synchronized (lock) {
                                inside.countDown();
                                go.await();
                                flag = true;
                            }
                        });
        inside.await();
        Task<Boolean> virtual =
                Task.call(() -> {
                    synchronized (lock) {
                        return flag;
                    }
                });
        virtual.await(Thread.State.BLOCKED);
        go.countDown();
        assertThat(virtual.result()).isTrue();
        platform.result();
    }

    @Test
    @Says(of = Object.class, value = "Only one thread at a time can own an object's monitor.")
    void aVirtualThreadExcludesAPlatformThread() throws Exception {
        Task<Boolean> platform;
        synchronized (lock) {
            platform =
                    Task.callOn(
                            Thread.ofPlatform(),
                            () -> {
                                synchronized (lock) {
                                    return flag;
                                }
                            });
            platform.await(Thread.State.BLOCKED);
            flag = true;
        }
        assertThat(platform.result()).isTrue();
    }

    @Test
    @Says(
            of = Object.class,
            value =
                    "By executing the body of a synchronized statement that synchronizes on the"
                            + " object.")
    void enteringAgainIsAllowed() throws Exception {
        synchronized (lock) {
            synchronized (lock) {
                Thread.yield();
                assertThat(Thread.holdsLock(lock)).isTrue();
            }
            assertThat(Thread.holdsLock(lock)).isTrue();
        }
        assertThat(Thread.holdsLock(lock)).isFalse();
    }

    @Test
    @Says(of = Object.class, value = "By executing a synchronized instance method of that object.")
    void synchronizedMethodsExclude() throws Exception {
        Task<Boolean> task;
        synchronized (this) {
            task = Task.call(this::readFlag);
            task.await(Thread.State.BLOCKED);
            flag = true;
        }
        assertThat(task.result()).isTrue();
    }

    private synchronized boolean readFlag() {
        return flag && Thread.holdsLock(this);
    }

    @Test
    @Says(
            of = Object.class,
            value =
                    "For objects of type Class, by executing a static synchronized method of that"
                            + " class.")
    void synchronizedStaticMethodsExclude() throws Exception {
        Task<Boolean> task;
        synchronized (MonitorTest.class) {
            task = Task.call(MonitorTest::holdsTheClass);
            task.await(Thread.State.BLOCKED);
        }
        assertThat(task.result()).isTrue();
    }

    private static synchronized boolean holdsTheClass() {
        return Thread.holdsLock(MonitorTest.class);
    }

    @Test
    @Says(
            of = Object.class,
            value =
                    "IllegalMonitorStateException if the current thread is not the owner of the"
                            + " object's monitor")
    void waitWithoutTheMonitorIsRefused() {
        assertThatThrownBy(lock::wait).isInstanceOf(IllegalMonitorStateException.class);
        assertThatThrownBy(() -> lock.wait(1)).isInstanceOf(IllegalMonitorStateException.class);
    }

    @Test
    @Says(
            of = Object.class,
            value =
                    "IllegalMonitorStateException if the current thread is not the owner of this"
                            + " object's monitor.")
    void notifyWithoutTheMonitorIsRefused() {
        assertThatThrownBy(lock::notify).isInstanceOf(IllegalMonitorStateException.class);
        assertThatThrownBy(lock::notifyAll).isInstanceOf(IllegalMonitorStateException.class);
    }

    @Test
    @Says(of = Object.class, value = "IllegalArgumentException if timeoutMillis is negative")
    void aNegativeWaitIsRefused() {
        synchronized (lock) {
            assertThatThrownBy(() -> lock.wait(-1)).isInstanceOf(IllegalArgumentException.class);
            assertThatThrownBy(() -> lock.wait(0, 1_000_000))
                    .isInstanceOf(IllegalArgumentException.class);
        }
    }

    @Test
    @Says(
            of = Object.class,
            value = "Wakes up a single thread that is waiting on this object's monitor.")
    void notifyWakesOne() throws Exception {
        List<Task<Void>> waiters = waiters(3);
        AtomicInteger woken = new AtomicInteger();
        synchronized (lock) {
            lock.notify();
        }
        while (woken.get() == 0) {
            woken.set(
                    (int)
                            waiters.stream()
                                    .filter(w -> w.thread().getState() == Thread.State.TERMINATED)
                                    .count());
            Task.pause();
        }
        assertThat(woken).hasValue(1);
        synchronized (lock) {
            lock.notify();
            lock.notify();
        }
        for (Task<Void> waiter : waiters) {
            waiter.result();
        }
    }

    @Test
    @Says(
            of = Object.class,
            value = "Wakes up all threads that are waiting on this object's monitor.")
    void notifyAllWakesAll() throws Exception {
        List<Task<Void>> waiters = waiters(50);
        synchronized (lock) {
            lock.notifyAll();
        }
        for (Task<Void> waiter : waiters) {
            waiter.result();
        }
    }

    private List<Task<Void>> waiters(int n) throws InterruptedException {
        List<Task<Void>> waiters = new ArrayList<>();
        for (int i = 0; i < n; i++) {
            waiters.add(
                    Task.start(() -> {
                        synchronized (lock) {
                            lock.wait();
                        }
                    }));
        }
        for (Task<Void> waiter : waiters) {
            waiter.awaitWaiting();
        }
        return waiters;
    }

    @Test
    @Says(
            of = Object.class,
            value =
                    "The awakened thread will not be able to proceed until the current thread"
                            + " relinquishes the lock on this object.")
    void theWokenThreadWaitsForTheMonitor() throws Exception {
        Task<Boolean> waiter =
                Task.call(() -> {
                    synchronized (lock) {
                        lock.wait();
                        return flag;
                    }
                });
        waiter.awaitWaiting();
        synchronized (lock) {
            lock.notify();
            waiter.await(Thread.State.BLOCKED);
            flag = true;
        }
        assertThat(waiter.result()).isTrue();
    }

    @Test
    @Says(
            of = Object.class,
            value =
                    "any other objects on which the current thread may be synchronized remain"
                            + " locked while the thread waits.")
    void waitGivesUpOnlyThatMonitor() throws Exception {
        Object other = new Object();
        Task<Void> waiter =
                Task.start(() -> {
                    synchronized (other) {
                        synchronized (lock) {
                            lock.wait();
                        }
                    }
                });
        waiter.awaitWaiting();
        Task<Void> blocked =
                Task.start(() -> {
                    synchronized (other) {
                        Thread.onSpinWait();
                    }
                });
        blocked.await(Thread.State.BLOCKED);
        synchronized (lock) { // which is free
            lock.notifyAll();
        }
        waiter.result();
        blocked.result();
    }

    @Test
    @Says(
            of = Object.class,
            value =
                    "on return from the wait method, the synchronization state of the object and of"
                            + " thread T is exactly as it was when the wait method was invoked.")
    void waitGivesBackAllItsHolds() throws Exception {
        Task<Boolean> waiter =
                Task.call(() -> {
                    synchronized (lock) {
                        synchronized (lock) {
                            synchronized (lock) {
                                lock.wait();
                            }
                        }
                        return Thread.holdsLock(lock);
                    }
                });
        waiter.awaitWaiting();
        synchronized (lock) {
            lock.notifyAll();
        }
        assertThat(waiter.result()).isTrue();
        assertThat(Thread.holdsLock(lock)).isFalse();
    }

    @Test
    @Says(of = Object.class, value = "The specified amount of real time has elapsed, more or less.")
    void aTimedWaitEndsByItself() throws Exception {
        long start = System.nanoTime();
        synchronized (lock) {
            lock.wait(5);
            assertThat(Thread.holdsLock(lock)).isTrue();
        }
        assertThat(System.nanoTime() - start).isGreaterThanOrEqualTo(4_000_000);
    }

    @Test
    @Says(
            of = Object.class,
            value =
                    "If timeoutMillis and nanos are both zero, then real time is not taken into"
                        + " consideration and the thread waits until awakened by one of the other"
                        + " causes.")
    void aWaitOfZeroWaitsForEver() throws Exception {
        Task<Void> waiter =
                Task.start(() -> {
                    synchronized (lock) {
                        lock.wait(0);
                    }
                });
        waiter.awaitWaiting();
        synchronized (lock) {
            lock.notify();
        }
        waiter.result();
    }

    @Test
    @Says(
            of = Object.class,
            value = "Wakes up a single thread that is waiting on this object's monitor.")
    void aTimedWaiterIsNotified() throws Exception {
        Task<Void> waiter =
                Task.start(() -> {
                    synchronized (lock) {
                        lock.wait(1_000_000);
                    }
                });
        waiter.awaitTimedWaiting();
        synchronized (lock) {
            lock.notify();
        }
        waiter.result();
    }

    @Test
    @Says(
            of = Object.class,
            value = "Wakes up a single thread that is waiting on this object's monitor.")
    void aPlatformThreadNotifiesAVirtualThreadAndTheOtherWayRound() throws Exception {
        List<Task<Void>> virtual = waiters(1);
        Task.startOn(
                        Thread.ofPlatform(),
                        () -> {
                            synchronized (lock) {
                                lock.notify();
                            }
                        })
                .result();
        virtual.getFirst().result();
        Task<Void> platform =
                Task.startOn(
                        Thread.ofPlatform(),
                        () -> {
                            synchronized (lock) {
                                lock.wait();
                            }
                        });
        platform.awaitWaiting();
        synchronized (lock) {
            lock.notify();
        }
        platform.result();
    }

    @Test
    @Says(
            of = Thread.State.class,
            value =
                    "For example, a thread that has called Object.wait() on an object is waiting"
                            + " for another thread to call Object.notify() or Object.notifyAll() on"
                            + " that object.")
    void aBoundedBufferOfMonitorsHandsOnAllInOrder() throws Exception {
        List<Integer> buffer = new ArrayList<>();
        Task<Void> producer =
                Task.start(() -> {
                    for (int i = 0; i < 2_000; i++) {
                        synchronized (lock) {
                            while (buffer.size() == 3) {
                                lock.wait();
                            }
                            buffer.add(i);
                            lock.notifyAll();
                        }
                    }
                });
        for (int i = 0; i < 2_000; i++) {
            synchronized (lock) {
                while (buffer.isEmpty()) {
                    lock.wait();
                }
                assertThat(buffer.removeFirst()).isEqualTo(i);
                lock.notifyAll();
            }
        }
        producer.result();
    }

    @Test
    @Says(
            of = Object.class,
            value =
                    "By executing the body of a synchronized statement that synchronizes on the"
                            + " object.")
    void anExceptionGivesTheMonitorBack() throws Exception {
        assertThatThrownBy(
                        () -> {
                            synchronized (lock) {
                                Thread.yield();
                                throw new IllegalStateException("expected");
                            }
                        })
                .isInstanceOf(IllegalStateException.class);
        Task<Boolean> task =
                Task.call(() -> {
                    synchronized (lock) {
                        return true;
                    }
                });
        assertThat(task.result()).isTrue();
    }

    @Test
    @Says(of = Object.class, value = "Only one thread at a time can own an object's monitor.")
    void manyBlockedThreadsEnterOneAfterTheOther() throws Exception {
        List<Task<Void>> tasks = new ArrayList<>();
        AtomicInteger inside = new AtomicInteger();
        synchronized (lock) {
            for (int i = 0; i < 200; i++) {
                tasks.add(
                        Task.start(() -> {
                            synchronized (lock) {
                                assertThat(inside.incrementAndGet()).isEqualTo(1);
                                Thread.yield();
                                inside.decrementAndGet();
                            }
                        }));
            }
            for (Task<Void> task : tasks) {
                task.await(Thread.State.BLOCKED);
            }
        }
        for (Task<Void> task : tasks) {
            task.result();
        }
    }

    @Test
    @Says(of = Object.class, value = "Only one thread at a time can own an object's monitor.")
    void anUnparkOfABlockedThreadIsKeptForItsNextPark() throws Exception {
        Task<Void> task;
        synchronized (lock) {
            task =
                    Task.start(() -> {
                        synchronized (lock) {
                            Thread.onSpinWait();
                        }
                        LockSupport.park();
                    });
            task.await(Thread.State.BLOCKED);
            LockSupport.unpark(task.thread());
        }
        task.result();
    }
}
