package dev.baton.sched;

import dev.baton.sched.Host.KernelState;
import dev.baton.sched.Host.Note;

/**
 * The watcher: a thread without a P that looks at all Ps and helps where an M can't. {@code sysmon}
 * and {@code retake} of Go's proc.go, and beyond Go the rule for stuck carriers.
 *
 * <ul>
 *   <li>A P in SYSCALL whose M sleeps there is taken and handed off, when there is work or 10 ms
 *       have passed. How long the call has taken does not matter, nor how short it will be: a
 *       thread that runs keeps its P in a call as outside, and one that sleeps needs none.
 *   <li>A G that runs for 10 ms is asked to yield.
 *   <li>The kernel tells that an M went to sleep which was caught in an unannounced call before.
 *   <li>A P that dispatches nothing while others wait is <em>stuck</em>: at once when its M sleeps
 *       in the kernel (nobody announced that call), after 10 ms when it computes, or 250 ms where
 *       only such wait as compute for long themselves. Another P runs in its place.
 *   <li>A P whose G has been on a CPU for 0.5 ms while a short one waits is <em>busy</em>: a spare
 *       P runs the short ones beside it. Time on a CPU, not on the clock: an M that the OS does not
 *       let run would look the same, and more threads are the last thing that such a machine needs.
 * </ul>
 *
 * <p>It sleeps {@link #MIN_DELAY_NS}, doubling with each look without a find up to {@link
 * #MAX_DELAY_NS}, and without limit when all Ps have been idle for {@link #IDLE_NS}. Go's waits
 * these 10 ms out when a call blocks after a quiet time; here an M that enters a call of which
 * nothing is known wakes it, and so does a G that becomes runnable while all Ps are taken; less and
 * less often when that was for nothing.
 */
final class Sysmon {
    static final long MIN_DELAY_NS = 20_000;
    static final long MAX_DELAY_NS = 10_000_000;

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
     * All Ps have to be idle for so long before it sleeps without limit. Whoever takes a P wakes it
     * then, and where one is taken every millisecond that would cost more than the looks.
     */
    static final long IDLE_NS = 50_000_000;

    /** From this delay on, an unknown system call wakes it. */
    private static final long SLOW_DELAY_NS = 4 * MIN_DELAY_NS;

    /**
     * While somebody waits and a P does not move, it looks at least so often; less often when that
     * P has not moved for long, {@link #WATCHES_OF_AN_AGE} times in as much again.
     */
    private static final long WATCH_DELAY_NS = 500_000;

    private static final int WATCHES_OF_AN_AGE = 4;

    /** The same while each P moves, and somebody waits for a time. */
    private static final long IDLE_WATCH_DELAY_NS = 4 * WATCH_DELAY_NS;

    /**
     * For so long it is not woken again after it was woken for nothing; doubles up to {@link
     * #MAX_DEAF_NS}.
     */
    private static final long MIN_DEAF_NS = 1_000_000;

    /** So it is woken for nothing 200 times a second at most. */
    private static final long MAX_DEAF_NS = 5_000_000;

    /**
     * What asks a G to yield is given so long to be heard before another runs beside it: one that
     * makes calls hears it at the end of the next.
     */
    private static final long GRACE_NS = 1_000_000;

    /** A timer that is due for so long is nobody's. */
    private static final long LATE_TIMER_NS = 1_000_000;

    private static final long TRIM_EVERY_NS = 1_000_000_000;

    /** An M's alarm rests when it was not caught for so long: each of its switches costs more. */
    private static final long WATCHED_NS = 1_000_000_000;

    /** So many alarms at a time: each interrupts a CPU, and the lock is held. */
    private static final int MAX_RESTS = 16;

    /** All Ps have to be idle for so long, and more, before they give back what they keep. */
    private static final long BUFFERS_NS = 2_000_000_000;

    private final Scheduler sched;
    private final Host host;
    private final Note note;

    /** It sleeps for {@link #SLOW_DELAY_NS} or longer. Go's {@code sched.sysmonwait}, and more. */
    private volatile boolean slow;

    /** The same, also while it does not want to be woken for a mere suspicion. */
    private volatile boolean sleepsLong;

    /** It sleeps without limit. Under {@code sched.lock}. */
    private boolean deep;

