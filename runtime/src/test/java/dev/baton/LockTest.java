package dev.baton;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Future;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.concurrent.locks.ReentrantReadWriteLock;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The locks of {@code java.util.concurrent}, which park the G that waits. */
class LockTest {
    @RegisterExtension private final Watchdog watchdog = new Watchdog();

    private int guarded;

    @ParameterizedTest(name = "{0} Ps")
    @ValueSource(ints = {1, 2, 4})
    void reentrantLockExcludesAllButItsHolder(int procs) throws Exception {
        Baton baton = watchdog.baton(procs);
        ReentrantLock lock = new ReentrantLock();
        List<Thread> threads = new ArrayList<>();
        for (int i = 0; i < 100; i++) {
            threads.add(
                    baton.startVirtualThread(() -> {
                        for (int n = 0; n < 100; n++) {
                            lock.lock();
                            try {
                                int before = guarded;
                                Thread.yield(); // the others run into the lock
                                guarded = before + 1;
                            } finally {
                                lock.unlock();
                            }
                        }
                    }));
        }
        for (Thread thread : threads) {
            thread.join();
        }
        assertThat(guarded).isEqualTo(10_000);
    }

    @ParameterizedTest(name = "{0} Ps")
    @ValueSource(ints = {1, 2, 4})
    void conditionsHandEveryItemOver(int procs) throws Exception {
        Baton baton = watchdog.baton(procs);
        BoundedBuffer buffer = new BoundedBuffer(4);
        int each = 2_000;
        try (ExecutorService executor = baton.newVirtualThreadPerTaskExecutor()) {
            List<Future<Long>> sums = new ArrayList<>();
            List<Future<?>> producers = new ArrayList<>();
            for (int i = 0; i < 8; i++) {
                producers.add(
                        executor.submit(() -> {
                            for (int n = 1; n <= each; n++) {
                                buffer.put(n);
                            }
                            return null;
                        }));
                sums.add(
                        executor.submit(() -> {
                            long sum = 0;
                            for (int n = 0; n < each; n++) {
                                sum += buffer.take();
                            }
                            return sum;
                        }));
            }
            for (Future<?> producer : producers) {
                producer.get();
            }
            long total = 0;
            for (Future<Long> sum : sums) {
                total += sum.get();
            }
            assertThat(total).isEqualTo(8L * each * (each + 1) / 2);
        }
    }

    @Test
    void timedTryLockGivesUpWhileAnotherHoldsTheLock() throws Exception {
        Baton baton = watchdog.baton(1);
        ReentrantLock lock = new ReentrantLock();
        lock.lock();
        try (ExecutorService executor = baton.newVirtualThreadPerTaskExecutor()) {
            Future<Boolean> taken = executor.submit(() -> lock.tryLock(1, TimeUnit.MILLISECONDS));
            assertThat(taken.get()).isFalse();
        } finally {
            lock.unlock();
        }
    }

    @Test
    void readersShareALockAndAWriterExcludesThem() throws Exception {
        Baton baton = watchdog.baton(2);
        ReentrantReadWriteLock lock = new ReentrantReadWriteLock();
        CyclicBarrier allReadersInside = new CyclicBarrier(10);
        List<Thread> threads = new ArrayList<>();
        for (int i = 0; i < 10; i++) {
            threads.add(
                    baton.startVirtualThread(() -> {
                        lock.readLock().lock();
                        try {
                            allReadersInside.await();
                        } catch (Exception e) {
                            throw new AssertionError(e);
                        } finally {
                            lock.readLock().unlock();
                        }
                        lock.writeLock().lock();
                        try {
                            int before = guarded;
                            Thread.yield();
                            guarded = before + 1;
                        } finally {
                            lock.writeLock().unlock();
                        }
                    }));
        }
        for (Thread thread : threads) {
            thread.join();
        }
        assertThat(guarded).isEqualTo(10);
    }

    @Test
    void semaphoreLetsInAsManyAsItHasPermits() throws Exception {
        Baton baton = watchdog.baton(2);
        Semaphore permits = new Semaphore(3);
        AtomicInteger inside = new AtomicInteger();
        AtomicInteger most = new AtomicInteger();
        List<Thread> threads = new ArrayList<>();
        for (int i = 0; i < 200; i++) {
            threads.add(
                    baton.startVirtualThread(() -> {
                        permits.acquireUninterruptibly();
                        most.accumulateAndGet(inside.incrementAndGet(), Math::max);
                        Thread.yield();
                        inside.decrementAndGet();
                        permits.release();
                    }));
        }
        for (Thread thread : threads) {
            thread.join();
        }
        assertThat(most.get()).isBetween(1, 3);
        assertThat(permits.availablePermits()).isEqualTo(3);
    }

    @Test
    void locksAreSharedWithPlatformThreadsAndStockVirtualThreads() throws Exception {
        Baton baton = watchdog.baton(2);
        ReentrantLock lock = new ReentrantLock();
        Runnable count =
                () -> {
                    for (int n = 0; n < 2_000; n++) {
                        lock.lock();
                        try {
                            int before = guarded;
                            Thread.yield();
                            guarded = before + 1;
                        } finally {
                            lock.unlock();
                        }
                    }
                };
        List<Thread> threads = new ArrayList<>();
        for (int i = 0; i < 3; i++) {
            threads.add(baton.startVirtualThread(count));
            threads.add(Thread.ofPlatform().start(count));
            threads.add(Thread.startVirtualThread(count));
        }
        for (Thread thread : threads) {
            thread.join();
        }
        assertThat(guarded).isEqualTo(3 * 3 * 2_000);
    }

    /** The textbook's example of two conditions of a lock. */
    private static final class BoundedBuffer {
        private final ReentrantLock lock = new ReentrantLock();
        private final Condition notFull = lock.newCondition();
        private final Condition notEmpty = lock.newCondition();
        private final Queue<Integer> items = new ArrayDeque<>();
        private final int capacity;

        BoundedBuffer(int capacity) {
            this.capacity = capacity;
        }

        void put(int item) throws InterruptedException {
            lock.lock();
            try {
                while (items.size() == capacity) {
                    notFull.await();
                }
                items.add(item);
                notEmpty.signal();
            } finally {
                lock.unlock();
            }
        }

        int take() throws InterruptedException {
            lock.lock();
            try {
                while (items.isEmpty()) {
                    notEmpty.await();
                }
                int item = items.remove();
                notFull.signal();
                return item;
            } finally {
                lock.unlock();
            }
        }
    }
}
