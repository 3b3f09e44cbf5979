package dev.baton.cli.bench;

import com.fasterxml.jackson.jr.ob.JSON;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * What a {@link WatchedProcess} prints that are not its reports: what Baton counted, and messages.
 * Any thread.
 */
public final class OtherLines {
    private static final int MAX_MESSAGES = 20;

    /** How the line begins that {@code baton run --stats} prints at the end. */
    private static final String STATS_START = "baton: {\"maxProcs\":";

    private final List<String> messages = new ArrayList<>();
    private Map<String, Object> stats = Map.of();

    /**
     * It printed one more.
     *
     * @param line which
     */
    public synchronized void hear(String line) {
        if (line.startsWith(STATS_START)) {
            stats = parseStats(line);
        } else if (messages.size() < MAX_MESSAGES) {
            messages.add(line);
        }
    }

    private static Map<String, Object> parseStats(String line) {
        try {
            return JSON.std.mapFrom(line.substring(line.indexOf('{')));
        } catch (IOException e) {
            throw new IllegalStateException("no JSON: " + line, e);
        }
    }

    /**
     * {@return what Baton counted, by the names of {@code --stats}; empty on plain Java, and until
     * the end}
     */
    public synchronized Map<String, Object> stats() {
        return stats;
    }

    /** {@return the first messages; not more, for there may be many} */
    public synchronized List<String> messages() {
        return List.copyOf(messages);
    }

    /**
     * As JSON has them, where there are any.
     *
     * @param json takes them
     */
    public void putInto(Map<String, Object> json) {
        if (!stats().isEmpty()) {
            json.put("stats", stats());
        }
        if (!messages().isEmpty()) {
            json.put("messages", messages());
        }
    }
}