    private volatile boolean stop;
    private boolean saidFailed;
    private long trimmed;
    private long idleSince;

    /** When the last look wants the next, at the latest. */
    private long watchDelay;

    /** Whether somebody waits for a P, at the look that is going on; asked once, if at all. */
    private boolean isWaitingKnown;

    private boolean isSomebodyWaiting;

    private long deafness = MIN_DEAF_NS;
    private long deafUntil;

    Sysmon(Scheduler sched) {
        this.sched = sched;
        this.host = sched.host;
        this.note = host.newSysmonNote();
    }

    /** An M enters a call of which nothing is known. */
    void wakeIfSlow() {
        if (slow && sched.isWorkWaiting(Long.MIN_VALUE)) {
            wake();
        }
    }

    /** Something waits, and every P is taken: is one of them stuck? Cheap when it looks anyway. */
    void wake() {
        if (slow) {
            slow = false;
            note.wakeup();
        }
    }

    /** A P is left in a call that is known to block: it must look soon. */
    void wakeFromLongSleep() {
        if (sleepsLong) {
            sleepsLong = false;
            note.wakeup();
        }
    }

    /** A P is taken out of the idle list. Under {@code sched.lock}. */
    void wakeIfDeep() {
        if (deep) {
            deep = false;
            wake();
        }
    }

    /** Ends the thread. */
    void stop() {
        stop = true;
        slow = false;
        note.wakeup();
    }

    /** What its thread does. */
    void run() {
        while (!stop) {
            try {
                watch();
            } catch (OutOfMemoryError e) {
                // Anything that is done for the first time may need memory, be it to say so.
            }
        }
    }

    private void watch() {
        long delay = MIN_DELAY_NS;
        int result = 0;
        while (!stop) {
            sleepsLong = delay >= SLOW_DELAY_NS;
            slow = sleepsLong && host.nanoTime() >= deafUntil;
            boolean woken = note.sleep(untilTimer(delay, (result & SUSPECT) != 0));
            slow = false;
            sleepsLong = false;
            if (stop) {
                return;
            }
            long now = host.nanoTime();
            if (sleepDeeplyIfIdle(now)) {
                delay = MIN_DELAY_NS;
                continue;
            }
            result = lookSafely(now);
            if ((result & (FOUND | FOUND_COMPUTING)) != 0) {
                deafness = MIN_DEAF_NS;
                deafUntil = now;
            } else if (woken) {
                deafUntil = now + deafness;
                deafness = Math.min(deafness * 2, MAX_DEAF_NS);
            }
            if ((result & FOUND) != 0) {
                delay = MIN_DELAY_NS;
            } else {
                if (woken) {
                    delay = wokenInVain() ? MAX_DEAF_NS : MIN_DELAY_NS;
                } else {
                    delay *= 2;
                }
                delay = Math.min(delay, (result & WATCHING) != 0 ? watchDelay : MAX_DELAY_NS);
            }
        }
    }

    /**
     * While all Ps run, and one of them may be for long, nobody but this thread sees that the next
     * timer is due.
     */
    private long untilTimer(long delay, boolean suspect) {
        long least = suspect ? WATCH_DELAY_NS : IDLE_WATCH_DELAY_NS;
        if (delay <= least || sched.ps.npidle() > 0) {
            return delay;
        }
        long timer = sched.timers.earliest();
        return timer == TimerHeap.NONE ? delay : Math.clamp(timer - host.nanoTime(), least, delay);
    }

    /**
     * All was well the last times that somebody woke it. Where threads queue up for the CPUs, each
     * look interrupts one that runs, which costs several times what the look itself does.
     */
    private boolean wokenInVain() {
        return deafness == MAX_DEAF_NS;
    }

    private int lookSafely(long now) {
        try {
            return retake(now);
        } catch (InvariantViolation e) {
            throw e;
        } catch (Throwable e) { // OutOfMemoryError, a /proc that is not there
            if (!saidFailed) {
                saidFailed = true;
                sched.warn("sysmon", e, "; going on");
            }
            return 0;
        }
    }

