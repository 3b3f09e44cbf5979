package dev.baton.agent.live;

import java.util.Locale;

/** Durations in words, to what a person cares for. */
final class Durations {
    private static final long MS = 1_000_000;
    private static final long SECOND = 1000 * MS;
    private static final long MINUTE = 60 * SECOND;

    private Durations() {}

    static String text(long ns) {
        if (ns < SECOND) {
            return ns / MS + " ms";
        }
        if (ns < 10 * MINUTE) {
            return String.format(Locale.ROOT, "%.1f s", (double) ns / SECOND);
        }
        return ns / MINUTE + " min";
    }
}
