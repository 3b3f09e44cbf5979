package dev.baton.sched;

import java.lang.invoke.VarHandle;

/**
 * The life of an M: it takes the next G, runs it until that leaves it, and takes the next. {@code
 * mstart}, {@code schedule}, {@code execute}, {@code park_m} and {@code goexit0} of Go's proc.go.
 * How it finds a G is {@link WorkSearch}'s, how it sleeps and ends {@link Ms}'s.
 */
final class Dispatcher {
    private final Scheduler sched;
    private final Host host;
    private final GlobalQueues runq;
    private final Timers timers;
    private final Ps ps;
    private final Ms ms;
    private final Gs gs;
    private final StopTheWorld world;
    private final Waking waking;
    private final WorkSearch search;
    private final SyscallPath syscalls;
    private final Sysmon sysmon;
    private final Tracing tracing;

    Dispatcher(Scheduler sched) {
        this.sched = sched;
        this.host = sched.host;
        this.runq = sched.runq;
        this.timers = sched.timers;
        this.ps = sched.ps;
        this.ms = sched.ms;
        this.gs = sched.gs;
        this.world = sched.world;
        this.waking = sched.waking;
        this.search = sched.search;
        this.syscalls = sched.syscalls;
        this.sysmon = sched.sysmon;
        this.tracing = sched.tracing;
    }

    /** What the thread of an M does for its life. */
    void mstart(M m) {
        Tracer t = m.trace;
        if (t != null) {
            t.mStart();
        }
        m.takeNextP();
        mloop(m);
        t = m.trace;
        if (t != null) {
            m.trace = null;
            t.mStop();
        }
    }

    /** Runs Gs until the M is to end. It may come with a P or without. */
    void mloop(M m) {
        for (; ; ) {
            if (!m.hasP && !reacquire(m) && !ms.stop(m)) {
                return;
            }
            G g = schedule(m);
            if (g == null) {
                return;
            }
            execute(m, g);
        }
    }

    /**
     * Picks the next G, waiting for one; null when the M is to end. Needs a P. Go's {@code
     * schedule}.
     */
    private G schedule(M m) {
        for (; ; ) {
            if (!m.spinning) {
                if (world.isStopping()) {
                    if (!world.stopM(m)) {
                        return null;
                    }
                    continue;
                }
                if (ps.npidle() < 0 && ps.shed(m)) {
                    if (!ms.stop(m)) {
                        return null;
                    }
                    continue;
                }
            }
            G g = search.findRunnable(m);
            if (g == null) {
                return null;
            }
            if (m.spinning) {
                waking.resetSpinning(m, g);
            }
            if (g.lockedm != null) {
                // Its M waits in line for a P: it gets this one.
                M waiting = g.lockedm;
                tellNewTimers(m.p);
                m.p.queue.begins(host.nanoTime()); // to wake its thread takes a while
                Tracer t = m.trace;
                if (t != null) {
                    t.procStop(m.p);
                    t.handoff(m.p, waiting);
                }
                m.hasP = false;
                waiting.give(m.p, PStatus.INSIDE);
                if (!ms.stop(m)) {
                    return null;
                }
                continue;
            }
            return g;
        }
    }

    /**
     * Runs a G until it leaves the M. On return the M may have lost its P (in a blocking section),
     * and the G may run elsewhere already: it is not touched then.
     */
    private void execute(M m, G g) {
        P p = m.p;
        g.soStatus(G.RUNNABLE, G.RUNNING);
        g.m = m;
        m.curg = g;
        m.nextDispatch();
        Tracer t = m.trace;
        if (t != null) {
            t.goStart(g);
        }
        if (g.waitsSince != 0) {
            long waited = host.nanoTime() - g.waitsSince;
            p.waits.add(waited, g, host);
            if (t != null) {
                tracing.waited(t, g, waited);
            }
        }
        boolean contended = p.queue.isContended();
        host.tellWork(m, contended);
        long begins =
                contended || Discipline.wantsToKnow(g)
                        ? m.burstEnd != 0 ? m.burstEnd : host.nanoTime()
                        : 0;
        m.beginBurst(p.queue.source(), begins);
        m.burstEnd = 0;
        if (contended) {
            m.armAlarm();
        }
        tellNewTimers(p);
        if (g.parkedInside) {
            g.parkedInside = false;
            if (g.owesExit) {
                g.owesExit = false; // and has a P now
            } else {
                syscalls.reenter(m, g); // it parked inside a blocking section, and goes on in it
            }
        }
        m.goOut();
        try {
            host.run(g);
        } catch (InvariantViolation e) {
            throw e;
        } catch (Throwable e) {
            // Of what the G's own code threw only what its handler of uncaught exceptions did gets
            // here, which the JDK ignores as well. Else the JDK could not run it or put it away.
            if (!host.isTerminated(g)) {
                sched.warn(g, e, ": it could not be run, or put away");
            }
        }
        m.yielding = null;
        if (m.curg == g) {
            finish(m, g);
        }
    }

