package dev.baton.cli.server;

import dev.baton.cli.bench.Length;
import java.io.IOException;

/**
 * Load on a server from the moment at which it can be reached: what users of a service see that has
 * just been started. It asks by new connections after 2, 5 and 10 seconds.
 *
 * @param row which
 * @param site where
 */
record FirstStage(ServerRow row, Site site) {
    private static final ServerFigure[] FIGURES = {
        ServerFigure.FIRST_2_S,
        ServerFigure.FIRST_5_S,
        ServerFigure.FIRST_10_S,
        ServerFigure.FIRST_30_S,
    };
    private static final int[] UNTIL_S = {2, 5, 10, 30};

    /** Until the server is there. */
    private static final double START_S = 1;

    /** How often each side is started: that takes as long as several turns. */
    static int runs(Length length) {
        return Math.max(1, length.runs() / 5);
    }

    /** About how long it takes for one side. */
    static double seconds(Length length) {
        return runs(length) * (START_S + UNTIL_S[UNTIL_S.length - 1]);
    }

    /** Measures one start of one side. */
    void run(ServerSide side, Measurements found) throws IOException, InterruptedException {
        try (ServerProcess server = site.start(side)) {
            long requests = 0;
            double seconds = 0;
            int from = 0;
            for (int i = 0; i < FIGURES.length; i++) {
                LoadFigures asked =
                        site.load().run(server.url(), row.connections(), UNTIL_S[i] - from);
                from = UNTIL_S[i];
                requests += asked.requests();
                seconds += asked.seconds();
                found.add(side, FIGURES[i], requests / seconds);
            }
        }
    }
}
