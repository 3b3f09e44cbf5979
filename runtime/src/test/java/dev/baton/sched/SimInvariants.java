package dev.baton.sched;

import dev.baton.sched.timers.TimerHeap;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.Predicate;

/** What must be true of the scheduler at each step, and what when no thread can run. */
final class SimInvariants {
    /** So late sysmon asks the network where a G waits for it and keeps its M. */
    private static final long NETWORK_LATE_NS = NetPoll.POLL_EVERY_NS + Sysmon.MAX_DELAY_NS;

    /** An M that computed its deadline and was then held up by others sleeps too long by this. */
    private static final long HELD_UP_NS = 1_000_000;

    /** So long a thread may be there for one who waits for it, and nobody has seen so. */
    private static final long ROOM_SEEN_NS = ThreadLine.LOOK_NS + 2 * Sysmon.MAX_DELAY_NS;

    /** After so long without a P that runs, sysmon sleeps. */
    private static final long SETTLED_NS = Sysmon.IDLE_NS + 25_000_000;

    /** Of those that compute for long themselves, each of which has a longer slice then. */
    private static final long LONGEST_WAIT_OF_A_HOG_NS = 10 * Retake.HOG_SLICE_NS;

    private final SimHost host;
    private final SimScheduler sched;
    private final List<SimVirtualThread> threads;
    private final Consumer<G> count = this::count;

    /** There is always another thread to be had. */
    private final boolean threadsAreFree;

    private final int maxThreads;

    private final SimScript script;

    private long idleSince;
    private long roomSince;
    private boolean isChecking;

    /** The world is stopped: between the last P that stops and the first that starts. */
    boolean worldIsStopped;

    SimInvariants(
            SimHost host, SimScheduler sched, List<SimVirtualThread> threads, SimScript script) {
        this.host = host;
        this.sched = sched;
        this.threads = threads;
        this.idleSince = host.now();
        this.roomSince = host.now();
        this.threadsAreFree = script.threadsAreFree();
        this.maxThreads = script.maxThreads;
        this.script = script;
    }

    /** All that there are, for dumps. */
    void forEachG(Predicate<? super G> see) {
        for (SimVirtualThread t : threads) {
            if (!see.test(t.g)) {
                return;
            }
        }
    }

    /** At each step, whoever takes it. */
    void check() {
        if (isChecking) {
            return; // what is wrong is being put into words, which asks for the states
        }
        isChecking = true;
        boolean locked = host.isLocked(sched.lock);
        checkPs(locked);
        checkMs();
        checkQueues();
        isChecking = false;
    }

    private void checkPs(boolean locked) {
        int taken = 0;
        for (P p : sched.ps.allp()) {
            long w = ((SimP) p).watch();
            if (!p.inIdleList) {
                taken++;
                checkOwner(p, w);
            } else if (!locked) {
                if (PStatus.state(w) != PStatus.IDLE || PStatus.isLent(w)) {
                    host.fail(p + " is in the list of idle Ps");
                }
                if (p.queue.hasQueued()) { // runnext may be on its way back: Waking.readyNext
                    host.fail(p + " is idle and has " + p.queue.size() + " Gs");
                }
                if (sched.ps.npidle() <= 0 && p.timers.size() != 0) {
                    host.fail(p + " is idle, has timers, and can't be taken");
                }
            }
        }
        if (taken != 0 || sched.world.isStopping() || sysmonSleepsForEver()) {
            idleSince = host.now();
        }
        if (!locked && sched.ps.npidle() != sched.ps.maxprocs() - taken) {
            host.fail(
                    sched.ps.npidle()
                            + " Ps are said to be idle: of "
                            + sched.ps.maxprocs()
                            + ", "
                            + taken
                            + " are taken");
        }
    }

    private void checkOwner(P p, long w) {
        if (PStatus.state(w) != PStatus.OUTSIDE) {
            return;
        }
        for (P other : sched.ps.allp()) {
            if (other != p
                    && other.m == p.m
                    && PStatus.state(((SimP) other).watch()) == PStatus.OUTSIDE) {
                host.fail(p.m + " is out with " + p + " and " + other);
            }
        }
        SimThread t = host.threadOf(p.m);
        if (t == null || t.state == SimThread.State.ENDED || p.m.idle) {
            host.fail(p + " is out with " + p.m + ", which has no use for it");
        }
    }

