package dev.baton.cli;

import static dev.baton.cli.TextLayout.BOLD;
import static dev.baton.cli.TextLayout.GREEN;
import static dev.baton.cli.TextLayout.RED;
import static dev.baton.cli.TextLayout.ms;
import static dev.baton.cli.TextLayout.pad;
import static dev.baton.cli.TextLayout.padLeft;
import static dev.baton.cli.TextLayout.seconds;

import dev.baton.cli.explode.ExplodeReport;
import dev.baton.cli.explode.Figures;
import dev.baton.cli.explode.Run;
import dev.baton.cli.explode.Sample;
import dev.baton.cli.explode.Setting;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import programs.explode.Explosion;
import programs.explode.Tally;

/** The explosion for a person: a table with a line for each side, and what is to be said of it. */
final class ExplodeTable implements Live.Table {
    private static final int TITLE_COLUMNS = 21;
    private static final int MIN_HEART_COLUMNS = 12;

    /** A beat takes its millisecond and the time to wake up; this many in a period is full. */
    private static final double FULL_BEATS = Explosion.REPORT_PERIOD_MS * 0.7;

    /** More than that is silence, if only of a machine that has too much to do. */
    private static final long LONG_SILENCE_MS = 500;

    /** What stands in a line between its title and its heartbeat. */
    private enum Column {
        AT_ONCE("at once", 8),
        BACK("back", 6),
        THREADS("threads", 8),
        NOW("now", 6),
        MEMORY("MiB", 6),
        SILENT("silent", 10);

        final String title;
        final int columns;

        Column(String title, int columns) {
            this.title = title;
            this.columns = columns;
        }

        String of(Figures figures) {
            return switch (this) {
                case AT_ONCE -> "%,d".formatted(figures.mostInCall());
                case BACK -> "%,d".formatted(figures.back());
                case THREADS -> "%,d".formatted(figures.mostThreads());
                case NOW -> "%,d".formatted(figures.lastThreads());
                case MEMORY -> "%,d".formatted(figures.mostRssKib() >> 10);
                case SILENT -> ms(figures.longestSilenceMs());
            };
        }
    }

    private final ExplodeReport report;
    private final Terminal terminal;
    private final TextLayout layout;
    private final Sparkline sparkline;
    private final int heartColumns;

    ExplodeTable(ExplodeReport report, Terminal terminal) {
        this.report = report;
        this.terminal = terminal;
        this.layout = new TextLayout(terminal);
        this.sparkline = new Sparkline(terminal, FULL_BEATS);
        this.heartColumns = Math.max(MIN_HEART_COLUMNS, layout.columns() - 1 - fixedColumns());
    }

    private static int fixedColumns() {
        int columns = TITLE_COLUMNS + 2;
        for (Column column : Column.values()) {
            columns += column.columns;
        }
        return columns;
    }

    /** Whether the table can be drawn again in its place: lines that wrap could not. */
    @Override
    public boolean canBeRedrawn() {
        return terminal.isTerminal() && terminal.columns() > fixedColumns() + MIN_HEART_COLUMNS;
    }

    /** What is about to be seen. */
    @Override
    public List<String> headline() {
        Setting setting = report.setting();
        List<String> headline = new ArrayList<>();
        headline.addAll(
                layout.wrap(
                        "%,d threads block in read(2) at once, each on a FIFO of its own, beside a"
                                        .formatted(setting.n())
                                + " heartbeat of 1 ms. After %s s they are let go, and the program goes"
                                        .formatted(seconds(setting.holdMs()))
                                + " on for %s s. Each side in a process of its own, one after the other, on %s."
                                        .formatted(
                                                seconds(setting.afterMs()),
                                                setting.procs() == 1
                                                        ? "one carrier or P"
                                                        : "%,d carriers or Ps"
                                                                .formatted(setting.procs()))));
        headline.add("");
        for (Run run : report.runs()) {
            headline.addAll(
                    layout.wrap(layout.paint(BOLD, run.side().title()) + ": " + run.side().call()));
        }
        report.notes().forEach(note -> headline.addAll(layout.wrap(note)));
        headline.add("");
        return headline;
    }

