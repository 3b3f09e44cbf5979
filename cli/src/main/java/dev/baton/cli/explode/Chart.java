package dev.baton.cli.explode;

import dev.baton.cli.explode.Svg.Point;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.function.DoubleUnaryOperator;
import java.util.function.Function;
import java.util.function.ToLongFunction;
import programs.explode.Explosion;
import programs.explode.Tally;

/**
 * The picture: threads of the OS and memory over time, a line for each side, and below the
 * heartbeat of each. Lines are named at their ends. SVG, light or dark as the reader has it; what
 * knows no such wish shows it light.
 */
public final class Chart {
    private static final int LEFT = 70;
    private static final int PLOT_WIDTH = 590;
    private static final int RIGHT = LEFT + PLOT_WIDTH;
    private static final int WIDTH = RIGHT + 330;

    private static final int MOMENTS_Y = 74;
    private static final int THREADS_TOP = 112;
    private static final int THREADS_HEIGHT = 240;
    private static final int MEMORY_TOP = THREADS_TOP + THREADS_HEIGHT + 72;
    private static final int MEMORY_HEIGHT = 170;
    private static final int HEARTBEAT_TOP = MEMORY_TOP + MEMORY_HEIGHT + 72;
    private static final int HEARTBEAT_HEIGHT = 26;
    private static final int BOTTOM = 34;

    private static final int LABEL_HEIGHT = 16;
    private static final int LABEL_GAP = 26;

    /** Where lines lie upon each other, those below are wider. */
    private static final double LEAST_WIDTH = 2;

    private static final double WIDER = 0.5;

    /** A beat takes its millisecond and the time to wake up; so many in a millisecond are full. */
    private static final double FULL_BEATS = 0.7;

    private static final String MOST_AND_LAST = "at most → at the end";

    private final ExplodeReport report;
    private final List<Run> runs;
    private final Svg svg = new Svg();
    private final double seconds;

    private Chart(ExplodeReport report) {
        this.report = report;
        this.runs = report.runs().stream().filter(run -> run.figures().isPresent()).toList();
        this.seconds =
                Math.max(
                        1,
                        Math.ceil(
                                runs.stream()
                                                .mapToLong(
                                                        run -> run.samples().getLast().tally().ms())
                                                .max()
                                                .orElse(0)
                                        / 1000.0));
    }

    /**
     * Draws it.
     *
     * @param report what came of all sides; those of which nothing was seen have no line
     * @return an SVG document
     */
    public static String of(ExplodeReport report) {
        return new Chart(report).draw();
    }

    private String draw() {
        int heartbeatBottom = HEARTBEAT_TOP + runs.size() * HEARTBEAT_HEIGHT;
        int height = heartbeatBottom + BOTTOM;
        String title = "%,d threads block in read(2) at once".formatted(report.setting().n());
        svg.open(WIDTH, height, title, style());
        svg.rect(0, 0, WIDTH, height, "ground");
        svg.text(LEFT, 26, "start", "ink head", title);
        svg.text(LEFT, 46, "start", "faint", subtitle());
        svg.text(x(Explosion.ALONE_MS), MOMENTS_Y, "middle", "faint", "all start");
        letGo().ifPresent(band ->
                svg.text((band.from() + band.to()) / 2, MOMENTS_Y, "middle", "faint", "let go"));
        threads();
        memory();
        heartbeats();
        return svg.close();
    }

    private String subtitle() {
        return "Each reads a FIFO of its own, into which something is written after %.1f s. %d %s."
                        .formatted(
                                report.setting().holdMs() / 1000.0,
                                report.setting().procs(),
                                report.setting().procs() == 1 ? "carrier or P" : "carriers or Ps")
                + " Each side in a process of its own, one after the other.";
    }

    private String style() {
        StringBuilder style =
                new StringBuilder(
                        """
                        text{stroke:none} polyline{fill:none;stroke-linejoin:round;stroke-linecap:round}
                        .ground{fill:#ffffff} .ink{fill:#1d1d1f} .faint{fill:#5c5c62} .head{font-size:17px;font-weight:600} .name{font-weight:600}
                        .grid{stroke:#e4e4e8} .mark{stroke:#5c5c62;stroke-dasharray:2 3} .leader{stroke:#c4c4ca} .band{fill:#5c5c62;opacity:.25}
                        """);
        for (Run run : runs) {
            style.append(colours(run.side(), run.side().light()));
        }
        style.append(
                """
                @media (prefers-color-scheme: dark){
                .ground{fill:#16171a} .ink{fill:#ececf0} .faint{fill:#a0a0a8}
                .grid{stroke:#2c2d33} .mark{stroke:#a0a0a8} .leader{stroke:#4a4b52} .band{fill:#a0a0a8}
                """);
        for (Run run : runs) {
            style.append(colours(run.side(), run.side().dark()));
        }
        return style.append("}\n").toString();
    }

