package dev.baton.conformance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;

@OnVirtualThreads
class LockSupportTest {
    @Test
    @Says(
            of = LockSupport.class,
            value =
                    "A call to park will return immediately if the permit is available, consuming"
                            + " it in the process")
    void anUnparkBeforeTheParkIsNotLost() {
        LockSupport.unpark(Thread.currentThread());
        LockSupport.park();
    }

    @Test
    @Says(of = LockSupport.class, value = "permits do not accumulate. There is at most one.")
    void permitsDoNotAccumulate() throws Exception {
        Task<Void> task =
                Task.start(() -> {
                    LockSupport.unpark(Thread.currentThread());
                    LockSupport.unpark(Thread.currentThread());
                    LockSupport.park();
                    LockSupport.park();
                });
        task.awaitWaiting();
        LockSupport.unpark(task.thread());
        task.result();
    }

    @Test
    @Says(of = LockSupport.class, value = "If the thread was blocked on park then it will unblock.")
    void unparkUnblocksAParkedThread() throws Exception {
        Task<Void> task = Task.start(LockSupport::park).awaitWaiting();
        LockSupport.unpark(task.thread());
        task.result();
    }

    @Test
    @Says(of = LockSupport.class, value = "If the thread was blocked on park then it will unblock.")
    void aPlatformThreadUnparksAVirtualThreadAndTheOtherWayRound() throws Exception {
        Task<Void> virtual = Task.start(LockSupport::park).awaitWaiting();
        Task<Void> platform = Task.startOn(Thread.ofPlatform(), LockSupport::park).awaitWaiting();
        Task.startOn(Thread.ofPlatform(), () -> LockSupport.unpark(virtual.thread())).result();
        LockSupport.unpark(platform.thread());
        virtual.result();
        platform.result();
    }

    @Test
    @Says(
            of = LockSupport.class,
            value = "the thread to unpark, or null, in which case this operation has no effect")
    void unparkOfNullIsNothing() {
        LockSupport.unpark(null);
        assertThat(Thread.currentThread().isInterrupted()).isFalse();
    }

    @Test
    @Says(
            of = LockSupport.class,
            value =
                    "This operation is not guaranteed to have any effect at all if the given thread"
                            + " has not been started.")
    void unparkOfAnUnstartedAndOfATerminatedThreadDoesNoHarm() throws Exception {
        AtomicBoolean ran = new AtomicBoolean();
        Thread thread = Thread.ofVirtual().unstarted(() -> ran.set(true));
        LockSupport.unpark(thread);
        thread.start();
        thread.join();
        LockSupport.unpark(thread);
        assertThat(ran).isTrue();
    }

    @Test
    @Says(of = LockSupport.class, value = "The specified waiting time elapses")
    void parkNanosReturnsByItself() {
        long start = System.nanoTime();
        long end = start + 3_000_000;
        while (System.nanoTime() < end) { // it may return early, for no reason
            LockSupport.parkNanos(end - System.nanoTime());
        }
        assertThat(System.nanoTime() - start).isGreaterThanOrEqualTo(3_000_000);
    }

    @Test
    @Says(
            of = LockSupport.class,
            value = "If the specified waiting time is zero or negative, the method does nothing.")
    void parkNanosOfNothingDoesNotConsumeThePermit() {
        LockSupport.unpark(Thread.currentThread());
        LockSupport.parkNanos(0);
        LockSupport.parkNanos(-1);
        LockSupport.park(); // the permit is still there
    }

    @Test
    @Says(of = LockSupport.class, value = "The specified deadline passes")
    void parkUntilReturnsByItself() {
        long deadline = System.currentTimeMillis() + 3;
        while (System.currentTimeMillis() < deadline) {
            LockSupport.parkUntil(deadline);
        }
        LockSupport.parkUntil(0);
    }

    @Test
    @Says(
            of = LockSupport.class,
            value =
                    "If the permit is available then it is consumed and the call returns"
                            + " immediately")
    void timedParksConsumeThePermit() {
        LockSupport.unpark(Thread.currentThread());
        LockSupport.parkNanos(Duration.ofHours(1).toNanos());
        LockSupport.unpark(Thread.currentThread());
        LockSupport.parkUntil(Long.MAX_VALUE);
    }

