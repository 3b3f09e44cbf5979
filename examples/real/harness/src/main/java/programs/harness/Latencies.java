package programs.harness;

import java.util.concurrent.atomic.AtomicLongArray;

/**
 * A histogram of times with an error of 3 % at most: each power of two has 32 buckets. Any thread
 * may add.
 */
final class Latencies {
    private static final int SUB_BITS = 5;
    private static final int SUB_BUCKETS = 1 << SUB_BITS;

    private final AtomicLongArray counts =
            new AtomicLongArray(SUB_BUCKETS * (Long.SIZE - SUB_BITS));

    void add(long ns) {
        counts.incrementAndGet(bucket(Math.max(0, ns)));
    }

    long count() {
        long n = 0;
        for (int i = 0; i < counts.length(); i++) {
            n += counts.get(i);
        }
        return n;
    }

    /**
     * The time that a share of all times doesn't exceed.
     *
     * @param share 0 to 1
     * @return in nanoseconds, the upper bound of its bucket; 0 when there is no time
     */
    long quantileNs(double share) {
        long rank = (long) Math.ceil(share * count());
        long seen = 0;
        for (int i = 0; i < counts.length(); i++) {
            seen += counts.get(i);
            if (seen >= rank && seen > 0) {
                return upperBound(i);
            }
        }
        return 0;
    }

    private static int bucket(long ns) {
        if (ns < SUB_BUCKETS) {
            return (int) ns;
        }
        int shift = Long.SIZE - 1 - SUB_BITS - Long.numberOfLeadingZeros(ns);
        return (shift + 1) * SUB_BUCKETS + (int) (ns >>> shift) - SUB_BUCKETS;
    }

    private static long upperBound(int bucket) {
        if (bucket < SUB_BUCKETS) {
            return bucket;
        }
        int shift = bucket / SUB_BUCKETS - 1;
        return ((long) (bucket % SUB_BUCKETS + SUB_BUCKETS + 1) << shift) - 1;
    }
}
