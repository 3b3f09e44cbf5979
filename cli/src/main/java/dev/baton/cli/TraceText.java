package dev.baton.cli;

import dev.baton.cli.bench.Wrapped;
import dev.baton.trace.report.CallSite;
import dev.baton.trace.report.Histogram;
import dev.baton.trace.report.TraceReport;
import dev.baton.trace.report.Wait;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * What a trace tells, as text for a terminal.
 *
 * @param report what it tells
 * @param notes what is to be known before: a file that ends early
 * @param top how many call sites and waits are shown
 * @param terminal where it goes
 */
record TraceText(TraceReport report, List<String> notes, int top, Terminal terminal) {
    private static final int FRAMES = 4;
    private static final int MIN_COLUMNS = 60;
    private static final int MAX_COLUMNS = 160;

    /** Widths of the numbers beside a call site. */
    private static final int CALLS = 10;

    private static final int TIME = 10;
    private static final int THREADS = 9;

    private static final long FIRST_BUCKET_NS = 1 << 10;
    private static final int BUCKET_FACTOR = 4;
    private static final int BUCKETS = 13;
    private static final int BUCKET_LABEL = 18;

    private static final double NS_PER_S = 1e9;
    private static final double NS_PER_MS = 1e6;
    private static final double NS_PER_US = 1e3;

    /** All of it. */
    List<String> lines() {
        List<String> lines = new ArrayList<>();
        headline(lines);
        sites(lines);
        latencies(lines);
        waits(lines);
        overTime(lines);
        return lines;
    }

    private int columns() {
        return Math.clamp(terminal.columns(), MIN_COLUMNS, MAX_COLUMNS);
    }

    private TextLayout layout() {
        return new TextLayout(terminal);
    }

    private void headline(List<String> lines) {
        var header = report.header();
        lines.addAll(wrapped("Trace of " + Printable.of(header.command())));
        lines.addAll(
                wrapped(
                        "process %d, JDK %s, %d Ps, %s, %,d events, up to %,d threads"
                                .formatted(
                                        header.pid(),
                                        Printable.of(header.jdk()),
                                        header.maxProcs(),
                                        duration(report.endNs()),
                                        report.events(),
                                        report.mostThreads())));
        List<String> warnings = new ArrayList<>(notes);
        if (report.lost() > 0) {
            warnings.add(
                    "%,d events are lost: what is said here is less than what there was"
                            .formatted(report.lost()));
        }
        if (report.waitsForThreads() > 0) {
            warnings.add(
                    "%,d times a call waited for a thread: maxThreads were taken"
                            .formatted(report.waitsForThreads()));
        }
        for (String warning : warnings) {
            wrapped(warning).forEach(line -> lines.add(layout().paint(TextLayout.RED, line)));
        }
    }

    private List<String> wrapped(String text) {
        return Wrapped.text(text, columns(), " ")
                .lines()
                .map(line -> cut(line, columns()))
                .toList();
    }

    /** The end of a name says more than its beginning. */
    private static String cut(String text, int columns) {
        return text.length() <= columns ? text : "…" + text.substring(text.length() - columns + 1);
    }

    private void title(List<String> lines, String title) {
        lines.add("");
        lines.add(layout().paint(TextLayout.BOLD, title));
    }

    private void sites(List<String> lines) {
        List<CallSite> all = report.sites();
        int name = columns() - CALLS - 2 * TIME - THREADS;
        title(
                lines,
                TextLayout.pad("Longest calls", name)
                        + TextLayout.padLeft("calls", CALLS)
                        + TextLayout.padLeft("total", TIME)
                        + TextLayout.padLeft("longest", TIME)
                        + TextLayout.padLeft("threads", THREADS));
        if (all.isEmpty()) {
            lines.add("  no call that may block was made");
        }
        for (CallSite site : all.subList(0, Math.min(top, all.size()))) {
            lines.add(
                    TextLayout.pad("  " + cut(Printable.of(site.site()), name - 3), name)
                            + TextLayout.padLeft("%,d".formatted(site.calls()), CALLS)
                            + TextLayout.padLeft(duration(site.totalNs()), TIME)
                            + TextLayout.padLeft(duration(site.longestNs()), TIME)
                            + TextLayout.padLeft("%,d".formatted(site.mostThreads()), THREADS));
            under(lines, site);
        }
        rest(lines, all.size(), "call sites");
    }

