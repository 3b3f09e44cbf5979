package dev.baton.sched;

import java.util.Locale;

/** How a scheduler finds out that a thread sleeps in a call that nobody announced. */
public enum StuckWatch {
    /** By perf events where the kernel allows them, else by looking. */
    AUTO,
    /** The kernel tells, through perf events. */
    PERF,
    /** sysmon looks at the thread's state in {@code /proc}. */
    PROC;

    /**
     * What {@code -Dbaton.stuck} asks for.
     *
     * @return {@link #AUTO} without it
     * @throws IllegalArgumentException for a value that is none of these
     */
    public static StuckWatch fromProperty() {
        String v = System.getProperty("baton.stuck", "auto");
        try {
            return valueOf(v.toUpperCase(Locale.ROOT));
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException(
                    "-Dbaton.stuck=" + v + ": must be auto, perf or proc", e);
        }
    }
}
