package dev.baton.cli.server;

import dev.baton.cli.bench.Length;
import dev.baton.linux.ProcFile;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;

/**
 * Many connections, each of which has asked once and asks no more, by a server that has just been
 * started.
 *
 * @param row which
 * @param site where
 */
record IdleStage(ServerRow row, Site site) {
    /** Until what the requests have started is over. */
    private static final Duration SETTLING = Duration.ofSeconds(3);

    private static final Duration MEASURING = Duration.ofSeconds(5);

    /** Starting, and making the connections. */
    private static final double OTHER_S = 5;

    /** Files that this process has open besides. */
    private static final long OTHER_FILES = 1_000;

    private static final String OPEN_FILES = "Max open files";

    /** About how long it takes for one side. */
    static double seconds(Length length) {
        return runs(length) * (SETTLING.toSeconds() + MEASURING.toSeconds() + OTHER_S);
    }

    /** How often each side is started: that takes as long as several turns. */
    static int runs(Length length) {
        return Math.max(1, length.runs() / 5);
    }

    /**
     * How many connections there can be: as many as are wanted, if this process may have so many
     * files open. The JVM has raised its limit as far as it may, and so do the servers.
     */
    static int possible(int wanted) throws IOException {
        return possible(wanted, ProcFile.read(Path.of("/proc/self/limits")));
    }

    static int possible(int wanted, String limits) throws IOException {
        String line =
                limits.lines()
                        .filter(l -> l.startsWith(OPEN_FILES))
                        .findFirst()
                        .orElseThrow(() -> new IOException("no " + OPEN_FILES + " in " + limits));
        String soft = line.substring(OPEN_FILES.length()).strip().split(" +", -1)[0];
        return soft.equals("unlimited")
                ? wanted
                : Math.clamp(Long.parseLong(soft) - OTHER_FILES, 1, wanted);
    }

    /** Measures one side, once. */
    void run(ServerSide side, Measurements found) throws IOException, InterruptedException {
        int connections = possible(row.connections());
        try (ServerProcess server = site.start(side)) {
            IdleConnections.open(server.url(), 1)
                    .close(); // what the first takes is no connection's
            final ResidentMemory before = ResidentMemory.of(server.pid());
            try (IdleConnections held = IdleConnections.open(server.url(), connections)) {
                Thread.sleep(SETTLING);
                final ProcessCounters from = server.counters();
                long fromNs = System.nanoTime();
                Thread.sleep(MEASURING);
                double cpuNs = server.counters().cpuNs() - from.cpuNs();
                double ns = System.nanoTime() - fromNs;
                ResidentMemory after = ResidentMemory.of(server.pid());
                found.add(side, ServerFigure.CONNECTIONS, held.count());
                found.add(side, ServerFigure.IDLE_CPU, 100 * cpuNs / ns);
                found.add(side, ServerFigure.PSS, after.pssKib() / 1024.0);
                found.add(side, ServerFigure.RSS, after.rssKib() / 1024.0);
                found.add(
                        side,
                        ServerFigure.RSS_EACH,
                        (double) (after.rssKib() - before.rssKib()) / connections);
            }
        }
    }
}
