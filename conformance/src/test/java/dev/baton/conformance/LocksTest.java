package dev.baton.conformance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Date;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.Lock;
import java.util.concurrent.locks.ReentrantLock;
import java.util.concurrent.locks.ReentrantReadWriteLock;
import java.util.concurrent.locks.StampedLock;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

@OnVirtualThreads
class LocksTest {
    private int count;

    @Test
    @Says(
            of = ReentrantLock.class,
            value =
                    "A ReentrantLock is owned by the thread last successfully locking, but not yet"
                            + " unlocking it.")
    void oneOwnerAtATime() throws Exception {
        for (Lock lock :
                List.of(
                        new ReentrantLock(),
                        new ReentrantLock(true),
                        new ReentrantReadWriteLock().writeLock(),
                        new StampedLock().asWriteLock())) {
            count = 0;
            List<Task<Void>> tasks = new ArrayList<>();
            for (int i = 0; i < 10; i++) {
                tasks.add(
                        Task.start(() -> {
                            for (int j = 0; j < 100; j++) {
                                lock.lock();
                                int seen = count;
                                if (j % 10 == 0) {
                                    Thread.yield();
                                }
                                count = seen + 1;
                                lock.unlock();
                            }
                        }));
            }
            for (Task<Void> task : tasks) {
                task.result();
            }
            assertThat(count).isEqualTo(1_000);
        }
    }

    @Test
    @Says(
            of = ReentrantLock.class,
            value =
                    "If the current thread already holds the lock then the hold count is"
                            + " incremented by one and the method returns immediately.")
    void theHoldsAreCounted() {
        ReentrantLock lock = new ReentrantLock();
        lock.lock();
        lock.lock();
        assertThat(lock.getHoldCount()).isEqualTo(2);
        lock.unlock();
        assertThat(lock.isHeldByCurrentThread()).isTrue();
        lock.unlock();
        assertThat(lock.isLocked()).isFalse();
    }

    @Test
    @Says(
            of = ReentrantLock.class,
            value = "IllegalMonitorStateException if the current thread does not hold this lock")
    void unlockByAnotherThreadIsRefused() throws Exception {
        ReentrantLock lock = new ReentrantLock();
        lock.lock();
        Task<Void> other = Task.start(lock::unlock);
        assertThatThrownBy(other::result).isInstanceOf(IllegalMonitorStateException.class);
        lock.unlock();
    }

    @Test
    @Says(
            of = ReentrantLock.class,
            value =
                    "Acquires the lock only if it is not held by another thread at the time of"
                            + " invocation.")
    void tryLockDoesNotWait() throws Exception {
        ReentrantLock lock = new ReentrantLock();
        assertThat(lock.tryLock()).isTrue();
        assertThat(Task.call(lock::tryLock).result()).isFalse();
        lock.unlock();
    }

    @Test
    @Says(
            of = ReentrantLock.class,
            value = "If the specified waiting time elapses then the value false is returned.")
    void tryLockGivesUpAfterItsTime() throws Exception {
        ReentrantLock lock = new ReentrantLock();
        lock.lock();
        Task<Long> other =
                Task.call(() -> {
                    long start = System.nanoTime();
                    assertThat(lock.tryLock(2, TimeUnit.MILLISECONDS)).isFalse();
                    return System.nanoTime() - start;
                });
        assertThat(other.result()).isGreaterThanOrEqualTo(2_000_000);
        lock.unlock();
    }

    @Test
    @Says(
            of = ReentrantLock.class,
            value =
                    "Acquires the lock if it is not held by another thread within the given waiting"
                            + " time and the current thread has not been interrupted.")
    void tryLockGetsItWithinItsTime() throws Exception {
        ReentrantLock lock = new ReentrantLock();
        lock.lock();
        Task<Boolean> other = Task.call(() -> lock.tryLock(1, TimeUnit.HOURS)).awaitTimedWaiting();
        lock.unlock();
        assertThat(other.result()).isTrue();
    }

    @Test
    @Says(
            of = ReentrantLock.class,
            value =
                    "When set true, under contention, locks favor granting access to the"
                            + " longest-waiting thread.")
    void aFairLockIsGivenInOrder() throws Exception {
        ReentrantLock lock = new ReentrantLock(true);
        List<Integer> order = Collections.synchronizedList(new ArrayList<>());
        List<Task<Void>> tasks = new ArrayList<>();
        lock.lock();
        for (int i = 0; i < 20; i++) {
            int me = i;
            tasks.add(
                    Task.start(
                                    () -> {
                                        lock.lock();
                                        order.add(me);
                                        lock.unlock();
                                    })
                            .awaitWaiting());
        }
        lock.unlock();
        for (Task<Void> task : tasks) {
            task.result();
        }
        assertThat(order).isEqualTo(IntStream.range(0, 20).boxed().toList());
    }