    private void checkMs() {
        int spinning = 0;
        int ms = 0;
        for (M m = sched.ms.first(); m != null; m = m.allNext) {
            ms++;
            if (m.spinning || m.nextSpinning) {
                spinning++;
            }
            if (m.hasP) {
                int s = PStatus.state(((SimP) m.p).watch());
                if (m.p.m != m) {
                    host.fail(m + " has " + m.p + ", which belongs to " + m.p.m);
                }
                if (s != PStatus.INSIDE && s != PStatus.GCSTOP) {
                    host.fail(m + " has " + m.p);
                }
            }
        }
        if (ms > maxThreads + sched.ms.raised()) {
            host.fail("there are " + ms + " Ms, of " + maxThreads);
        }
        int counted = sched.waking.nmspinning();
        if (counted < spinning || counted > spinning + ((SimWaking) sched.waking).inWakep) {
            host.fail("nmspinning is " + counted + ", and " + spinning + " Ms spin");
        }
    }

    private void checkQueues() {
        for (int i = 0; i < threads.size(); i++) {
            threads.get(i).g.inQueues = 0;
        }
        sched.runq.forEach(count);
        for (P p : sched.ps.allp()) {
            p.queue.forEach(count);
        }
        for (M m = sched.ms.first(); m != null; m = m.allNext) {
            m.woken.forEach(count);
        }
    }

    private void count(G g) {
        SimG s = (SimG) g;
        if (++s.inQueues > 1) {
            host.fail(s + " is queued twice");
        }
        if (s.watch() != G.RUNNABLE) {
            host.fail(s + " is queued");
        }
    }

    /** When the clock is about to jump, for nobody can run: nothing may be left undone. */
    void checkAtRest() {
        if (host.sysmon().state == SimThread.State.ENDED) {
            return; // all is over but for threads that come too late
        }
        boolean sysmonSleepsForEver = sysmonSleepsForEver();
        if (sysmonSleepsForEver && sched.ps.npidle() < sched.ps.maxprocs()) {
            host.fail("sysmon sleeps for ever beside Ps that are not idle");
        }
        boolean isIdleKnown = !host.hasThrown; // nobody has looked since
        if (!sysmonSleepsForEver
                && threadsAreFree
                && isIdleKnown
                && host.now() - idleSince > SETTLED_NS) {
            host.fail("sysmon looks on and on, and all Ps are idle");
        }
        if (sched.world.isStopping()) {
            return;
        }
        checkThreadLine(sysmonSleepsForEver);
        if (sched.waking.nmspinning() != 0) {
            host.fail("nmspinning is " + sched.waking.nmspinning() + ", and nobody runs");
        }
        if (sched.ps.npidle() <= 0) {
            return;
        }
        String work = work();
        if (sched.ms.isOneWanted()) {
            if (work != null && sysmonSleepsForEver) {
                host.fail(work + ", no thread was to be had, and sysmon sleeps for ever");
            }
            return;
        }
        if (work != null) {
            host.fail(work + ", a P is free, and nobody looks");
        }
        long age = host.network.newsAge();
        boolean mayLookLater = sched.timers.poller() == null; // sysmon
        if (age > (mayLookLater ? NETWORK_LATE_NS : 0)
                && sched.netpoll.isOpen() // else it is news of what was closed
                && !host.isOneLate() // it may be the one that waits, and has not said so yet
                && threadsAreFree) {
            host.fail("something came by the network, a P is free, and nobody looks");
        }
        long timer = sched.timers.earliest();
        if (timer != TimerHeap.NONE && !isWaitedFor(timer) && threadsAreFree) {
            host.fail("nobody waits for the timer in " + (timer - host.now()) + " ns");
        }
    }

    /** Whoever made room has looked, or sysmon has; it lets in who can't leave its M, too. */
    private void checkThreadLine(boolean sysmonSleepsForEver) {
        ThreadLine line = sched.threadLine;
        boolean isRoom =
                line.length() > 0
                        && !host.isOneLate()
                        && !host.hasThrown
                        && !sched.ms.areTaken(line.onTheirWay());
        if (!isRoom) {
            roomSince = host.now();
        }
        if (line.length() == 0) {
            return;
        }
        if (sysmonSleepsForEver) {
            host.fail(line.length() + " wait for a thread, and sysmon sleeps for ever");
        }
        if (host.now() - Math.max(roomSince, line.moved()) > ROOM_SEEN_NS) {
            host.fail(line.length() + " wait for a thread, and there is one");
        }
    }

