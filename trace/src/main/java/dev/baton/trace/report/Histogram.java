package dev.baton.trace.report;

/**
 * Durations, counted in buckets of which each is an eighth of a power of two wide: what it says is
 * right to an eighth.
 *
 * <p>Not for several threads at once.
 */
public final class Histogram {
    private static final int SUB_BITS = 3;
    private static final int SUBS = 1 << SUB_BITS;

    private final long[] counts = new long[(Long.SIZE - SUB_BITS) * SUBS];
    private long count;
    private long sumNs;
    private long longestNs;

    /** An empty one. */
    public Histogram() {}

    /**
     * Counts one.
     *
     * @param ns a duration in ns; less than nothing counts as nothing
     */
    public void add(long ns) {
        long value = Math.max(0, ns);
        counts[bucket(value)]++;
        count++;
        sumNs += value;
        longestNs = Math.max(longestNs, value);
    }

    /** {@return how many were counted} */
    public long count() {
        return count;
    }

    /** {@return all of them together, in ns} */
    public long sumNs() {
        return sumNs;
    }

    /** {@return the longest in ns, exactly; 0 where there is none} */
    public long longestNs() {
        return longestNs;
    }

    /**
     * The duration that so many are not longer than.
     *
     * @param share of all, above 0 and up to 1: 0.99 for the 99th percentile
     * @return the upper end of its bucket in ns, and not more than the longest; 0 where there is
     *     none
     */
    public long quantileNs(double share) {
        long rank = (long) Math.ceil(share * count);
        long seen = 0;
        for (int bucket = 0; bucket < counts.length && rank > 0; bucket++) {
            seen += counts[bucket];
            if (seen >= rank) {
                return Math.min(longestNs, end(bucket));
            }
        }
        return 0;
    }

    /**
     * How many were within a range.
     *
     * @param fromNs a power of two, or 0
     * @param toNs a power of two
     * @return those that are at least {@code fromNs} and shorter than {@code toNs}
     */
    public long between(long fromNs, long toNs) {
        long sum = 0;
        for (int bucket = bucket(fromNs); bucket < bucket(toNs); bucket++) {
            sum += counts[bucket];
        }
        return sum;
    }

    private static int bucket(long value) {
        if (value < SUBS) {
            return (int) value;
        }
        int shift = Long.SIZE - 1 - Long.numberOfLeadingZeros(value) - SUB_BITS;
        return (shift + 1) * SUBS + (int) (value >>> shift) - SUBS;
    }

    /** The largest value of a bucket. */
    private static long end(int bucket) {
        if (bucket < SUBS) {
            return bucket;
        }
        int shift = bucket / SUBS - 1;
        return ((long) (bucket % SUBS + SUBS + 1) << shift) - 1;
    }
}
