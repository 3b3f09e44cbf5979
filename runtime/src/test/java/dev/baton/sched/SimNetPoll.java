package dev.baton.sched;

/** How the network is asked, or with one rule of it broken. */
final class SimNetPoll extends NetPoll {
    private final SimHost simHost;

    SimNetPoll(Scheduler sched) {
        super(sched);
        this.simHost = (SimHost) sched.host;
    }

    /** Of any number of threads: these worlds have few. */
    @Override
    PipeWaits newPipeWaits(Scheduler sched) {
        return new PipeWaits(sched, this) {
            @Override
            boolean areThreadsMany() {
                return true;
            }
        };
    }

    @Override
    RingPoll newRingPoll(Scheduler sched) {
        return new SimRingPoll(sched, this);
    }

    @Override
    void seeThatSomebodyPolls() {
        if (simHost.twin != SimTwin.THE_NETWORK_COMES_UNSEEN) {
            super.seeThatSomebodyPolls();
        }
    }

    @Override
    boolean poll() {
        boolean asks = !simHost.isSysmon() || simHost.twin != SimTwin.SYSMON_ASKS_NO_NETWORK;
        return asks && super.poll();
    }

    @Override
    void readyAwaited(M m) {
        if (m.hasP || simHost.twin != SimTwin.NEWS_FOR_WHO_HAS_NO_P_ARE_LOST) {
            super.readyAwaited(m);
        }
    }
}
