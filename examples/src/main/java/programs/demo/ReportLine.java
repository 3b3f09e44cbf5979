package programs.demo;

import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * A line by which a program tells who watches it how far it is: a word that says what it is, and
 * {@code name=value} behind it, with spaces between.
 */
public final class ReportLine {
    private final String text;
    private final Map<String, String> values = new HashMap<>();

    private ReportLine(String text) {
        this.text = text;
    }

    /**
     * Reads one.
     *
     * @param firstWord what it is to begin with
     * @param line any line
     * @return empty for a line that begins otherwise
     */
    public static Optional<ReportLine> parse(String firstWord, String line) {
        if (!line.startsWith(firstWord + " ")) {
            return Optional.empty();
        }
        ReportLine parsed = new ReportLine(line);
        for (String word : line.split(" ", -1)) {
            int equals = word.indexOf('=');
            if (equals > 0) {
                parsed.values.put(word.substring(0, equals), word.substring(equals + 1));
            }
        }
        return Optional.of(parsed);
    }

    /**
     * A number that it tells.
     *
     * @param name what it is of
     * @return the value
     * @throws IllegalArgumentException names the line, where it has none
     */
    public long number(String name) {
        try {
            return Long.parseLong(text(name));
        } catch (NumberFormatException e) {
            throw lacks(name, e);
        }
    }

    /**
     * One of an enum's constants, which is written in small letters.
     *
     * @param name what it is of
     * @param type the enum
     * @param <E> the enum
     * @return the constant
     * @throws IllegalArgumentException names the line, where it has none
     */
    public <E extends Enum<E>> E constant(String name, Class<E> type) {
        try {
            return Enum.valueOf(type, text(name).toUpperCase(Locale.ROOT));
        } catch (IllegalArgumentException e) {
            throw lacks(name, e);
        }
    }

    private String text(String name) {
        return values.getOrDefault(name, "");
    }

    private IllegalArgumentException lacks(String name, Exception e) {
        return new IllegalArgumentException("no " + name + " in the line: " + text, e);
    }
}
