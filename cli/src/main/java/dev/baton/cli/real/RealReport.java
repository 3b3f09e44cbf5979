package dev.baton.cli.real;

import dev.baton.bench.Json;
import dev.baton.cli.bench.Machine;
import dev.baton.cli.bench.TextTable;
import dev.baton.cli.bench.Wrapped;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * The figures as text, JSON and Markdown.
 *
 * @param machine what they were measured on
 * @param length how long each run was
 * @param runs of how many runs each figure is the median
 * @param comparisons what came of it
 */
public record RealReport(
        Machine machine, RealLength length, int runs, List<Comparison> comparisons) {
    private static final List<String> COLUMNS =
            List.of(
                    "program",
                    "Ps",
                    "on",
                    "heartbeat/s",
                    "of alone",
                    "longest gap",
                    "OS thread",
                    "requests/s",
                    "p50",
                    "p99",
                    "errors",
                    "ending");

    /** Columns that hold text. */
    private static final Set<String> LEFT = Set.of("program", "on", "ending");

    /** Program, Ps, and on what. */
    private static final int KEYS = 3;

    private static final String NONE = "–";

    /**
     * For a terminal.
     *
     * @param width how wide it is, or {@link TextTable#ANY_WIDTH}
     * @return a table and what is to be said of it
     */
    public String toText(int width) {
        List<List<String>> rows = new ArrayList<>(List.of(COLUMNS));
        comparisons.forEach(comparison -> rows.addAll(rows(comparison)));
        Set<Integer> left = new HashSet<>();
        LEFT.forEach(name -> left.add(COLUMNS.indexOf(name)));
        StringBuilder out = new StringBuilder(new TextTable(rows, left, KEYS).within(width));
        out.append('\n');
        out.append(
                Wrapped.text(
                        """
                        of alone: the heartbeat as a share of what it does before the program's threads begin
                        OS thread: the same heartbeat in a thread of the OS, what this machine leaves to anybody
                        goals: a heartbeat of 80 %, never silent for 50 ms, and no less done than on plain Java

                        """,
                        width, "  "));
        remarks().forEach(remark -> out.append(Wrapped.text(remark + "\n", width, "  ")));
        return out.toString();
    }

    /** {@return the same on one line} */
    public String toJson() {
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("machine", machine.toMap());
        json.put("seconds", length.seconds());
        json.put("runs", runs);
        List<Object> list = new ArrayList<>();
        for (Comparison comparison : comparisons) {
            Map<String, Object> map = new LinkedHashMap<>();
            map.put("program", comparison.program().id());
            map.put("procs", comparison.procs());
            map.put("plain", json(comparison.plain()));
            map.put("baton", json(comparison.baton()));
            map.put("shortfalls", comparison.shortfalls());
            list.add(map);
        }
        json.put("comparisons", list);
        return Json.write(json);
    }

    private static Map<String, Object> json(Outcome outcome) {
        return outcome.measured()
                .map(Measured::toMap)
                .orElseGet(() -> Map.of("failure", outcome.failure()));
    }

    /**
     * A page.
     *
     * @param plot the plot's file, as the page links to it
     * @return Markdown
     */
    public String toMarkdown(String plot) {
        StringBuilder out = new StringBuilder();
        out.append(
                """
                # Real programs

                Ordinary programs on well-known libraries (`examples/real`), which know nothing of Baton. Each runs beside a heartbeat, a virtual
                thread that sleeps for 1 ms again and again, once on plain Java and once under `baton run`, with 2 carriers or Ps and with 1. Its threads
                send one request after the other, with 5 ms between them, as clients would that are near.

                    ./baton real                    # all of them; sets up what they need
                    ./baton real sqlite jetty       # these
                    ./baton real --quick --json     # a short look, for a program to read
                    ./baton real --docs docs        # writes this page and its plot

                """);
        out.append("![Heartbeat and longest gap of each program](").append(plot).append(")\n\n");
        out.append("Measured on ").append(machine).append("; ");
        out.append(
                "each figure is "
                        + (runs == 1 ? "of one run" : "the median of " + runs + " runs")
                        + " of %.3g s, after %.3g s to warm up.\n\n"
                                .formatted(length.seconds(), length.warmupSeconds()));
        out.append(
                """
                *of alone* is the heartbeat as a share of what it does before the program's threads begin. *OS thread* is the same heartbeat in a
                thread of the OS at the same time, its beats a second and its longest gap: what the machine, the collector and others that run
                on it leave to anybody. A run
                in which that was half a second is made again, twice at most. A request
                that is not over when the time is counts with what it has taken so far. *starved*: the heartbeat came less often than a tenth of what
                it does alone, or was silent for a second, or the program's threads never came to an end.

                """);
        appendMarkdown(out, COLUMNS);
        List<String> rule = new ArrayList<>();
        COLUMNS.forEach(column -> rule.add(LEFT.contains(column) ? "---" : "---:"));
        appendMarkdown(out, rule);
        for (Comparison comparison : comparisons) {
            rows(comparison).forEach(row -> appendMarkdown(out, row));
        }
        out.append("\n## What Baton is to do, and where it falls short\n\n");
        out.append(
                """
                A heartbeat of 80 % of what it does alone, never silent for 50 ms, and no less done than on plain Java.

                Where a call blocks, in JNI or in the kernel, another P runs on some 30 µs later. Where a thread computes, Baton does not
                preempt it: after half a millisecond on a CPU its P is lent to those that are usually done in a moment, as the
                heartbeat is, after 10 ms one for all but those that compute for long themselves, and after 250 ms one for all. So long the
                heartbeat waits, again for each burst of half a millisecond (Lucene), and where more threads compute than there are CPUs it
                has to share them, as a thread of the OS has. What it takes of a CPU itself is missing elsewhere (zstd); of Lucene's requests,
                which are of two kinds, another mixture gets done.

                """);
        remarks().forEach(remark -> out.append("* ").append(remark).append('\n'));
        out.append("\n## The programs\n\n");
        for (RealProgram program : programs()) {
            out.append(
                    "* **`%s`** (%s): %s.\n"
                            .formatted(program.id(), program.title(), program.what()));
        }
        return out.toString();
    }

    private static void appendMarkdown(StringBuilder out, List<String> cells) {
        out.append("| ").append(String.join(" | ", cells)).append(" |\n");
    }

    private Set<RealProgram> programs() {
        Set<RealProgram> programs = new LinkedHashSet<>();
        comparisons.forEach(comparison -> programs.add(comparison.program()));
        return programs;
    }

    /** What is missed, and what went wrong. */
    private List<String> remarks() {
        List<String> remarks = new ArrayList<>();
        int met = 0;
        for (Comparison comparison : comparisons) {
            String name =
                    "%s on %d P%s"
                            .formatted(
                                    comparison.program().id(),
                                    comparison.procs(),
                                    comparison.procs() == 1 ? "" : "s");
            List<String> shortfalls = comparison.shortfalls();
            if (shortfalls.isEmpty()) {
                met++;
            } else {
                remarks.add(name + ": " + String.join("; ", shortfalls) + ".");
            }
            for (Outcome outcome : List.of(comparison.plain(), comparison.baton())) {
                if (outcome.failure() != null) {
                    remarks.add(name + ", " + outcome.side().title() + ": " + outcome.failure());
                }
                outcome.measured()
                        .map(Measured::firstError)
                        .ifPresent(error ->
                                remarks.add(name + ", " + outcome.side().title() + ": " + error));
            }
        }
        remarks.add("%d of %d meet all three goals.".formatted(met, comparisons.size()));
        return remarks;
    }

    private static List<List<String>> rows(Comparison comparison) {
        return List.of(row(comparison.plain()), row(comparison.baton()));
    }

    private static List<String> row(Outcome outcome) {
        List<String> row = new ArrayList<>();
        row.add(outcome.program().id());
        row.add(Integer.toString(outcome.procs()));
        row.add(outcome.side().title());
        if (outcome.measured().isEmpty()) {
            while (row.size() < COLUMNS.size() - 1) {
                row.add(NONE);
            }
            row.add("did not run");
            return row;
        }
        Measured m = outcome.measured().get();
        row.add("%,.0f".formatted(m.beatsPerS()));
        row.add("%.0f %%".formatted(100 * m.heartbeatShare()));
        row.add("%,.0f ms".formatted(m.longestGapMs()));
        row.add("%,.0f, %,.0f ms".formatted(m.machineBeatsPerS(), m.machineGapMs()));
        row.add(
                m.requestsPerS() < 100
                        ? "%.1f".formatted(m.requestsPerS())
                        : "%,.0f".formatted(m.requestsPerS()));
        row.add(ms(m.p50Ms()));
        row.add(ms(m.p99Ms()));
        row.add("%,.0f".formatted(m.errors()));
        row.add(m.ending().name().toLowerCase(java.util.Locale.ROOT));
        return row;
    }

    private static String ms(double ms) {
        return ms < 10 ? "%.1f ms".formatted(ms) : "%,.0f ms".formatted(ms);
    }
}
