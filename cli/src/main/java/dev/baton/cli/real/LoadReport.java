package dev.baton.cli.real;

import dev.baton.bench.Json;
import dev.baton.cli.bench.Machine;
import dev.baton.cli.bench.TextTable;
import dev.baton.cli.bench.Wrapped;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * What came of the loads, as text and JSON.
 *
 * @param machine what they were measured on
 * @param length how long each was
 * @param connections how many sent requests at a time
 * @param outcomes what came of each
 */
public record LoadReport(
        Machine machine, RealLength length, int connections, List<LoadOutcome> outcomes) {
    private static final List<String> HEAD =
            List.of(
                    "load",
                    "on",
                    "asks for",
                    "requests",
                    "requests/s",
                    "in a turn",
                    "p50",
                    "p99",
                    "unanswered",
                    "errors");

    /** Load, on what, and what is asked for. */
    private static final int KEYS = 3;

    /** {@return whether all ran, and Baton answered each request as it should} */
    public boolean isFaultless() {
        return outcomes.stream().allMatch(LoadOutcome::isFaultless);
    }

    /**
     * For a terminal.
     *
     * @param width how wide it is, or {@link TextTable#ANY_WIDTH}
     * @return a table, and below it what went wrong
     */
    public String toText(int width) {
        List<List<String>> rows = new ArrayList<>(List.of(HEAD));
        StringBuilder faults = new StringBuilder();
        for (LoadOutcome outcome : outcomes) {
            String name = outcome.load().id() + ", " + outcome.side().title() + ": ";
            if (outcome.failure() != null) {
                faults.append(name).append(outcome.failure()).append('\n');
            }
            for (LoadFigures figures : outcome.figures()) {
                rows.add(row(outcome, figures));
                if (figures.firstError() != null) {
                    faults.append(name).append(figures.firstError()).append('\n');
                }
            }
        }
        String how =
                "%n%d connections, %s s each in %d turns, each on a new server on %d Ps after %s s to warm up.%n"
                        .formatted(
                                connections,
                                length.seconds(),
                                LoadRun.turns(length),
                                LoadRun.PROCS,
                                length.warmupSeconds());
        return new TextTable(rows, Set.of(0, 1, 2), KEYS).within(width)
                + Wrapped.text(how + faults, width, "  ");
    }

    private static List<String> row(LoadOutcome outcome, LoadFigures figures) {
        return List.of(
                outcome.load().id(),
                outcome.side().title(),
                figures.kind(),
                "%,d".formatted(figures.requests()),
                "%,.0f".formatted(figures.requestsPerS()),
                "%,.0f–%,.0f".formatted(figures.slowestPerS(), figures.fastestPerS()),
                "%.2f ms".formatted(figures.p50Ms()),
                "%.2f ms".formatted(figures.p99Ms()),
                "%,d".formatted(figures.requests() - figures.answered()),
                "%,d".formatted(figures.errors()));
    }

    /** {@return the same on one line} */
    public String toJson() {
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("machine", machine.toMap());
        json.put("seconds", length.seconds());
        json.put("connections", connections);
        json.put("procs", LoadRun.PROCS);
        json.put("faultless", isFaultless());
        json.put("outcomes", outcomes.stream().map(LoadOutcome::toMap).toList());
        return Json.write(json);
    }
}
