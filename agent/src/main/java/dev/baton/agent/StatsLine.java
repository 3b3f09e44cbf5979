package dev.baton.agent;

import dev.baton.BatonStats;
import dev.baton.agent.live.JsonText;
import java.lang.reflect.RecordComponent;

/** The counters as JSON, in one line, under the names that {@link BatonStats} gives them. */
final class StatsLine {
    private StatsLine() {}

    static String of(BatonStats stats) {
        JsonText line = new JsonText().object();
        for (RecordComponent component : BatonStats.class.getRecordComponents()) {
            line.name(component.getName());
            Object value = value(component, stats);
            if (value instanceof Number n) {
                line.value(n.longValue());
            } else {
                line.value(value.toString());
            }
        }
        return line.end().toString();
    }

    private static Object value(RecordComponent component, BatonStats stats) {
        try {
            return component.getAccessor().invoke(stats);
        } catch (ReflectiveOperationException e) {
            throw new LinkageError("BatonStats is not public", e);
        }
    }
}
