package programs.explode;

import java.util.Locale;
import java.util.Optional;
import programs.demo.ReportLine;

/**
 * How far {@link Explosion} is. It prints one in a line of its own every {@link
 * Explosion#REPORT_PERIOD_MS}, and so does the Go program that does the same; who watches them
 * makes it again with {@link #parse}.
 *
 * @param ms milliseconds since the heartbeat began
 * @param beats how often the heartbeat has come
 * @param silentMs milliseconds since it came last
 * @param longestSilenceMs the longest that it has stayed away, now included
 * @param begun threads that came to their call
 * @param back threads whose call has returned
 * @param wrong those of them that got something else than was meant for them
 * @param state how the program stands; after {@link State#RIGHT} and what follows it no line comes
 */
public record Tally(
        long ms,
        long beats,
        long silentMs,
        long longestSilenceMs,
        long begun,
        long back,
        long wrong,
        State state) {
    /** How the program stands, and how it ended. */
    public enum State {
        /** The heartbeat is alone. */
        ALONE,
        /** The threads are started, and nobody writes what they wait for. */
        HELD,
        /** What they wait for is being written, or was. */
        LET_GO,
        /** It is over, and all got what was meant for them. */
        RIGHT,
        /** It is over, and a thread got something else, or failed. */
        WRONG,
        /** It gave up: some did not come back although they were let go. */
        STUCK
    }

    private static final String FIRST_WORD = "tally";

    /**
     * As a line.
     *
     * @return {@code tally ms=100 beats=93 …}, without a line's end
     */
    public String toLine() {
        return FIRST_WORD
                + (" ms=" + ms)
                + (" beats=" + beats)
                + (" silentMs=" + silentMs)
                + (" longestSilenceMs=" + longestSilenceMs)
                + (" begun=" + begun)
                + (" back=" + back)
                + (" wrong=" + wrong)
                + (" state=" + state.name().toLowerCase(Locale.ROOT));
    }

    /** {@return threads that are in their call} */
    public long inCall() {
        return begun - back;
    }

    /**
     * Reads what {@link #toLine} wrote.
     *
     * @param line any line
     * @return empty for a line that is something else
     * @throws IllegalArgumentException for one that begins right and lacks something
     */
    public static Optional<Tally> parse(String line) {
        return ReportLine.parse(FIRST_WORD, line)
                .map(words ->
                        new Tally(
                                words.number("ms"),
                                words.number("beats"),
                                words.number("silentMs"),
                                words.number("longestSilenceMs"),
                                words.number("begun"),
                                words.number("back"),
                                words.number("wrong"),
                                words.constant("state", State.class)));
    }
}