    private boolean sleepDeeplyIfIdle(long now) {
        if (sched.ps.isOneTaken() || sched.ms.isOneWanted()) {
            idleSince = now;
            return false;
        }
        if (now - idleSince < IDLE_NS) {
            return false;
        }
        sched.lock.lock();
        if (sched.ps.isOneTaken() || sched.world.isStopping() || sched.ms.isOneWanted()) {
            sched.lock.unlock();
            return false;
        }
        sched.ps.trim();
        deep = true;
        slow = true;
        boolean buffers = sched.ps.keepBuffers();
        sched.lock.unlock();
        if (!note.sleep(buffers ? BUFFERS_NS : Note.FOREVER)) {
            sched.ps.releaseBuffers();
            note.sleep(Note.FOREVER);
        }
        slow = false;
        return true;
    }

    private static final long NOT_SEEN = -1;
    private static final int FOUND = 1;
    private static final int WATCHING = 2;
    private static final int SUSPECT = 4;
    private static final int FOUND_COMPUTING = 8;

    /**
     * One look at all Ps.
     *
     * @return {@link #FOUND} when it did something for one that blocks, where more may follow at
     *     once, {@link #FOUND_COMPUTING} for one that computes, {@link #WATCHING} when it wants to
     *     look again soon, {@link #SUSPECT} when a P has not dispatched since the last look
     */
    int retake(long now) {
        int result = 0;
        for (M m = host.ringing(); m != null; m = host.ringing()) {
            result |= rang(m, now);
        }
        if (sched.ps.npidle() > 0) {
            rescue(now);
        }
        if (now - trimmed > TRIM_EVERY_NS) {
            trimmed = now;
            sched.lock.lock();
            try {
                sched.ps.trim();
                restAlarms(now);
            } finally {
                sched.lock.unlock();
            }
            Buffers.trim(now);
        }
        watchDelay = MAX_DELAY_NS;
        isWaitingKnown = false;
        for (P p : sched.ps.livep()) {
            int s = p.laStatus();
            if (s == P.SYSCALL) {
                result |= lookAtSyscall(p, now);
            } else if (s == P.RUNNING) {
                result |= lookAtRunning(p, now, null);
            }
        }
        return result;
    }

    /**
     * A P that runs Gs: has one of them run for long, does nobody else get a turn?
     *
     * @param state what its M does, or null where that has not been looked at
     */
    private int lookAtRunning(P p, long now, KernelState state) {
        long dispatches = p.dispatches();
        if (p.seenDispatches != dispatches) {
            p.seenDispatches = dispatches;
            p.dispatchWhen = now;
            p.cpuSeen = sched.ps.npidle() > 0 ? NOT_SEEN : cpuNanos(p);
            return 0;
        }
        if (now - p.dispatchWhen >= SLICE_NS) {
            preempt(p);
        }
        if (p.stuck != P.FREE && p.stuck != P.BUSY) {
            return 0;
        }
        if (p.cpuSeen == NOT_SEEN) {
            p.cpuSeen = cpuNanos(p);
        }
        if (!isSomebodyWaiting(now)) {
            return SUSPECT;
        }
        long age = now - p.dispatchWhen;
        long next =
                sched.isShortOneWaiting(now) ? age / WATCHES_OF_AN_AGE : SLICE_NS + GRACE_NS - age;
        watchDelay = Math.min(watchDelay, Math.max(WATCH_DELAY_NS, next));
        return SUSPECT | WATCHING | lookAtSuspect(p, now, dispatches, state);
    }

    /** A stop of the world waits for a P, too. */
    private boolean isSomebodyWaiting(long now) {
        if (!isWaitingKnown) {
            isWaitingKnown = true;
            isSomebodyWaiting = sched.world.isWaiting() || sched.isWorkWaiting(now);
        }
        return isSomebodyWaiting;
    }

    /** A P in a call: taken if its M sleeps, and if not, as one that runs. */
    private int lookAtSyscall(P p, long now) {
        int tick = p.syscalltick();
        if (p.seenSyscalltick != tick) {
            p.seenSyscalltick = tick;
            p.syscallWhen = now;
        }
        long left = p.leftNanos;
        if (left != 0 && now - left < MIN_DELAY_NS) {
            return WATCHING; // for the next M that comes back, which should be soon
        }
        M m = p.m;
        if (m == null || !isNeeded(p, now)) {
            return lookAtRunning(p, now, null);
        }
        KernelState state = host.kernelState(m);
        if (state != KernelState.ASLEEP) {
            return lookAtRunning(p, now, state);
        }
        host.step();
        if (!p.casStatus(P.SYSCALL, P.IDLE)) {
            return 0;
        }
        p.nextSyscalltick();
        if (left != 0) {
            sched.syscalls.returns.missed(now);
        }
        learn(m);
        sched.ps.settle(p);
        sched.retakes++;
        sched.handoffp(p);
        return FOUND;
    }

