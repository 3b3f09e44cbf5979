package dev.baton.sched;

import dev.baton.sched.Host.Note;
import dev.baton.sched.queues.GList;
import dev.baton.sched.timers.Timer;
import jdk.internal.misc.Unsafe;

/**
 * An M: one OS thread that runs Gs, as the scheduler sees it. The thread itself is the {@link
 * Host}'s business; what it does for its life is {@link Dispatcher}'s.
 *
 * <h2>Inside and outside</h2>
 *
 * <p>While an M runs the code of a G, its P can be taken by whoever has a reason to ({@link P},
 * {@link Sysmon}), at any moment and without its doing. So each contact of that code with the
 * scheduler begins with {@link #comeIn} and ends with {@link #goOut}, and between the two the P is
 * the M's own (to ready a G that is to run next needs none: {@link Waking}). Where it was taken the
 * M goes on without: the Gs that it readies go to the line of all, and when its own leaves it, it
 * looks for a P as one that comes back from the kernel. {@link #hasP} says which it is, inside;
 * outside it is false.
 *
 * <p>All fields but the marked ones are the M's own.
 */
final class M {
    private static final Unsafe U = Unsafe.getUnsafe();
    private static final long DISPATCHES = U.objectFieldOffset(M.class, "dispatches");
    private static final long CALLS = U.objectFieldOffset(M.class, "calls");

    final int id;
    final Scheduler sched;
    private final Host host;

    /** Where the M sleeps when it has nothing to do, or no P. */
    final Note park;

    /**
     * What its events are written by; null where nobody traces. By {@link Tracing}, read by itself,
     * once for each event.
     */
    Tracer trace;

    /** The G it runs, mounted; null in the scheduler. Read by dumps. */
    G curg;

    /**
     * The P that it has, or had last. Outside of the scheduler only the P itself can tell which:
     * {@link PStatus#comeIn}.
     */
    P p;

    /** Whether the M is inside the scheduler with {@link #p}, which nobody can take then. */
    boolean hasP;

    /** The P that is handed to it with a wake-up. Written by the waker before, read after. */
    volatile P nextp;

    /** It was started or woken to look for work: whoever wakes it counted it already. */
    boolean nextSpinning;

    /** It looks for work and has none; counted in {@code nmspinning}. */
    boolean spinning;

    /** Up one whenever a G is run here, or a P is taken: what runs is another burst then. */
    @SuppressWarnings("unused") // read by DISPATCHES
    private long dispatches;

    /** Sections entered. Read by sysmon, to tell one call from the next. */
    @SuppressWarnings("unused") // read by CALLS
    private long calls;

    /**
     * When its G entered a call that is known to block, and left the P for the next M that comes
     * back; else 0. Cleared before the M comes in again: who reads it after the P's word, and takes
     * the P by that word, takes it from a call ({@code SyscallPath.takeLeft}).
     */
    volatile long leftNanos;

    // sysmon's own: what it saw at its last look. Go's sysmontick.
    long seenDispatches = -1;
    long dispatchWhen;
    long seenCalls = -1;
    long callWhen;

    /** Its CPU time at {@link #dispatchWhen}, or when somebody may first have waited. */
    long cpuSeen;

    /** The burst in which sysmon saw it compute, and lent its P. */
    private volatile long computesIn = -1;

    /** The G that has just left it in a yield, until the JDK hands it to {@code execute}. */
    G yielding;

    /** {@link Host#sleeps} at the entry of a timed section. */
    long sleepsSeen;

    /**
     * It may sleep for a lock of the scheduler's own. Written before it sleeps, which is a full
     * fence in the kernel: sysmon, which sees it asleep and then reads this, sees it.
     */
    volatile boolean waitsForLock;

    /**
     * It runs timers, or takes what the network brought: what they wake queues behind the others
     * instead of running next.
     */
    boolean inBatch;

    /** In this batch one came into its P's queue. */
    boolean hasReadied;

    /** Of these, Gs that go to the global queue. */
    final GList<G> woken = new GList<>();

