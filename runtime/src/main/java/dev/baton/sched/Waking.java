package dev.baton.sched;

import dev.baton.sched.queues.GList;
import dev.baton.sched.queues.GlobalQueue;
import dev.baton.sched.timers.TimerHeap;
import jdk.internal.misc.Unsafe;

/**
 * How a G becomes runnable, and how many Ms are awake for those that are: {@code ready}, {@code
 * wakep}, {@code resetspinning}, {@code handoffp} of Go's proc.go.
 *
 * <p>There must be enough running Ms to use the Ps, and not so many that they burn CPU looking for
 * work. As in Go there is no central state that would tell; three ways were rejected: one central
 * decision (does not scale), handing the P over directly whenever a G is readied while another P is
 * idle (threads thrash, and a G loses its place), and waking a thread for each readied G (thrashes
 * too). Instead: a thread is woken when a G is readied, there is an idle P, and no M is
 * <em>spinning</em>, which is to say looking for work without having any. An M that stops spinning
 * because it found work looks once more and wakes another if there is some ({@link
 * #resetSpinning}), so bursts of work wake as many as are needed, one by one.
 *
 * <p>Beyond Go: where Gs are readied from outside, as many Ms look as Gs wait. With more threads
 * than CPUs an M that was woken may get one a millisecond later; were the next woken only by it, as
 * above, Ps would stay idle that long, one after the other.
 *
 * <p>Readying is: (1) the G goes into a queue, (2) full fence, (3) {@code nmspinning} is read; if
 * it is 0, an M is woken. Stopping to spin is: (1) {@code nmspinning} is decremented, (2) full
 * fence, (3) all queues are looked at once more ({@link WorkSearch#lastLook}). So either (3) of one
 * sees (1) of the other or both do: no G is left in a queue with an idle P and no M that looks. The
 * same goes for {@code npidle}, read in (3) and raised in (1). The fences: for a P's queue {@link
 * Discipline#put} and {@link Discipline#offerNext}, for the global ones the CAS of {@link
 * GlobalQueue#put}, for the counters the atomic adds. {@link Timers} follow a rule of the same
 * kind.
 *
 * <p>Not final for the tests alone, as {@link Scheduler}.
 */
class Waking {
    private static final Unsafe U = Unsafe.getUnsafe();
    private static final long NMSPINNING = U.objectFieldOffset(Waking.class, "nmspinning");

    final Scheduler sched;
    private final Host host;
    private final Host.Mutex lock;
    private final GlobalQueues runq;
    private final Timers timers;
    private final Ps ps;
    private final Ms ms;
    private final Gs gs;
    private final StopTheWorld world;
    private final Sysmon sysmon;
    private final Work work;

    /** Ms that look for work and have none. */
    private volatile int nmspinning;

    /** Whether the wait of each G is timed: two looks at the clock for each time that it runs. */
    private boolean timesWaits;

    Waking(Scheduler sched) {
        this.sched = sched;
        this.host = sched.host;
        this.lock = sched.lock;
        this.runq = sched.runq;
        this.timers = sched.timers;
        this.ps = sched.ps;
        this.ms = sched.ms;
        this.gs = sched.gs;
        this.world = sched.world;
        this.sysmon = sched.sysmon;
        this.work = sched.work;
    }

    /** Before the first G: see {@link Scheduler#timeWaits}. */
    void timeWaits() {
        timesWaits = true;
    }

    // ---- Readying -------------------------------------------------------------------------------

    /**
     * Makes a G runnable: Go's {@code ready}. Any thread. A G that is already runnable, or runs,
     * stays as it is: the JDK submits a thread again after it was suspended for a stack trace, and
     * whether it ran meanwhile is for {@link Dispatcher} to see.
     */
    void ready(G g) {
        M m = host.currentM();
        if (m == null || m.sched != sched) {
            if (becomesRunnable(g, null)) {
                inject(g);
            }
            return;
        }
        if (!m.hasP && readyNext(m, g)) {
            return;
        }
        boolean came = !m.hasP && m.comeIn();
        boolean wakes = false;
        if (becomesRunnable(g, m)) {
            if (m.yielding == g) {
                readyYielding(m, g);
            } else if (!m.hasP) {
                inject(g);
            } else if (m.inBatch && m.p.queue.isCrowded(g)) {
                m.woken.put(g); // endBatch moves them all
            } else {
                m.p.queue.put(g, !m.inBatch);
                m.hasReadied = true;
                if (ps.npidle() <= 0) {
                    host.tellWork(m, true); // else somebody else takes it, who may meet us
                }
                host.step();
                wakes = !m.inBatch;
            }
        }
        if (came) {
            m.goOut();
        }
        if (wakes) {
            wakeForOneOf(m);
        }
    }

