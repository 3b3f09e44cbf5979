package dev.baton.cli;

import java.util.ArrayList;
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

    /** Breaks a line between words; what follows the first is indented. */
    List<String> wrap(String line) {
        List<String> lines = new ArrayList<>();
        String current = "";
        for (String word : line.split("(?<=\\S) ", -1)) {
            String longer = current.isEmpty() ? word : current + " " + word;
            if (!current.isEmpty() && width(longer) > columns()) {
                lines.add(current);
                longer = "  " + word;
            }
            current = longer;
        }
        lines.add(current);
        return lines;
    }

    /** How many columns a text takes: colours take none. */
    private static int width(String text) {
        return text.replaceAll("\033\\[\\d*m", "").length();
    }
}