    @Test
    @Says(
            of = ReentrantLock.class,
            value = "Queries whether the given thread is waiting to acquire this lock.")
    void theLockKnowsWhoWaits() throws Exception {
        ReentrantLock lock = new ReentrantLock();
        lock.lock();
        Task<Void> waiter =
                Task.start(() -> {
                    lock.lock();
                    lock.unlock();
                });
        waiter.awaitWaiting();
        assertThat(lock.hasQueuedThread(waiter.thread())).isTrue();
        assertThat(lock.getQueueLength()).isEqualTo(1);
        lock.unlock();
        waiter.result();
        assertThat(lock.hasQueuedThreads()).isFalse();
    }

    @Test
    @Says(
            of = ReentrantLock.class,
            value = "Returns a string identifying this lock, as well as its lock state.")
    void toStringNamesTheOwner() throws Exception {
        ReentrantLock lock = new ReentrantLock();
        Task<String> task =
                Task.callOn(
                        Thread.ofVirtual().name("owner"),
                        () -> {
                            lock.lock();
                            String text = lock.toString();
                            lock.unlock();
                            return text;
                        });
        assertThat(task.result()).endsWith("[Locked by thread owner]");
        assertThat(lock.toString()).endsWith("[Unlocked]");
    }

    @Test
    @Says(of = ReentrantLock.class, value = "Acquires the lock.")
    void aPlatformThreadAndAVirtualThreadShareALock() throws Exception {
        ReentrantLock lock = new ReentrantLock();
        lock.lock();
        Task<Boolean> platform =
                Task.callOn(
                        Thread.ofPlatform(),
                        () -> {
                            lock.lock();
                            boolean mine = lock.isHeldByCurrentThread();
                            lock.unlock();
                            return mine;
                        });
        platform.awaitWaiting();
        assertThat(lock.isHeldByCurrentThread()).isTrue();
        lock.unlock();
        assertThat(platform.result()).isTrue();
    }

    @Test
    @Says(of = Condition.class, value = "Wakes up one waiting thread.")
    void signalWakesTheLongestWaiter() throws Exception {
        ReentrantLock lock = new ReentrantLock();
        Condition condition = lock.newCondition();
        List<Task<Void>> waiters = new ArrayList<>();
        for (int i = 0; i < 5; i++) {
            waiters.add(waiter(lock, condition).awaitWaiting());
        }
        for (int i = 0; i < 5; i++) {
            lock.lock();
            assertThat(lock.getWaitQueueLength(condition)).isEqualTo(5 - i);
            condition.signal();
            lock.unlock();
            waiters.get(i).result();
        }
    }

    @Test
    @Says(of = Condition.class, value = "Wakes up all waiting threads.")
    void signalAllWakesAll() throws Exception {
        ReentrantLock lock = new ReentrantLock();
        Condition condition = lock.newCondition();
        List<Task<Void>> waiters = new ArrayList<>();
        for (int i = 0; i < 20; i++) {
            waiters.add(waiter(lock, condition).awaitWaiting());
        }
        lock.lock();
        condition.signalAll();
        lock.unlock();
        for (Task<Void> waiter : waiters) {
            waiter.result();
        }
    }

    private static Task<Void> waiter(Lock lock, Condition condition) {
        return Task.start(() -> {
            lock.lock();
            try {
                condition.await();
            } finally {
                lock.unlock();
            }
        });
    }

    @Test
    @Says(
            of = Condition.class,
            value = "Causes the current thread to wait until it is signalled or interrupted.")
    void awaitOfAConditionIsInterrupted() throws Exception {
        ReentrantLock lock = new ReentrantLock();
        Task<Void> waiter = waiter(lock, lock.newCondition()).awaitWaiting();
        waiter.thread().interrupt();
        assertThatThrownBy(waiter::result).isInstanceOf(InterruptedException.class);
        assertThat(lock.isLocked()).isFalse();
    }

    @Test
    @Says(
            of = Condition.class,
            value =
                    "If the current thread's interrupted status is set when it enters this method,"
                            + " or it is interrupted while waiting, it will continue to wait until"
                            + " signalled.")
    void awaitUninterruptiblyGoesOnWaiting() throws Exception {
        ReentrantLock lock = new ReentrantLock();
        Condition condition = lock.newCondition();
        Task<Boolean> waiter =
                Task.call(() -> {
                    lock.lock();
                    condition.awaitUninterruptibly();
                    lock.unlock();
                    return Thread.currentThread().isInterrupted();
                });
        waiter.awaitWaiting().thread().interrupt();
        waiter.awaitWaiting();
        lock.lock();
        condition.signal();
        lock.unlock();
        assertThat(waiter.result()).isTrue();
    }

