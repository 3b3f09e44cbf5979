package dev.baton.sched;

/** Ps that watch themselves. */
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
}
