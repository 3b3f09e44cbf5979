package dev.baton.cli;

import com.fasterxml.jackson.jr.ob.JSON;
import dev.baton.cli.TopTable.Cell;
import dev.baton.cli.TopTable.Column;
import dev.baton.cli.TopTable.Row;
import java.io.IOException;
import java.util.List;
import java.util.Map;

/** A look as the page of {@code baton top --web} gets it: what the terminal shows, and a point. */
final class TopLookJson {
    /** More in a table are only counted: a page of thousands of lines is of no use. */
    private static final int MOST_ROWS = 300;

    private TopLookJson() {}

    /** Of a look, in a line. */
    static String of(long pid, TopView now, TopView before, TopPoint point) throws IOException {
        return JSON.std.asString(
                Map.of(
                        "pid",
                        pid,
                        "title",
                        TopScreen.titleOf(pid, now),
                        "waits",
                        TopScreen.waitsOf(now),
                        "tables",
                        TopTables.of(now, before).stream().map(TopLookJson::table).toList(),
                        "point",
                        point.toMap()));
    }

    private static Map<String, Object> table(TopTable table) {
        return Map.of(
                "columns",
                table.columns().stream().map(TopLookJson::column).toList(),
                "rows",
                table.rows().stream().limit(MOST_ROWS).map(TopLookJson::row).toList(),
                "all",
                table.rows().size(),
                "none",
                table.none());
    }

    private static Map<String, Object> column(Column column) {
        return Map.of("name", column.name(), "isNumber", column.isNumber());
    }

    private static Map<String, Object> row(Row row) {
        List<Map<String, Object>> cells = row.cells().stream().map(TopLookJson::cell).toList();
        return Map.of("key", row.key(), "g", row.g(), "cells", cells);
    }

    /** Names are the program's: none turns the line around. */
    private static Map<String, Object> cell(Cell cell) {
        return Map.of("text", Printable.of(cell.text()), "number", cell.number());
    }
}
