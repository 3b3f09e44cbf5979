package dev.baton.cli.server;

import dev.baton.bench.Json;
import dev.baton.cli.bench.Length;
import dev.baton.cli.bench.Machine;
import dev.baton.cli.bench.Numbers;
import dev.baton.cli.bench.Spread;
import dev.baton.cli.bench.TextTable;
import dev.baton.cli.bench.Wrapped;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * All results of the servers, in the forms they are wanted in.
 *
 * @param machine what they were measured on
 * @param length how long a turn is, and how many there are
 * @param load who asked
 * @param results in the order of the table
 * @param missing what could not be had here; a line for each
 * @param unmeasured why a row has no result, though there was a place for it; a line for each
 */
record ServerReport(
        Machine machine,
        Length length,
        String load,
        List<ServerResult> results,
        List<String> missing,
        List<String> unmeasured) {
    private static final int LEFT_COLUMNS = 2;

    /** Copies the lists. */
    ServerReport {
        results = List.copyOf(results);
        missing = List.copyOf(missing);
        unmeasured = List.copyOf(unmeasured);
    }

    /** For a terminal of that width: the machine, a table for each row, and notes. */
    String toText(int width) {
        List<List<String>> lines = new ArrayList<>();
        lines.add(head(""));
        for (ServerResult result : results) {
            lines.add(List.of());
            lines.add(List.of(result.row().id() + ": " + result.row().what()));
            ServerFigure.of(result.row()).stream()
                    .map(figure -> cells("  " + figure.what(), result, figure))
                    .forEach(lines::add);
        }
        StringBuilder out = new StringBuilder();
        out.append(Wrapped.text(machine + "\n" + how() + "\n\n", width, "  "));
        out.append(new TextTable(lines, Set.of(0, 1), 1).within(width));
        List<String> notes = notes();
        if (!notes.isEmpty()) {
            out.append('\n');
            notes.forEach(note -> out.append(Wrapped.text(note + "\n", width, "  ")));
        }
        return out.toString();
    }

    /** For {@code docs/}: a table in Markdown with the machine above it. */
    String toMarkdown() {
        StringBuilder out = new StringBuilder();
        out.append(machine).append("; ").append(how()).append(".\n\n");
        List<String> head = head("id");
        out.append(markdown(head));
        out.append("|---".repeat(LEFT_COLUMNS))
                .append("|---:".repeat(head.size() - LEFT_COLUMNS))
                .append("|\n");
        for (ServerResult result : results) {
            for (ServerFigure figure : ServerFigure.of(result.row())) {
                out.append(markdown(cells("`" + figure.id(result.row()) + "`", result, figure)));
            }
        }
        List<String> notes = notes();
        if (!notes.isEmpty()) {
            out.append('\n');
            notes.forEach(note -> out.append("* ").append(note.replace("\n", " ")).append('\n'));
        }
        return out.toString();
    }

    private static String markdown(List<String> cells) {
        return cells.stream().collect(Collectors.joining(" | ", "| ", " |\n"));
    }

    private static List<String> head(String first) {
        return Stream.of(
                        Stream.of(first, "unit"),
                        Stream.of(ServerSide.values()).map(ServerSide::title),
                        Stream.of("÷ stock", "goal", "met"))
                .flatMap(columns -> columns)
                .toList();
    }

    private static List<String> cells(String first, ServerResult result, ServerFigure figure) {
        String ratio = result.ofStock(figure).map(Numbers::brief).orElse("");
        String range = result.ofStockByTurn(figure).map(spread -> " " + spread.range()).orElse("");
        return Stream.of(
                        Stream.of(first, figure.unit()),
                        Stream.of(ServerSide.values()).map(side -> cell(result, figure, side)),
                        Stream.of(
                                ratio + range,
                                ServerGoal.of(result.row(), figure)
                                        .map(ServerGoal::toString)
                                        .orElse(""),
                                result.met(figure).map(met -> met ? "✓" : "✗").orElse("")))
                .flatMap(columns -> columns)
                .toList();
    }

    private static String cell(ServerResult result, ServerFigure figure, ServerSide side) {
        return result.failures().containsKey(side)
                ? "failed"
                : result.median(figure, side).map(Numbers::brief).orElse("–");
    }

    /** For programs: an object with {@code machine} and {@code rows}, a line for each row. */
    String toJson() {
        List<String> rows = new ArrayList<>();
        for (ServerResult result : results) {
            for (ServerFigure figure : ServerFigure.of(result.row())) {
                rows.add(Json.write(row(result, figure)));
            }
        }
        return "{\"machine\":"
                + Json.write(machine.toMap())
                + ",\n\"load\":"
                + Json.write(load)
                + ",\n\"notes\":"
                + Json.write(notes())
                + ",\n\"rows\":[\n"
                + String.join(",\n", rows)
                + "\n]}\n";
    }

    private static Map<String, Object> row(ServerResult result, ServerFigure figure) {
        Map<String, Object> row = new LinkedHashMap<>();
        row.put("id", figure.id(result.row()));
        row.put("unit", figure.unit());
        for (ServerSide side : ServerSide.values()) {
            row.put(side.id(), result.spread(figure, side).map(ServerReport::map).orElse(null));
        }
        Optional<Spread> byTurn = result.ofStockByTurn(figure);
        row.put(
                "of_stock",
                result.ofStock(figure)
                        .map(ratio -> {
                            Map<String, Object> map = new LinkedHashMap<>();
                            map.put("ratio", ratio);
                            map.put("min", byTurn.map(Spread::min).orElse(null));
                            map.put("max", byTurn.map(Spread::max).orElse(null));
                            return map;
                        })
                        .orElse(null));
        row.put("goal", ServerGoal.of(result.row(), figure).map(ServerGoal::toString).orElse(null));
        row.put("met", result.met(figure).orElse(null));
        return row;
    }

    private static Map<String, Object> map(Spread spread) {
        Map<String, Object> map = new LinkedHashMap<>();
        map.put("median", spread.median());
        map.put("min", spread.min());
        map.put("max", spread.max());
        map.put("runs", spread.runs());
        return map;
    }

    private String how() {
        return length + ", in turns; load by " + load;
    }

    private List<String> notes() {
        return Stream.of(
                        missing.stream(),
                        unmeasured.stream(),
                        results.stream().flatMap(result -> result.notes().stream()))
                .flatMap(notes -> notes)
                .toList();
    }
}
