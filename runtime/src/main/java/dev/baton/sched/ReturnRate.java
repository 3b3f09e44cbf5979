package dev.baton.sched;

/**
 * Whether a P that is left in a blocking call is soon taken by an M that comes back from another.
 *
 * <p>Where Ms come back every few ten microseconds, such a P need not be handed to an M that has to
 * be woken for it. A hand-off costs three thread switches (the M that is woken, the M that comes
 * back, the M that parks), this costs one. It does not work where others compete for the CPUs, and
 * the Ms come back late: then sysmon has to take the Ps, and for a while all are handed off again.
 *
 * <p>Threads race on the fields and they are plain: it is an estimate.
 */
final class ReturnRate {
    /** At most so long between two returns, on average. */
    private static final long FREQUENT_NS = 60_000;

    /** And the last no longer ago than this. */
    private static final long RECENT_NS = 500_000;

    private static final long LONGEST_NS = 1_000_000;

    /** Missed by more than this many of {@link #ALL}: it does not work. */
    private static final int MOST_MISSED = 400;

    private static final int ALL = 1000;

    /** How long all is handed off then. */
    private static final long PAUSE_NS = 200_000_000;

    private long lastNanos;
    private long averageNs = LONGEST_NS;
    private int missed;
    private long pauseUntil;

    /** An M is back from a call that blocked. */
    void returned(long now) {
        long since = now - lastNanos;
        lastNanos = now;
        averageNs += (Math.min(since, LONGEST_NS) - averageNs) / 8;
    }

    /** Whether the next is to be expected soon. */
    boolean isFrequent(long now) {
        return averageNs < FREQUENT_NS && now - lastNanos < RECENT_NS && now - pauseUntil >= 0;
    }

    /** A P that was left has been taken by an M that came back. */
    void taken() {
        missed -= missed / 32;
    }

    /** Sysmon had to take one. */
    void missed(long now) {
        missed += (ALL - missed) / 32;
        if (missed > MOST_MISSED) {
            missed = 0;
            pauseUntil = now + PAUSE_NS;
        }
    }
}
