package dev.baton.cli;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import programs.fifos.FifoReaders;
import programs.fifos.Progress;

/** The demo for a person: a table with a column for each run, and what is to be said of it. */
final class DemoTable {
    private static final int LABEL_COLUMNS = 18;
    private static final int MAX_COLUMNS = 100;
    private static final int MIN_RUN_COLUMNS = 20;
    private static final int GAPS = 3;

    /** A beat takes its millisecond and the time to wake up; this many in a period is full. */
    private static final double FULL_BEATS = FifoReaders.REPORT_PERIOD_MS * 0.7;

    private static final String RED = "\033[31m";
    private static final String GREEN = "\033[32m";
    private static final String BOLD = "\033[1m";
    private static final String PLAIN = "\033[0m";

    private final DemoReport report;
    private final Terminal terminal;
    private final int runColumns;

    DemoTable(DemoReport report, Terminal terminal) {
        this.report = report;
        this.terminal = terminal;
        int columns = Math.min(terminal.columns(), MAX_COLUMNS);
        this.runColumns = Math.max(MIN_RUN_COLUMNS, (columns - LABEL_COLUMNS - GAPS) / 2);
    }

    /** Whether the table can be drawn again in its place: lines that wrap could not. */
    boolean canBeRedrawn() {
        return terminal.isTerminal()
                && terminal.columns() >= LABEL_COLUMNS + GAPS + 2 * MIN_RUN_COLUMNS;
    }

    /** What is about to be seen. */
    List<String> headline() {
        DemoSetting setting = report.setting();
        List<String> headline =
                new ArrayList<>(
                        wrap(
                                "A program of plain Java is started twice, each time on "
                                        + (setting.procs() == 1
                                                ? "one carrier or P."
                                                : "%,d carriers or Ps.".formatted(setting.procs()))
                                        + " Its virtual threads: a heartbeat of 1 ms, "
                                        + readers(setting.readers())
                                        + " of FIFOs, which are empty, and one that feeds them %s s"
                                                .formatted(seconds(setting.holdMs()))
                                        + " later."));
        // Not broken, however long they are, so that they can be copied.
        for (DemoRun run : List.of(report.stock(), report.baton())) {
            headline.add("");
            headline.add(run.name() + ": " + DemoProgram.asTyped(run.command()));
        }
        headline.add("");
        return headline;
    }

    /** The table as it stands; always as many lines. */
    List<String> lines() {
        List<String> lines = new ArrayList<>();
        lines.add(row("", r -> paint(BOLD, r.name(), runColumns)));
        lines.add(row("heartbeat", this::heartbeat));
        lines.add(cells("beats", p -> "%,d".formatted(p.beats())));
        lines.add(row("silent now", this::silence));
        lines.add(cells("longest silence", p -> ms(p.longestSilenceMs())));
        lines.add(cells("in read(2)", p -> readers(p.inRead())));
        lines.add(cells("never ran", p -> readers(p.notStarted())));
        lines.add(cells("read it right", p -> readers(p.right())));
        lines.add(
                row("OS threads, all", r -> pad("%,d at most".formatted(r.threads()), runColumns)));
        lines.add("");
        return lines;
    }

    /** How both stand, on a line of its own, for output that can't be drawn again. */
    String plainLine() {
        return plain(report.stock()) + " | " + plain(report.baton());
    }

    private static String plain(DemoRun run) {
        Optional<Progress> latest = run.latest();
        if (latest.isEmpty()) {
            return run.name() + ": starting";
        }
        Progress p = latest.get();
        return "%s %s s: %,d beats, silent for %s, %,d in read, %,d right"
                .formatted(
                        run.name(),
                        seconds(p.ms()),
                        p.beats(),
                        ms(p.silentMs()),
                        p.inRead(),
                        p.right());
    }

    /** What was stuck and for how long, and what Baton did. */
    List<String> verdict() {
        List<String> verdict = new ArrayList<>();
        verdict.addAll(verdict(report.stock()));
        verdict.addAll(verdict(report.baton()));
        if (!report.baton().stats().isEmpty()) {
            verdict.add(deeds(report.baton().stats()));
        }
        return verdict.stream().flatMap(line -> wrap(line).stream()).toList();
    }

    /** What {@code --stats} counted, in words. */
    private static String deeds(Map<String, Object> stats) {
        long unannounced =
                stats.keySet().stream()
                        .filter(name -> name.startsWith("spares"))
                        .mapToLong(name -> count(stats, name))
                        .sum();
        return "  Gs: %,d. Calls that may block: %,d."
                        .formatted(count(stats, "gStarted"), count(stats, "syscalls"))
                + " Ps handed off as a call began: %,d; retaken from threads that slept in a call: %,d;"
                        .formatted(count(stats, "handoffs"), count(stats, "retakes"))
                + " taken from threads that announced nothing: %,d. Steals: %,d."
                        .formatted(unannounced, count(stats, "steals"))
                + " Ms: %,d at most. Longest wait of a G to be run: %.1f ms."
                        .formatted(count(stats, "threadsPeak"), count(stats, "longestWaitNs") / 1e6)
                + " (A G is a virtual thread, an M a thread of the OS, a P the right to run Gs.)";
    }

    private static long count(Map<String, Object> stats, String name) {
        return stats.get(name) instanceof Number n ? n.longValue() : 0;
    }