    /** Whether a P in a call is needed elsewhere, or has been in that call for long. */
    private boolean isNeeded(P p, long now) {
        return now - p.syscallWhen >= SLICE_NS
                || (isSomebodyWaiting(now)
                        && !(p.queue.isEmpty() && sched.nmspinning() + sched.ps.npidle() > 0));
    }

    /** The site of the call is known to block from now on, not only when the call is over. */
    private static void learn(M m) {
        G g = m == null ? null : m.curg;
        BlockingSite site = g == null ? null : g.site;
        if (site != null) {
            site.blocked();
        }
    }

    private static void preempt(P p) {
        M m = p.m;
        G g = m == null ? null : m.curg;
        if (g != null && !g.preempt) {
            g.preempt = true;
        }
    }

    /** A slot is free: is there a reason to use it that nobody could act upon? */
    private void rescue(long now) {
        long timer = sched.timers.earliest();
        if (sched.ms.isOneWanted()) {
            // Set again when it fails again.
            sched.ms.setWanted(timer != TimerHeap.NONE);
            if (sched.isWorkWaiting(now)) {
                sched.wakep();
            }
        } else if (timer < now - LATE_TIMER_NS) {
            sched.wakep(); // the M that waited for it got a G to run meanwhile; as Go's sysmon does
        }
    }

    /** The kernel says that an M went to sleep while others waited for its P. */
    private int rang(M m, long now) {
        P p = m.p;
        if (p == null || p.m != m || p.laStatus() != P.RUNNING || m.curg == null) {
            return 0; // it has gone on meanwhile
        }
        long dispatches = p.dispatches();
        // It may have slept for a moment only, in a lock of the JVM's.
        return host.kernelState(m) == KernelState.ASLEEP
                        && sched.ps.markStuck(p, P.STUCK_BLOCKED, dispatches)
                ? caught(m, now)
                : 0;
    }

    /** An M blocks in a call that nobody announced: the next time the kernel tells. */
    private int caught(M m, long now) {
        m.watched = true;
        m.caughtWhen = now;
        host.watch(m);
        return FOUND;
    }

    /** Ms that have not been caught for a while need no alarm. Under the lock. */
    private void restAlarms(long now) {
        int rests = 0;
        for (M m = sched.ms.first(); m != null && rests < MAX_RESTS; m = m.allNext) {
            if (m.watched && now - m.caughtWhen > WATCHED_NS) {
                m.watched = false;
                host.unwatch(m);
                rests++;
            }
        }
    }

    /** A P that stays with one G while others wait: does its M sleep, or compute for too long? */
    private int lookAtSuspect(P p, long now, long dispatches, KernelState seen) {
        M m = p.m;
        if (m == null) {
            return 0;
        }
        KernelState state = seen == null ? host.kernelState(m) : seen;
        int why;
        if (state == KernelState.ASLEEP) {
            why = P.STUCK_BLOCKED;
        } else if (isTooLong(now - p.dispatchWhen)) {
            why = P.STUCK_COMPUTING;
        } else if (p.stuck == P.FREE
                && m.curg != null // else it only wakes many sleepers, maybe
                && sched.isShortOneWaiting(now)
                && cpuNanos(p) - p.cpuSeen >= SHORT_SLICE_NS) {
            why = P.BUSY;
        } else {
            return 0;
        }
        if (!sched.ps.markStuck(p, why, dispatches)) {
            return 0;
        }
        return why == P.STUCK_BLOCKED ? caught(m, now) : FOUND_COMPUTING;
    }

    /** Whether a G has computed for so long that another is to run in its P's place. */
    private boolean isTooLong(long ns) {
        return ns >= SLICE_NS + GRACE_NS
                && (ns >= HOG_SLICE_NS || sched.world.isWaiting() || sched.isOrdinaryOneWaiting());
    }

    private long cpuNanos(P p) {
        M m = p.m;
        return m == null ? 0 : host.cpuNanos(m);
    }
}
