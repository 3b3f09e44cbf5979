package programs.fifos;

import java.util.Locale;
import java.util.Optional;
import programs.demo.ReportLine;

/**
 * How far {@link FifoReaders} is. It prints one in a line of its own every {@link
 * FifoReaders#REPORT_PERIOD_MS}, and who watches it makes it again with {@link #parse}.
 *
 * @param ms milliseconds since the heartbeat began
 * @param beats how often the heartbeat has come
 * @param silentMs milliseconds since it came last
 * @param longestSilenceMs the longest that it has stayed away, now included
 * @param notStarted readers that have not run yet
 * @param inRead readers that went to read their FIFO and have not come back
 * @param right readers that read what was to be read
 * @param wrong readers that read something else, or failed
 * @param state how the program stands; after the first that is not RUNNING no line follows
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
        State state) {
    /** How the program stands, and how it ended. */
    public enum State {
        /** Readers have not come back. */
        RUNNING,
        /** All readers got what was theirs. */
        RIGHT,
        /** A reader got something else, or failed. */
        WRONG,
        /** The heartbeat stayed away until the program gave up. */
        STARVED
    }

    private static final String FIRST_WORD = "progress";

    /**
     * As a line.
     *
     * @return {@code progress ms=100 beats=93 …}, without a line's end
     */
    public String toLine() {
        return FIRST_WORD
                + (" ms=" + ms)
                + (" beats=" + beats)
                + (" silentMs=" + silentMs)
                + (" longestSilenceMs=" + longestSilenceMs)
                + (" notStarted=" + notStarted)
                + (" inRead=" + inRead)
                + (" right=" + right)
                + (" wrong=" + wrong)
                + (" state=" + state.name().toLowerCase(Locale.ROOT));
    }

    /**
     * Reads what {@link #toLine} wrote.
     *
     * @param line any line
     * @return empty for a line that is something else
     * @throws IllegalArgumentException for one that begins right and lacks something
     */
    public static Optional<Progress> parse(String line) {
        return ReportLine.parse(FIRST_WORD, line)
                .map(words ->
                        new Progress(
                                words.number("ms"),
                                words.number("beats"),
                                words.number("silentMs"),
                                words.number("longestSilenceMs"),
                                words.number("notStarted"),
                                words.number("inRead"),
                                words.number("right"),
                                words.number("wrong"),
                                words.constant("state", State.class)));
    }
}
