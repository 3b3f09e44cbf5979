package dev.baton.sched;

import dev.baton.sched.timers.Timer;
import java.util.concurrent.RejectedExecutionException;

/**
 * What {@code java.lang.VirtualThread} of the JDK does with its state, its permits and its
 * scheduler, in the same order and with a step before each access; what it runs is a script. It is
 * its own continuation.
 */
final class SimVirtualThread implements Runnable {
    private static final int NEW = 0;
    private static final int STARTED = 1;
    private static final int RUNNING = 2;
    private static final int PARKING = 3;
    private static final int PARKED = 4;
    private static final int PINNED = 5;
    private static final int TIMED_PARKING = 6;
    private static final int TIMED_PARKED = 7;
    private static final int TIMED_PINNED = 8;
    private static final int UNPARKED = 9;
    private static final int YIELDING = 10;
    private static final int YIELDED = 11;
    private static final int BLOCKING = 12;
    private static final int BLOCKED = 13;
    private static final int UNBLOCKED = 14;
    private static final int TERMINATED = 99;
    private static final int SUSPENDED = 1 << 8;

    final SimG g;

    /** What it is for those to whom it is a thread. */
    final Self self = new Self();

    /** It ended inside a blocking section, and that was reported. */
    IllegalStateException misuse;

    private final SimHost host;
    private final Scheduler sched;
    private final Runnable script;

    private int state = NEW;
    private boolean parkPermit;
    private boolean blockPermit;
    private long timeout;
    private Timer timeoutTask;
    private SimThread carrier;
    private Coroutine stack;
    private boolean done;

    /** Above 0 there is a native frame on its stack. */
    private int pins;

    /** A tool does not suspend it now. */
    boolean inContact;

    /** When the contact began, all others were suspended. */
    boolean isAlone;

    /** It is on the list of threads to be unblocked. */
    boolean onUnblockList;

    SimVirtualThread(int id, Scheduler sched, Runnable script) {
        this.host = (SimHost) sched.host;
        this.sched = sched;
        this.script = script;
        this.g = new SimG(id, sched, this);
    }

    /** Never started. */
    final class Self extends Thread {
        SimVirtualThread thread() {
            return SimVirtualThread.this;
        }
    }

    private int state() {
        host.stepOfTheJdk();
        return state;
    }

    private void setState(int s) {
        host.stepOfTheJdk();
        state = s;
    }

    private boolean compareAndSetState(int expected, int s) {
        host.stepOfTheJdk();
        if (state != expected) {
            return false;
        }
        state = s;
        return true;
    }

    void takePermit() {
        getAndSetParkPermit(false);
    }

    private boolean getAndSetParkPermit(boolean permit) {
        host.stepOfTheJdk();
        boolean was = parkPermit;
        parkPermit = permit;
        return was;
    }

    boolean isYielding() {
        return state() == YIELDING;
    }

    boolean isRunnable() {
        return host.twin != SimTwin.NO_SECOND_LOOK_AT_A_SUSPENDED_G && isRunnable(state());
    }

    private static boolean isRunnable(int s) {
        return s == STARTED || s == UNPARKED || s == UNBLOCKED || s == YIELDED;
    }

    boolean isTerminated() {
        return state() == TERMINATED;
    }

    /** It was never started. */
    boolean isUnstarted() {
        return state == NEW;
    }

    /** For those who only watch. */
    boolean hasEnded() {
        return state == TERMINATED;
    }

    // ---- On the carrier -------------------------------------------------------------------------

    /** {@code runContinuation}. */
    @Override
    public void run() {
        int s = state();
        if (!isRunnable(s) || !compareAndSetState(s, RUNNING)) {
            return;
        }
        if (s == UNPARKED) {
            cancelTimeoutTask();
            getAndSetParkPermit(false);
        } else if (s == UNBLOCKED) {
            cancelTimeoutTask();
            host.stepOfTheJdk();
            blockPermit = false;
        }
        SimThread t = host.current();
        if (carrier != null) {
            host.fail(g + " is mounted on " + carrier + " and on " + t);
        }
        carrier = t;
        if (stack == null) {
            stack = new Coroutine(this::runScript);
        }
        t.mount(this, stack);
        Coroutine.suspend();
        carrier = null;
        if (done) {
            setState(TERMINATED);
        } else {
            afterYield(t);
        }
    }

    private void runScript() {
        try {
            script.run();
        } catch (Throwable e) {
            host.record(g + " died: " + e);
        }
        done = true;
        carrier.unmount();
    }

    private void afterYield(SimThread t) {
        boolean tellFirst = host.twin != SimTwin.UNMOUNTED_AFTER_STATE;
        if (tellFirst) {
            sched.dispatcher.unmounted(t.m); // as CarrierThread.endBlocking
        }
        switch (state()) {
            case PARKING -> {
                setState(PARKED);
                tellLate(tellFirst, t);
                if (parkPermit() && compareAndSetState(PARKED, UNPARKED)) {
                    submit();
                }
            }
            case TIMED_PARKING -> {
                long due = host.now() + timeout;
                timeoutTask = sched.timers.add(t.m, () -> parkTimeoutExpired(due), timeout);
                setState(TIMED_PARKED);
                tellLate(tellFirst, t);
                if (parkPermit() && compareAndSetState(TIMED_PARKED, UNPARKED)) {
                    submit();
                }
            }
            case YIELDING -> {
                setState(YIELDED);
                tellLate(tellFirst, t);
                submit();
            }
            case BLOCKING -> {
                setState(BLOCKED);
                tellLate(tellFirst, t);
                host.stepOfTheJdk();
                if (blockPermit && compareAndSetState(BLOCKED, UNBLOCKED)) {
                    submit();
                }
            }
            default -> host.fail(g + " left its carrier in state " + state);
        }
    }