    private List<String> verdict(DemoRun run) {
        List<String> verdict = new ArrayList<>();
        verdict.add(headOf(run) + run.latest().map(p -> " " + story(run, p)).orElse(""));
        if (run == report.baton() && report.wasSilentTooLong()) {
            verdict.add(
                    "  That is longer than the %,d ms that were allowed."
                            .formatted(report.setting().maxSilenceMs()));
        }
        for (String message : run.messages()) {
            verdict.add("  " + message);
        }
        return verdict;
    }

    private String headOf(DemoRun run) {
        boolean isGood = run != report.baton() || !report.wasSilentTooLong();
        return run.name()
                + ": "
                + switch (run.outcome()) {
                    case RUNNING -> "still running.";
                    case RIGHT -> isGood ? paint(GREEN, "went on.") : paint(RED, "stood still.");
                    case WRONG -> paint(RED, "read something else than was written.");
                    case STARVED -> paint(RED, "starved.");
                    case TOO_LONG -> paint(RED, "did not come to an end.");
                    case FAILED -> paint(RED, "the run failed.");
                };
    }

    private String story(DemoRun run, Progress p) {
        return switch (run.outcome()) {
            case STARVED ->
                    "%s kept its carriers in read(2) for %s s."
                                    .formatted(readers(p.inRead()), seconds(p.silentMs()))
                            + " The heartbeat stopped after %s s."
                                    .formatted(seconds(Math.max(0, p.ms() - p.silentMs())))
                            + (p.notStarted() > 0
                                    ? " %s never ran, nor did the one that feeds them."
                                            .formatted(readers(p.notStarted()))
                                    : " The one that feeds them never ran.")
                            + " It gave up.";
            case RIGHT ->
                    "%s got what was theirs; the heartbeat came %,d times in %s s,"
                                    .formatted(readers(p.right()), p.beats(), seconds(p.ms()))
                            + " and was silent for %s at most.".formatted(ms(p.longestSilenceMs()));
            default ->
                    "Of the readers %,d were right, %,d wrong, %,d in read, %,d had not begun."
                            .formatted(p.right(), p.wrong(), p.inRead(), p.notStarted());
        };
    }

    // ---- Cells ---------------------------------------------------------------------------------

    private String row(String label, Function<DemoRun, String> cell) {
        return pad("  " + label, LABEL_COLUMNS)
                + " "
                + cell.apply(report.stock())
                + "  "
                + cell.apply(report.baton()).stripTrailing();
    }

    private String cells(String label, Function<Progress, String> cell) {
        return row(label, run -> pad(run.latest().map(cell).orElse("-"), runColumns));
    }

    private String silence(DemoRun run) {
        Optional<Progress> latest = run.latest();
        if (latest.isEmpty()) {
            return pad("-", runColumns);
        }
        long silentMs = latest.get().silentMs();
        String text = ms(silentMs);
        return silentMs > report.setting().maxSilenceMs()
                ? paint(RED, text, runColumns)
                : pad(text, runColumns);
    }

    /**
     * A column for each period, as high as there were beats in it. When there are more of them than
     * columns, they share them, in the same way for both runs.
     */
    private String heartbeat(DemoRun run) {
        String levels = terminal.hasBlocks() ? "▁▂▃▄▅▆▇█" : "_.:-=+*#";
        int longest = Math.max(report.stock().history().size(), report.baton().history().size());
        double each = Math.max(1.0, (double) longest / runColumns);
        List<Progress> history = run.history();
        StringBuilder line = new StringBuilder();
        long beats = 0;
        int from = 0;
        for (int column = 1; from < history.size(); column++) {
            int to = Math.clamp(Math.round(column * each), from + 1, history.size());
            long until = history.get(to - 1).beats();
            double share = (until - beats) / (FULL_BEATS * (to - from));
            int level = (int) Math.ceil(share * (levels.length() - 1));
            line.append(levels.charAt(Math.clamp(level, 0, levels.length() - 1)));
            beats = until;
            from = to;
        }
        boolean isSilent =
                !history.isEmpty()
                        && history.getLast().silentMs() > report.setting().maxSilenceMs();
        return paint(isSilent ? RED : GREEN, line.toString(), runColumns);
    }

    private String paint(String colour, String text, int columns) {
        return paint(colour, text) + " ".repeat(Math.max(0, columns - text.length()));
    }

    private String paint(String colour, String text) {
        return terminal.hasColours() ? colour + text + PLAIN : text;
    }

    private static String pad(String text, int columns) {
        return text + " ".repeat(Math.max(0, columns - text.length()));
    }

    private static String readers(long count) {
        return count == 1 ? "1 reader" : "%,d readers".formatted(count);
    }

    private static String ms(long ms) {
        return "%,d ms".formatted(ms);
    }

    private static String seconds(long ms) {
        return "%.1f".formatted(ms / 1000.0);
    }

    /** Breaks a line between words; what follows the first is indented. */
    private List<String> wrap(String line) {
        int columns = Math.min(terminal.columns(), MAX_COLUMNS);
        List<String> lines = new ArrayList<>();
        String current = "";
        for (String word : line.split("(?<=\\S) ", -1)) {
            String longer = current.isEmpty() ? word : current + " " + word;
            if (!current.isEmpty() && width(longer) > columns) {
                lines.add(current);
                longer = "  " + word;
            }
            current = longer;
        }
        lines.add(current);
        return lines;
    }

    /** How many columns a text takes: colours take none. */
    private static int width(String text) {
        return text.replaceAll("\033\\[\\d*m", "").length();
    }
}
