package programs.demo;

/**
 * An option of a command line, {@code --name=value}. What is wrong with it is an {@link
 * IllegalArgumentException} that names it.
 *
 * @param text all of it
 */
public record Argument(String text) {
    private static final double MAX_SECONDS = 3600;

    /** {@return what stands before the first {@code =}; all of it, where there is none} */
    public String name() {
        int equals = text.indexOf('=');
        return equals < 0 ? text : text.substring(0, equals);
    }

    /** {@return what stands behind the first {@code =}; all of it, where there is none} */
    public String value() {
        return text.substring(text.indexOf('=') + 1);
    }

    /**
     * Its value as a number of things.
     *
     * @return 1 at least
     * @throws IllegalArgumentException for anything else
     */
    public int count() {
        int count;
        try {
            count = Integer.parseInt(value());
        } catch (NumberFormatException e) {
            throw notANumber(e);
        }
        if (count < 1) {
            throw wrong("must be at least 1");
        }
        return count;
    }

    /**
     * Its value, which is in seconds, in milliseconds.
     *
     * @param minSeconds the least that it may be; the most is an hour
     * @return milliseconds
     * @throws IllegalArgumentException for anything else
     */
    public long milliseconds(double minSeconds) {
        double seconds;
        try {
            seconds = Double.parseDouble(value());
        } catch (NumberFormatException e) {
            throw notANumber(e);
        }
        if (!(seconds >= minSeconds && seconds <= MAX_SECONDS)) {
            throw wrong("must be %.1f to %.0f".formatted(minSeconds, MAX_SECONDS));
        }
        return Math.round(1000 * seconds);
    }

    private IllegalArgumentException notANumber(NumberFormatException e) {
        return new IllegalArgumentException(text + ": not a number", e);
    }

    /**
     * What is to be thrown where it makes no sense.
     *
     * @param why what is wrong, and what would be right
     * @return an exception that names the argument
     */
    public IllegalArgumentException wrong(String why) {
        return new IllegalArgumentException(text + ": " + why);
    }
}