    private void under(List<String> lines, CallSite site) {
        if (site.blockedCalls() > 0) {
            lines.add(
                    cut(
                            "    %,d lost their P, %s without"
                                            .formatted(
                                                    site.blockedCalls(),
                                                    duration(site.withoutPNs()))
                                    + (site.kernelFunction().isEmpty()
                                            ? ""
                                            : ", asleep in " + Printable.of(site.kernelFunction())),
                            columns()));
        }
        report.stack(site.stack()).stream()
                .limit(FRAMES)
                .forEach(frame -> lines.add("      " + cut(Printable.of(frame), columns() - 6)));
    }

    private void rest(List<String> lines, int all, String what) {
        if (all > top) {
            lines.add("  … and %,d %s more: --top %d".formatted(all - top, what, all));
        }
    }

    private void latencies(List<String> lines) {
        int half = (columns() - BUCKET_LABEL) / 2;
        title(
                lines,
                " ".repeat(BUCKET_LABEL)
                        + TextLayout.pad("Gs waited to be run", half)
                        + "Ps on their way");
        Histogram waits = report.waits();
        Histogram handOffs = report.handOffs();
        long most = Math.max(largest(waits), 1);
        long mostHandOffs = Math.max(largest(handOffs), 1);
        for (int bucket = 0; bucket < BUCKETS; bucket++) {
            long left = in(waits, bucket);
            long right = in(handOffs, bucket);
            if (isShown(bucket, waits, handOffs)) {
                lines.add(
                        TextLayout.pad(label(bucket), BUCKET_LABEL)
                                + TextLayout.pad(bar(left, most, half - 1), half)
                                + bar(right, mostHandOffs, half - 1));
            }
        }
        quantile(lines, half, "half, up to", 0.5);
        quantile(lines, half, "99 %, up to", 0.99);
        lines.add(
                TextLayout.pad("  longest", BUCKET_LABEL)
                        + TextLayout.pad(duration(waits.longestNs()), half)
                        + duration(handOffs.longestNs()));
    }

    private void quantile(List<String> lines, int half, String what, double share) {
        lines.add(
                TextLayout.pad("  " + what, BUCKET_LABEL)
                        + TextLayout.pad(duration(report.waits().quantileNs(share)), half)
                        + duration(report.handOffs().quantileNs(share)));
    }

    private static long bound(int bucket) {
        return FIRST_BUCKET_NS * (long) Math.pow(BUCKET_FACTOR, bucket);
    }

    private static long in(Histogram histogram, int bucket) {
        long from = bucket == 0 ? 0 : bound(bucket - 1);
        long to = bucket == BUCKETS - 1 ? Long.MAX_VALUE / 2 + 1 : bound(bucket);
        return histogram.between(from, to);
    }

    private static long largest(Histogram histogram) {
        long most = 0;
        for (int bucket = 0; bucket < BUCKETS; bucket++) {
            most = Math.max(most, in(histogram, bucket));
        }
        return most;
    }

    /** From the first that has something in it to the last. */
    private static boolean isShown(int bucket, Histogram... histograms) {
        boolean isAfterFirst = false;
        boolean isBeforeLast = false;
        for (int other = 0; other < BUCKETS; other++) {
            for (Histogram histogram : histograms) {
                boolean has = in(histogram, other) > 0;
                isAfterFirst |= has && other <= bucket;
                isBeforeLast |= has && other >= bucket;
            }
        }
        return isAfterFirst && isBeforeLast;
    }

