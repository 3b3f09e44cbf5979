package dev.baton.cli.bench;

import dev.baton.bench.Statistics;
import java.util.List;

/**
 * One figure of one side over all its runs.
 *
 * @param median the lower median
 * @param min the least
 * @param max the most
 * @param runs how many there were
 */
public record Spread(double median, double min, double max, int runs) {
    /**
     * Sums up.
     *
     * @param values one of each run, at least one
     * @return their sum
     */
    public static Spread of(List<Double> values) {
        double[] all = values.stream().mapToDouble(Double::doubleValue).toArray();
        return new Spread(
                Statistics.median(all),
                values.stream().min(Double::compare).orElseThrow(),
                values.stream().max(Double::compare).orElseThrow(),
                all.length);
    }

    /** The median, and from where to where the runs went if there were several. */
    @Override
    public String toString() {
        return runs == 1 ? Numbers.brief(median) : Numbers.brief(median) + " " + range();
    }

    /** {@return from where to where the runs went} */
    public String range() {
        return "(" + Numbers.brief(min) + "–" + Numbers.brief(max) + ")";
    }
}
