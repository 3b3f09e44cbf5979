package dev.baton.bench;

import java.util.OptionalDouble;

/**
 * The work of all experiments that compute: steps of a generator (Marsaglia's xorshift) in which
 * each needs the one before, and which no compiler knows how to take several of at once; of a
 * linear congruential generator C2 does. The Go side does the same steps.
 *
 * <p>Work is a number of steps and not a stretch of time: a thread that was pushed off its CPU in
 * the middle must not count as having worked meanwhile.
 */
final class Work {
    private static final int CALIBRATION_STEPS = 100_000;
    private static final int CALIBRATION_TRIES = 200;
    private static final long CALIBRATION_NS = 100_000_000;

    private static volatile double stepsPerMicrosecond;

    /** Takes results, so that they are needed. */
    static volatile long sink = 1;

    private Work() {}

    /**
     * Computes.
     *
     * @param steps how many, at least 0
     * @param x where to begin, not 0
     * @return where it ended
     */
    static long compute(int steps, long x) {
        for (int i = 0; i < steps; i++) {
            x ^= x << 13;
            x ^= x >>> 7;
            x ^= x << 17;
        }
        return x;
    }

    /**
     * How many steps take so many microseconds of a CPU that is ours alone.
     *
     * @param microseconds above 0, up to a second
     * @return at least 1
     */
    static int stepsFor(double microseconds) {
        double rate = stepsPerMicrosecond;
        if (rate == 0) {
            stepsPerMicrosecond = rate = calibrate();
        }
        return Math.max(1, (int) (microseconds * rate));
    }

    /**
     * What one microsecond of work is in this process.
     *
     * @return steps; empty when nothing asked for it
     */
    static OptionalDouble stepsPerMicrosecond() {
        double rate = stepsPerMicrosecond;
        return rate == 0 ? OptionalDouble.empty() : OptionalDouble.of(rate);
    }

    /**
     * The best of many tries, for what disturbs only makes it slower. One thing would not be seen
     * as such: if the compiler's threads got no CPU all the while. {@link Catalogue#JVM_FLAGS} has
     * {@link #compute} compiled by the thread that waits for it.
     */
    private static double calibrate() {
        long best = Long.MAX_VALUE;
        long end = System.nanoTime() + CALIBRATION_NS;
        for (int i = 0; i < CALIBRATION_TRIES || Run.isBefore(end); i++) {
            long start = System.nanoTime();
            sink = compute(CALIBRATION_STEPS, i + 1);
            best = Math.min(best, System.nanoTime() - start);
        }
        return CALIBRATION_STEPS / (best / 1e3);
    }
}
