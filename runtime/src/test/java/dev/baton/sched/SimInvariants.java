package dev.baton.sched;

import java.util.List;
import java.util.function.Consumer;

/** What must be true of the scheduler at each step, and what when no thread can run. */
final class SimInvariants {
    /** An M that computed its deadline and was then held up by others sleeps too long by this. */
    private static final long HELD_UP_NS = 1_000_000;

    /** After so long without a P that runs, sysmon sleeps. */
    private static final long SETTLED_NS = Sysmon.IDLE_NS + 25_000_000;

    /**
     * No G waits for longer: a dozen of others may be before it, each of which has its P until
     * sysmon finds it computing for a slice.
     */
    private static final long LONGEST_WAIT_NS = 100_000_000;

    private final SimHost host;
    private final SimScheduler sched;
    private final List<SimVirtualThread> threads;
    private final Consumer<G> count = this::count;

    /** There is always another thread to be had. */
    private final boolean threadsAreFree;

    private final int maxThreads;

    private long idleSince;

    /** The world is stopped: between the last P that stops and the first that starts. */
    boolean worldIsStopped;

    SimInvariants(
            SimHost host, SimScheduler sched, List<SimVirtualThread> threads, SimScript script) {
        this.host = host;
        this.sched = sched;
        this.threads = threads;
        this.idleSince = host.now();
        this.threadsAreFree = script.threadsAreFree();
        this.maxThreads = script.maxThreads;
    }

    /** All that there are, for dumps. */
    void forEachG(Consumer<? super G> see) {
        threads.forEach(t -> see.accept(t.g));
    }

    /** At each step, whoever takes it. */
    void check() {
        boolean locked = host.isLocked(sched.lock);
        checkPs(locked);
        checkMs();
        checkQueues();
    }

    private void checkPs(boolean locked) {
        int taken = 0;
        int busy = 0;
        for (P p : sched.ps.allp()) {
            int s = ((SimP) p).watch();
            if (!p.inIdleList) {
                if (p.stuck == P.FREE) {
                    taken++;
                } else if (p.stuck == P.BUSY) {
                    busy++;
                }
            } else if (!locked) {
                if (s != P.IDLE) {
                    host.fail(p + " is in the list of idle Ps");
                }
                if (p.stuck != P.FREE) {
                    host.fail(p + " is idle and stuck");
                }
                if (!p.queue.isEmpty()) {
                    host.fail(p + " is idle and has " + p.queue.size() + " Gs");
                }
                if (sched.ps.npidle() <= 0 && p.timers.size() != 0) {
                    host.fail(p + " is idle, has timers, and no slot to run them in");
                }
            }
        }
        if (taken + busy != 0 || sched.world.isStopping() || sysmonSleepsForEver()) {
            idleSince = host.now();
        }
        if (!locked && sched.ps.npidle() != sched.ps.maxprocs() - taken) {
            host.fail(
                    sched.ps.npidle()
                            + " slots are said to be free: of "
                            + sched.ps.maxprocs()
                            + ", "
                            + taken
                            + " are taken");
        }
        boolean forAny = sched.ps.maxprocs() - taken - busy > 0;
        if (!locked && sched.ps.hasSlotForAny() != forAny) {
            host.fail(
                    "whether a slot is free for any G: " + !forAny + ", " + busy + " Ps are busy");
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
                int s = ((SimP) m.p).watch();
                if (m.p.m != m) {
                    host.fail(m + " has " + m.p + ", which belongs to " + m.p.m);
                }
                if (s != P.RUNNING && s != P.GCSTOP) {
                    // It is just giving it up, or getting it.
                    if (s != P.SYSCALL || host.current().m != m) {
                        host.fail(m + " has " + m.p);
                    }
                }
            }
        }
        if (ms > maxThreads) {
            host.fail("there are " + ms + " Ms, of " + maxThreads);
        }
        int counted = sched.nmspinning();
        if (counted < spinning || counted > spinning + sched.inWakep) {
            host.fail("nmspinning is " + counted + ", and " + spinning + " Ms spin");
        }
    }

    private void checkQueues() {
        for (int i = 0; i < threads.size(); i++) {
            threads.get(i).g.inQueues = 0;
        }
        sched.runq.shorts.forEach(count);
        sched.runq.longs.forEach(count);
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
        if (!sysmonSleepsForEver && threadsAreFree && host.now() - idleSince > SETTLED_NS) {
            host.fail("sysmon looks on and on, and all Ps are idle");
        }
        if (sched.world.isStopping()) {
            return;
        }
        if (sched.nmspinning() != 0) {
            host.fail("nmspinning is " + sched.nmspinning() + ", and nobody runs");
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
        long timer = sched.timers.earliest();
        if (timer != TimerHeap.NONE && !isWaitedFor(timer) && threadsAreFree) {
            host.fail("nobody waits for the timer in " + (timer - host.now()) + " ns");
        }
    }

    private boolean sysmonSleepsForEver() {
        SimThread t = host.sysmon();
        return t.state == SimThread.State.ASLEEP && t.deadline == SimThread.FOREVER;
    }

    private String work() {
        boolean any = sched.ps.hasSlotForAny();
        if (!sched.runq.shorts.isEmpty() || (any && !sched.runq.isEmpty())) {
            return "a G waits in the global queue";
        }
        for (P p : sched.ps.allp()) {
            if (p.queue.hasFor(!any)) {
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
        long waited = host.now() - g.runnableSince;
        if (threadsAreFree && waited > LONGEST_WAIT_NS) {
            host.fail(g + " has waited for " + waited + " ns");
        }
        M m = host.current().m;
        if (m.hasP) {
            if (worldIsStopped && m.p.stuck == P.FREE) {
                host.fail(g + " is run while the world is stopped");
            }
            if (m.p.spare && !Discipline.isShort(g)) {
                host.fail(g + " is not short and is run on the spare " + m.p);
            }
            long ahead = m.p.queue.ahead();
            if (ahead > Discipline.AHEAD_NS) {
                host.fail(g + " is run on " + m.p + " and is " + ahead + " ns ahead of others");
            }
        }
    }

    /** An M took a P out of SYSCALL and goes on with its G. */
    void backFromSyscall(P p) {
        if (worldIsStopped) {
            host.fail(host.current() + " leaves a call while the world is stopped");
        }
    }
}
