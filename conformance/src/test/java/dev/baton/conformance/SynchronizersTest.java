package dev.baton.conformance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.BrokenBarrierException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.Phaser;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

@OnVirtualThreads
class SynchronizersTest {
    @Test
    @Says(
            of = CountDownLatch.class,
            value =
                    "Causes the current thread to wait until the latch has counted down to zero,"
                            + " unless the thread is interrupted.")
    void awaitOfALatchWaitsForZero() throws Exception {
        CountDownLatch latch = new CountDownLatch(2);
        Task<Void> waiter = Task.start(latch::await).awaitWaiting();
        latch.countDown();
        waiter.awaitWaiting();
        latch.countDown();
        waiter.result();
    }

    @Test
    @Says(
            of = CountDownLatch.class,
            value = "If the current count is zero then this method returns immediately.")
    void awaitOfAnOpenLatchReturns() throws Exception {
        new CountDownLatch(0).await();
    }

    @Test
    @Says(
            of = CountDownLatch.class,
            value = "If the current count equals zero then nothing happens.")
    void countingBelowZeroIsNothing() {
        CountDownLatch latch = new CountDownLatch(0);
        latch.countDown();
        assertThat(latch.getCount()).isZero();
    }

    @Test
    @Says(
            of = CountDownLatch.class,
            value = "If the specified waiting time elapses then the value false is returned.")
    void awaitOfALatchGivesUpAfterItsTime() throws Exception {
        long start = System.nanoTime();
        assertThat(new CountDownLatch(1).await(2, TimeUnit.MILLISECONDS)).isFalse();
        assertThat(System.nanoTime() - start).isGreaterThanOrEqualTo(2_000_000);
    }

    @Test
    @Says(
            of = CountDownLatch.class,
            value =
                    "Decrements the count of the latch, releasing all waiting threads if the count"
                            + " reaches zero.")
    void allWaitersOfALatchAreReleased() throws Exception {
        CountDownLatch latch = new CountDownLatch(1);
        List<Task<Void>> waiters = new ArrayList<>();
        for (int i = 0; i < 100; i++) {
            waiters.add(
                    i % 10 == 0
                            ? Task.startOn(Thread.ofPlatform(), latch::await)
                            : Task.start(latch::await));
        }
        for (Task<Void> waiter : waiters) {
            waiter.awaitWaiting();
        }
        latch.countDown();
        for (Task<Void> waiter : waiters) {
            waiter.result();
        }
    }

    @Test
    @Says(
            of = CyclicBarrier.class,
            value = "Waits until all parties have invoked await on this barrier.")
    void theBarrierOpensWhenAllAreThere() throws Exception {
        CyclicBarrier barrier = new CyclicBarrier(3);
        Task<Integer> first = Task.call(barrier::await).awaitWaiting();
        Task<Integer> second = Task.call(barrier::await).awaitWaiting();
        assertThat(barrier.getNumberWaiting()).isEqualTo(2);
        assertThat(barrier.await()).isZero();
        assertThat(List.of(first.result(), second.result())).containsExactly(2, 1);
    }

    @Test
    @Says(
            of = CyclicBarrier.class,
            value =
                    "The barrier is called cyclic because it can be re-used after the waiting"
                            + " threads are released.")
    void theBarrierIsUsedAgain() throws Exception {
        AtomicInteger rounds = new AtomicInteger();
        CyclicBarrier barrier = new CyclicBarrier(4, rounds::incrementAndGet);
        List<Task<Void>> tasks = new ArrayList<>();
        for (int i = 0; i < 4; i++) {
            tasks.add(
                    Task.start(() -> {
                        for (int round = 0; round < 200; round++) {
                            barrier.await();
                        }
                    }));
        }
        for (Task<Void> task : tasks) {
            task.result();
        }
        assertThat(rounds).hasValue(200);
    }

