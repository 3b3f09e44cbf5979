package dev.baton.cli.server;

import dev.baton.cli.bench.Length;
import java.util.Locale;

/** What a server runs on. In the order of the table's columns. */
public enum ServerSide {
    /** Virtual threads on Baton. */
    BATON("Baton"),
    /** The same program, virtual threads on the JDK's own scheduler. */
    STOCK("stock"),
    /** The same program on threads of the OS: a pool, or one for each connection. */
    PLATFORM("platform"),
    /** Goroutines on {@code net}. */
    GO("Go"),
    /** Go's {@code net/http}. */
    GO_HTTP("net/http"),
    /** Epoll in C: what is not to be had for less. */
    C("C");

    private final String title;

    ServerSide(String title) {
        this.title = title;
    }

    /** {@return its column's head} */
    public String title() {
        return title;
    }

    /** {@return its name in JSON and in sentences} */
    public String id() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    boolean isJava() {
        return this == BATON || this == STOCK || this == PLATFORM;
    }

    /**
     * How long it has load before anything counts. What is compiled already needs no more than a
     * turn.
     */
    double warmupSeconds(Length length) {
        return isJava() ? length.warmup() : Math.min(length.warmup(), length.seconds());
    }
}