    /**
     * The G on m readies one that is to run next, and nobody is to be kicked out for it: that needs
     * no contact, as a thief needs none to take it.
     *
     * <p>It is put there by a CAS, and then the P's word is looked at once more. If it is the same
     * as before, the P is m's yet, which looks at its queue when its G leaves; and whoever takes
     * the P from now on, by a CAS on that word, looks at the queue after that, and sees the G. Else
     * the P may be idle by now, and beyond those that may run: there only thieves look, and those
     * who have enough to do steal nothing. So it is taken back.
     *
     * @return false when it is to be done in a contact
     */
    private boolean readyNext(M m, G g) {
        P p = m.p;
        if (p == null || g.laStatus() != G.WAITING) {
            return false;
        }
        long w = p.laWord();
        if (PStatus.state(w) != PStatus.OUTSIDE
                || PStatus.isLent(w)
                || p.m != m
                || p.queue.lvRunnext() != null) {
            return false;
        }
        host.step();
        if (!becomesRunnable(g, m)) {
            return true;
        }
        boolean offered = p.queue.offerNext(g);
        host.step();
        if (offered && isUntouched(p, w)) {
            if (ps.npidle() <= 0) {
                host.tellWork(m, true);
            }
            wakeForOneOf(m);
        } else if (!offered || p.queue.stealNext(g)) {
            inject(g);
        } // else another has taken it, to run it, or to move it and then wake who is needed
        return true;
    }

    /**
     * Whether nobody has taken the P since its word was read, and its M was not in the scheduler.
     */
    boolean isUntouched(P p, long word) {
        return p.laWord() == word;
    }

    private boolean becomesRunnable(G g, M m) {
        boolean isNew = g.laStatus() == G.IDLE;
        if (isNew) {
            if (!g.casStatus(G.IDLE, G.RUNNABLE)) {
                return false;
            }
            gs.start(g, m);
        } else if (g.casStatus(G.WAITING, G.RUNNABLE)) {
            host.step();
        } else {
            return false;
        }
        if (timesWaits) {
            g.waitsSince = host.nanoTime();
        }
        Tracer t = m == null ? sched.tracing.outside() : m.trace;
        if (t != null) {
            t.goReady(g, isNew);
        }
        return true;
    }

    /** A G was put into the queue of m's P: somebody else could run it. */
    private void wakeForOneOf(M m) {
        if (takesIt(m)) {
            return;
        }
        if (ps.npidle() > 0) {
            if (nmspinning == 0) {
                wakep();
            }
        } else {
            m.armAlarm();
            sysmon.wake();
        }
    }

    /**
     * Whether m is just looking for what to run, and there is this one only that it may. What comes
     * to the line of all later, and is taken before it, wakes another M itself.
     */
    private boolean takesIt(M m) {
        if (m.curg != null) {
            return false;
        }
        boolean shortOnesOnly = m.p.isForShortOnes();
        int n = m.p.queue.size(shortOnesOnly);
        // None: it was stolen; or it is a long one, and this P on loan.
        return (n == 1 || (n == 0 && !shortOnesOnly)) && !work.isGlobal(shortOnesOnly);
    }

    /** What m readies from here on is woken all at once, and Ms for it in the end. */
    void beginBatch(M m) {
        m.inBatch = true;
        m.hasReadied = false;
    }

    void endBatch(M m) {
        m.inBatch = false;
        if (!m.woken.isEmpty()) {
            putWoken(m.woken);
        }
        if (m.hasP && m.hasReadied) {
            wakeForOneOf(m);
        }
    }

    /** A G that yielded, or left a system call and found no P: to the back of the global line. */
    private void readyYielding(M m, G g) {
        m.yielding = null;
        if (!m.hasP) {
            // As any that is readied: an M that goes idle with its P looks at the queue after that,
            // so either it sees this G, or its P is here for us.
            runq.put(g);
            if (ps.npidle() > 0) {
                takeIdleToLook(m);
            }
            return;
        }
        Discipline queue = m.p.queue;
        boolean alone = !queue.isContended();
        if (queue.isCrowded(g)) {
            runq.put(g);
        } else {
            queue.put(g, false);
        }
        if (!alone && nmspinning == 0 && ps.npidle() > 0) {
            wakep(); // this M has others to run first
        }
    }

    /** Readied by a thread that has no P. */
    void inject(G g) {
        runq.put(g);
        // One at least: who has taken it meanwhile may have left another in its queue, since that
        // was to run next when it looked (takesIt, readyYielding).
        int waiting = Math.max(1, runq.size());
        if (ps.npidle() <= 0) {
            sysmon.wake(); // all Ps are taken: does one of their Ms not come back?
        } else {
            wakep(waiting);
        }
    }