    @Test
    @Says(
            of = CyclicBarrier.class,
            value =
                    "A CyclicBarrier supports an optional Runnable command that is run once per"
                        + " barrier point, after the last thread in the party arrives, but before"
                        + " any threads are released.")
    void theBarriersActionRunsInTheLastThread() throws Exception {
        Thread[] ran = new Thread[1];
        CyclicBarrier barrier = new CyclicBarrier(2, () -> ran[0] = Thread.currentThread());
        Task<Integer> first = Task.call(barrier::await).awaitWaiting();
        barrier.await();
        assertThat(ran[0]).isSameAs(Thread.currentThread());
        first.result();
    }

    @Test
    @Says(of = CyclicBarrier.class, value = "Resets the barrier to its initial state.")
    void resetBreaksTheWaiters() throws Exception {
        CyclicBarrier barrier = new CyclicBarrier(2);
        Task<Integer> waiter = Task.call(barrier::await).awaitWaiting();
        barrier.reset();
        assertThatThrownBy(waiter::result).isInstanceOf(BrokenBarrierException.class);
        assertThat(barrier.isBroken()).isFalse();
    }

    @Test
    @Says(of = CyclicBarrier.class, value = "TimeoutException if the specified timeout elapses.")
    void aTimeoutBreaksTheBarrier() {
        CyclicBarrier barrier = new CyclicBarrier(2);
        assertThatThrownBy(() -> barrier.await(2, TimeUnit.MILLISECONDS))
                .isInstanceOf(TimeoutException.class);
        assertThat(barrier.isBroken()).isTrue();
        assertThatThrownBy(barrier::await).isInstanceOf(BrokenBarrierException.class);
    }

    @Test
    @Says(
            of = Semaphore.class,
            value =
                    "Acquires a permit from this semaphore, blocking until one is available, or the"
                            + " thread is interrupted.")
    void acquireWaitsForAPermit() throws Exception {
        Semaphore semaphore = new Semaphore(0);
        Task<Void> task = Task.start(semaphore::acquire).awaitWaiting();
        semaphore.release();
        task.result();
        assertThat(semaphore.availablePermits()).isZero();
    }

    @Test
    @Says(
            of = Semaphore.class,
            value =
                    "Acquires the given number of permits from this semaphore, blocking until all"
                            + " are available, or the thread is interrupted.")
    void acquireWaitsForAllItsPermits() throws Exception {
        Semaphore semaphore = new Semaphore(0);
        Task<Void> task = Task.start(() -> semaphore.acquire(3)).awaitWaiting();
        semaphore.release(2);
        task.awaitWaiting();
        semaphore.release();
        task.result();
    }

    @Test
    @Says(
            of = Semaphore.class,
            value =
                    "There is no requirement that a thread that releases a permit must have"
                            + " acquired that permit by calling acquire.")
    void anyThreadMayRelease() throws Exception {
        Semaphore semaphore = new Semaphore(1);
        semaphore.acquire();
        Task.start(semaphore::release).result();
        assertThat(semaphore.tryAcquire()).isTrue();
    }

    @Test
    @Says(
            of = Semaphore.class,
            value =
                    "When fairness is set true, the semaphore guarantees that threads invoking any"
                        + " of the acquire methods are selected to obtain permits in the order in"
                        + " which their invocation of those methods was processed")
    void aFairSemaphoreServesInOrder() throws Exception {
        Semaphore semaphore = new Semaphore(0, true);
        List<Integer> order = Collections.synchronizedList(new ArrayList<>());
        List<Task<Void>> tasks = new ArrayList<>();
        for (int i = 0; i < 20; i++) {
            int me = i;
            tasks.add(
                    Task.start(
                                    () -> {
                                        semaphore.acquire();
                                        order.add(me);
                                        semaphore.release();
                                    })
                            .awaitWaiting());
        }
        semaphore.release();
        for (Task<Void> task : tasks) {
            task.result();
        }
        assertThat(order).isEqualTo(IntStream.range(0, 20).boxed().toList());
    }

    @Test
    @Says(
            of = Semaphore.class,
            value = "If the specified waiting time elapses then the value false is returned.")
    void tryAcquireGivesUpAfterItsTime() throws Exception {
        Semaphore semaphore = new Semaphore(0);
        assertThat(semaphore.tryAcquire(2, TimeUnit.MILLISECONDS)).isFalse();
        assertThat(semaphore.tryAcquire()).isFalse();
    }

