package dev.baton.bench;

import java.util.Arrays;

/** Medians and other quantiles. */
public final class Statistics {
    private Statistics() {}

    /**
     * A quantile by nearest rank: always one of the values, nothing is interpolated.
     *
     * @param values at least one, in any order; left as they are
     * @param q above 0, up to 1
     * @return the smallest value that at least the fraction q of all don't exceed
     * @throws IllegalArgumentException for no values, or a q out of range
     */
    public static double quantile(double[] values, double q) {
        if (values.length == 0) {
            throw new IllegalArgumentException("a quantile of no values");
        }
        if (!(q > 0 && q <= 1)) {
            throw new IllegalArgumentException("quantile " + q + ": must be above 0 and at most 1");
        }
        double[] sorted = values.clone();
        Arrays.sort(sorted);
        return sorted[(int) Math.ceil(q * sorted.length) - 1];
    }

    /**
     * The lower median.
     *
     * @param values at least one, in any order; left as they are
     * @return one of the values
     * @throws IllegalArgumentException for no values
     */
    public static double median(double[] values) {
        return quantile(values, 0.5);
    }

    /**
     * The mean.
     *
     * @param values at least one
     * @return their sum divided by their number
     * @throws IllegalArgumentException for no values
     */
    public static double mean(double[] values) {
        return Arrays.stream(values)
                .average()
                .orElseThrow(() -> new IllegalArgumentException("a mean of no values"));
    }
}
