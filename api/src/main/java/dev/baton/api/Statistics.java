package dev.baton.api;

import java.util.Map;

/** What a scheduler has done since its start: {@link Blocking#statistics}. Does not change. */
public final class Statistics {
    private final Map<String, Long> counters;

    Statistics(Map<String, Long> counters) {
        this.counters = counters;
    }

    /**
     * Calls that were announced as blocking, by anybody.
     *
     * @return 0 or more
     */
    public long blockingCalls() {
        return get("syscalls");
    }

    /**
     * Calls in which others got to run: at once, since they were expected to block, or after the
     * thread was found asleep.
     *
     * @return 0 or more
     */
    public long handOffs() {
        return get("handoffs") + get("retakes");
    }

    /**
     * Virtual threads started and not ended yet.
     *
     * @return 0 or more
     */
    public long virtualThreads() {
        return get("gLive");
    }

    /**
     * OS threads that run virtual threads or block for them.
     *
     * @return 0 or more
     */
    public long threads() {
        return get("threadsLive");
    }

    /**
     * Calls that wait for an OS thread now, since all of {@link Limits#maxThreads} are taken.
     *
     * @return 0 or more
     */
    public long waitingForThreads() {
        return get("threadWaiting");
    }

    /**
     * How long a virtual thread waited to be run, at most, in half of all times.
     *
     * @return nanoseconds, to one part in eight; 0 where waits are not timed, as they are with
     *     Baton's option {@code stats}
     */
    public long medianWaitNanos() {
        return get("waitP50Ns");
    }

    /**
     * The same in 99 of a hundred times.
     *
     * @return nanoseconds, to one part in eight; 0 where waits are not timed
     */
    public long p99WaitNanos() {
        return get("waitP99Ns");
    }

    /**
     * The longest that a virtual thread waited to be run.
     *
     * @return nanoseconds; 0 where waits are not timed
     */
    public long longestWaitNanos() {
        return get("longestWaitNs");
    }

    private long get(String name) {
        return counters.getOrDefault(name, 0L);
    }

    /** For logs: all of them, under the names that Baton's own counters have. */
    @Override
    public String toString() {
        return counters.toString();
    }
}
