package dev.baton.sched;

import dev.baton.BlockingSite;
import dev.baton.sched.Host.KernelState;
import dev.baton.sched.buffers.CentralList;

/**
 * One look of {@link Sysmon} at all Ps: {@code retake} of Go's proc.go, and beyond Go the same for
 * Ms that announced nothing.
 *
 * <p>It takes the P ({@link P}, {@link PStatus#take}) of an M that does not come back, and hands it
 * to another:
 *
 * <ul>
 *   <li>When the M sleeps in the kernel while somebody waits for a P, or has slept for 10 ms in a
 *       call that it announced. How long the call has taken does not matter, nor how short it will
 *       be: a thread that runs keeps its P in a call as outside, and one that sleeps needs none. In
 *       a call that nobody announced the M was caught: the kernel tells when it next goes to sleep.
 *   <li>When its G has been on a CPU for 10 ms while others wait, and did not hear that it is asked
 *       to yield; or 250 ms have passed, where only such wait as compute for long themselves, or
 *       where it did not get on a CPU.
 *   <li>When its G has been on a CPU for 0.5 ms and a short one waits, the P is lent ({@link Ps}).
 * </ul>
 *
 * <p>Time on a CPU, not on the clock: an M that the OS does not let run would look the same, and
 * more threads are the last thing that such a machine needs: one CPU, on which the JIT begins.
 */
final class Retake {
    /** How long a G may run while others wait. */
    static final long SLICE_NS = 10_000_000;

    /**
     * The same while only such wait that compute for long themselves. Where they all run at a time,
     * they share the CPUs and their caches, and less is done: four threads that compress 8 MiB in
     * 110 ms each get through 15 a second so, and one after the other, on two Ps, 17.5.
     */
    static final long HOG_SLICE_NS = 25 * SLICE_NS;

    /** How long a G may be on a CPU while short ones wait. */
    static final long SHORT_SLICE_NS = 500_000;

    /**
     * While somebody waits and a P does not move, it looks at least so often; less often when that
     * P has not moved for long, {@link #WATCHES_OF_AN_AGE} times in as much again.
     */
    static final long WATCH_DELAY_NS = 500_000;

    private static final int WATCHES_OF_AN_AGE = 4;

    /**
     * What asks a G to yield is given so long to be heard before another runs beside it: one that
     * makes calls hears it at the end of the next.
     */
    private static final long GRACE_NS = 1_000_000;

    /** A timer that is due for so long is nobody's. */
    private static final long LATE_TIMER_NS = 1_000_000;

    private static final long REST_EVERY_NS = 1_000_000_000;

    private final Scheduler sched;
    private final Host host;

    private long rested;

    /** When the last look wants the next, at the latest. */
    private long watchDelay;

    /** Whether it does for short ones, not for the end of a slice. */
    private boolean watchesForShortOnes;

    /** Whether somebody waits for a P, at the look that is going on; asked once, if at all. */
    private boolean isWaitingKnown;

    // Ps taken: from calls, from sleepers, and from Gs that compute.
    private long retakes;
    private long sparesBlocked;
    private long sparesComputing;

    private boolean isSomebodyWaiting;

    /** Whether a P was lent at the look that is going on. */
    private boolean hasLent;

    /** Whether a P may be lent the moment that a short one waits, or a timer is due. */
    private boolean mayLend;

    Retake(Scheduler sched) {
        this.sched = sched;
        this.host = sched.host;
    }

    /** When the last look wants the next, at the latest. */
    long watchDelay() {
        return watchDelay;
    }

    /** Whether it does for short ones, not for the end of a slice. */
    boolean watchesForShortOnes() {
        return watchesForShortOnes;
    }

    /** Whether a P may be lent the moment that a short one waits, or a timer is due. */
    boolean mayLend() {
        return mayLend;
    }

    private static final long NOT_SEEN = -1;
    static final int FOUND = 1;
    static final int WATCHING = 2;
    static final int SUSPECT = 4;
    static final int FOUND_COMPUTING = 8;
    static final int FOUND_IN_CALL = 16;

    /**
     * One look at all Ps.
     *
     * @return {@link #FOUND} when it did something for one that blocks, where more may follow at
     *     once, {@link #FOUND_IN_CALL} for one that has announced it, {@link #FOUND_COMPUTING} for
     *     one that computes, {@link #WATCHING} when it wants to look again soon, {@link #SUSPECT}
     *     when a P has not dispatched since the last look
     */
    int look(long now) {
        int result = 0;
        for (M m = host.ringing(); m != null; m = host.ringing()) {
            result |= rang(m, now);
        }
        if (sched.ps.npidle() > 0 || sched.ms.isOneWanted()) {
            result |= rescue(now);
        }
        if (sched.threadLine.wantsLook()) {
            sched.threadLine.look(now);
        }
        if (sched.netpoll.isOverdue(now) && sched.netpoll.poll()) {
            result |= FOUND;
        }
        if (now - rested > REST_EVERY_NS) {
            rested = now;
            sched.ms.refreshAfterStarts(now);
            sched.ms.restAlarms(now);
            CentralList.trim(now);
        }
        watchDelay = Sysmon.MAX_DELAY_NS;
        watchesForShortOnes = false;
        isWaitingKnown = false;
        hasLent = false;
        mayLend = false;
        for (P p : sched.ps.allp()) {
            long w = p.laWord();
            if (PStatus.isLent(w)) {
                result |= lookAtLender(p, now);
            }
            if (PStatus.state(w) == PStatus.OUTSIDE) {
                result |= lookAt(p, w, now);
            }
        }
        return result;
    }

