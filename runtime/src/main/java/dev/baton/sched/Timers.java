package dev.baton.sched;

import dev.baton.sched.Host.Note;
import dev.baton.sched.timers.Timer;
import dev.baton.sched.timers.TimerHeap;
import java.util.concurrent.atomic.AtomicLong;

/**
 * The timers of the Ps: how they get there, who runs them, and who waits for the next one. {@code
 * checkTimers}, and what Go's {@code findRunnable} does with its network poller.
 *
 * <p>One M at a time, without a P, sleeps until the earliest timer of all, and for the network
 * ({@link NetPoll}), where there is one. A timer that becomes the earliest must wake it, or an M
 * that becomes it. Adding is: (1) the timer goes into a heap, whose earliest deadline is volatile,
 * (2) {@code lastpoll} is read: not 0 means that nobody waits, and somebody is woken; 0 and a later
 * {@code pollUntil} that the sleeper is. Waiting is: (1) {@code lastpoll = 0}, {@code poller}, (2)
 * the heaps are looked at, (3) {@code pollUntil}, which until then is later than any timer. So
 * either (2) of one sees (1) of the other, or both do. With the first descriptor that is waited for
 * it is the same: (1) it is registered, (2) {@code poller} is read; and (1) {@code poller}, (2)
 * {@link NetPoll#isOpen}.
 *
 * <p>Not final for the tests alone, as {@link Scheduler}.
 */
class Timers {
    private final Scheduler sched;
    private final Host host;

    /**
     * Timers of Gs whose M had no P when they went to sleep, and of Ps that are not run any more:
     * every P runs them.
     */
    private final TimerHeap orphans;

    /** 0 while an M waits for the next timer; as Go's, where it waits in the network poller. */
    private final AtomicLong lastpoll = new AtomicLong(1);

    /** The deadline that M waits for; NONE when there is no such M or it has no deadline. */
    private volatile long pollUntil = TimerHeap.NONE;

    /** The M that waits for the next timer, once it has won {@code lastpoll = 0}. */
    private volatile M poller;

    Timers(Scheduler sched) {
        this.sched = sched;
        this.host = sched.host;
        this.orphans = new TimerHeap(host.newMutex());
    }

    /**
     * Adds a timer of a virtual thread that is just parking, into the heap of the P it ran on.
     *
     * @param command unparks the thread
     * @param delayNs from now
     */
    Timer add(M m, Runnable command, long delayNs) {
        try {
            return put(m, command, delayNs);
        } catch (RuntimeException e) {
            throw sched.died(m, e); // the JDK's code, from which this is called, loses it
        }
    }

    private Timer put(M m, Runnable command, long delayNs) {
        long now = host.nanoTime();
        long when = now + Math.max(0, delayNs);
        if (when < now || when == TimerHeap.NONE) {
            when = TimerHeap.NONE - 1; // centuries
        }
        P p = m.hasP ? m.p : null; // the G has left the M
        TimerHeap heap = p == null ? orphans : p.timers;
        Timer t = new Timer(when, command, heap);
        if (heap.add(t)) {
            if (p == null) {
                sched.waking.wakeNetPoller(when);
            } else {
                // This M is on its way to findRunnable: no need to wake another yet.
                p.timersNew = true;
            }
        }
        return t;
    }

    /** A P is not run for a while: its timers go where all find them. */
    void orphan(P p) {
        try {
            orphans.takeAll(p.timers);
        } catch (OutOfMemoryError e) {
            // They stay there, for an M that has nothing better to do than to look through all Ps.
        }
    }

    /** How many belong to no P. */
    int orphans() {
        return orphans.size();
    }

    /** Runs what is due of the M's P and of no P. */
    void runOwn(M m) {
        run(m, m.p.timers, run(m, orphans, 0));
    }

