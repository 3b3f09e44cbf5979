package dev.baton.cli.server;

import dev.baton.cli.bench.Length;
import java.io.IOException;
import java.util.Map;

/**
 * Load on servers that are warm and stay, in turns: what disturbs the machine for a while disturbs
 * all of them, and who has no load costs nothing.
 *
 * @param row which
 * @param load who asks
 * @param length of a turn, and how many of them
 * @param countsCalls whether there is a turn more, in which the system calls are counted: that
 *     slows them
 */
record LoadedStage(ServerRow row, Load load, Length length, boolean countsCalls) {
    private static final double NS_PER_US = 1e3;

    /** One before, in which the connections' number is new to the server, and one for its calls. */
    private static final int OTHER_TURNS = 2;

    /** The load's own start, and the counters. */
    private static final double OVERHEAD_S = 0.15;

    /** About how long it takes for one side. */
    static double seconds(Length length) {
        return (OTHER_TURNS + length.runs()) * (length.seconds() + OVERHEAD_S);
    }

    /**
     * Measures them.
     *
     * @param servers warm
     * @param ran is called after each turn
     */
    void run(Map<ServerSide, ServerProcess> servers, Measurements found, Runnable ran)
            throws InterruptedException {
        turn(servers, found, ran, (side, server) -> ask(server));
        for (int i = 0; i < length.runs(); i++) {
            turn(servers, found, ran, (side, server) -> measure(side, server, found));
        }
        if (countsCalls) {
            turn(servers, found, ran, (side, server) -> countCalls(side, server, found));
        }
    }

    /** What happens to one server in its turn. */
    private interface Turn {
        void run(ServerSide side, ServerProcess server) throws IOException, InterruptedException;
    }

    private static void turn(
            Map<ServerSide, ServerProcess> servers, Measurements found, Runnable ran, Turn turn)
            throws InterruptedException {
        for (var entry : servers.entrySet()) {
            if (!found.hasFailed(entry.getKey())) {
                try {
                    turn.run(entry.getKey(), entry.getValue());
                } catch (IOException e) {
                    found.fail(entry.getKey(), e.getMessage());
                }
                ran.run();
            }
        }
    }

    private LoadFigures ask(ServerProcess server) throws IOException, InterruptedException {
        LoadFigures figures = load.run(server.url(), row.connections(), length.seconds());
        if (figures.requests() == 0) {
            throw new IOException("no request was answered in " + length.seconds() + " s");
        }
        return figures;
    }

    private void measure(ServerSide side, ServerProcess server, Measurements found)
            throws IOException, InterruptedException {
        final ProcessCounters before = server.counters();
        final LoadFigures asked = ask(server);
        final ProcessCounters after = server.counters();
        double requests = asked.requests();
        double cpuUs = (after.cpuNs() - before.cpuNs()) / NS_PER_US / requests;
        double userShare = after.userShareSince(before);
        found.add(side, ServerFigure.RATE, asked.requestsPerS());
        found.add(side, ServerFigure.P50, (double) asked.p50Us());
        found.add(side, ServerFigure.P99, (double) asked.p99Us());
        found.add(side, ServerFigure.P999, (double) asked.p999Us());
        found.add(side, ServerFigure.CPU, cpuUs);
        found.add(side, ServerFigure.USER, cpuUs * userShare);
        found.add(side, ServerFigure.KERNEL, cpuUs * (1 - userShare));
        found.add(side, ServerFigure.SWITCHES, after.switchesSince(before) / requests);
        found.add(side, ServerFigure.ERRORS, (double) asked.errors());
    }

    private void countCalls(ServerSide side, ServerProcess server, Measurements found)
            throws IOException, InterruptedException {
        try (SystemCalls calls = SystemCalls.of(server.pid())) {
            LoadFigures asked = ask(server);
            found.add(side, ServerFigure.SYSCALLS, (double) calls.count() / asked.requests());
        }
    }
}