    /**
     * A P that is out with its M: does that come back?
     *
     * @param w the P's word, read before anything else: as long as it is that, the M has not been
     *     in the scheduler
     */
    private int lookAt(P p, long w, long now) {
        M m = p.m;
        G g = m.curg;
        KernelState state = null;
        if (g != null && g.laStatus() == G.SYSCALL) {
            long calls = m.calls();
            if (m.seenCalls != calls) {
                m.seenCalls = calls;
                m.callWhen = now;
            }
            long left = m.leftNanos;
            if (left != 0 && now - left < Sysmon.MIN_DELAY_NS) {
                return WATCHING; // for the next M that comes back, which should be soon
            }
            if (isNeeded(p, now - m.callWhen, now)) {
                state = host.kernelState(m);
                if (state == KernelState.ASLEEP) {
                    if (left != 0) {
                        sched.syscalls.returns.missed(now);
                    }
                    return takeFromCall(p, w, m, g);
                }
            }
        }
        return lookAtRunning(p, w, m, now, state);
    }

    private int takeFromCall(P p, long w, M m, G g) {
        BlockingSite site = g.site;
        g.computes = false;
        if (!take(p, w, m, Tracing.Why.CALL)) {
            return 0;
        }
        if (site != null) {
            site.blocked(); // from now on, not only when the call is over
        }
        retakes++;
        sched.waking.handoffp(p);
        sched.tracing.sleeps(m, g);
        return FOUND_IN_CALL;
    }

    private boolean take(P p, long w, M from, Tracing.Why why) {
        return Taking.take(sched.tracing.here(), p, w, from, PStatus.IDLE, why);
    }

    /** Whether the P of an M in a call is needed elsewhere, or that call has gone on for long. */
    private boolean isNeeded(P p, long ns, long now) {
        return ns >= SLICE_NS
                || (isSomebodyWaiting(now)
                        && !(p.queue.isEmpty()
                                && sched.waking.nmspinning() + sched.ps.npidle() > 0));
    }

    /** Has a G run for long, does nobody else get a turn? What its M does was seen, or is null. */
    private int lookAtRunning(P p, long w, M m, long now, KernelState seen) {
        if (isNewBurst(m, now)) {
            return 0;
        }
        if (m.cpuSeen == NOT_SEEN) {
            m.cpuSeen = host.cpuNanos(m);
        }
        mayLend |= m.isLender();
        if (!isSomebodyWaiting(now)) {
            return SUSPECT;
        }
        long age = now - m.dispatchWhen;
        long used = used(m, age);
        boolean shortOnes = sched.work.isShortOneWaiting(now);
        watchFor(shortOnes ? age : used, shortOnes);
        KernelState state = seen == null ? host.kernelState(m) : seen;
        int found = 0;
        if (state == KernelState.ASLEEP) {
            found = takeFromSleeper(p, w, m, now);
        } else if (m.nextp == p) {
            return SUSPECT | WATCHING; // it was given the P, and has no CPU to come on
        } else if (isTooLong(age, used)) {
            found = takeFromComputing(p, m);
        } else if (shortOnes
                && !hasLent // one that waits needs one P
                && !PStatus.isLent(w)
                && m.curg != null // else it only wakes many sleepers, maybe
                && used >= SHORT_SLICE_NS) {
            found = lend(p, m);
        }
        return SUSPECT | WATCHING | found;
    }

    /** Whether m has begun to run a G since the last look. Asks one that runs for long to yield. */
    private boolean isNewBurst(M m, long now) {
        long dispatches = m.dispatches();
        if (m.seenDispatches != dispatches) {
            m.seenDispatches = dispatches;
            m.dispatchWhen = now;
            m.cpuSeen = sched.ps.npidle() > 0 ? NOT_SEEN : host.cpuNanos(m);
            return true;
        }
        if (now - m.dispatchWhen >= SLICE_NS) {
            m.askToYield();
        }
        return false;
    }