    private static String label(int bucket) {
        if (bucket == 0) {
            return "  up to 1 µs";
        }
        return bucket == BUCKETS - 1
                ? "  " + rounded(bucket - 1) + " and more"
                : "  " + rounded(bucket - 1) + " – " + rounded(bucket);
    }

    /** A power of four of a µs, as one of a thousand. */
    private static String rounded(int bucket) {
        String[] units = {"µs", "ms", "s"};
        int unit = bucket / 5;
        return Math.round(Math.pow(BUCKET_FACTOR, bucket % 5)) + " " + units[unit];
    }

    private String bar(long count, long most, int columns) {
        if (count == 0) {
            return "";
        }
        String number = " %,d".formatted(count);
        int room = Math.max(1, columns - number.length());
        int full = (int) Math.max(1, Math.round((double) count / most * room));
        return (terminal.hasBlocks() ? "█" : "#").repeat(Math.min(full, room)) + number;
    }

    private void waits(List<String> lines) {
        title(lines, "Longest waits to be run, and who had the Ps meanwhile");
        List<Wait> all = report.longestWaits();
        if (all.isEmpty()) {
            lines.add("  nobody waited");
        }
        for (Wait wait : all.subList(0, Math.min(top, all.size()))) {
            String others =
                    switch ((int) Math.min(wait.others(), 2)) {
                        case 0 -> "";
                        case 1 -> " and another";
                        default -> " and %,d others".formatted(wait.others());
                    };
            String end = wait.ran() ? "" : ", and was not run until the trace ended";
            String who =
                    Printable.of("G" + wait.g() + (wait.name().isEmpty() ? "" : " " + wait.name()));
            lines.add(
                    cut(
                            "  %-9s %s%s, from %s on%s"
                                    .formatted(
                                            duration(wait.durationNs()),
                                            who,
                                            others,
                                            duration(wait.fromNs()),
                                            end),
                            columns()));
            for (Wait.Holder holder : wait.holders()) {
                String what = Printable.of(holder.what());
                String gs = holder.gs() > 1 ? " (%,d Gs)".formatted(holder.gs()) : "";
                String how = holder.isCall() ? "call: " : "ran: ";
                String text = "            %-9s %s".formatted(duration(holder.ns()), how);
                int room = columns() - text.length() - gs.length();
                lines.add(text + cut(what, Math.max(room, 10)) + gs);
            }
        }
    }

    private void overTime(List<String> lines) {
        title(lines, "Over time");
        line(lines, "threads", report.threads());
        line(lines, "blocked", report.blocked());
        line(lines, "runnable Gs", report.runnable());
    }

    private void line(List<String> lines, String name, int[] values) {
        int most = Arrays.stream(values).max().orElse(0);
        String upTo = " up to %,d".formatted(most);
        int room = columns() - BUCKET_LABEL - upTo.length();
        lines.add(TextLayout.pad("  " + name, BUCKET_LABEL) + sparkline(values, most, room) + upTo);
    }

    private String sparkline(int[] values, int most, int columns) {
        StringBuilder line = new StringBuilder();
        for (int column = 0; column < columns; column++) {
            int from = (int) ((long) column * values.length / columns);
            int to = (int) ((column + 1L) * values.length / columns);
            int value = Arrays.stream(values, from, Math.max(to, from + 1)).max().orElse(0);
            line.append(layout().level(most == 0 ? 0 : (double) value / most));
        }
        return line.toString();
    }

    /** With three digits that count. */
    static String duration(long ns) {
        if (ns < NS_PER_US) {
            return ns + " ns";
        }
        if (ns < NS_PER_MS) {
            return threeDigits(ns / NS_PER_US) + " µs";
        }
        return ns < NS_PER_S
                ? threeDigits(ns / NS_PER_MS) + " ms"
                : threeDigits(ns / NS_PER_S) + " s";
    }

    private static String threeDigits(double value) {
        if (value >= 100) {
            return "%,.0f".formatted(value);
        }
        return value >= 10 ? "%.1f".formatted(value) : "%.2f".formatted(value);
    }
}
