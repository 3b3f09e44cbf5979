package dev.baton.cli.bench;

import java.util.regex.Pattern;

/** Text that is broken between words where it is wider than the terminal. */
public final class Wrapped {
    private static final Pattern COLOUR = Pattern.compile("\033\\[\\d*m");

    private Wrapped() {}

    /**
     * Breaks what is too wide.
     *
     * @param text any number of lines
     * @param width how many columns of characters a line may have
     * @param indent what further lines of a line begin with
     * @return the same words; one that is wider than all stays whole
     */
    public static String text(String text, int width, String indent) {
        StringBuilder out = new StringBuilder();
        for (String line : text.split("(?<=\n)", -1)) {
            appendLine(out, line, width, indent);
        }
        return out.toString();
    }

    private static void appendLine(StringBuilder out, String line, int width, String indent) {
        int column = 0;
        for (String word : line.split("(?<=\\S)(?= )", -1)) { // with the space before it
            int length = columns(word.stripTrailing());
            if (column > 0 && column + length > width) {
                out.append('\n').append(indent);
                word = word.stripLeading();
                column = indent.length();
            }
            out.append(word);
            column += columns(word);
        }
    }

    /** Colours take none. */
    private static int columns(String text) {
        return COLOUR.matcher(text).replaceAll("").length();
    }
}
