package programs.cluster;

import java.util.List;

/**
 * What became of one kind of threads.
 *
 * @param threads which
 * @param rates answers a second before one was killed, without it, with it again
 * @param answered deposits
 * @param again how often one was asked for again
 * @param reported how many were given up
 * @param longestMs the longest that one waited
 * @param faults what must not be
 */
record Outcome(
        Threads threads,
        List<Double> rates,
        int answered,
        long again,
        int reported,
        long longestMs,
        List<String> faults) {
    private static final String WORDS = "%-12s %8s %8s %8s %9s %7s %9s %10s";

    static final String HEAD =
            String.join(
                    System.lineSeparator(),
                    WORDS.formatted(
                            "",
                            "before",
                            "without",
                            "again",
                            "answered",
                            "asked",
                            "reported",
                            "longest"),
                    WORDS.formatted("", "/s", "/s", "/s", "", "again", "", "ms"));

    @Override
    public String toString() {
        return "%-12s %,8.0f %,8.0f %,8.0f %,9d %,7d %,9d %,10d"
                .formatted(
                        threads,
                        rates.get(0),
                        rates.get(1),
                        rates.get(2),
                        answered,
                        again,
                        reported,
                        longestMs);
    }
}
