package dev.baton.cli;

import static dev.baton.cli.TextLayout.BOLD;
import static dev.baton.cli.TextLayout.GREEN;
import static dev.baton.cli.TextLayout.RED;
import static dev.baton.cli.TextLayout.ms;
import static dev.baton.cli.TextLayout.pad;
import static dev.baton.cli.TextLayout.seconds;

import dev.baton.cli.bench.ShellWords;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import programs.fifos.FifoReaders;
import programs.fifos.Progress;

/** The demo for a person: a table with a column for each run, and what is to be said of it. */
final class DemoTable implements Live.Table {
    private static final int LABEL_COLUMNS = 18;
    private static final int MIN_RUN_COLUMNS = 20;
    private static final int GAPS = 3;

    /** A beat takes its millisecond and the time to wake up; this many in a period is full. */
    private static final double FULL_BEATS = FifoReaders.REPORT_PERIOD_MS * 0.7;

    private final DemoReport report;
    private final Terminal terminal;
    private final TextLayout layout;
    private final Sparkline sparkline;
    private final int runColumns;

    DemoTable(DemoReport report, Terminal terminal) {
        this.report = report;
        this.terminal = terminal;
        this.layout = new TextLayout(terminal);
        this.sparkline = new Sparkline(terminal, FULL_BEATS);
        this.runColumns = Math.max(MIN_RUN_COLUMNS, (layout.columns() - LABEL_COLUMNS - GAPS) / 2);
    }

    /** Whether the table can be drawn again in its place: lines that wrap could not. */
    @Override
    public boolean canBeRedrawn() {
        return terminal.isTerminal()
                && terminal.columns() >= LABEL_COLUMNS + GAPS + 2 * MIN_RUN_COLUMNS;
    }

    /** What is about to be seen. */
    @Override
    public List<String> headline() {
        DemoSetting setting = report.setting();
        List<String> headline =
                new ArrayList<>(
                        layout.wrap(
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
            headline.add(run.name() + ": " + ShellWords.asTyped(Map.of(), run.command()));
        }
        headline.add("");
        return headline;
    }

    /** The table as it stands; always as many lines. */
    @Override
    public List<String> lines() {
        List<String> lines = new ArrayList<>();
        lines.add(row("", r -> layout.paint(BOLD, r.name(), runColumns)));
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
    @Override
    public String plainLine() {
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
    @Override
    public List<String> verdict() {
        List<String> verdict = new ArrayList<>();
        verdict.addAll(verdict(report.stock()));
        verdict.addAll(verdict(report.baton()));
        if (!report.baton().otherLines().stats().isEmpty()) {
            verdict.add(deeds(report.baton().otherLines().stats()));
        }
        return verdict.stream().flatMap(line -> layout.wrap(line).stream()).toList();
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
        for (String message : run.otherLines().messages()) {
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
                    case RIGHT ->
                            isGood
                                    ? layout.paint(GREEN, "went on.")
                                    : layout.paint(RED, "stood still.");
                    case WRONG -> layout.paint(RED, "read something else than was written.");
                    case STARVED -> layout.paint(RED, "starved.");
                    case TOO_LONG -> layout.paint(RED, "did not come to an end.");
                    case FAILED -> layout.paint(RED, "the run failed.");
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
                ? layout.paint(RED, text, runColumns)
                : pad(text, runColumns);
    }

    private String heartbeat(DemoRun run) {
        int longest = Math.max(report.stock().history().size(), report.baton().history().size());
        List<Progress> history = run.history();
        String line =
                sparkline.of(history.stream().map(Progress::beats).toList(), longest, runColumns);
        boolean isSilent =
                !history.isEmpty()
                        && history.getLast().silentMs() > report.setting().maxSilenceMs();
        return layout.paint(isSilent ? RED : GREEN, line, runColumns);
    }

    private static String readers(long count) {
        return count == 1 ? "1 reader" : "%,d readers".formatted(count);
    }
}