    @Test
    @Says(
            of = LockSupport.class,
            value =
                    "Returns the blocker object supplied to the most recent invocation of a park"
                            + " method that has not yet unblocked, or null if not blocked.")
    void theBlockerIsSeenWhileItIsParked() throws Exception {
        Object blocker = new Object();
        Task<Object> task =
                Task.call(() -> {
                    LockSupport.park(blocker);
                    return LockSupport.getBlocker(Thread.currentThread());
                });
        task.awaitWaiting();
        assertThat(LockSupport.getBlocker(task.thread())).isSameAs(blocker);
        LockSupport.unpark(task.thread());
        assertThat(task.result()).isNull();
    }

    @Test
    @Says(
            of = LockSupport.class,
            value = "the synchronization object responsible for this thread parking")
    void theTimedParksHaveABlockerToo() throws Exception {
        Object blocker = new Object();
        Task<Void> nanos = Task.start(() -> LockSupport.parkNanos(blocker, Long.MAX_VALUE / 2));
        Task<Void> until =
                Task.start(() ->
                        LockSupport.parkUntil(blocker, System.currentTimeMillis() + 1_000_000));
        nanos.awaitTimedWaiting();
        until.awaitTimedWaiting();
        assertThat(LockSupport.getBlocker(nanos.thread())).isSameAs(blocker);
        assertThat(LockSupport.getBlocker(until.thread())).isSameAs(blocker);
        LockSupport.unpark(nanos.thread());
        LockSupport.unpark(until.thread());
        nanos.result();
        until.result();
    }

    @Test
    @Says(of = LockSupport.class, value = "NullPointerException if argument is null")
    void getBlockerOfNullIsRefused() {
        assertThatThrownBy(() -> LockSupport.getBlocker(null))
                .isInstanceOf(NullPointerException.class);
    }

    @Test
    @Says(
            of = LockSupport.class,
            value =
                    "Sets the object to be returned by invocations of getBlocker for the current"
                            + " thread.")
    void setCurrentBlockerIsSeen() {
        Object blocker = new Object();
        LockSupport.setCurrentBlocker(blocker);
        assertThat(LockSupport.getBlocker(Thread.currentThread())).isSameAs(blocker);
        LockSupport.setCurrentBlocker(null);
        assertThat(LockSupport.getBlocker(Thread.currentThread())).isNull();
    }

    @Test
    @Says(
            of = LockSupport.class,
            value =
                    "Makes available the permit for the given thread, if it was not already"
                            + " available.")
    void twoThreadsPassThePermitBackAndForth() throws Exception {
        AtomicInteger turn = new AtomicInteger();
        int rounds = 2_000;
        Thread[] threads = new Thread[2];
        for (int i = 0; i < 2; i++) {
            int me = i;
            threads[i] =
                    Thread.ofVirtual()
                            .unstarted(() -> {
                                for (int round = me; round < rounds; round += 2) {
                                    while (turn.get() != round) {
                                        LockSupport.park();
                                    }
                                    turn.set(round + 1);
                                    LockSupport.unpark(threads[1 - me]);
                                }
                            });
        }
        for (Thread thread : threads) {
            thread.start();
        }
        for (Thread thread : threads) {
            assertThat(Patience.FOR_ONE_THING.waitFor(thread::join)).isTrue();
        }
        assertThat(turn).hasValue(rounds);
    }

    @Test
    @Says(
            of = LockSupport.class,
            value = "Some other thread invokes unpark with the current thread as the target")
    void aThreadThatHoldsAMonitorIsUnparked() throws Exception {
        Object lock = new Object();
        Task<Boolean> task =
                Task.call(() -> {
                    synchronized (lock) {
                        LockSupport.park();
                        return Thread.holdsLock(lock);
                    }
                });
        task.awaitWaiting();
        LockSupport.unpark(task.thread());
        assertThat(task.result()).isTrue();
    }

    @Test
    @Says(
            of = LockSupport.class,
            value = "Some other thread invokes unpark with the current thread as the target")
    void aThreadWithAFrameOfTheJvmOnItsStackIsUnparked() throws Exception {
        Task<String> task = Task.call(() -> Initialised.VALUE).awaitWaiting();
        OPEN.set(true);
        LockSupport.unpark(task.thread());
        assertThat(task.result()).isEqualTo("initialised");
    }

    private static final AtomicBoolean OPEN = new AtomicBoolean();

    /** Its initialiser parks: the JVM's frame that runs it holds the thread to its carrier. */
    private static final class Initialised {
        static final String VALUE = initialise();

        private static String initialise() {
            while (!OPEN.get()) {
                LockSupport.park();
            }
            return "initialised";
        }
    }
}
