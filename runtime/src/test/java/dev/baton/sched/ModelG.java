package dev.baton.sched;

import java.util.concurrent.atomic.AtomicInteger;

/**
 * A G whose virtual thread is a list of steps. It keeps to what {@code java.lang.VirtualThread}
 * does around its scheduler: the states, who changes them and in what order. A step that parks or
 * yields ends by throwing, and the G goes on with the next step when it is run again.
 */
final class ModelG extends G {
    private static final int RUNNING = 0;
    private static final int PARKING = 1;
    private static final int PARKED = 2;
    private static final int YIELDING = 3;
    private static final int TERMINATED = 4;

    // These may be run.
    private static final int STARTED = 5;
    private static final int UNPARKED = 6;
    private static final int YIELDED = 7;

    private static final int SUSPENDED = 16;

    /** Thrown by a step to leave the M, as {@code Continuation.yield} does. */
    private static final class Unmount extends RuntimeException {
        private static final long serialVersionUID = 1L;

        @SuppressWarnings("StaticAssignmentOfThrowable") // it has no stack trace
        private static final Unmount INSTANCE = new Unmount();

        private Unmount() {
            super(null, null, false, false);
        }
    }

    /** One step of a G. */
    interface Step {
        void run(ModelG g);
    }

    final ModelHost host;
    private final Step[] steps;
    private final AtomicInteger state = new AtomicInteger(STARTED);
    private volatile boolean permit;
    private long timeoutNs;
    private int next;

    ModelG(Scheduler sched, Step... steps) {
        super(sched);
        this.host = (ModelHost) sched.host;
        this.steps = steps;
    }

    /** {@code VirtualThread.runContinuation}. */
    void runContinuation() {
        int s = state.get();
        if (!isRunnable(s) || !state.compareAndSet(s, RUNNING)) {
            return;
        }
        if (s == UNPARKED) {
            permit = false;
        }
        goOn();
    }

    /** Runs the next steps. The G is mounted. */
    void goOn() {
        try {
            while (next < steps.length) {
                steps[next++].run(this);
            }
        } catch (Unmount e) {
            afterYield();
            return;
        }
        state.set(TERMINATED);
    }

    private void afterYield() {
        M m = host.currentM();
        sched().dispatcher.unmounted(m);
        if (state.get() == YIELDING) {
            state.set(YIELDED);
            sched().waking.ready(this);
            return;
        }
        if (timeoutNs != 0) {
            var _ = sched().timers.add(m, new Expired(this), timeoutNs);
            timeoutNs = 0;
        }
        state.set(PARKED);
        if (permit && state.compareAndSet(PARKED, UNPARKED)) {
            sched().waking.ready(this);
        }
    }

    private record Expired(ModelG g) implements Runnable {
        @Override
        public void run() {
            g.unpark();
        }
    }

    /** {@code LockSupport.parkNanos}, or without limit when 0. */
    void park(long nanos) {
        if (permit) {
            permit = false;
            return;
        }
        timeoutNs = nanos;
        state.set(PARKING);
        throw Unmount.INSTANCE;
    }

    /** {@code Thread.yield}. */
    void yieldNow() {
        state.set(YIELDING);
        throw Unmount.INSTANCE;
    }

    /** {@code LockSupport.unpark}, from any thread. */
    void unpark() {
        permit = true;
        if (state.compareAndSet(PARKED, UNPARKED)) {
            sched().waking.ready(this);
        }
    }

    /** {@code VirtualThread.tryGetStackTrace}: keeps the thread from running for a moment. */
    void lookAtStack() {
        int s = state.get();
        if ((s == PARKED || s == UNPARKED || s == YIELDED)
                && state.compareAndSet(s, s | SUSPENDED)) {
            state.set(s);
            if (s != PARKED || (permit && state.compareAndSet(PARKED, UNPARKED))) {
                sched().waking.ready(this);
            }
        }
    }

    private static boolean isRunnable(int s) {
        return s == STARTED || s == UNPARKED || s == YIELDED;
    }

    boolean isRunnable() {
        return isRunnable(state.get());
    }

    boolean isYielding() {
        return state.get() == YIELDING;
    }

    boolean isTerminated() {
        return state.get() == TERMINATED;
    }

    /** Its last step has begun. */
    boolean isThrough() {
        return next == steps.length;
    }
}
