package dev.baton.sched;

/** The scheduler itself, or with one rule of it broken. */
final class SimScheduler extends Scheduler {
    private final SimHost simHost;

    /** Threads that are inside {@link #wakep}, and may have counted an M that is not there yet. */
    int inWakep;

    SimScheduler(int maxProcs, int maxThreads, SimHost host) {
        super("sim", maxProcs, maxThreads, host);
        this.simHost = host;
    }

    @Override
    Ps newPs(int maxProcs) {
        return new SimPs(this, maxProcs);
    }

    @Override
    void wakep(int enough) {
        inWakep++;
        super.wakep(enough);
        inWakep--;
    }

    @Override
    boolean lastLook(M m) {
        return simHost.twin != SimTwin.NO_LAST_LOOK && super.lastLook(m);
    }

    @Override
    void inject(G g) {
        if (simHost.twin == SimTwin.INJECTING_WAKES_NOBODY) {
            runq.put(g);
        } else {
            super.inject(g);
        }
    }

    @Override
    void wakeNetPoller(long when) {
        if (simHost.twin != SimTwin.A_TIMER_WAKES_NOBODY) {
            super.wakeNetPoller(when);
        }
    }

    @Override
    InvariantViolation fatal(String what) {
        simHost.record(what);
        return super.fatal(what);
    }

    @Override
    void warn(String what) {
        // That threads run out is part of the game.
    }
}
