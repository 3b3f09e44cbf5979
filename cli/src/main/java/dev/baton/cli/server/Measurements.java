package dev.baton.cli.server;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/** What the turns of a row have come to so far. */
final class Measurements {
    private final Map<ServerSide, Map<ServerFigure, List<Double>>> values =
            new EnumMap<>(ServerSide.class);
    private final Map<ServerSide, String> failures = new EnumMap<>(ServerSide.class);

    /** One turn's value; one that is no number is none. */
    void add(ServerSide side, ServerFigure figure, double value) {
        if (Double.isFinite(value)) {
            values.computeIfAbsent(side, s -> new EnumMap<>(ServerFigure.class))
                    .computeIfAbsent(figure, f -> new ArrayList<>())
                    .add(value);
        }
    }

    /** A side broke: it has no more turns. */
    void fail(ServerSide side, String why) {
        failures.putIfAbsent(side, why);
    }

    boolean hasFailed(ServerSide side) {
        return failures.containsKey(side);
    }

    ServerResult result(ServerRow row) {
        return new ServerResult(row, values, failures);
    }
}
