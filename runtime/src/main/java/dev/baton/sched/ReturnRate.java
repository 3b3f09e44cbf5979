package dev.baton.sched;

/**
 * How often an M comes back from a blocking call. When that is every few ten microseconds, a P that
 * is left in such a call need not be handed to an M that has to be woken for it: the next one that
 * comes back takes it. A hand-off costs three thread switches (the M that is woken, the M that
 * comes back, the M that parks), this costs one.
 *
 * <p>Threads race on the fields and they are plain: it is an estimate.
 */
final class ReturnRate {
    /** At most so long between two returns, on average. */
    private static final long FREQUENT_NS = 60_000;

    /** And the last no longer ago than this. */
    private static final long RECENT_NS = 500_000;

    private static final long LONGEST_NS = 1_000_000;

    private long lastNanos;
    private long averageNs = LONGEST_NS;

    /** An M is back from a call that blocked. */
    void returned(long now) {
        long since = now - lastNanos;
        lastNanos = now;
        averageNs += (Math.min(since, LONGEST_NS) - averageNs) / 8;
    }

    /** Whether the next is to be expected soon. */
    boolean isFrequent(long now) {
        return averageNs < FREQUENT_NS && now - lastNanos < RECENT_NS;
    }
}
