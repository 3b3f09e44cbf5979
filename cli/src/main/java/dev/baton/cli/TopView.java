package dev.baton.cli;

import com.fasterxml.jackson.jr.ob.JSON;
import dev.baton.cli.process.KernelCall;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What {@code baton top} shows, at one look: what the process has said of its Ps, Ms and Gs, and
 * what the kernel says of the threads.
 */
final class TopView {
    private final Map<String, Object> said;
    private final long atNs;
    private final Map<Long, Map<String, Object>> msByTid = new LinkedHashMap<>();

    /**
     * Adds to an answer what {@code /proc} tells.
     *
     * @param json the answer
     * @param atNs when that was
     */
    TopView(long pid, String json, long atNs) throws IOException {
        this.said = JSON.std.mapFrom(json);
        this.atNs = atNs;
        for (Map<String, Object> m : list("ms")) {
            long tid = number(m, "tid");
            if (m.get("g") != null && tid != 0) {
                KernelCall call = KernelCall.of(pid, tid);
                m.put("state", String.valueOf(call.state()));
                m.put("syscall", call.call());
                m.put("file", call.file());
            }
            msByTid.put(tid, m);
        }
    }

    /** All of it. */
    Map<String, Object> toMap() {
        return said;
    }

    long number(String name) {
        return number(said, name);
    }

    /** How long Gs waited to be run; null where that is not timed. */
    @SuppressWarnings("unchecked") // JSON of our own
    Map<String, Object> waits() {
        return (Map<String, Object>) said.get("waits");
    }

    String text(String name) {
        return String.valueOf(said.get(name));
    }

    @SuppressWarnings("unchecked") // JSON of our own
    List<Map<String, Object>> list(String name) {
        return (List<Map<String, Object>>) (List<?>) said.get(name);
    }

    static long number(Map<String, Object> of, String name) {
        return of.get(name) instanceof Number n ? n.longValue() : 0;
    }

    /** Those that have a G, but no P: they block, or compute without. The longest first. */
    List<Map<String, Object>> away() {
        List<Map<String, Object>> away = new ArrayList<>();
        for (Map<String, Object> m : list("ms")) {
            if (m.get("g") != null && (number(m, "p") < 0 || "syscall".equals(m.get("status")))) {
                away.add(m);
            }
        }
        away.sort(
                Comparator.comparingLong((Map<String, Object> m) -> number(m, "sinceNs"))
                        .reversed());
        return away;
    }

    /** How many Gs each P has run in a second, since another look; empty where there was none. */
    Map<Long, Long> dispatchesPerSecond(TopView before) {
        Map<Long, Long> rates = new HashMap<>();
        if (before != null && atNs > before.atNs) {
            Map<Long, Long> old = new HashMap<>();
            for (Map<String, Object> m : before.list("ms")) {
                old.put(number(m, "id"), number(m, "dispatches"));
            }
            for (Map<String, Object> m : list("ms")) {
                long id = number(m, "id");
                long n = number(m, "dispatches") - old.getOrDefault(id, 0L);
                rates.put(id, n * 1_000_000_000 / (atNs - before.atNs));
            }
        }
        return rates;
    }
}
