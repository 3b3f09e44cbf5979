package dev.baton.cli.real;

import dev.baton.bench.Json;
import dev.baton.cli.bench.Machine;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

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
    private static final String ROW = "%-6s  %-5s  %-8s  %11s  %10s  %15s  %9s  %9s  %10s  %6s%n";

    /** {@return whether all ran, and Baton answered each request as it should} */
    public boolean isFaultless() {
        return outcomes.stream().allMatch(LoadOutcome::isFaultless);
    }

    /** {@return a table, and below it what went wrong} */
    public String toText() {
        StringBuilder out = new StringBuilder();
        out.append(
                ROW.formatted(
                        "load",
                        "on",
                        "asks for",
                        "requests",
                        "requests/s",
                        "in a turn",
                        "p50",
                        "p99",
                        "unanswered",
                        "errors"));
        StringBuilder faults = new StringBuilder();
        for (LoadOutcome outcome : outcomes) {
            String name = outcome.load().id() + ", " + outcome.side().title() + ": ";
            if (outcome.failure() != null) {
                faults.append(name).append(outcome.failure()).append('\n');
            }
            for (LoadFigures figures : outcome.figures()) {
                out.append(
                        ROW.formatted(
                                outcome.load().id(),
                                outcome.side().title(),
                                figures.kind(),
                                "%,d".formatted(figures.requests()),
                                "%,.0f".formatted(figures.requestsPerS()),
                                "%,.0f–%,.0f"
                                        .formatted(figures.slowestPerS(), figures.fastestPerS()),
                                "%.2f ms".formatted(figures.p50Ms()),
                                "%.2f ms".formatted(figures.p99Ms()),
                                "%,d".formatted(figures.requests() - figures.answered()),
                                "%,d".formatted(figures.errors())));
                if (figures.firstError() != null) {
                    faults.append(name).append(figures.firstError()).append('\n');
                }
            }
        }
        out.append(
                "%n%d connections, %s s each in %d turns, each on a new server on %d Ps after %s s to warm up.%n"
                        .formatted(
                                connections,
                                length.seconds(),
                                LoadRun.turns(length),
                                LoadRun.PROCS,
                                length.warmupSeconds()));
        return out.append(faults).toString();
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
