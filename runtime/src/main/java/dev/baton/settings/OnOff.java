package dev.baton.settings;

import java.util.Locale;

/** The words for yes and no, the same ones wherever something is switched. */
public final class OnOff {
    /** What a message says when it was another word. */
    public static final String MUST_BE = "true, false, 1, 0, yes, no, on or off";

    private OnOff() {}

    /**
     * Reads a word, in capitals or small letters. None at all says yes, for {@code -Dbaton.stats}
     * is what {@code -Dbaton.stats=true} is.
     *
     * @param word not null
     * @return whether it says yes
     * @throws IllegalArgumentException when it is none of these words; without a message, for the
     *     caller knows what was to be switched
     */
    public static boolean of(String word) {
        return switch (word.toLowerCase(Locale.ROOT)) {
            case "", "true", "1", "yes", "on" -> true;
            case "false", "0", "no", "off" -> false;
            default -> throw new IllegalArgumentException();
        };
    }

    /**
     * Reads a system property.
     *
     * @param property its name
     * @param otherwise what counts where there is none
     * @return whether it says yes
     * @throws IllegalArgumentException names the property, its value and what it must be
     */
    public static boolean ofProperty(String property, boolean otherwise) {
        String word = System.getProperty(property);
        if (word == null) {
            return otherwise;
        }
        try {
            return of(word);
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException(
                    "-D" + property + "=" + word + ": must be " + MUST_BE, e);
        }
    }
}
