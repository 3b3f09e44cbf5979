package dev.baton.api;

import java.util.Map;

/** How much a scheduler may do at a time: {@link Blocking#limits}. Does not change. */
public final class Limits {
    private final int maxProcs;
    private final int maxThreads;

    Limits(Map<String, Long> counters) {
        maxProcs = counters.getOrDefault("maxProcs", 0L).intValue();
        maxThreads = counters.getOrDefault("maxThreads", 0L).intValue();
    }

    /**
     * How many virtual threads run at a time; those in blocking calls are not among them.
     *
     * @return 1 or more; 0 without Baton
     */
    public int maxProcs() {
        return maxProcs;
    }

    /**
     * How many OS threads there may be that run virtual threads or block for them: so many calls
     * can block at a time, and further ones wait for their turn.
     *
     * @return 1 or more; 0 without Baton
     */
    public int maxThreads() {
        return maxThreads;
    }

    @Override
    public String toString() {
        return "maxProcs=" + maxProcs + ", maxThreads=" + maxThreads;
    }
}
