package dev.baton.cli.bench;

import dev.baton.bench.Figure;
import dev.baton.bench.Goal;
import dev.baton.bench.Json;
import dev.baton.bench.Peer;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * All results, in the forms they are wanted in.
 *
 * @param machine what they were measured on
 * @param length how long
 * @param results in the order of the table
 */
public record Report(Machine machine, Length length, List<Result> results) {
    /** What the columns after the id are; the first two are on the left. */
    private static final List<String> HEAD =
            List.of("", "unit", "Baton", "stock", "Go", "÷ stock", "÷ Go", "goal", "met");

    /** Copies the list. */
    public Report {
        results = List.copyOf(results);
    }

    /**
     * For a terminal.
     *
     * @param width how wide it is, or {@link TextTable#ANY_WIDTH}
     * @return the machine, a table, and notes; ends with a newline
     */
    public String toText(int width) {
        List<List<String>> lines = new ArrayList<>();
        lines.add(HEAD);
        for (Result result : results) {
            for (Figure figure : result.experiment().figures()) {
                lines.add(cells(result, figure));
            }
        }
        StringBuilder out = new StringBuilder();
        out.append(Wrapped.text(machine + "\n" + length + "\n\n", width, "  "));
        out.append(new TextTable(lines, Set.of(0, 1), 1).within(width));
        List<String> notes = notes();
        if (!notes.isEmpty()) {
            out.append('\n');
            notes.forEach(note -> out.append(Wrapped.text(note + "\n", width, "  ")));
        }
        return out.toString();
    }

    /**
     * For {@code docs/}.
     *
     * @return a table in Markdown with the machine above it
     */
    public String toMarkdown() {
        StringBuilder out = new StringBuilder();
        out.append(machine).append("; ").append(length).append(".\n\n");
        out.append("| id | what | unit | Baton | stock | Go | ÷ stock | ÷ Go | goal | met |\n");
        out.append("|---|---|---|---:|---:|---:|---:|---:|---|---|\n");
        for (Result result : results) {
            for (Figure figure : result.experiment().figures()) {
                List<String> cells = new ArrayList<>(cells(result, figure));
                cells.set(0, "`" + figure.id() + "`");
                cells.add(1, figure.what());
                out.append(cells.stream().collect(Collectors.joining(" | ", "| ", " |\n")));
            }
        }
        List<String> notes = notes();
        if (!notes.isEmpty()) {
            out.append('\n');
            notes.forEach(note -> out.append("* ").append(note.replace("\n", " ")).append('\n'));
        }
        return out.toString();
    }

    /**
     * For programs.
     *
     * @return an object with {@code machine} and {@code rows}, a line for each row
     */
    public String toJson() {
        List<String> rows = new ArrayList<>();
        for (Result result : results) {
            for (Figure figure : result.experiment().figures()) {
                rows.add(Json.write(row(result, figure)));
            }
        }
        return "{\"machine\":"
                + Json.write(machine.toMap())
                + ",\n\"rows\":[\n"
                + String.join(",\n", rows)
                + "\n]}\n";
    }

    private static Map<String, Object> row(Result result, Figure figure) {
        Map<String, Object> row = new LinkedHashMap<>();
        row.put("id", figure.id());
        row.put("unit", figure.unit());
        for (Peer peer : Peer.values()) {
            row.put(peer.id(), spread(result, figure, peer));
        }
        row.put("of_stock", ofStock(result, figure));
        row.put("goal", figure.goal().map(Goal::toString).orElse(null));
        row.put("met", result.met(figure).orElse(null));
        return row;
    }

    /** Null where there is nothing to compare; without a spread where there was one round. */
    private static Map<String, Object> ofStock(Result result, Figure figure) {
        Optional<Double> ratio = result.ratio(figure, Peer.STOCK);
        if (ratio.isEmpty()) {
            return null;
        }
        Optional<Spread> spread = result.ratios(figure, Peer.STOCK);
        Map<String, Object> map = new LinkedHashMap<>();
        map.put("ratio", ratio.get());
        map.put("min", spread.map(Spread::min).orElse(null));
        map.put("max", spread.map(Spread::max).orElse(null));
        return map;
    }

    /** Null where a peer has no figure; one without numbers where what it waited for never came. */
    private static Map<String, Object> spread(Result result, Figure figure, Peer peer) {
        Optional<Spread> spread = result.spread(figure, peer);
        if (spread.isEmpty() && !result.isNever(peer)) {
            return null;
        }
        Map<String, Object> map = new LinkedHashMap<>();
        map.put("median", spread.map(Spread::median).orElse(null));
        map.put("min", spread.map(Spread::min).orElse(null));
        map.put("max", spread.map(Spread::max).orElse(null));
        map.put("runs", spread.map(Spread::runs).orElse(result.runs(peer)));
        return map;
    }

    private static List<String> cells(Result result, Figure figure) {
        return List.of(
                figure.id(),
                figure.unit(),
                result.cell(figure, Peer.BATON),
                result.cell(figure, Peer.STOCK),
                result.cell(figure, Peer.GO),
                result.ratioCell(figure, Peer.STOCK),
                result.ratioCell(figure, Peer.GO),
                figure.goal().map(Goal::toString).orElse(""),
                result.met(figure).map(met -> met ? "yes" : "no").orElse(""));
    }

    private List<String> notes() {
        return results.stream().flatMap(result -> result.notes().stream()).toList();
    }
}