    private void tellLate(boolean told, SimThread t) {
        if (!told) {
            sched.dispatcher.unmounted(t.m);
        }
    }

    private boolean parkPermit() {
        host.stepOfTheJdk();
        return parkPermit;
    }

    private void cancelTimeoutTask() {
        if (timeoutTask != null) {
            timeoutTask.cancel(false);
            timeoutTask = null;
        }
    }

    private void parkTimeoutExpired(long due) {
        if (host.now() < due) {
            host.fail("the timer of " + g + " fires " + (due - host.now()) + " ns too early");
        }
        unpark();
    }

    // ---- From anywhere --------------------------------------------------------------------------

    /** {@code submitRunContinuation}: the caller stays on its carrier meanwhile. */
    private void submit() {
        SimVirtualThread caller = host.currentVirtual();
        if (caller == null) {
            g.execute(this);
            return;
        }
        caller.pin();
        try {
            g.execute(this);
        } finally {
            caller.unpin();
        }
    }

    /**
     * Starts it.
     *
     * @throws RejectedExecutionException when the scheduler is closed
     */
    void start() {
        if (!compareAndSetState(NEW, STARTED)) {
            host.fail(g + " is started twice");
        }
        boolean started = false;
        try {
            submit();
            started = true;
        } finally {
            if (!started) {
                setState(TERMINATED);
            }
        }
    }

    void unpark() {
        if (getAndSetParkPermit(true) || host.currentVirtual() == this) {
            return;
        }
        int s = state();
        if ((s == PARKED || s == TIMED_PARKED) && compareAndSetState(s, UNPARKED)) {
            submit();
        } else if (s == PINNED || s == TIMED_PINNED) {
            SimThread c = carrier;
            s = state;
            if (c != null && (s == PINNED || s == TIMED_PINNED)) {
                host.unpark(c);
            }
        }
    }

    /** By the JDK's unblocker thread. */
    void unblock() {
        host.stepOfTheJdk();
        blockPermit = true;
        if (state() == BLOCKED && compareAndSetState(BLOCKED, UNBLOCKED)) {
            submit();
        }
    }

    /** {@code tryGetStackTrace}: while somebody looks at its stack it can't be run. */
    void getStackTrace() {
        int s = state() & ~SUSPENDED;
        boolean unmounted =
                (isRunnable(s) && s != STARTED) || s == PARKED || s == TIMED_PARKED || s == BLOCKED;
        if (!unmounted || !compareAndSetState(s, s | SUSPENDED)) {
            return;
        }
        for (int i = host.random.nextInt(8); i > 0; i--) {
            host.stepOfTheJdk();
        }
        setState(s);
        boolean resubmit =
                switch (s) {
                    case UNPARKED, UNBLOCKED, YIELDED -> true;
                    case PARKED, TIMED_PARKED -> parkPermit() && compareAndSetState(s, UNPARKED);
                    default -> blockPermit && compareAndSetState(s, UNBLOCKED);
                };
        if (resubmit) {
            submit();
        }
    }

    // ---- By itself ------------------------------------------------------------------------------

    void pin() {
        pins++;
    }

    void unpin() {
        pins--;
    }

    boolean isPinned() {
        return pins != 0;
    }

    /** Leaves the carrier; false when a native frame holds it there. Goes on on another one. */
    private boolean yieldContinuation() {
        host.stepOfTheJdk();
        if (pins != 0) {
            return false;
        }
        SimThread t = carrier;
        if (inContact) {
            host.fail(g + " leaves " + t + " in the midst of a contact");
        }
        if (t.locked != 0) {
            host.fail(g + " leaves " + t + ", which holds a lock");
        }
        t.unmount();
        Coroutine.suspend();
        return true;
    }

    void park() {
        if (getAndSetParkPermit(false)) {
            return;
        }
        setState(PARKING);
        if (!yieldContinuation()) {
            setState(RUNNING);
            parkOnCarrier(PINNED, SimThread.FOREVER);
        }
    }

    void parkNanos(long ns) {
        if (getAndSetParkPermit(false) || ns <= 0) {
            return;
        }
        long end = host.now() + ns;
        timeout = ns;
        setState(TIMED_PARKING);
        if (!yieldContinuation()) {
            setState(RUNNING);
            parkOnCarrier(TIMED_PINNED, end);
        }
    }

    private void parkOnCarrier(int pinned, long deadline) {
        setState(pinned);
        if (!parkPermit() && deadline > host.now()) {
            host.park(deadline);
        }
        setState(RUNNING);
        getAndSetParkPermit(false);
    }

    void sleep(long ns) {
        long end = host.now() + ns;
        for (long left = ns; left > 0; left = end - host.now()) {
            parkNanos(left);
        }
        getAndSetParkPermit(true);
    }

    void tryYield() {
        setState(YIELDING);
        if (!yieldContinuation()) {
            setState(RUNNING);
        }
    }

    /** Waits for a monitor. */
    void blockOnMonitor() {
        setState(BLOCKING);
        if (!yieldContinuation()) {
            host.fail(g + " is pinned and waits for a monitor: not simulated");
        }
    }
}