    /** The table as it stands; always as many lines. */
    @Override
    public List<String> lines() {
        List<String> lines = new ArrayList<>();
        StringBuilder head = new StringBuilder(" ".repeat(TITLE_COLUMNS));
        for (Column column : Column.values()) {
            head.append(padLeft(column.title, column.columns));
        }
        lines.add(head.append("  heartbeat").toString());
        report.runs().forEach(run -> lines.add(line(run)));
        lines.add("");
        return lines;
    }

    private String line(Run run) {
        String title = pad(run.side().title(), TITLE_COLUMNS);
        Optional<Figures> figures = run.figures();
        StringBuilder line =
                new StringBuilder(
                        run.outcome() == Run.Outcome.RUNNING ? layout.paint(BOLD, title) : title);
        for (Column column : Column.values()) {
            line.append(padLeft(figures.map(column::of).orElse("-"), column.columns));
        }
        return line.append("  ").append(heartbeat(run)).toString();
    }

    private String heartbeat(Run run) {
        List<Sample> samples = run.samples();
        if (samples.isEmpty()) {
            return "";
        }
        Setting setting = report.setting();
        long expectedMs = Explosion.ALONE_MS + setting.holdMs() + setting.afterMs();
        int periods = Math.max(samples.size(), (int) (expectedMs / Explosion.REPORT_PERIOD_MS) + 1);
        String line =
                sparkline.of(
                        samples.stream().map(sample -> sample.tally().beats()).toList(),
                        periods,
                        heartColumns);
        boolean wasSilent = samples.getLast().tally().longestSilenceMs() > LONG_SILENCE_MS;
        return layout.paint(wasSilent ? RED : GREEN, line);
    }

    /** How the one that runs stands, for output that can't be drawn again. */
    @Override
    public String plainLine() {
        Run run =
                report.runs().stream()
                        .filter(each -> each.outcome() == Run.Outcome.RUNNING)
                        .findFirst()
                        .orElse(report.runs().getLast());
        List<Sample> samples = run.samples();
        if (samples.isEmpty()) {
            return run.side().id() + ": starting";
        }
        Sample last = samples.getLast();
        Tally tally = last.tally();
        return "%s %s s: %,d in call, %,d back, %,d threads, %,d MiB, silent %s"
                .formatted(
                        run.side().id(),
                        seconds(tally.ms()),
                        tally.inCall(),
                        tally.back(),
                        last.threads(),
                        last.rssKib() >> 10,
                        ms(tally.silentMs()));
    }

    /** What the columns are, and what went otherwise than it should. */
    @Override
    public List<String> verdict() {
        List<String> verdict = new ArrayList<>();
        verdict.add(
                "at once: threads in their call, at most. threads: of the OS, all of the process's,"
                        + " at most; now: at the end. MiB: resident memory, at most. silent: the"
                        + " longest that the heartbeat stayed away.");
        for (Run run : report.runs()) {
            String name = run.side().title() + ": ";
            complaint(run).ifPresent(what -> verdict.add(name + layout.paint(RED, what)));
            run.messages().forEach(message -> verdict.add(name + message));
        }
        return verdict.stream().flatMap(line -> layout.wrap(line).stream()).toList();
    }

    private Optional<String> complaint(Run run) {
        return switch (run.outcome()) {
            case WAITING, RUNNING -> Optional.of("did not run.");
            case WRONG -> Optional.of("something else was read than was written.");
            case STUCK -> Optional.of("some did not come back.");
            case TOO_LONG -> Optional.of("it did not come to an end, and was stopped.");
            case FAILED -> Optional.of("the run failed.");
            case RIGHT ->
                    run.isGood()
                            ? Optional.empty()
                            : Optional.of(
                                    "no more than %,d of %,d were in their call at once."
                                            .formatted(
                                                    run.figures().orElseThrow().mostInCall(),
                                                    report.setting().n()));
        };
    }
}
