package dev.baton.sched;

/** Watches that no thread is asked for soon after one was refused. */
final class SimAllowance extends ThreadAllowance {
    private final SimHost host;
    private long refusedNs = -MIN_BACK_OFF_NS;
    private int refusedAt;

    SimAllowance(int maxThreads, int maxprocs, SimHost host) {
        super(maxThreads, maxprocs);
        this.host = host;
    }

    @Override
    boolean allows(int count) {
        boolean allows = super.allows(count);
        // As many as there were then may be: one has ended.
        if (allows && count >= refusedAt && host.now() - refusedNs < MIN_BACK_OFF_NS) {
            host.fail("another M may be had, and one was refused just now");
        }
        return allows;
    }

    @Override
    boolean isToBeAsked(int count, long now) {
        return host.twin != SimTwin.NOBODY_ASKS_FOR_ROOM && super.isToBeAsked(count, now);
    }

    @Override
    boolean isBackingOff(long now) {
        return host.twin != SimTwin.NO_BACK_OFF && super.isBackingOff(now);
    }

    @Override
    void refused(int count, long now) {
        super.refused(count, now);
        refusedNs = now;
        refusedAt = count;
    }
}