    /**
     * Runs what is due of some timers. Go's {@code checkTimers}.
     *
     * @param now the time, or 0 where it is not known yet
     * @return the time, or 0 where it was not needed
     */
    long run(M m, TimerHeap timers, long now) {
        if (timers.earliest() == TimerHeap.NONE) {
            return now;
        }
        long t = now == 0 ? host.nanoTime() : now;
        if (!timers.wantsRun(t)) {
            return t;
        }
        Timer[] due = m.due();
        int n;
        do {
            n = timers.takeDue(t, due);
            sched.waking.beginBatch(m);
            for (int i = 0; i < n; i++) {
                Timer timer = due[i];
                due[i] = null;
                timer.run();
            }
            sched.waking.endBatch(m);
        } while (n == due.length);
        return t;
    }

    /** The earliest timer of all Ps and of none. */
    long earliest() {
        long earliest = orphans.earliest();
        for (P p : sched.ps.allp()) {
            earliest = Math.min(earliest, p.timers.earliest());
        }
        return earliest;
    }

    /**
     * Whether there are timers, and nobody waits for the next one, or for a later one only; or a
     * network, for which nobody waits.
     */
    boolean areUnattended() {
        return isOneUnattended() || isNetworkUnattended();
    }

    /** The same of timers alone. */
    boolean isOneUnattended() {
        long earliest = earliest();
        return earliest != TimerHeap.NONE && (lastpoll.get() != 0 || pollUntil > earliest);
    }

    /** The same of the network alone. */
    boolean isNetworkUnattended() {
        return lastpoll.get() != 0 && sched.netpoll.isOpen();
    }

    /** Whether there is a timer or a network that an M could wait for. */
    boolean isAnythingToWaitFor() {
        return earliest() != TimerHeap.NONE || sched.netpoll.isOpen();
    }

    /**
     * Sleeps until the next timer is due, something of the network is ready, or the M is woken,
     * without a P; returns at once when another M sleeps so.
     *
     * @return whether it slept, and is to look
     */
    boolean sleepUntilNext(M m) {
        if (lastpoll.get() == 0 || lastpoll.getAndSet(0) == 0) {
            return false;
        }
        NetPoll netpoll = sched.netpoll;
        boolean isOpen = netpoll.isOpen();
        boolean inNetPoll = netpoll.isFor(m);
        m.inNetPoll = inNetPoll;
        poller = m;
        host.step();
        sched.threadLine.letIn(); // this M is as good as idle
        // Look again: a timer that was added before lastpoll was 0, or before poller was set, woke
        // nobody. Until pollUntil is set, every new earliest timer wakes us.
        long earliest = earliest();
        pollUntil = earliest;
        boolean isTimer = earliest != TimerHeap.NONE;
        long delay = isTimer ? Math.max(0, earliest - host.nanoTime()) : Note.FOREVER;
        if (inNetPoll) {
            netpoll.await(m, delay);
        } else if (isTimer && delay > 0 && netpoll.isOpen() == isOpen) {
            m.park.sleep(delay);
        }
        sleptEnough();
        return isTimer || inNetPoll || !isOpen; // else it can wait for nothing
    }

    /** From here on, whoever adds a timer wakes somebody else than the M that slept. */
    void sleptEnough() {
        pollUntil = TimerHeap.NONE;
        poller = null;
        lastpoll.set(1);
    }

    /** The M that sleeps until the next timer; null when there is none, or it has just come. */
    M poller() {
        return poller;
    }

    /** Until when it sleeps; {@link TimerHeap#NONE} when nobody does, or it has just come. */
    long pollUntil() {
        return pollUntil;
    }

    /**
     * A timer became the earliest of its P: wakes the M that sleeps until a later one.
     *
     * @return false when none sleeps, and somebody should
     */
    boolean wakeIfLater(long when) {
        if (lastpoll.get() != 0) {
            return false;
        }
        if (pollUntil > when) {
            wakeSleeper();
        }
        return true;
    }

    /** Wakes the M that sleeps until the next timer, if there is one. */
    void wakeSleeper() {
        M m = poller;
        if (m == null) {
            return;
        }
        if (m.inNetPoll) {
            sched.netpoll.wakeup();
        } else {
            m.park.wakeup();
        }
    }
}