    private static String colours(Side side, String colour) {
        return ".%s{stroke:%s} .%s-fill{fill:%s}\n".formatted(side.id(), colour, side.id(), colour);
    }

    // ---- Panels --------------------------------------------------------------------------------

    private void threads() {
        long most = most(Figures::mostThreads);
        int decades = Math.max(2, (int) Math.ceil(Math.log10((double) most)));
        DoubleUnaryOperator y =
                threads ->
                        THREADS_TOP
                                + THREADS_HEIGHT * (1 - Math.log10(Math.max(1, threads)) / decades);
        head(THREADS_TOP, "threads of the OS (log scale)", MOST_AND_LAST);
        for (int decade = 0; decade <= decades; decade++) {
            long value = Math.round(Math.pow(10, decade));
            level(y.applyAsDouble((double) value), "%,d".formatted(value));
        }
        timeAxis(THREADS_TOP + THREADS_HEIGHT);
        moments(THREADS_TOP, THREADS_TOP + THREADS_HEIGHT);
        lines(
                Sample::threads,
                y,
                figures -> "%,d → %,d".formatted(figures.mostThreads(), figures.lastThreads()));
    }

    private void memory() {
        long mostMib = most(Figures::mostRssKib) >> 10;
        long step = roundStep(mostMib / 4.0);
        long top = step * (mostMib / step + 1);
        DoubleUnaryOperator y = kib -> MEMORY_TOP + MEMORY_HEIGHT * (1 - kib / 1024 / top);
        head(MEMORY_TOP, "resident memory, MiB", MOST_AND_LAST);
        for (long value = 0; value <= top; value += step) {
            level(y.applyAsDouble(value * 1024.0), "%,d".formatted(value));
        }
        timeAxis(MEMORY_TOP + MEMORY_HEIGHT);
        moments(MEMORY_TOP, MEMORY_TOP + MEMORY_HEIGHT);
        lines(
                Sample::rssKib,
                y,
                figures ->
                        "%,d → %,d"
                                .formatted(figures.mostRssKib() >> 10, figures.lastRssKib() >> 10));
    }

    private void heartbeats() {
        head(
                HEARTBEAT_TOP,
                "heartbeat of 1 ms beside them: how often it came",
                "in their call at once; longest silence");
        moments(HEARTBEAT_TOP, HEARTBEAT_TOP + runs.size() * HEARTBEAT_HEIGHT);
        int top = HEARTBEAT_TOP;
        for (Run run : runs) {
            heartbeat(run, top);
            top += HEARTBEAT_HEIGHT;
        }
        timeAxis(top);
    }

    private void heartbeat(Run run, int top) {
        int room = HEARTBEAT_HEIGHT - 6;
        int base = top + HEARTBEAT_HEIGHT - 2;
        svg.line(LEFT, base, RIGHT, base, "grid");
        long beforeMs = 0;
        long beforeBeats = 0;
        for (Sample sample : run.samples()) {
            Tally tally = sample.tally();
            double share =
                    (tally.beats() - beforeBeats)
                            / (FULL_BEATS * Math.max(1, tally.ms() - beforeMs));
            double height = room * Math.min(1, share);
            if (height > 0) {
                svg.rect(
                        x(beforeMs),
                        base - height,
                        Math.max(0.5, x(tally.ms()) - x(beforeMs) - 0.8),
                        height,
                        run.side().id() + "-fill");
            }
            beforeMs = tally.ms();
            beforeBeats = tally.beats();
        }
        Figures figures = run.figures().orElseThrow();
        label(
                base - 6,
                run.side(),
                "%,d; %,d ms".formatted(figures.mostInCall(), figures.longestSilenceMs()));
    }

    /** What a panel shows, and what stands beside it. */
    private void head(int top, String what, String beside) {
        svg.text(LEFT, top - 14, "start", "ink name", what);
        svg.text(WIDTH - 8, top - 14, "end", "faint", beside);
    }

    // ---- Parts of them -------------------------------------------------------------------------

