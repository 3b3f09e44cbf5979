package dev.baton.cli.server;

import dev.baton.cli.bench.Length;
import java.util.ArrayList;
import java.util.List;

/** All rows of {@code baton bench server}, and which of them are measured when none is named. */
final class ServerRows {
    static final String GROUP = "server";

    private static final int FEW = 16;
    private static final int USUAL = 64;

    /** What a service in a container sees, from one client to more than a pool has threads. */
    private static final int[] CONNECTIONS = {1, FEW, USUAL, 512};

    private static final int IDLE = 10_000;

    /** Starting the servers of a kind, and what they ask. */
    private static final double START_S = 3;

    private ServerRows() {}

    static List<ServerRow> all() {
        List<ServerRow> rows = new ArrayList<>();
        for (ServerKind kind : ServerKind.values()) {
            for (Place place : Place.values()) {
                for (int connections : CONNECTIONS) {
                    rows.add(new ServerRow(kind, place, Stage.LOADED, connections));
                }
                rows.add(new ServerRow(kind, place, Stage.FIRST, USUAL));
                if (place.cpus() > 0 && kind.needs() == ServerKind.Needs.NOTHING) {
                    rows.add(new ServerRow(kind, place, Stage.IDLE, IDLE));
                }
            }
        }
        return rows;
    }

    /** The plain server on one CPU, and one row of most other things that there are. */
    static List<ServerRow> selection() {
        return all().stream()
                .filter(row ->
                        switch (row.place()) {
                            case ONE ->
                                    row.kind() == ServerKind.PLAIN
                                            ? row.connections() != FEW
                                            : row.kind() != ServerKind.GATEWAY && isUsual(row);
                            case TWO, QUOTA_50 -> row.kind() == ServerKind.PLAIN && isUsual(row);
                            case QUOTA_100, QUOTA_150 -> false;
                        })
                .toList();
    }

    private static boolean isUsual(ServerRow row) {
        return row.stage() == Stage.LOADED && row.connections() == USUAL;
    }

    /** The plain server with one connection and with many. */
    static List<ServerRow> quick() {
        return all().stream()
                .filter(row ->
                        row.kind() == ServerKind.PLAIN
                                && row.place() == Place.ONE
                                && row.stage() == Stage.LOADED
                                && (row.connections() == 1 || row.connections() == USUAL))
                .toList();
    }

    /** Those that a name means: an id, or what ids begin with up to a dot. */
    static List<ServerRow> named(String name) {
        return all().stream().filter(row -> row.isMeantBy(name)).toList();
    }

    /** About how long it takes to measure rows, in seconds, if all sides can be had. */
    static double seconds(List<ServerRow> rows, Length length) {
        double seconds = 0;
        ServerRow before = null;
        for (ServerRow row : rows) {
            List<ServerSide> sides =
                    List.of(ServerSide.values()).stream().filter(row::has).toList();
            boolean isNew =
                    before == null
                            || before.stage() != Stage.LOADED
                            || before.kind() != row.kind()
                            || before.place() != row.place();
            seconds +=
                    switch (row.stage()) {
                        case LOADED ->
                                sides.size() * LoadedStage.seconds(length)
                                        + (isNew ? START_S + warmup(sides, length) : 0);
                        case FIRST -> sides.size() * FirstStage.seconds(length);
                        case IDLE -> sides.size() * IdleStage.seconds(length);
                    };
            before = row;
        }
        return seconds;
    }

    private static double warmup(List<ServerSide> sides, Length length) {
        return sides.stream().mapToDouble(side -> side.warmupSeconds(length)).sum();
    }
}