    @Test
    @Says(
            of = Condition.class,
            value =
                    "The method returns an estimate of the number of nanoseconds remaining to wait"
                        + " given the supplied nanosTimeout value upon return, or a value less than"
                        + " or equal to zero if it timed out.")
    void awaitNanosTellsWhatIsLeft() throws Exception {
        ReentrantLock lock = new ReentrantLock();
        Condition condition = lock.newCondition();
        lock.lock();
        long left = condition.awaitNanos(2_000_000);
        assertThat(left).isLessThanOrEqualTo(0);
        assertThat(condition.await(1, TimeUnit.MILLISECONDS)).isFalse();
        assertThat(condition.awaitUntil(Date.from(Instant.EPOCH))).isFalse();
        assertThat(lock.isHeldByCurrentThread()).isTrue();
        lock.unlock();
    }

    @Test
    @Says(
            of = Condition.class,
            value = "Typically, an exception such as IllegalMonitorStateException will be thrown.")
    void signalWithoutTheLockIsRefused() {
        Condition condition = new ReentrantLock().newCondition();
        assertThatThrownBy(condition::signal).isInstanceOf(IllegalMonitorStateException.class);
        assertThatThrownBy(condition::await).isInstanceOf(IllegalMonitorStateException.class);
    }

    @Test
    @Says(
            of = ReentrantReadWriteLock.class,
            value =
                    "Acquires the read lock if the write lock is not held by another thread and"
                            + " returns immediately.")
    void readersShare() throws Exception {
        ReentrantReadWriteLock lock = new ReentrantReadWriteLock();
        lock.readLock().lock();
        assertThat(Task.call(() -> lock.readLock().tryLock()).result()).isTrue();
        assertThat(lock.getReadLockCount()).isEqualTo(2);
        assertThat(Task.call(() -> lock.writeLock().tryLock()).result()).isFalse();
    }

    @Test
    @Says(
            of = ReentrantReadWriteLock.class,
            value =
                    "Acquires the write lock if neither the read nor write lock are held by another"
                        + " thread and returns immediately, setting the write lock hold count to"
                        + " one.")
    void aWriterWaitsForTheReaders() throws Exception {
        ReentrantReadWriteLock lock = new ReentrantReadWriteLock();
        lock.readLock().lock();
        Task<Integer> writer =
                Task.call(() -> {
                    lock.writeLock().lock();
                    return lock.getWriteHoldCount();
                });
        writer.awaitWaiting();
        lock.readLock().unlock();
        assertThat(writer.result()).isEqualTo(1);
    }

    @Test
    @Says(
            of = ReentrantReadWriteLock.class,
            value =
                    "by acquiring the write lock, then the read lock and then releasing the write"
                            + " lock.")
    void aWriterMayBecomeAReader() {
        ReentrantReadWriteLock lock = new ReentrantReadWriteLock();
        lock.writeLock().lock();
        lock.readLock().lock();
        lock.writeLock().unlock();
        assertThat(lock.getReadHoldCount()).isEqualTo(1);
        assertThat(lock.isWriteLocked()).isFalse();
        lock.readLock().unlock();
    }

    @Test
    @Says(
            of = StampedLock.class,
            value =
                    "Returns true if the lock has not been exclusively acquired since issuance of"
                            + " the given stamp.")
    void anOptimisticReadIsValidUntilAWrite() throws Exception {
        StampedLock lock = new StampedLock();
        long stamp = lock.tryOptimisticRead();
        assertThat(lock.validate(stamp)).isTrue();
        Task.start(() -> lock.unlockWrite(lock.writeLock())).result();
        assertThat(lock.validate(stamp)).isFalse();
    }

    @Test
    @Says(
            of = StampedLock.class,
            value = "Exclusively acquires the lock, blocking if necessary until available.")
    void aStampedWriterWaitsAndMayBeUnlockedByAnotherThread() throws Exception {
        StampedLock lock = new StampedLock();
        long read = lock.readLock();
        Task<Long> writer = Task.call(lock::writeLock).awaitWaiting();
        lock.unlockRead(read);
        lock.unlockWrite(writer.result());
        assertThat(lock.isWriteLocked()).isFalse();
    }

    @Test
    @Says(
            of = StampedLock.class,
            value =
                    "Exclusively acquires the lock, blocking if necessary until available or the"
                            + " current thread is interrupted.")
    void aStampedWriterIsInterrupted() throws Exception {
        StampedLock lock = new StampedLock();
        long read = lock.readLock();
        Task<Long> writer = Task.call(lock::writeLockInterruptibly).awaitWaiting();
        writer.thread().interrupt();
        assertThatThrownBy(writer::result).isInstanceOf(InterruptedException.class);
        lock.unlockRead(read);
    }

    @Test
    @Says(
            of = StampedLock.class,
            value =
                    "If the lock state matches the given stamp, atomically performs one of the"
                            + " following actions.")
    void aReaderUpgradesWhenItIsAlone() {
        StampedLock lock = new StampedLock();
        long read = lock.readLock();
        long write = lock.tryConvertToWriteLock(read);
        assertThat(write).isNotZero();
        assertThat(lock.isWriteLocked()).isTrue();
        lock.unlockWrite(write);
    }
}