    /** What its G came from: whom the burst is charged to, see {@link Discipline}. */
    int source;

    /**
     * When the current burst began, or 0 where nobody waits and nobody measures. By its thread;
     * others read it after the P's word.
     */
    long burstStart;

    /** When the last one ended, if the next begins just then: it saves a look at the clock. */
    long burstEnd;

    /** The kernel's name of the thread; 0 before it runs. Written by its thread, read by sysmon. */
    volatile int tid;

    /** See {@link StackRoom}; 0 where it is not known. Written by its thread, when it starts. */
    long stackFloor;

    /** Set by sysmon when it first catches the M in an unannounced call; never changes again. */
    volatile Host.Alarm alarm;

    /** Whether the alarm may ring, and when the M was last caught. By sysmon. */
    boolean watched;

    long caughtWhen;

    /**
     * Where it waits for the next timer it waits for the network, too. By itself, before it does.
     */
    volatile boolean inNetPoll;

    /** What it was told when it last did; null before. */
    Host.Network.Ready ready;

    /** The thread of the real host. Written before it starts. */
    Thread thread;

    /** In the list of idle Ms; under {@code sched.lock}. */
    boolean idle;

    M idlePrev;
    M idleNext;

    /** In the list of all Ms; under {@code sched.lock}. */
    M allPrev;

    M allNext;

    private final Timer[] due = new Timer[16];

    private int seed;

    M(int id, Scheduler sched) {
        this.id = id;
        this.sched = sched;
        this.host = sched.host;
        this.park = host.newParkNote();
        this.seed = id * 0x9E3779B9 + 1;
    }

    long dispatches() {
        return U.getLongOpaque(this, DISPATCHES);
    }

    /** Its P is lent, for what runs on it computes. By sysmon, of the burst that it has seen. */
    void setLender() {
        computesIn = seenDispatches;
    }

    /** Whether it was, in this burst. */
    boolean isLender() {
        return computesIn == dispatches();
    }

    /**
     * The same, or it runs for long by the clock. By others, who have read the P's word and have
     * yet to change it: so it is of this burst.
     */
    boolean computes(long now) {
        G g = curg;
        if (g == null) {
            return false;
        }
        long start = burstStart;
        if (!isLender() && (start == 0 || now - start < Retake.SHORT_SLICE_NS)) {
            return false;
        }
        if (g.laStatus() == G.SYSCALL && host.kernelState(this) != Host.KernelState.RUNNING) {
            return false; // who sleeps needs no P: sysmon takes it for good
        }
        g.computes = true;
        return true;
    }

    void nextDispatch() {
        dispatches++; // for others by the release that follows: goOut, or a G's new status
    }

    long calls() {
        return U.getLongOpaque(this, CALLS);
    }

    void nextCall() {
        calls++; // as above
    }

    /** Room for timers that are due, so that running them allocates nothing. */
    Timer[] due() {
        return due;
    }

    /** Others wait while this M's G runs: sysmon is to know at once if it blocks. */
    void armAlarm() {
        Host.Alarm a = alarm;
        if (a != null && !a.isArmed()) {
            a.arm();
        }
    }

    /** The M gives its P away by itself, or has nothing to give. */
    void disarmAlarm() {
        Host.Alarm a = alarm;
        if (a != null && a.isArmed()) {
            a.disarm();
        }
    }

    /** By others than its thread. Go's {@code preemptone}. */
    void askToYield() {
        G g = curg;
        if (g != null && !g.preempt) {
            g.preempt = true;
        }
    }

    /** A cheap random number for the order of stealing. */
    int fastrand() {
        int x = seed;
        x ^= x << 13;
        x ^= x >>> 17;
        x ^= x << 5;
        seed = x;
        return x & Integer.MAX_VALUE;
    }

    @Override
    public String toString() {
        return "M" + id;
    }

    // ---- Which P it has, and since when: by its own thread --------------------------------------