    // ---- Waking ---------------------------------------------------------------------------------

    int nmspinning() {
        return nmspinning;
    }

    /** Wakes an M to look for work, if a P is idle and nobody looks. */
    void wakep() {
        wakep(1);
    }

    /** Wakes one if a P is idle and fewer than {@code enough} look. */
    void wakep(int enough) {
        if (host.areOthersSuspended()) {
            // Who has the lock may be suspended with it: sysmon does it, when it can.
            ms.setWanted(true);
            sysmon.wake();
            return;
        }
        int n = nmspinning;
        // When the CAS fails, another M has begun to look, or one of the n has stopped since, and
        // its last look is yet to come.
        if (n >= enough || !U.compareAndSetInt(this, NMSPINNING, n, n + 1)) {
            return;
        }
        host.step();
        lock.lock();
        P p = ps.get(null);
        if (p == null) {
            // Under the lock: whoever puts a P into the idle list after us sees nmspinning as it
            // is.
            uncountSpinning();
            lock.unlock();
            return;
        }
        lock.unlock();
        ms.start(p, true);
    }

    /**
     * An M whose G has left it takes an idle P, to look for another: as any that looks, so that it
     * wakes one more when it finds that several wait.
     */
    boolean takeIdleToLook(M m) {
        boolean taken = ps.takeIdle(m);
        if (taken) {
            startSpinning(m);
            sched.threadLine.letIn(); // m was counted as one that blocks
        }
        return taken;
    }

    void startSpinning(M m) {
        m.spinning = true;
        U.getAndAddInt(this, NMSPINNING, 1);
    }

    /** An M that was counted as spinning in advance does not come. */
    void uncountSpinning() {
        U.getAndAddInt(this, NMSPINNING, -1);
    }

    /** Takes an M out of the count of spinning ones. Returns how many are left. */
    int stopSpinning(M m) {
        m.spinning = false;
        int n = U.getAndAddInt(this, NMSPINNING, -1) - 1;
        if (n < 0) {
            throw sched.fatal(m + ": nmspinning went below 0");
        }
        host.step();
        return n;
    }

    /**
     * An M stops spinning because it found work: another is needed if there is more of it, or
     * nobody waits for the next timer. (Go wakes another in any case. Where each G is readied from
     * outside, that is a second thread switch for each, and in vain.) Nor is one needed to wait for
     * the network, where this M is back in a moment: most requests take less time than to wake
     * another. If it is not, sysmon asks.
     *
     * @param found what it found
     */
    void resetSpinning(M m, G found) {
        int n = stopSpinning(m);
        if (n == 0
                && ps.npidle() > 0
                && (work.isForAnIdleP()
                        || timers.isOneUnattended()
                        || (!Discipline.isShort(found) && timers.isNetworkUnattended()))) {
            wakep();
        }
    }

    /**
     * A P was taken from an M that is in the kernel: gives it to another M if there is work for it,
     * and to the idle list otherwise. Its status is IDLE and it is the caller's. Go's {@code
     * handoffp}.
     */
    void handoffp(P p) {
        boolean shortOnesOnly = p.isForShortOnes();
        if (ps.npidle() >= 0 && (p.queue.hasFor(shortOnesOnly) || work.isGlobal(shortOnesOnly))) {
            p.handoffs++;
            ms.start(p, false);
            return;
        }
        lock.lock();
        if (ps.npidle() >= 0 && !world.isStopping() && work.isGlobal(p.isForShortOnes())) {
            lock.unlock();
            p.handoffs++;
            ms.start(p, false);
            return;
        }
        ps.drain(p); // it has Gs where there are too many Ps, it is lent, or one was just readied
        ps.put(p);
        long when = timers.earliest();
        lock.unlock();
        host.step();
        // As in findRunnable, the last look: who readied a G elsewhere just now saw no idle P.
        if (nmspinning == 0 && work.isForAnIdleP()) {
            wakep();
        }
        if (when != TimerHeap.NONE) {
            wakeNetPoller(when);
        } else if (timers.areUnattended()) {
            wakep(); // the network is
        }
    }

    /** A timer became the earliest of its P: whoever waits for a later one is woken. */
    void wakeNetPoller(long when) {
        if (!timers.wakeIfLater(when)) {
            wakep(); // nobody waits for timers; somebody should
        }
    }

    private void putWoken(GList<G> woken) {
        G g;
        while ((g = woken.get()) != null) {
            runq.put(g);
        }
        if (ps.npidle() > 0 && nmspinning == 0) {
            wakep();
        }
    }
}
