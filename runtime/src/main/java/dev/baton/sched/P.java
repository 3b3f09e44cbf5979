package dev.baton.sched;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;

/**
 * A P: the right to run Gs, and what goes with it. {@code maxprocs} of them run at a time, not
 * counting those whose M is stuck.
 *
 * <pre>
 *     IDLE -> RUNNING   // acquirep
 *  RUNNING -> IDLE      // releasep, when there is nothing to run or there are too many Ps
 *  RUNNING -> SYSCALL   // enterSyscall
 *  SYSCALL -> RUNNING   // exitSyscall: the M that left it, or another that returns and finds it
 *  SYSCALL -> IDLE      // retake: sysmon, or enterSyscallBlock, takes it from an M in the kernel
 *  RUNNING -> GCSTOP    // stopTheWorld: its M stops
 *  SYSCALL -> GCSTOP    // stopTheWorld takes it, or enterSyscall sees the stop
 *   GCSTOP -> RUNNING   // startTheWorld: the P of the G that stopped it
 *   GCSTOP -> IDLE      // startTheWorld: all others
 *     IDLE -> DEAD      // a spare that is not needed any more
 * </pre>
 *
 * <p>In RUNNING the status belongs to the M; in SYSCALL to whoever wins the CAS; in IDLE, GCSTOP
 * and DEAD to the holder of {@code sched.lock}.
 *
 * <p>Beside its status, a P whose M does not come back to the scheduler is marked {@link #stuck}:
 * it stays RUNNING and its owner stays the owner of its queue, but its place is filled by another
 * P. When the M comes back there is one P too many, and one goes idle.
 */
class P extends PStatus {
    private static final String[] NAMES = {"idle", "running", "syscall", "gcstop", "dead"};

    /** Not stuck. */
    static final int FREE = 0;

    /** Its M sleeps in the kernel in a call that nobody announced. */
    static final int STUCK_BLOCKED = 1;

    /** Its G computes while others wait who would be done in a moment: they get a P beside it. */
    static final int BUSY = 2;

    /** Its G computes and does not come to the scheduler. */
    static final int STUCK_COMPUTING = 3;

    private static final String[] WHY_STUCK = {"", " stuck:blocked", " busy", " stuck:computing"};

    private static final VarHandle SYSCALLTICK;
    private static final VarHandle DISPATCHES;

    static {
        try {
            MethodHandles.Lookup l = MethodHandles.lookup();
            SYSCALLTICK = l.findVarHandle(P.class, "syscalltick", int.class);
            DISPATCHES = l.findVarHandle(P.class, "dispatches", long.class);
        } catch (ReflectiveOperationException e) {
            throw new ExceptionInInitializerError(e);
        }
    }

    final int id;
    final Discipline queue;
    final TimerHeap timers;
    final BufferCache buffers = Buffers.newCache();

    /** The M that runs it, or left it in SYSCALL. */
    M m;

    /** The next in the idle list, under {@code sched.lock}. */
    P idleNext;

    /** Whether it is in the idle list, under {@code sched.lock}. */
    boolean inIdleList;

    /** {@link #FREE} or why it is stuck. Written under {@code sched.lock}. */
    volatile int stuck = FREE;

    /**
     * It has a slot that a BUSY one lent, for short Gs: see {@link Ps}. Written under {@code
     * sched.lock} where it takes the slot, cleared by its owner, when there is one for any G.
     */
    boolean spare;

    /**
     * Up one whenever it leaves SYSCALL, and at a hand-off at once: so it counts the calls, too.
     */
    private int syscalltick;

    /** Up one whenever a G is run. */
    private long dispatches;

    /**
     * When its M left it in a call that is known to block, for the next M to take; else 0. Written
     * before the status becomes SYSCALL, so seen by whoever finds it there.
     */
    long leftNanos;

    /** A function to be run for this P at the next safe point: {@code Scheduler.forEachP}. */
    volatile boolean runSafePointFn;

    /** A new earliest timer came in while nobody may be waiting for it. By the P's M. */
    boolean timersNew;

    // Counters, written by the M that has the P and read by anybody.
    long steals;
    long handoffs;
    long gStarted;
    long gEnded;
    long longestWaitNs;

    // sysmon's own: what it saw at its last look. Go's sysmontick.
    int seenSyscalltick = -1;
    long seenDispatches;
    long syscallWhen;
    long dispatchWhen;

    /** The CPU time of its M at {@link #dispatchWhen}, or when somebody may first have waited. */
    long cpuSeen;

    P(int id, Scheduler sched) {
        this.id = id;
        this.queue = newQueue(sched);
        this.timers = sched.ps.takeTimers();
    }

    Discipline newQueue(Scheduler sched) {
        return new Discipline(sched);
    }

    /**
     * An edge for the holder of {@code sched.lock} or the owner; anything else is a broken rule.
     */
    void moveStatus(Scheduler sched, int from, int to) {
        if (!casStatus(from, to)) {
            throw sched.fatal(this + ": no edge to " + NAMES[to] + ", expected " + NAMES[from]);
        }
    }

    int syscalltick() {
        return (int) SYSCALLTICK.getOpaque(this);
    }

    /** By the one that just took the P out of SYSCALL: nobody else writes it then. */
    void nextSyscalltick() {
        SYSCALLTICK.setOpaque(this, syscalltick + 1);
    }

    long dispatches() {
        return (long) DISPATCHES.getOpaque(this);
    }

    void nextDispatch() {
        DISPATCHES.setOpaque(this, dispatches + 1);
    }

    /** Adds what it counted. */
    void addTo(Stats s) {
        s.gStarted += gStarted;
        s.gEnded += gEnded;
        s.syscalls += syscalltick();
        s.handoffs += handoffs;
        s.steals += steals;
        s.longestWaitNs = Math.max(s.longestWaitNs, longestWaitNs);
    }

    /** Its G computes, and is marked for that. Any thread; a moment's answer. */
    boolean isComputing() {
        return stuck >= BUSY;
    }

    /** For a dump. */
    String whyStuck() {
        return WHY_STUCK[stuck];
    }

    static String statusName(int s) {
        return NAMES[s];
    }

    @Override
    public String toString() {
        return "P" + id + " " + NAMES[laStatus()];
    }
}