    private void watchFor(long age, boolean shortOnes) {
        long next = shortOnes ? age / WATCHES_OF_AN_AGE : SLICE_NS + GRACE_NS - age;
        watchDelay = Math.min(watchDelay, Math.max(WATCH_DELAY_NS, next));
        watchesForShortOnes |= shortOnes;
    }

    /** Nobody announced that call: the next time the kernel tells. */
    private int takeFromSleeper(P p, long w, M m, long now) {
        G g = m.curg;
        if (g != null) {
            g.computes = false;
            g.preempt = true; // nobody looks at this M any more: it is to come when it wakes
        }
        if (!take(p, w, m, Tracing.Why.SLEEP)) {
            return 0;
        }
        sparesBlocked++;
        sched.waking.handoffp(p);
        sched.tracing.sleeps(m, g);
        m.watched = true;
        m.caughtWhen = now;
        host.watch(m);
        return FOUND;
    }

    private int takeFromComputing(P p, M m) {
        long w = wordOfBurst(p, m);
        if (!take(p, w, m, Tracing.Why.COMPUTES)) {
            return 0;
        }
        sparesComputing++;
        sched.waking.handoffp(p);
        return FOUND_COMPUTING;
    }

    private int lend(P p, M m) {
        if (!sched.ps.lend(p, wordOfBurst(p, m), m)) {
            return 0;
        }
        m.setLender();
        hasLent = true;
        sched.ms.start(p, false);
        return FOUND_COMPUTING;
    }

    /**
     * The word of p now, if m is out with it and still in the burst that was looked at: a G that
     * computes may come to the scheduler many times, to ready others. 0, an idle P's, if not.
     */
    private static long wordOfBurst(P p, M m) {
        G g = m.curg;
        if (g != null) {
            g.computes = true;
        }
        long w = p.laWord();
        return p.m == m && m.seenDispatches == m.dispatches() ? w : 0;
    }

    /** A P on loan: its lender goes on computing for long, or sleeps by now. */
    private int lookAtLender(P p, long now) {
        M m = p.lender;
        if (isNewBurst(m, now) || !isSomebodyWaiting(now)) {
            return SUSPECT;
        }
        long age = now - m.dispatchWhen;
        watchFor(age, true);
        if (isTooLong(age, used(m, age)) || host.kernelState(m) != KernelState.RUNNING) {
            if (p.endLoan(m)) {
                sparesComputing++;
                return SUSPECT | FOUND_COMPUTING;
            }
        }
        return SUSPECT | WATCHING;
    }

    /** A stop of the world waits for a P, too. */
    private boolean isSomebodyWaiting(long now) {
        if (!isWaitingKnown) {
            isWaitingKnown = true;
            isSomebodyWaiting = sched.world.isStopping() || sched.work.isWaiting(now);
        }
        return isSomebodyWaiting;
    }

    /** A P is idle, or was not lent: is there what nobody could act upon? */
    private int rescue(long now) {
        if (sched.ms.isOneWanted()) {
            boolean found = sched.ms.findRoom(now);
            sched.ms.setWanted(false); // set again when it fails again
            if (sched.ps.npidle() > 0
                    && (sched.work.isWaiting(now) || sched.timers.areUnattended())) {
                sched.waking.wakep();
            }
            return found ? FOUND : 0;
        }
        if (sched.timers.earliest() < now - LATE_TIMER_NS) {
            // The M that waited for it got a G to run meanwhile; as Go's sysmon does.
            sched.waking.wakep();
        }
        return 0;
    }

    /** The kernel says that an M went to sleep while others waited for its P. */
    private int rang(M m, long now) {
        P p = m.p;
        if (p == null) {
            return 0;
        }
        long w = p.laWord();
        if (p.m != m || PStatus.state(w) != PStatus.OUTSIDE || m.curg == null) {
            return 0; // it has gone on meanwhile
        }
        // It may have slept for a moment only, in a lock of the JVM's.
        return host.kernelState(m) == KernelState.ASLEEP ? takeFromSleeper(p, w, m, now) : 0;
    }

    /** How long m has been on a CPU since its burst was first seen, or age if that isn't told. */
    private long used(M m, long age) {
        long cpu = m.cpuSeen == NOT_SEEN ? NOT_SEEN : host.cpuNanos(m);
        return cpu == NOT_SEEN ? age : cpu - m.cpuSeen;
    }

    /** Whether a G has computed for so long that another is to run in its P's place. */
    private boolean isTooLong(long age, long used) {
        return age >= HOG_SLICE_NS
                || (age >= SLICE_NS + GRACE_NS && sched.world.isStopping())
                || (used >= SLICE_NS + GRACE_NS && sched.work.isOrdinaryOneWaiting());
    }

    /** What it did, in numbers. Under {@code sched.lock}, a little late. */
    void addTo(Stats s) {
        s.retakes = retakes;
        s.sparesBlocked = sparesBlocked;
        s.sparesComputing = sparesComputing;
    }
}
