package dev.baton.sched;

/** Ps that watch themselves. */
final class SimPs extends Ps {
    private final Scheduler sched;

    SimPs(Scheduler sched, int maxProcs) {
        super(sched, maxProcs);
        this.sched = sched;
    }

    @Override
    boolean mayLend(M lender, long now) {
        return ((SimHost) sched.host).twin == SimTwin.WHO_HAS_JUST_BEGUN_LENDS
                ? lender.curg != null
                : super.mayLend(lender, now);
    }

    @Override
    P makeP(int id) {
        ((SimHost) sched.host).runOutOfMemory();
        return new SimP(id, sched);
    }
}
