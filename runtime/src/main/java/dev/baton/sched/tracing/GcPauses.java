package dev.baton.sched.tracing;

import java.lang.management.GarbageCollectorMXBean;
import java.lang.management.ManagementFactory;
import java.util.List;

/**
 * Looks, again and again, whether the JVM has collected garbage. It tells how long that took in
 * milliseconds, and that it was since the last look: no more is known so without a listener, which
 * costs a program that starts a few hundred classes.
 */
public final class GcPauses {
    private final List<GarbageCollectorMXBean> collectors;
    private final long[] counts;
    private final long[] millis;

    /** Begins to look. */
    public GcPauses() {
        collectors = collectors();
        counts = new long[collectors.size()];
        millis = new long[collectors.size()];
        for (int i = 0; i < counts.length; i++) {
            counts[i] = collectors.get(i).getCollectionCount();
            millis[i] = collectors.get(i).getCollectionTime();
        }
    }

    private static List<GarbageCollectorMXBean> collectors() {
        try {
            return ManagementFactory.getGarbageCollectorMXBeans();
        } catch (LinkageError e) {
            return List.of(); // a JVM without the module java.management
        }
    }

    /**
     * Looks once more.
     *
     * @param see is told of each collector that was at work since the last look
     */
    public void look(Seen see) {
        for (int i = 0; i < counts.length; i++) {
            long count = collectors.get(i).getCollectionCount();
            if (count != counts[i]) {
                long ms = collectors.get(i).getCollectionTime();
                see.collected(collectors.get(i).getName(), ms - millis[i]);
                counts[i] = count;
                millis[i] = ms;
            }
        }
    }

    /** Is told of collections. */
    @FunctionalInterface
    public interface Seen {
        /**
         * There was one, or several.
         *
         * @param collector its name
         * @param ms how long it took; 0 for less than one
         */
        void collected(String collector, long ms);
    }
}
