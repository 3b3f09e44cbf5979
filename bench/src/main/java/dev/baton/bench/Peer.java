package dev.baton.bench;

import java.util.Locale;

/** Whose scheduler runs an experiment. */
public enum Peer {
    /** Ours. */
    BATON,
    /** The JDK's own: virtual threads on its ForkJoinPool. */
    STOCK,
    /** Goroutines. */
    GO;

    /**
     * The name on command lines and in JSON.
     *
     * @return lower case
     */
    public String id() {
        return name().toLowerCase(Locale.ROOT);
    }
}
