package dev.baton.cli;

/**
 * Text that others made, as it may be shown on a terminal: a program's thread names and call sites
 * must not move the cursor, nor turn the line around.
 */
final class Printable {
    private static final char INSTEAD = '\uFFFD';

    private Printable() {}

    /** The same with a sign in place of each character that is not for showing. */
    static String of(String text) {
        StringBuilder shown = new StringBuilder(text.length());
        text.codePoints().forEach(c -> shown.appendCodePoint(isForShowing(c) ? c : INSTEAD));
        return shown.toString();
    }

    private static boolean isForShowing(int c) {
        return switch (Character.getType(c)) {
            case Character.CONTROL,
                    Character.FORMAT,
                    Character.SURROGATE,
                    Character.UNASSIGNED,
                    Character.LINE_SEPARATOR,
                    Character.PARAGRAPH_SEPARATOR ->
                    false;
            default -> true;
        };
    }
}
