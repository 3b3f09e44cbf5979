package dev.baton.cli;

import dev.baton.cli.TopAsked.Shows;
import dev.baton.cli.TopTable.Row;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** A {@link TopView} as lines, no wider and no more than there is room for. */
final class TopScreen {
    private static final String REVERSE = "\033[7m";
    private static final int LEAST_COLUMNS = 60;

    private static final List<String> HELP =
            List.of(
                    "baton top: keys, as in htop where it has the same",
                    "",
                    "  Up Down PgUp PgDn Home End   select a line",
                    "  Tab                          the next table: Ps, Ms away from their P, Gs",
                    "  Enter                        the stack of the G on the selected line",
                    "  < > Left Right               the column that the table is sorted by",
                    "  I                            sort the other way round",
                    "  \\ F4                         only Ms and Gs with a text in their line;"
                            + " Esc: all",
                    "  Z Space                      freeze, and go on",
                    "  h ? F1                       this; q or Esc leaves it",
                    "  q F10 Ctrl-C                 quit",
                    "",
                    "P: has the right to run one G at a time. M: a thread of the OS. Of the Ms"
                            + " those",
                    "are shown that have a G but no P: they are in the kernel, or compute without.",
                    "S is the kernel's letter: S asleep, D asleep on a disk, R on a CPU or waiting",
                    "for one.");

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

    /** Of a look, for who can press no keys. */
    List<String> lines(long pid, TopView now, List<TopTable> tables, TopAsked asked) {
        List<String> lines = new ArrayList<>();
        title(lines, pid, now);
        tables(lines, tables, asked, rows - lines.size(), false);
        return lines;
    }

    /**
     * Of a look, with what is selected, and the keys in the last line.
     *
     * @param stack lines to show in place of the tables, where that is asked for
     */
    List<String> interactive(
            long pid, TopView now, List<TopTable> tables, TopAsked asked, List<String> stack) {
        List<String> lines = new ArrayList<>();
        title(lines, pid, now);
        if (asked.shows() == Shows.TABLES) {
            tables(lines, tables, asked, rows - 1 - lines.size(), true);
        } else {
            List<String> text = asked.shows() == Shows.HELP ? HELP : stack;
            int room = Math.max(rows - 1 - lines.size(), 1);
            int first = asked.top(text.size(), room);
            for (String line : text.subList(first, Math.min(first + room, text.size()))) {
                lines.add(cut(line));
            }
        }
        while (lines.size() < rows - 1) {
            lines.add("");
        }
        lines.add(layout.paint(REVERSE, TextLayout.pad(cut(lastLine(tables, asked)), columns)));
        return lines;
    }

    private void title(List<String> lines, long pid, TopView now) {
        lines.add(layout.paint(TextLayout.BOLD, cut(titleOf(pid, now))));
        if (now.waits() != null) {
            lines.add(cut(waitsOf(now)));
        }
    }

    /** What there is, in numbers. */
    static String titleOf(long pid, TopView now) {
        return Printable.of(
                "process %d, Baton \"%s\": %d Gs, %d of %d Ps idle, %d threads (%d idle), %d in the line of all"
                        .formatted(
                                pid,
                                now.text("name"),
                                now.number("liveGs"),
                                now.number("idlePs"),
                                now.number("maxProcs"),
                                now.number("threads"),
                                now.number("idleMs"),
                                now.number("globalQueue")));
    }

    /** How long Gs waited to be run; an empty text where that is not timed. */
    static String waitsOf(TopView now) {
        return now.waits() == null ? "" : Printable.of(waits(now.waits()));
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

    private static String lastLine(List<TopTable> tables, TopAsked asked) {
        if (asked.typesFilter()) {
            return "filter: " + asked.filter() + "_   (Enter: keep it, Esc: all)";
        }
        String frozen = asked.isFrozen() ? "FROZEN  " : "";
        return switch (asked.shows()) {
            case HELP -> frozen + "Esc back  q quit";
            case STACK -> frozen + "Up Down scroll  Z freeze  Esc back  q quit";
            case TABLES -> {
                int by = asked.sortBy();
                String order =
                        (by < 0
                                        ? "as it comes"
                                        : tables.get(asked.table()).columns().get(by).name())
                                + (by >= 0 && asked.isInverted() ? " inverted" : "");
                yield frozen
                        + (asked.filter().isEmpty() ? "" : "filter \"" + asked.filter() + "\"  ")
                        + "h help  Enter stack  Tab table  < > sort ("
                        + order
                        + ")  \\ filter  Z freeze  q quit";
            }
        };
    }

    private void tables(
            List<String> lines, List<TopTable> tables, TopAsked asked, int all, boolean selects) {
        List<Row> ps = asked.rows(TopTables.PS, tables);
        List<Row> ms = asked.rows(TopTables.MS, tables);
        List<Row> gs = asked.rows(TopTables.GS, tables);
        // A third for the Ps at most; of what is left, a half each, and what one does not need goes
        // to the other.
        int ofPs = Math.min(ps.size(), Math.max(all / 3, 2));
        int room = Math.max(all - ofPs - 5, 2);
        int ofGs = Math.min(gs.size(), Math.max(room / 2, room - ms.size()));
        int[] rooms = {ofPs, room - Math.max(ofGs, 1), ofGs};
        for (int i = 0; i < TopTables.COUNT; i++) {
            if (i > 0) {
                lines.add("");
            }
            TopTable table = tables.get(i);
            boolean isSelected = selects && i == asked.table();
            lines.add(head(table, isSelected ? asked.sortBy() : -1));
            rows(lines, table, i == 0 ? ps : i == 1 ? ms : gs, rooms[i], isSelected ? asked : null);
        }
    }

    /** The name of the column that it is sorted by stands out. */
    private String head(TopTable table, int sortedBy) {
        String head = cut(table.head());
        if (sortedBy >= 0) {
            String name = table.columns().get(sortedBy).name();
            int at = head.indexOf(name);
            if (at >= 0) {
                return layout.paint(TextLayout.BOLD, head.substring(0, at))
                        + layout.paint(REVERSE, name)
                        + layout.paint(TextLayout.BOLD, head.substring(at + name.length()));
            }
        }
        return layout.paint(TextLayout.BOLD, head);
    }

    private void rows(
            List<String> lines, TopTable table, List<Row> rows, int most, TopAsked asked) {
        if (rows.isEmpty()) {
            lines.add(cut("(" + table.none() + ")"));
            return;
        }
        int selected = asked == null ? -1 : asked.selected(rows);
        boolean fits = rows.size() <= most;
        int shown = fits ? rows.size() : Math.max(most - 1, 1);
        int first = Math.clamp(selected - shown + 1, 0, rows.size() - shown);
        for (int i = first; i < first + shown; i++) {
            String line = cut(table.line(rows.get(i)));
            lines.add(i == selected ? marked(line) : line);
        }
        if (!fits) {
            lines.add("and " + (rows.size() - shown) + " more");
        }
    }

    /** Where there are no colours, a mark stands at its end. */
    private String marked(String line) {
        String wide = TextLayout.pad(line, columns);
        return layout.terminal().hasColours()
                ? layout.paint(REVERSE, wide)
                : wide.substring(0, columns - 1) + "<";
    }

    private String cut(String line) {
        return line.length() <= columns ? line : line.substring(0, columns - 1) + "…";
    }
}