    @Test
    @Says(
            of = Semaphore.class,
            value =
                    "Semaphores are often used to restrict the number of threads than can access"
                            + " some (physical or logical) resource.")
    void noMoreThanItsPermitsAreInside() throws Exception {
        Semaphore semaphore = new Semaphore(3);
        AtomicInteger inside = new AtomicInteger();
        AtomicInteger most = new AtomicInteger();
        List<Task<Void>> tasks = new ArrayList<>();
        for (int i = 0; i < 50; i++) {
            tasks.add(
                    Task.start(() -> {
                        semaphore.acquire();
                        most.accumulateAndGet(inside.incrementAndGet(), Math::max);
                        Thread.yield();
                        inside.decrementAndGet();
                        semaphore.release();
                    }));
        }
        for (Task<Void> task : tasks) {
            task.result();
        }
        assertThat(most.get()).isBetween(1, 3);
    }

    @Test
    @Says(
            of = Semaphore.class,
            value =
                    "Acquires and returns all permits that are immediately available, or if"
                            + " negative permits are available, releases them.")
    void drainTakesAll() {
        Semaphore semaphore = new Semaphore(7);
        assertThat(semaphore.drainPermits()).isEqualTo(7);
        assertThat(semaphore.availablePermits()).isZero();
    }

    @Test
    @Says(of = Phaser.class, value = "Arrives at this phaser and awaits others.")
    void aPhaserAdvancesWhenAllHaveArrived() throws Exception {
        Phaser phaser = new Phaser(3);
        Task<Integer> first = Task.call(phaser::arriveAndAwaitAdvance).awaitWaiting();
        Task<Integer> second = Task.call(phaser::arriveAndAwaitAdvance).awaitWaiting();
        assertThat(phaser.arriveAndAwaitAdvance()).isEqualTo(1);
        assertThat(first.result()).isEqualTo(1);
        assertThat(second.result()).isEqualTo(1);
    }

    @Test
    @Says(
            of = Phaser.class,
            value =
                    "Arrives at this phaser and deregisters from it without waiting for others to"
                            + " arrive.")
    void leavingAPhaserLetsItAdvance() throws Exception {
        Phaser phaser = new Phaser(2);
        Task<Integer> waiter = Task.call(phaser::arriveAndAwaitAdvance).awaitWaiting();
        assertThat(phaser.arriveAndDeregister()).isZero();
        assertThat(waiter.result()).isEqualTo(1);
        assertThat(phaser.getRegisteredParties()).isEqualTo(1);
    }

    @Test
    @Says(
            of = Phaser.class,
            value =
                    "Awaits the phase of this phaser to advance from the given phase value,"
                            + " throwing InterruptedException if interrupted while waiting")
    void awaitAdvanceIsInterrupted() throws Exception {
        Phaser phaser = new Phaser(1);
        Task<Integer> waiter = Task.call(() -> phaser.awaitAdvanceInterruptibly(0)).awaitWaiting();
        waiter.thread().interrupt();
        assertThatThrownBy(waiter::result).isInstanceOf(InterruptedException.class);
    }

    @Test
    @Says(of = Phaser.class, value = "Forces this phaser to enter termination state.")
    void terminationReleasesTheWaiters() throws Exception {
        Phaser phaser = new Phaser(2);
        Task<Integer> waiter = Task.call(phaser::arriveAndAwaitAdvance).awaitWaiting();
        phaser.forceTermination();
        assertThat(waiter.result()).isNegative();
        assertThat(phaser.isTerminated()).isTrue();
    }

    @Test
    @Says(
            of = Phaser.class,
            value =
                    "Phasers may be tiered (i.e., constructed in tree structures) to reduce"
                            + " contention.")
    void tieredPhasersAdvanceTogether() throws Exception {
        Phaser root = new Phaser();
        Phaser left = new Phaser(root, 1);
        Phaser right = new Phaser(root, 1);
        Task<Integer> waiter = Task.call(left::arriveAndAwaitAdvance).awaitWaiting();
        assertThat(right.arriveAndAwaitAdvance()).isEqualTo(1);
        assertThat(waiter.result()).isEqualTo(1);
    }
}