    private void lines(
            ToLongFunction<Sample> value, DoubleUnaryOperator y, Function<Figures, String> words) {
        List<End> ends = new ArrayList<>();
        for (int i = 0; i < runs.size(); i++) {
            Run run = runs.get(i);
            List<Point> points =
                    run.samples().stream()
                            .map(sample ->
                                    new Point(
                                            x(sample.tally().ms()),
                                            y.applyAsDouble((double) value.applyAsLong(sample))))
                            .toList();
            svg.polyline(points, LEAST_WIDTH + WIDER * (runs.size() - 1 - i), run.side().id());
            ends.add(
                    new End(
                            run.side(),
                            points.getLast(),
                            words.apply(run.figures().orElseThrow())));
        }
        labels(ends);
    }

    /**
     * A line's end, and what is to stand beside it.
     *
     * @param side whose line
     * @param at where it ends
     * @param words what to say of it
     */
    private record End(Side side, Point at, String words) {}

    /** Names the lines at their ends, one below the other where those lie together. */
    private void labels(List<End> ends) {
        List<End> sorted =
                ends.stream()
                        .sorted(Comparator.comparingDouble((End end) -> end.at().y()))
                        .toList();
        double[] places = spread(sorted.stream().mapToDouble(end -> end.at().y()).toArray());
        for (int i = 0; i < places.length; i++) {
            End end = sorted.get(i);
            svg.line(end.at().x() + 4, end.at().y(), RIGHT + LABEL_GAP - 4, places[i], "leader");
            label(places[i] + 4, end.side(), end.words());
        }
    }

    /**
     * Moves what lies together apart, as little as may be.
     *
     * @param wanted where each would stand, in ascending order
     * @return where they stand, {@value #LABEL_HEIGHT} apart at least
     */
    static double[] spread(double[] wanted) {
        double[] places = wanted.clone();
        boolean moved = true;
        for (int round = 0; moved && round < 1000; round++) {
            moved = false;
            for (int i = 1; i < places.length; i++) {
                double lack = LABEL_HEIGHT - (places[i] - places[i - 1]);
                if (lack > 0.01) {
                    places[i - 1] -= lack / 2;
                    places[i] += lack / 2;
                    moved = true;
                }
            }
        }
        return places;
    }

    private void label(double y, Side side, String words) {
        svg.text(RIGHT + LABEL_GAP, y, "start", side.id() + "-fill name", side.title());
        svg.text(WIDTH - 8, y, "end", "ink", words);
    }

    private void level(double y, String value) {
        svg.line(LEFT, y, RIGHT, y, "grid");
        svg.text(LEFT - 8, y + 4, "end", "faint", value);
    }

    private void timeAxis(int y) {
        for (int second = 0; second <= seconds; second++) {
            svg.line(x(1000L * second), y, x(1000L * second), y + 4, "mark");
            svg.text(
                    x(1000L * second),
                    y + 18,
                    "middle",
                    "faint",
                    second + (second == seconds ? " s" : ""));
        }
    }

    /** Marks in a panel when the threads were started, and let go. */
    private void moments(int top, int bottom) {
        svg.line(x(Explosion.ALONE_MS), top, x(Explosion.ALONE_MS), bottom, "mark");
        letGo().ifPresent(band ->
                svg.rect(
                        band.from(),
                        top,
                        Math.max(1.2, band.to() - band.from()),
                        bottom - top,
                        "band"));
    }

    /** A part of the time axis. */
    private record Band(double from, double to) {}

    /** From when the first side's threads were let go until the last's were. */
    private Optional<Band> letGo() {
        List<Long> moments =
                runs.stream()
                        .flatMap(run ->
                                run.samples().stream()
                                        .map(Sample::tally)
                                        .filter(tally -> tally.state() == Tally.State.LET_GO)
                                        .map(Tally::ms)
                                        .limit(1))
                        .sorted()
                        .toList();
        return moments.isEmpty()
                ? Optional.empty()
                : Optional.of(new Band(x(moments.getFirst()), x(moments.getLast())));
    }

    private double x(long ms) {
        return LEFT + PLOT_WIDTH * ms / 1000.0 / seconds;
    }

    private long most(ToLongFunction<Figures> what) {
        return runs.stream()
                .mapToLong(run -> what.applyAsLong(run.figures().orElseThrow()))
                .max()
                .orElse(1);
    }

    /** 1, 2 or 5 times a power of ten, that number or more. */
    static long roundStep(double least) {
        long power = 1;
        while (power * 10 <= least) {
            power *= 10;
        }
        for (int factor : new int[] {1, 2, 5}) {
            if (factor * power >= least) {
                return factor * power;
            }
        }
        return 10 * power;
    }
}