    private boolean sysmonSleepsForEver() {
        SimThread t = host.sysmon();
        return t.state == SimThread.State.ASLEEP && t.deadline == SimThread.FOREVER;
    }

    private String work() {
        if (!sched.runq.isEmpty()) {
            return "a G waits in the global queue";
        }
        for (P p : sched.ps.allp()) {
            if (!p.queue.isEmpty()) {
                return "a G waits in the queue of " + p;
            }
        }
        return null;
    }

    private boolean isWaitedFor(long timer) {
        for (M m = sched.ms.first(); m != null; m = m.allNext) {
            SimThread t = host.threadOf(m);
            if (t != null
                    && t.state == SimThread.State.ASLEEP
                    && t.mounted == null
                    && t.deadline - HELD_UP_NS <= timer) {
                return true;
            }
        }
        return false;
    }

    /** An M is about to run a G; without a P, where that goes on in a blocking section. */
    void dispatched(SimG g) {
        if (g.burstNs < 0) {
            host.fail(g + " is known for bursts of " + g.burstNs + " ns");
        }
        checkWait(g);
        checkKnown(g);
        M m = host.current().m;
        long w = ((SimP) m.p).watch();
        if (m.p.m != m || PStatus.state(w) != PStatus.OUTSIDE) {
            return; // it was taken between the two steps
        }
        if (worldIsStopped) {
            host.fail(g + " is run while the world is stopped");
        }
        if (PStatus.isLent(w) && !Discipline.isShort(g)) {
            host.fail(g + " is not short and is run on " + m.p);
        }
        long ahead = m.p.queue.ahead();
        if (ahead > Discipline.AHEAD_NS) {
            host.fail(g + " is run on " + m.p + " and is " + ahead + " ns ahead of others");
        }
    }

    /** A G is to wait for a P together with its M, and gives up the one that it may have. */
    void getsInLine(SimG g) {
        if (g.thread.isAlone && host.areOthersSuspended() && host.current().m.hasP) {
            host.fail(g + " gives its P to those who are suspended");
        }
    }

    /** A G that waited for a P together with its M has one. */
    void leftLine(SimG g) {
        checkWait(g);
        checkKnown(g);
    }

    private void checkWait(SimG g) {
        long waited = host.now() - g.runnableSince;
        long longest = Discipline.isHog(g) ? LONGEST_WAIT_OF_A_HOG_NS : script.longestWaitNs();
        if (threadsAreFree && waited > longest) {
            host.fail(g + " has waited for " + waited + " ns");
        }
    }

    /**
     * Else it would run where only short ones are to, beside the one that it keeps from running.
     */
    private void checkKnown(SimG g) {
        if (Discipline.isShort(g) && script.computesForLong(g.id) && !host.mayBeSuspended()) {
            host.fail(g + " computes for long, and is known for bursts of " + g.burstNs + " ns");
        }
    }

    /** A P that was out with its M is so no more: the M came in, or it was taken. */
    void leftOutside(P p, int to, boolean lends) {
        if (to == PStatus.INSIDE) {
            if (worldIsStopped) {
                host.fail(host.current() + " comes in with a P while the world is stopped");
            }
            return;
        }
        M m = p.m;
        G g = m.curg;
        if (to == PStatus.GCSTOP) {
            if (g == null || ((SimG) g).watch() != G.SYSCALL) {
                host.fail(p + " is stopped, and " + g + " is in no call");
            }
        } else if (lends) {
            boolean forLong = host.now() - m.burstStart >= Retake.SHORT_SLICE_NS;
            if (!host.isSysmon() && !m.isLender() && (m.burstStart == 0 || !forLong)) {
                host.fail(p + " is lent by " + m + ", whose G has just begun");
            }
        } else if (host.isSysmon()) {
            boolean asleep = host.threadOf(m).state == SimThread.State.ASLEEP;
            boolean forLong = host.now() - m.dispatchWhen >= Retake.SLICE_NS;
            if (!asleep && !host.hasSeenAsleep() && !forLong) {
                host.fail("sysmon takes " + p + " from an M that it saw running");
            }
        }
    }
}
