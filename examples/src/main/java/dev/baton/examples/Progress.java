package dev.baton.examples;

import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/**
 * How far {@link FifoReaders} is. It prints one in a line of its own every {@link
 * FifoReaders#REPORT_PERIOD_MS}, and whoever started it makes it again with {@link #parse}.
 *
 * @param ms milliseconds since the readers were started
 * @param beats how often the heartbeat has come
 * @param silentMs milliseconds since it came last
 * @param longestSilenceMs the longest that it has stayed away, now included
 * @param notStarted readers that have not run yet
 * @param inRead readers that went to read their FIFO and have not come back
 * @param right readers that read what was to be read
 * @param wrong readers that read something else, or failed
 * @param threads OS threads that run virtual threads or block for them, now
 * @param handoffs on Baton, {@link dev.baton.BatonStats#handoffs}; else 0
 * @param retakes on Baton, {@link dev.baton.BatonStats#retakes}; else 0
 * @param spares on Baton, how often a spare P ran in place of a stuck one; else 0
 * @param ended whether all readers have come back; no line follows
 */
public record Progress(
        long ms,
        long beats,
        long silentMs,
        long longestSilenceMs,
        long notStarted,
        long inRead,
        long right,
        long wrong,
        long threads,
        long handoffs,
        long retakes,
        long spares,
        boolean ended) {
    private static final String FIRST_WORD = "progress ";

    /**
     * As a line.
     *
     * @return {@code progress ms=100 beats=93 …}, without a line's end
     */
    public String toLine() {
        return FIRST_WORD
                + ("ms=" + ms)
                + (" beats=" + beats)
                + (" silentMs=" + silentMs)
                + (" longestSilenceMs=" + longestSilenceMs)
                + (" notStarted=" + notStarted)
                + (" inRead=" + inRead)
                + (" right=" + right)
                + (" wrong=" + wrong)
                + (" threads=" + threads)
                + (" handoffs=" + handoffs)
                + (" retakes=" + retakes)
                + (" spares=" + spares)
                + (" ended=" + ended);
    }

    /**
     * Reads what {@link #toLine} wrote.
     *
     * @param line any line
     * @return empty for a line that is something else
     * @throws IllegalArgumentException for one that begins right and lacks a number
     */
    public static Optional<Progress> parse(String line) {
        if (!line.startsWith(FIRST_WORD)) {
            return Optional.empty();
        }
        Map<String, String> values = new HashMap<>();
        for (String word : line.substring(FIRST_WORD.length()).split(" ", -1)) {
            int equals = word.indexOf('=');
            if (equals > 0) {
                values.put(word.substring(0, equals), word.substring(equals + 1));
            }
        }
        try {
            return Optional.of(
                    new Progress(
                            Long.parseLong(values.get("ms")),
                            Long.parseLong(values.get("beats")),
                            Long.parseLong(values.get("silentMs")),
                            Long.parseLong(values.get("longestSilenceMs")),
                            Long.parseLong(values.get("notStarted")),
                            Long.parseLong(values.get("inRead")),
                            Long.parseLong(values.get("right")),
                            Long.parseLong(values.get("wrong")),
                            Long.parseLong(values.get("threads")),
                            Long.parseLong(values.get("handoffs")),
                            Long.parseLong(values.get("retakes")),
                            Long.parseLong(values.get("spares")),
                            Boolean.parseBoolean(values.get("ended"))));
        } catch (NumberFormatException e) {
            throw new IllegalArgumentException("not a line of progress: " + line, e);
        }
    }
}
