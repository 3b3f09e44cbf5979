package dev.baton.sched;

import dev.baton.sched.timers.TimerHeap;

/** The real scheduler on a {@link ModelHost}, and what must be true of it when all Ms sleep. */
class Model {
    final ModelHost host;
    final Scheduler sched;

    Model(Scheduler sched) {
        this.sched = sched;
        this.host = (ModelHost) sched.host;
        host.built(sched);
    }

    /** The scheduler as it is, but for the Ps that it makes. */
    static class RealScheduler extends Scheduler {
        RealScheduler(int maxProcs) {
            this(maxProcs, new ModelHost());
        }

        RealScheduler(int maxProcs, Host host) {
            super("model", maxProcs, 100, host);
        }

        @Override
        Ps newPs(int maxProcs) {
            return new ModelPs(this, maxProcs);
        }
    }

    /** A P that is taken from an M in the kernel goes to the idle list without a look. */
    static final class HandsOffBlindly extends RealScheduler {
        HandsOffBlindly(int maxProcs) {
            super(maxProcs);
        }

        @Override
        Waking newWaking() {
            return new Waking(this) {
                @Override
                void handoffp(P p) {
                    lock.lock();
                    ps.put(p);
                    lock.unlock();
                }
            };
        }
    }

    /** Ps that notice two users. */
    static class ModelPs extends Ps {
        final Scheduler sched;

        ModelPs(Scheduler sched, int maxProcs) {
            super(sched, maxProcs);
            this.sched = sched;
        }

        @Override
        P makeP(int id) {
            return new ModelP(id, sched);
        }
    }

    /** A G that is not started. */
    ModelG g(ModelG.Step... steps) {
        ModelG g = new ModelG(sched, steps);
        host.gs.add(g);
        return g;
    }

    /** An M that has been handed a P. */
    M m() {
        sched.lock.lock();
        P p = sched.ps.get(null);
        sched.lock.unlock();
        sched.ms.start(p, false);
        M m = sched.ms.first();
        while (m.nextp != p) {
            m = m.allNext;
        }
        return m;
    }

    /** Starts a G and has an M run it until that G stays away; all other Ms sleep then. */
    M mWith(ModelG g) {
        M m = m();
        sched.waking.ready(g);
        run(m);
        settle();
        if (m.curg != g) {
            throw wrong(g + " does not stay away on " + m);
        }
        return m;
    }

    /** The thread of an M that has been handed a P. */
    void run(M m) {
        host.live(m, sched.dispatcher::mstart);
    }

    /** The thread of an M whose G stayed away, from there on. */
    void goOn(M m) {
        host.live(m, this::goOnWithItsG);
    }

    private void goOnWithItsG(M m) {
        ModelG g = (ModelG) m.curg;
        g.goOn();
        if (m.curg == g) {
            throw wrong(g + " is to end by parking, or in staying away again");
        }
        sched.dispatcher.mloop(m);
    }

    /** The thread of an M that waited for a timer, from there on. */
    private void stopPolling(M m) {
        sched.timers.sleptEnough();
        if (sched.search.goOnLooking(m)) {
            sched.dispatcher.mloop(m);
        }
    }

    /** Runs all Ms that were handed a P or woken, until all sleep. */
    void settle() {
        for (M m = nextAwake(); m != null; m = nextAwake()) {
            if (m == sched.timers.poller()) {
                host.live(m, this::stopPolling);
            } else {
                run(m);
            }
            host.throwFailure();
        }
    }

    private M nextAwake() {
        for (M m = sched.ms.first(); m != null; m = m.allNext) {
            ModelHost.ParkNote note = (ModelHost.ParkNote) m.park;
            if (m.nextp != null) {
                note.take();
                return m;
            }
            if (m == sched.timers.poller()
                    && (note.take() || sched.timers.pollUntil() <= host.now)) {
                return m;
            }
        }
        return null;
    }

    /** All sleep: no G may be left waiting, no timer forgotten, no count wrong. */
    void checkAtRest() {
        host.throwFailure();
        for (ModelG g : host.gs) {
            int status = g.laStatus();
            if (status == G.RUNNABLE || (status == G.WAITING && !g.isThrough())) {
                throw wrong(g + " waits and nobody will run it");
            }
        }
        long timer = sched.timers.earliest();
        if (timer != TimerHeap.NONE
                && (sched.timers.poller() == null || sched.timers.pollUntil() > timer)) {
            throw wrong("nobody waits for the timer at " + timer);
        }
        int taken = 0;
        for (P p : sched.ps.allp()) {
            int state = p.laState();
            if (p.inIdleList != (state == PStatus.IDLE)
                    || state == PStatus.GCSTOP
                    || (state == PStatus.IDLE && PStatus.isLent(p.laWord()))
                    || (state == PStatus.OUTSIDE && p.m.curg == null)) {
                throw wrong(p + " is lost");
            }
            if (state != PStatus.IDLE) {
                taken++;
            }
        }
        if (sched.ps.npidle() != sched.ps.maxprocs() - taken) {
            throw wrong("idle Ps are miscounted");
        }
        if (sched.waking.nmspinning() != 0) {
            throw wrong("spinning Ms are miscounted");
        }
    }

    private AssertionError wrong(String what) {
        return new AssertionError(what + "\n" + Dump.of(sched));
    }
}
