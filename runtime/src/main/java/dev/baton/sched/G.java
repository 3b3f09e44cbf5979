package dev.baton.sched;

import dev.baton.BlockingSite;
import dev.baton.sched.queues.Node;
import dev.baton.sched.tracing.TraceBuffer;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import jdk.internal.misc.Unsafe;

/**
 * A G: one virtual thread, as the scheduler sees it. It is the {@link Executor} of its own thread,
 * so the JDK's call {@code scheduler.execute(runContinuation)} <em>is</em> {@code goready(gp)}: no
 * map is needed, and the G carries its status and its place in a queue.
 *
 * <pre>
 *      IDLE -> RUNNABLE   // ready: Thread.start
 *  RUNNABLE -> DEAD       // ready: started too late, the scheduler is closed
 *  RUNNABLE -> RUNNING    // execute: an M with a P took it from a queue
 *   RUNNING -> SYSCALL    // enterSyscall; execute, when it parked inside a blocking section
 *   SYSCALL -> RUNNING    // exitSyscall, with a P
 *   SYSCALL -> RUNNABLE   // exitSyscall, pinned and no P: its M waits in line
 *   SYSCALL -> WAITING    // unmounted: parked inside a section, or leaves its M for want of a P
 *   RUNNING -> WAITING    // unmounted: park, monitor enter, wait, yield; execute, when it was not to run
 *   WAITING -> RUNNABLE   // ready: unpark, unblock, the time is up; a yield, at once
 *   RUNNING -> DEAD       // execute: its task is over
 *   SYSCALL -> DEAD       // execute: its task is over and it never left the section (reported)
 * </pre>
 *
 * <p>Who may write the status: the thread that runs it (all that starts in RUNNING or SYSCALL), the
 * M that took it from a queue (RUNNABLE), and in WAITING and IDLE whoever wins the CAS in {@link
 * Waking#ready}.
 */
public class G extends Node implements Executor {
    static final int IDLE = 0;
    static final int RUNNABLE = 1;
    static final int RUNNING = 2;
    static final int SYSCALL = 3;
    static final int WAITING = 4;
    static final int DEAD = 5;

    private static final String[] NAMES = {
        "idle", "runnable", "running", "syscall", "waiting", "dead"
    };

    private static final Unsafe U = Unsafe.getUnsafe();
    private static final long STATUS = U.objectFieldOffset(G.class, "status");

    /** In a section that {@link Scheduler#enterSyscall} began. */
    static final byte SECTION = 1;

    /** In a section that the JDK's {@code Blocker} began. */
    static final byte BLOCKER_SECTION = 2;

    private final Waking waking;
    private Thread thread;
    private Runnable continuation;

    private volatile int status;

    /** Its M waits for a P with it (a native frame holds it there); as Go's {@code lockedm}. */
    M lockedm;

    /** The M that runs it or ran it last; a hint for dumps and for {@code preempt}. */
    M m;

    /** sysmon asks it to yield. Written by sysmon, read and cleared by the thread that runs it. */
    volatile boolean preempt;

    /** Which kind of blocking section it is in, or was in last. */
    byte section;

    /** It parked inside a blocking section: it is in it again when it goes on. */
    boolean parkedInside;

    /**
     * It should have left the section it is in, and had no stack to look for a P with: it does so
     * when it enters another, or when it goes on after parking.
     */
    boolean owesExit;

    /** It is on its way out of a section and no P was free. */
    boolean exiting;

    /** The number of the system call it is in; -1 for a call of the user's own. */
    int trap;

    /** What is known of the call it is in. */
    BlockingSite site;

    /** Its P was taken, or lent, because it computes. By sysmon, before it takes the P. */
    boolean computes;

    /** When it entered a timed section, or 0. */
    long sectionNanos;

    /** Its usual burst on a P in nanoseconds, saturated: a moving average over measured bursts. */
    int burstNs = Discipline.UNMEASURED;

    /** How many events of it a trace has, as they count them. By who may write its status. */
    int traceSeq;

    /** It left its M to be runnable, not to wait. By its M before it is WAITING, read after. */
    boolean yielded;

