package dev.baton.cli;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** A {@link TopView} as lines, no wider and no more than there is room for. */
final class TopScreen {
    private static final long SECOND_NS = 1_000_000_000;
    private static final int LEAST_COLUMNS = 60;

    private final TextLayout layout;
    private final int columns;
    private final int rows;

    /**
     * For a place.
     *
     * @param columns how wide a line may be
     * @param rows how many lines there may be; 0 for any number
     */
    TopScreen(TextLayout layout, int columns, int rows) {
        this.layout = layout;
        this.columns = Math.max(columns, LEAST_COLUMNS);
        this.rows = rows == 0 ? Integer.MAX_VALUE : rows;
    }

    /**
     * Draws.
     *
     * @param before the look before this; null at the first
     * @param filter what must be in a line of an M or a G; an empty text for all
     */
    List<String> lines(long pid, TopView now, TopView before, String filter) {
        List<String> lines = new ArrayList<>();
        lines.add(
                layout.paint(
                        TextLayout.BOLD,
                        cut(
                                "process %d, Baton \"%s\": %d Gs, %d of %d Ps idle, %d threads (%d idle), %d in the line of all"
                                        .formatted(
                                                pid,
                                                now.text("name"),
                                                now.number("liveGs"),
                                                now.number("idlePs"),
                                                now.number("maxProcs"),
                                                now.number("threads"),
                                                now.number("idleMs"),
                                                now.number("globalQueue")))));
        if (now.waits() != null) {
            lines.add(cut(waits(now.waits())));
        }
        Map<Long, Long> rates = now.dispatchesPerSecond(before);
        head(
                lines,
                "%-4s%-9s%-6s%7s%8s%10s  %s"
                        .formatted("P", "STATE", "M", "QUEUE", "TIMERS", "GS RUN/S", "RUNS"));
        for (Map<String, Object> p : now.list("ps")) {
            lines.add(cut(p(p, rates)));
        }
        List<String> away = new ArrayList<>();
        for (Map<String, Object> m : now.away()) {
            add(away, m(m), filter);
        }
        List<String> gs = new ArrayList<>();
        for (Map<String, Object> g : now.list("gs")) {
            add(gs, g(g), filter);
        }
        // Of what is left, a half each, and what the one does not need goes to the other.
        int room = Math.max(rows - lines.size() - 4, 2);
        int ofGs = Math.min(gs.size(), Math.max(room / 2, room - away.size()));
        lines.add("");
        head(
                lines,
                "%-5s%-8s%-2s%9s  %s".formatted("M", "TID", "", "FOR", "IS IN, AND FOR WHICH G"));
        addUpTo(lines, away, room - ofGs, "no G is away from its P");
        lines.add("");
        head(lines, "%-9s%-10s%9s  %s".formatted("G", "STATUS", "FOR", "WAITS"));
        addUpTo(lines, gs, ofGs, "not asked for: there are many");
        return lines;
    }

    private void head(List<String> lines, String names) {
        lines.add(layout.paint(TextLayout.BOLD, cut(names)));
    }

    private void add(List<String> lines, String line, String filter) {
        if (line.toLowerCase(Locale.ROOT).contains(filter.toLowerCase(Locale.ROOT))) {
            lines.add(cut(line));
        }
    }

    private static void addUpTo(List<String> lines, List<String> more, int most, String none) {
        if (more.isEmpty()) {
            lines.add("(" + none + ")");
        } else if (more.size() <= most) {
            lines.addAll(more);
        } else {
            int shown = Math.max(most - 1, 0);
            lines.addAll(more.subList(0, shown));
            lines.add("and " + (more.size() - shown) + " more");
        }
    }

    private static String p(Map<String, Object> p, Map<Long, Long> rates) {
        boolean runs = "running".equals(p.get("state"));
        long m = TopView.number(p, "m");
        String state = Boolean.TRUE.equals(p.get("lent")) ? "lent" : String.valueOf(p.get("state"));
        return "P%-3d%-9s%-6s%7d%8d%10s  %s"
                .formatted(
                        TopView.number(p, "id"),
                        state,
                        runs ? "M" + m : "-",
                        TopView.number(p, "queue"),
                        TopView.number(p, "timers"),
                        runs && rates.containsKey(m) ? "%,d".formatted(rates.get(m)) : "-",
                        TopView.number(p, "g") == 0 ? "" : nameOf(p, "g", "gName"));
    }

    private static String m(Map<String, Object> m) {
        String call = m.get("call") == null ? "" : String.valueOf(m.get("call"));
        String syscall = String.valueOf(m.getOrDefault("syscall", ""));
        boolean computes = "R".equals(m.get("state"));
        String what = computes ? "computes" : syscall.isEmpty() ? "asleep" : syscall;
        String file = String.valueOf(m.getOrDefault("file", ""));
        return "M%-4d%-8d%-2s%9s  %s%s%s, %s"
                .formatted(
                        TopView.number(m, "id"),
                        TopView.number(m, "tid"),
                        m.getOrDefault("state", "?"),
                        duration(TopView.number(m, "sinceNs")),
                        what,
                        file.isEmpty() ? "" : " of " + file,
                        call.isEmpty() ? "" : " (" + call + ")",
                        nameOf(m, "g", "gName"));
    }

    private static String g(Map<String, Object> g) {
        String waits = String.valueOf(g.get("waits"));
        Object owner = g.get("owner");
        String name = String.valueOf(g.get("name"));
        return "G%-8d%-10s%9s  %s%s%s"
                .formatted(
                        TopView.number(g, "id"),
                        g.get("status"),
                        duration(TopView.number(g, "sinceNs")),
                        name.isEmpty() ? "" : "\"" + name + "\" ",
                        waits.replaceFirst("^waiting for ", "for "),
                        owner == null ? "" : ", which " + owner + " has");
    }

    private static String waits(Map<String, Object> waits) {
        String site = String.valueOf(waits.get("longestSite"));
        return "waited to be run: half for up to %s, 99 %% for up to %s; the longest %s%s"
                .formatted(
                        precise(TopView.number(waits, "p50Ns")),
                        precise(TopView.number(waits, "p99Ns")),
                        precise(TopView.number(waits, "longestNs")),
                        site.isEmpty() ? "" : ", " + site);
    }

    private static String precise(long ns) {
        return ns < 1_000_000 ? "%.1f µs".formatted(ns / 1e3) : "%.1f ms".formatted(ns / 1e6);
    }

    private static String nameOf(Map<String, Object> of, String id, String name) {
        Object text = of.get(name);
        return "G"
                + TopView.number(of, id)
                + (text == null || text.equals("") ? "" : " \"" + text + '"');
    }

    private static String duration(long ns) {
        if (ns < 0) {
            return "-";
        }
        return ns < SECOND_NS
                ? ns / 1_000_000 + " ms"
                : "%,.1f s".formatted((double) ns / SECOND_NS);
    }

    private String cut(String line) {
        return line.length() <= columns ? line : line.substring(0, columns - 1) + "…";
    }
}
