package dev.baton.cli;

import dev.baton.cli.bench.Wrapped;
import java.util.List;

/**
 * Lays text out for a terminal: colours where it has them, no wider than it is, nor than is read
 * well.
 *
 * @param terminal where it goes
 */
record TextLayout(Terminal terminal) {
    static final String RED = "\033[31m";
    static final String GREEN = "\033[32m";
    static final String BOLD = "\033[1m";

    private static final String PLAIN = "\033[0m";
    private static final int MAX_COLUMNS = 100;

    /** How wide text may be. */
    int columns() {
        return Math.min(terminal.columns(), MAX_COLUMNS);
    }

    /** In a colour, if there are any. */
    String paint(String colour, String text) {
        return terminal.hasColours() ? colour + text + PLAIN : text;
    }

    /** In a colour, and padded to be so wide. */
    String paint(String colour, String text, int columns) {
        return paint(colour, text) + " ".repeat(Math.max(0, columns - text.length()));
    }

    /** Padded at its end to be so wide. */
    static String pad(String text, int columns) {
        return text + " ".repeat(Math.max(0, columns - text.length()));
    }

    /** Padded before it to be so wide, as numbers are. */
    static String padLeft(String text, int columns) {
        return " ".repeat(Math.max(0, columns - text.length())) + text;
    }

    static String ms(long ms) {
        return "%,d ms".formatted(ms);
    }

    /** To a tenth, without the unit. */
    static String seconds(long ms) {
        return "%.1f".formatted(ms / 1000.0);
    }

    /** How much there is of something, from 0 to 1, as a character that is so high. */
    char level(double share) {
        String levels = terminal.hasBlocks() ? "▁▂▃▄▅▆▇█" : "_.:-=+*#";
        int level = (int) Math.ceil(share * (levels.length() - 1));
        return levels.charAt(Math.clamp(level, 0, levels.length() - 1));
    }

    /** Breaks a line between words; what follows the first is indented. */
    List<String> wrap(String line) {
        return List.of(Wrapped.text(line, columns(), "  ").split("\n", -1));
    }
}