    /** The M does not look at its timers for a while: if one is new, somebody else should. */
    private void tellNewTimers(P p) {
        if (p.timersNew) {
            p.timersNew = false;
            if (ps.npidle() > 0) {
                waking.wakeNetPoller(p.timers.earliest());
            }
        }
    }

    /** The G came back without parking: it is over, or the JDK did not let it run. */
    private void finish(M m, G g) {
        boolean inSection = g.lpStatus() == G.SYSCALL;
        m.comeInForGood();
        m.endBurst(g);
        m.disarmAlarm();
        m.curg = null;
        g.yielded = false;
        Tracer t = m.trace;
        if (!host.isTerminated(g)) {
            // Suspended by somebody who looks at its stack, who submits it again afterwards. That
            // may have come already, while it was RUNNING, and been ignored: so look again.
            g.parkedInside = inSection;
            if (t != null) {
                g.parksFor = ParkReason.SUSPENDED;
                t.goPark(g);
            }
            g.soStatus(inSection ? G.SYSCALL : G.RUNNING, G.WAITING);
            VarHandle.fullFence();
            if (host.isRunnable(g)) {
                waking.ready(g);
            }
            return;
        }
        if (t != null) {
            t.goEnd(g);
        }
        if (inSection) {
            g.soStatus(G.SYSCALL, G.DEAD);
        } else {
            g.soStatus(G.RUNNING, G.DEAD);
        }
        gs.end(m);
        if (inSection && !g.owesExit) {
            if (m.hasP) {
                m.goOut(); // a handler of the program's own may be told
            }
            host.reportMisuse(g, syscalls.endedInside(g));
            m.comeInForGood();
        }
        g.forget();
        if (gs.areClosed()) {
            sched.tellCloser();
        }
    }

    /**
     * The G on this M has left it and nobody has seen that yet: Go's {@code park_m}, {@code
     * gosched_m} and the first half of {@code exitsyscall0}.
     */
    void unmounted(M m) {
        try {
            leave(m);
        } catch (RuntimeException e) {
            throw sched.died(m, e); // the JDK's code, from which this is called, loses it
        }
    }

    private void leave(M m) {
        G g = m.curg;
        if (g == null) {
            throw sched.fatal(m + ": a virtual thread left it that is no G of its own");
        }
        m.comeInForGood();
        m.curg = null;
        m.endBurst(g);
        m.disarmAlarm();
        m.yielding = g.exiting || host.isYielding(g) ? g : null;
        int status = g.lpStatus();
        g.yielded = m.yielding != null;
        Tracer t = m.trace;
        if (t != null && !g.exiting) { // else it has said so
            if (g.yielded) {
                t.goSched(g, g.obeys);
            } else {
                t.goPark(g);
            }
        }
        if (g.exiting) {
            g.exiting = false;
        } else if (status == G.SYSCALL) {
            g.parkedInside = true;
        }
        g.beginSlice();
        g.leftAt = sysmon.coarseNanos;
        g.soStatus(status == G.SYSCALL ? G.SYSCALL : G.RUNNING, G.WAITING);
    }

    /** An M that lost its P looks whether it can go on at once. */
    private boolean reacquire(M m) {
        return ps.npidle() > 0
                && (!runq.isEmpty() || timers.areUnattended())
                && waking.takeIdleToLook(m);
    }
}