    /**
     * A contact of its G with the scheduler begins: from here to {@link #goOut} the P is the M's
     * own. The CAS pairs with those of who takes the P, and sees what was done with it if it was
     * lent meanwhile.
     *
     * @return false when the M has no P any more
     */
    boolean comeIn() {
        P p = this.p;
        if (p == null || !p.comeIn(this)) {
            return false;
        }
        hasP = true;
        return true;
    }

    /** The same at the end of a G's burst: a P that is lent stays with who has it. */
    void comeInForGood() {
        if (leftNanos != 0) {
            leftNanos = 0; // before the P is used: see SyscallPath.takeLeft
        }
        if (!hasP && p != null) {
            hasP = p.comeBack(this);
        }
    }

    /** The contact is over, or one with the next G begins: from here on the P can be taken. */
    void goOut() {
        hasP = false;
        p.goOut();
        host.step();
    }

    /** Ties a P to it. The P is the caller's: out of the idle list, or handed to it. */
    void acquirep(P p) {
        if (hasP) {
            throw sched.fatal(this + " takes " + p + " and has " + this.p);
        }
        if (p.m != this) {
            p.m = this;
        }
        p.moveStatus(sched, PStatus.IDLE, PStatus.INSIDE);
        if (this.p != p) {
            this.p = p;
        }
        hasP = true;
        Tracer t = trace;
        if (t != null) {
            t.procStart(p);
        }
        burstEnd = 0; // it comes from waiting, or from the kernel
        // What sysmon saw of this M is over.
        nextDispatch();
    }

    /** Unties them. */
    P releasep(int status) {
        P p = this.p;
        if (!hasP || p.m != this) {
            throw sched.fatal(this + " releases " + p + ", which belongs to " + p.m);
        }
        Tracer t = trace;
        if (t != null) {
            t.procStop(p);
        }
        p.moveStatus(sched, PStatus.INSIDE, status);
        hasP = false;
        return p;
    }

    /**
     * Gives this M, which waits for a P with its G, one that is the caller's; wakes it. Others may
     * have taken the P again when it comes.
     */
    void give(P p, int from) {
        nextDispatch(); // it sleeps: for who looks at the P
        if (!p.giveTo(this, from)) {
            throw sched.fatal(this + " is given " + p);
        }
        nextp = p; // after the P's word: it may come at once
        park.wakeup();
    }

    /**
     * Waits for a P, by {@link #give}; whether it is its own is for {@link #takeGiven} to tell. It
     * may have been taken from an M that was suspended meanwhile.
     */
    P awaitGiven() {
        P given = null;
        while (given == null) {
            park.sleep(Note.FOREVER);
            given = nextp;
        }
        return given;
    }

    /** Comes in with the P that it was given; false when others have taken that meanwhile. */
    boolean takeGiven(P given) {
        nextp = null;
        p = given;
        burstEnd = 0; // it comes from waiting
        comeInForGood();
        Tracer t = trace;
        if (t != null && hasP) {
            t.procStart(p);
        }
        return hasP;
    }

    /** Takes the P that it was handed: {@link #nextp}. */
    void takeNextP() {
        P p = nextp;
        nextp = null;
        spinning = nextSpinning;
        nextSpinning = false;
        acquirep(p);
    }

    /**
     * A G begins to run on its P.
     *
     * @param from the source that it came from
     * @param when 0 where nobody wants to know how long it runs
     */
    void beginBurst(int from, long when) {
        source = from;
        burstStart = when;
        p.queue.begins(when);
    }

    /** Tells the P's discipline how long the G on it has run. */
    void endBurst(G g) {
        if (burstStart != 0) {
            long now = hasP || g.computes ? host.nanoTime() : 0;
            endBurst(g, now);
            burstEnd = now;
        }
    }

    /**
     * The same of one that was over at some time.
     *
     * @param when 0 where the M slept then, on nobody's time
     */
    void endBurst(G g, long when) {
        if (when != 0) {
            if (hasP) {
                p.queue.charge(source, when - burstStart);
            }
            Discipline.learn(g, when - burstStart);
        }
        g.computes = false;
        burstStart = 0;
    }
}
