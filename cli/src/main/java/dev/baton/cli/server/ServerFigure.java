package dev.baton.cli.server;

import java.util.List;
import java.util.stream.Stream;

/** One number that a row finds, on each side. In the order of the table. */
enum ServerFigure {
    RATE(Stage.LOADED, "", "requests", "/s"),
    P50(Stage.LOADED, ".p50", "half of them within", "µs"),
    P99(Stage.LOADED, ".p99", "99 of 100 within", "µs"),
    P999(Stage.LOADED, ".p99.9", "999 of 1,000 within", "µs"),
    CPU(Stage.LOADED, ".cpu", "CPU time for a request", "µs"),
    USER(Stage.LOADED, ".cpu.user", "of that in the program", "µs"),
    KERNEL(Stage.LOADED, ".cpu.kernel", "of that in the kernel", "µs"),
    /** Made of {@link #CPU} of three sides. */
    OVER_C(Stage.LOADED, ".cpu.over-c", "CPU time over that of C, of stock's", ""),
    SWITCHES(Stage.LOADED, ".switches", "context switches for a request", ""),
    SYSCALLS(Stage.LOADED, ".syscalls", "system calls for a request", ""),
    ERRORS(Stage.LOADED, ".errors", "requests that failed", ""),
    FIRST_2_S(Stage.FIRST, ".2s", "requests in the first 2 s", "/s"),
    FIRST_5_S(Stage.FIRST, ".5s", "in the first 5 s", "/s"),
    FIRST_10_S(Stage.FIRST, ".10s", "in the first 10 s", "/s"),
    FIRST_30_S(Stage.FIRST, ".30s", "in the first 30 s", "/s"),
    CONNECTIONS(Stage.IDLE, "", "idle connections", ""),
    IDLE_CPU(Stage.IDLE, ".cpu", "of a CPU, over 5 s", "%"),
    PSS(Stage.IDLE, ".pss", "memory, its share of what is shared", "MB"),
    RSS(Stage.IDLE, ".rss", "resident", "MB"),
    RSS_EACH(Stage.IDLE, ".rss.each", "resident for a connection, over none", "KiB");

    private final Stage stage;
    private final String suffix;
    private final String what;
    private final String unit;

    ServerFigure(Stage stage, String suffix, String what, String unit) {
        this.stage = stage;
        this.suffix = suffix;
        this.what = what;
        this.unit = unit;
    }

    /** Those of a row. There is no limit in C but for the plain server. */
    static List<ServerFigure> of(ServerRow row) {
        return Stream.of(values())
                .filter(figure -> figure.stage == row.stage())
                .filter(figure -> figure != OVER_C || row.has(ServerSide.C))
                .toList();
    }

    String id(ServerRow row) {
        return row.id() + suffix;
    }

    /** For a reader. */
    String what() {
        return what;
    }

    String unit() {
        return unit;
    }
}
