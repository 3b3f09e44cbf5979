package dev.baton.sched;

/** How Ms are woken, or with one rule of it broken. */
final class SimWaking extends Waking {
    private final SimHost simHost;

    /** Threads that are inside {@link #wakep}, and may have counted an M that is not there yet. */
    int inWakep;

    SimWaking(Scheduler sched) {
        super(sched);
        this.simHost = (SimHost) sched.host;
    }

    @Override
    void wakep(int enough) {
        inWakep++;
        super.wakep(enough);
        inWakep--;
    }

    @Override
    void resetSpinning(M m, G found) {
        if (simHost.twin == SimTwin.WHO_FINDS_WORK_WAKES_NOBODY) {
            stopSpinning(m);
        } else {
            super.resetSpinning(m, found);
        }
    }

    @Override
    void inject(G g) {
        if (simHost.twin == SimTwin.INJECTING_WAKES_NOBODY) {
            sched.runq.put(g);
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
}
