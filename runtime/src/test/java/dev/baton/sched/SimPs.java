package dev.baton.sched;

/** Ps that watch themselves; or with one rule broken. */
final class SimPs extends Ps {
    private final Scheduler sched;

    SimPs(Scheduler sched, int maxProcs) {
        super(sched, maxProcs);
        this.sched = sched;
    }

    @Override
    P makeP(int id) {
        ((SimHost) sched.host).runOutOfMemory();
        return new SimP(id, sched);
    }

    @Override
    boolean markStuck(P p, int why, long dispatches) {
        SimScheduler sim = (SimScheduler) sched;
        sim.wakesNobody =
                why == P.BUSY && ((SimHost) sched.host).twin == SimTwin.LENDING_WAKES_NOBODY;
        boolean marked = super.markStuck(p, why, dispatches);
        sim.wakesNobody = false;
        return marked;
    }

    @Override
    boolean isForShortOnes(P p) {
        return ((SimHost) sched.host).twin != SimTwin.A_SPARE_RUNS_ALL && super.isForShortOnes(p);
    }

    @Override
    void settleLocked(P p) {
        if (((SimHost) sched.host).twin != SimTwin.STUCK_FOR_EVER) {
            super.settleLocked(p);
        }
    }
}
