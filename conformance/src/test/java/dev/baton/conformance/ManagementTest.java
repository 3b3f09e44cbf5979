package dev.baton.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.util.EnumSet;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.locks.LockSupport;
import java.util.concurrent.locks.ReentrantLock;
import java.util.stream.LongStream;
import jdk.management.VirtualThreadSchedulerMXBean;
import org.junit.jupiter.api.Test;

@OnVirtualThreads
class ManagementTest {
    private static final ThreadMXBean THREADS = ManagementFactory.getThreadMXBean();
    private static final VirtualThreadSchedulerMXBean SCHEDULER =
            ManagementFactory.getPlatformMXBean(VirtualThreadSchedulerMXBean.class);

    @Test
    @Says(
            of = ThreadMXBean.class,
            value =
                    "If a thread of the given ID is a virtual thread, is not alive, or does not"
                            + " exist, then this method will return null.")
    void thereIsNoInfoOfAVirtualThread() {
        assertThat(THREADS.getThreadInfo(Thread.currentThread().threadId())).isNull();
    }

    @Test
    @Says(of = ThreadMXBean.class, value = "The thread IDs of virtual threads are not included.")
    void idsOfVirtualThreadsAreNotListed() {
        assertThat(LongStream.of(THREADS.getAllThreadIds()).boxed())
                .doesNotContain(Thread.currentThread().threadId());
    }

    @Test
    @Says(
            of = ThreadMXBean.class,
            value =
                    "If the thread of the specified ID is a virtual thread, is not alive or does"
                            + " not exist, this method returns -1.")
    void theCpuTimeOfAVirtualThreadIsNotKnown() {
        assertThat(THREADS.getThreadCpuTime(Thread.currentThread().threadId())).isEqualTo(-1);
        assertThat(THREADS.getThreadUserTime(Thread.currentThread().threadId())).isEqualTo(-1);
    }

    @Test
    @Says(
            of = ThreadMXBean.class,
            value = "Cycles that include virtual threads are not found by this method.")
    void noDeadlockOfVirtualThreadsIsFound() throws Exception {
        var first = new ReentrantLock();
        var second = new ReentrantLock();
        var both = new CyclicBarrier(2);
        Task<Void> one = locks(first, second, both);
        Task<Void> other = locks(second, first, both);
        one.awaitWaiting();
        other.awaitWaiting();
        assertThat(THREADS.findDeadlockedThreads()).isNull();
        one.thread().interrupt();
        other.result();
        org.assertj.core.api.Assertions.assertThatThrownBy(one::result)
                .isInstanceOf(InterruptedException.class);
    }

    private static Task<Void> locks(ReentrantLock first, ReentrantLock second, CyclicBarrier both) {
        return Task.start(() -> {
            first.lock();
            try {
                both.await();
                second.lockInterruptibly();
                second.unlock();
            } finally {
                first.unlock();
            }
        });
    }

    @Test
    @Says(of = ThreadMXBean.class, value = "The count does not include virtual threads.")
    void aThousandVirtualThreadsDoNotCount() throws Exception {
        Thread[] threads = new Thread[1_000];
        for (int i = 0; i < threads.length; i++) {
            threads[i] = Thread.startVirtualThread(LockSupport::park);
        }
        for (Thread thread : threads) {
            Task.await(thread, EnumSet.of(Thread.State.WAITING));
        }
        assertThat(THREADS.getThreadCount()).isLessThan(500);
        for (Thread thread : threads) {
            LockSupport.unpark(thread);
            thread.join();
        }
    }

    @Test
    @Says(
            of = ThreadMXBean.class,
            value =
                    "the total CPU time for the current thread if the current thread is a platform"
                            + " thread and if CPU time measurement is enabled; -1 otherwise.")
    void theCpuTimeOfTheCurrentThreadIsRefusedOrUnknown() {
        try {
            assertThat(THREADS.getCurrentThreadCpuTime()).isEqualTo(-1);
        } catch (UnsupportedOperationException e) { // "for the current thread"
            assertThat(THREADS.isThreadCpuTimeSupported()).isTrue();
        }
    }

    @Test
    @Says(of = VirtualThreadSchedulerMXBean.class, value = "the scheduler's target parallelism")
    void theParallelismIsKnown() {
        assertThat(SCHEDULER.getParallelism()).isPositive();
    }

    @Test
    @Says(
            of = VirtualThreadSchedulerMXBean.class,
            value =
                    "an estimate of the number of virtual threads that are currently mounted by the"
                            + " scheduler; -1 if not known")
    void theMountedThreadsAreEstimated() {
        assertThat(SCHEDULER.getMountedVirtualThreadCount()).isGreaterThanOrEqualTo(-1);
        assertThat(SCHEDULER.getQueuedVirtualThreadCount()).isGreaterThanOrEqualTo(-1);
        assertThat(SCHEDULER.getPoolSize()).isGreaterThanOrEqualTo(-1);
    }
}
