package dev.baton.sched;

import dev.baton.sched.view.WaitsView;
import java.util.Arrays;

/**
 * How long Gs waited to be run, where that is timed ({@link Scheduler#timeWaits}): how many waits
 * of each length there were, and which was the longest. One of each P, written by the M that has
 * the P with plain stores, and read by anybody, who may see the last few or not; others are sums.
 */
public final class WaitTimes {
    /** Eight lengths for each power of two: a percentile is right to one part in eight. */
    private static final int STEPS_SHIFT = 3;

    private static final int STEPS = 1 << STEPS_SHIFT;

    /** Waits of {@code 2^43} nanoseconds, two hours, and all longer ones count as that. */
    private static final int LENGTHS = (43 - STEPS_SHIFT) * STEPS;

    /** What waits for less is not worth its site, which takes some 50 µs. */
    static final long WORTH_A_SITE_NS = 1_000_000;

    private static final Longest NONE = new Longest(0, "");

    /** With its site; for readers of one moment. */
    private record Longest(long ns, String site) {}

    /** How many waits there were of each length; null before the first. */
    private long[] counts;

    private Longest longest = NONE;

    WaitTimes() {}

    /** Counts a wait of a G that is about to run. By the M that has the P. */
    void add(long ns, G g, Host host) {
        long[] c = counts;
        if (c == null) {
            c = new long[LENGTHS];
            counts = c;
        }
        c[indexOf(ns)]++;
        if (ns > longest.ns) {
            longest = new Longest(ns, ns < WORTH_A_SITE_NS ? "" : host.siteOf(g));
        }
    }

    /** Adds what another counted. */
    void add(WaitTimes other) {
        long[] theirs = other.counts;
        if (theirs != null) {
            if (counts == null) {
                counts = new long[LENGTHS];
            }
            Arrays.setAll(counts, i -> counts[i] + theirs[i]);
        }
        if (other.longest.ns > longest.ns) {
            longest = other.longest;
        }
    }

    /**
     * What is known of them now.
     *
     * @return a count of 0 where waits are not timed
     */
    public WaitsView view() {
        return new WaitsView(
                count(), percentileNs(50), percentileNs(99), longestNs(), longestSite());
    }

    /** How many waits there were; 0 where they are not timed. */
    long count() {
        return counts == null ? 0 : Arrays.stream(counts).sum();
    }

    /**
     * How long a wait took at most, of that many in a hundred.
     *
     * @param percent 1 to 99
     * @return nanoseconds, at most an eighth too many; 0 where there was none
     */
    long percentileNs(int percent) {
        long left = (count() * percent + 99) / 100;
        for (int i = 0; left > 0 && i < LENGTHS; i++) {
            left -= counts[i];
            if (left <= 0) {
                return Math.min(mostAt(i), longest.ns);
            }
        }
        return 0;
    }

    /** The longest wait, in nanoseconds; 0 where there was none. */
    long longestNs() {
        return longest.ns;
    }

    /**
     * Where the one goes on that waited for the longest: a line of its stack, with its name if it
     * has one; an empty text where that was less than a millisecond.
     */
    String longestSite() {
        return longest.site;
    }

    /** Each from 0 to 15 is a length of its own, then each eighth of a power of two. */
    static int indexOf(long ns) {
        if (ns < 2 * STEPS) {
            return (int) Math.max(ns, 0);
        }
        int shift = 63 - Long.numberOfLeadingZeros(ns) - STEPS_SHIFT;
        return (int) Math.min((shift << STEPS_SHIFT) + (ns >>> shift), LENGTHS - 1);
    }

    /** The longest that is counted there. */
    static long mostAt(int index) {
        if (index < 2 * STEPS) {
            return index;
        }
        int shift = (index >> STEPS_SHIFT) - 1;
        long eighths = (long) STEPS + index % STEPS;
        return ((eighths + 1) << shift) - 1;
    }
}
