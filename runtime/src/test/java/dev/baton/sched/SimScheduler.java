package dev.baton.sched;

/** The scheduler itself, or with one rule of it broken. */
final class SimScheduler extends Scheduler {
    private final SimHost simHost;

    SimScheduler(int maxProcs, int maxThreads, SimHost host) {
        super("sim", maxProcs, maxThreads, host);
        this.simHost = host;
    }

    @Override
    ThreadAllowance newAllowance(int maxThreads) {
        return new SimAllowance(maxThreads, ps.maxprocs(), (SimHost) host);
    }

    @Override
    Tracing newTracing() {
        return new SimTracing(this);
    }

    @Override
    Ps newPs(int maxProcs) {
        return new SimPs(this, maxProcs);
    }

    @Override
    NetPoll newNetPoll() {
        return new SimNetPoll(this);
    }

    @Override
    Waking newWaking() {
        return new SimWaking(this);
    }

    @Override
    ThreadLine newThreadLine() {
        return new ThreadLine(this) {
            @Override
            boolean isRoom() {
                return simHost().twin != SimTwin.NOBODY_IS_LET_IN && super.isRoom();
            }

            @Override
            boolean wantsLook() {
                return simHost().twin != SimTwin.A_LINE_IS_NOT_LOOKED_AT && super.wantsLook();
            }
        };
    }

    /** The field is not set yet where the super class makes its parts. */
    private SimHost simHost() {
        return (SimHost) host;
    }

    @Override
    WorkSearch newSearch() {
        return new WorkSearch(this) {
            @Override
            boolean lastLook(M m) {
                return simHost.twin != SimTwin.NO_LAST_LOOK && super.lastLook(m);
            }
        };
    }

    @Override
    InvariantViolation fatal(String what) {
        simHost.violated(what);
        return super.fatal(what);
    }

    @Override
    void warn(String what) {
        // That threads run out is part of the game.
    }
}
