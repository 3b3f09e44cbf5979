package dev.baton.cli;

import dev.baton.cli.TopTable.Cell;
import dev.baton.cli.TopTable.Column;
import dev.baton.cli.TopTable.Row;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** The tables of a {@link TopView}: Ps, Ms that are away from their P, Gs that wait. */
final class TopTables {
    static final int PS = 0;
    static final int MS = 1;
    static final int GS = 2;

    /** How many there are. */
    static final int COUNT = 3;

    private static final long SECOND_NS = 1_000_000_000;

    private static final List<Column> OF_P =
            List.of(
                    new Column("P", 4, false),
                    new Column("STATE", 9, false),
                    new Column("M", 6, false),
                    new Column("QUEUE", 7, true),
                    new Column("TIMERS", 8, true),
                    new Column("GS RUN/S", 10, true),
                    new Column("RUNS", 0, false));
    private static final List<Column> OF_M =
            List.of(
                    new Column("M", 5, false),
                    new Column("TID", 8, false),
                    new Column("S", 2, false),
                    new Column("FOR", 9, true),
                    new Column("IS IN, AND FOR WHICH G", 0, false));
    private static final List<Column> OF_G =
            List.of(
                    new Column("G", 9, false),
                    new Column("STATUS", 10, false),
                    new Column("FOR", 9, true),
                    new Column("WAITS", 0, false));

    private TopTables() {}

    /**
     * Of a look.
     *
     * @param before the look before this; null at the first
     */
    static List<TopTable> of(TopView now, TopView before) {
        Map<Long, Long> rates = now.dispatchesPerSecond(before);
        List<Row> ps = new ArrayList<>();
        now.list("ps").forEach(p -> ps.add(p(p, rates)));
        List<Row> ms = new ArrayList<>();
        now.away().forEach(m -> ms.add(m(m)));
        List<Row> gs = new ArrayList<>();
        now.list("gs").forEach(g -> gs.add(g(g)));
        return List.of(
                new TopTable(OF_P, ps, "no P"),
                new TopTable(OF_M, ms, "no G is away from its P"),
                new TopTable(OF_G, gs, "not asked for: there are many"));
    }

    private static Row p(Map<String, Object> p, Map<Long, Long> rates) {
        boolean runs = "running".equals(p.get("state"));
        long m = TopView.number(p, "m");
        long g = TopView.number(p, "g");
        String state = Boolean.TRUE.equals(p.get("lent")) ? "lent" : String.valueOf(p.get("state"));
        String id = "P" + TopView.number(p, "id");
        boolean hasRate = runs && rates.containsKey(m);
        return new Row(
                id,
                g,
                List.of(
                        Cell.of(id),
                        Cell.of(state),
                        Cell.of(runs ? "M" + m : "-"),
                        number(TopView.number(p, "queue")),
                        number(TopView.number(p, "timers")),
                        hasRate ? number(rates.get(m)) : new Cell("-", -1),
                        Cell.of(g == 0 ? "" : nameOf(p, "g", "gName"))));
    }

    private static Row m(Map<String, Object> m) {
        String call = m.get("call") == null ? "" : String.valueOf(m.get("call"));
        String syscall = String.valueOf(m.getOrDefault("syscall", ""));
        boolean computes = "R".equals(m.get("state"));
        String what = computes ? "computes" : syscall.isEmpty() ? "asleep" : syscall;
        String file = String.valueOf(m.getOrDefault("file", ""));
        String id = "M" + TopView.number(m, "id");
        return new Row(
                id,
                TopView.number(m, "g"),
                List.of(
                        Cell.of(id),
                        Cell.of(Long.toString(TopView.number(m, "tid"))),
                        Cell.of(String.valueOf(m.getOrDefault("state", "?"))),
                        duration(TopView.number(m, "sinceNs")),
                        Cell.of(
                                what
                                        + (file.isEmpty() ? "" : " of " + file)
                                        + (call.isEmpty() ? "" : " (" + call + ")")
                                        + ", "
                                        + nameOf(m, "g", "gName"))));
    }

    private static Row g(Map<String, Object> g) {
        String waits = String.valueOf(g.get("waits")).replaceFirst("^waiting for ", "for ");
        Object owner = g.get("owner");
        String name = String.valueOf(g.get("name"));
        String id = "G" + TopView.number(g, "id");
        return new Row(
                id,
                TopView.number(g, "id"),
                List.of(
                        Cell.of(id),
                        Cell.of(String.valueOf(g.get("status"))),
                        duration(TopView.number(g, "sinceNs")),
                        Cell.of(
                                (name.isEmpty() ? "" : "\"" + name + "\" ")
                                        + waits
                                        + (owner == null ? "" : ", which " + owner + " has"))));
    }

    private static String nameOf(Map<String, Object> of, String id, String name) {
        Object text = of.get(name);
        return "G"
                + TopView.number(of, id)
                + (text == null || text.equals("") ? "" : " \"" + text + '"');
    }

    private static Cell number(long n) {
        return new Cell("%,d".formatted(n), n);
    }

    private static Cell duration(long ns) {
        if (ns < 0) {
            return new Cell("-", ns);
        }
        return new Cell(
                ns < SECOND_NS
                        ? ns / 1_000_000 + " ms"
                        : "%,.1f s".formatted((double) ns / SECOND_NS),
                ns);
    }
}