    /** It yields as it was asked to: for traces. By itself. */
    boolean obeys;

    /** What it is about to park for, where that is the scheduler's own doing; for traces. */
    ParkReason parksFor;

    /** When it became runnable, where waits are timed ({@link Scheduler#timeWaits}); else 0. */
    long waitsSince;

    /** When it left its M last, by {@link Sysmon#coarseNanos}: for who looks from outside. */
    long leftAt;

    G(Scheduler sched) {
        this.waking = sched.waking;
    }

    /** Ties it to its thread, once, before the thread is started. */
    void bind(Thread thread, Runnable continuation) {
        this.thread = thread;
        this.continuation = continuation;
    }

    /**
     * Another slice begins, or it has yielded: it is not asked to any more. Looks first, for the
     * field is volatile.
     */
    void beginSlice() {
        if (preempt) {
            preempt = false;
        }
    }

    /**
     * Called by the JDK when a virtual thread becomes runnable: its own, or one that inherited this
     * scheduler from its parent and gets a G of its own here.
     *
     * @param continuation what the JDK runs the thread with
     * @throws RejectedExecutionException for a new thread when the scheduler is closed
     */
    @Override
    public void execute(Runnable continuation) {
        if (!StackRoom.isThere()) {
            LateReady.execute(this, continuation);
            return;
        }
        Host host = waking.sched.host;
        boolean begun = host.beginContact();
        try {
            ready(continuation);
        } finally {
            host.endContact(begun);
        }
    }

    private void ready(Runnable continuation) {
        if (continuation == this.continuation) {
            try {
                waking.ready(this);
            } catch (RejectedExecutionException e) {
                throw e;
            } catch (RuntimeException e) {
                throw sched().died(this, e); // the program, or the JDK, loses it
            }
        } else {
            sched().adopt(continuation);
        }
    }

    /**
     * It is over. It may stay where it is found for a while longer, a slot of a ring that comes
     * round some time, and must not keep there what its thread used.
     */
    void forget() {
        thread = null;
        continuation = null;
    }

    Scheduler sched() {
        return waking.sched;
    }

    /** What traces call it: the number of its thread; 0 when it is over. */
    long traceId() {
        Thread t = thread;
        return t == null ? 0 : t.threadId();
    }

    /** The number of the next event of it. By who may write its status. */
    int nextTraceSeq() {
        traceSeq = TraceBuffer.nextSeq(traceSeq);
        return traceSeq;
    }

    /** Null when it is over, and in tests that have no thread. */
    Thread thread() {
        return thread;
    }

    Runnable continuation() {
        return continuation;
    }

    /** The status; an acquire, pairs with {@link #soStatus} of the thread that runs it. */
    int laStatus() {
        return status;
    }

    /** The status, by the thread that owns it now. */
    int lpStatus() {
        return status;
    }

    /** Whether it is in a section that the JDK's {@code Blocker} began. By itself. */
    boolean isInBlocker() {
        return section == BLOCKER_SECTION && status == SYSCALL;
    }

    /**
     * Takes an edge that only the owner of the current status may take. A release: a parked G's
     * state is seen by whoever finds it WAITING and readies it.
     */
    void soStatus(int from, int to) {
        if (status != from) {
            throw sched().fatal(this + ": no edge to " + NAMES[to] + ", expected " + NAMES[from]);
        }
        U.putIntRelease(this, STATUS, to);
    }

    /** Takes an edge that others may want to take too: out of WAITING and IDLE. */
    boolean casStatus(int from, int to) {
        return U.compareAndSetInt(this, STATUS, from, to);
    }

    @Override
    protected Error queuedTwice() {
        return sched().fatal("G queued twice: " + this);
    }

    static String statusName(int status) {
        return NAMES[status];
    }

    @Override
    public String toString() {
        Thread t = thread;
        String name = t == null || t.getName().isEmpty() ? "" : " \"" + t.getName() + "\"";
        return "G" + (t == null ? "?" : Long.toString(t.threadId())) + name + " " + NAMES[status];
    }
}
