package dev.baton.sched;

/** How the ring is asked, or with one rule of it broken. */
final class SimRingPoll extends RingPoll {
    private final SimHost simHost;

    SimRingPoll(Scheduler sched, NetPoll netpoll) {
        super(sched, netpoll);
        this.simHost = (SimHost) sched.host;
    }

    @Override
    void submit(Opened o) {
        if (simHost.twin != SimTwin.REQUESTS_ARE_GATHERED) {
            super.submit(o);
        }
    }

    @Override
    boolean isDue(M m) {
        Opened o = lvOpened();
        if (o != null && simHost.twin == SimTwin.REQUESTS_ARE_GATHERED) {
            o.ring().submit();
        }
        return super.isDue(m);
    }

    @Override
    boolean takeTurn() {
        return simHost.twin == SimTwin.RESULTS_ARE_TAKEN_BY_ALL || super.takeTurn();
    }

    @Override
    boolean isOpen() {
        return simHost.twin != SimTwin.THE_RING_COMES_UNSEEN && super.isOpen();
    }
}
