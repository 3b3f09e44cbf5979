package dev.baton.agent;

import dev.baton.BatonStats;
import java.lang.reflect.RecordComponent;
import java.util.StringJoiner;

/** The counters as JSON, in one line, under the names that {@link BatonStats} gives them. */
final class StatsLine {
    private StatsLine() {}

    static String of(BatonStats stats) {
        StringJoiner line = new StringJoiner(",", "{", "}");
        for (RecordComponent component : BatonStats.class.getRecordComponents()) {
            line.add('"' + component.getName() + "\":" + json(value(component, stats)));
        }
        return line.toString();
    }

    private static Object value(RecordComponent component, BatonStats stats) {
        try {
            return component.getAccessor().invoke(stats);
        } catch (ReflectiveOperationException e) {
            throw new LinkageError("BatonStats is not public", e);
        }
    }

    /** Numbers, and strings with nothing in them to escape. */
    private static String json(Object value) {
        return value instanceof Number ? value.toString() : '"' + value.toString() + '"';
    }
}
