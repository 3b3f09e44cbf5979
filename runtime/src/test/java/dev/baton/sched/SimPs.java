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
        return new SimP(id, sched);
    }

    @Override
    void settleLocked(P p) {
        if (((SimHost) sched.host).twin != SimTwin.STUCK_FOR_EVER) {
            super.settleLocked(p);
        }
    }
}
