package dev.baton.cli;

import com.fasterxml.jackson.jr.ob.JSON;
import dev.baton.cli.process.ProcessUnavailableException;
import dev.baton.cli.process.RunningProcess;
import java.io.IOException;
import java.util.Map;

/** Looks at a process, one after the other. */
final class TopLooks {
    /** To look at more than so many Gs each time costs the process more than it should. */
    private static final long MOST_GS_TO_LOOK_AT = 5_000;

    private static final String GS_SHOWN = "100";
    private static final String NO_GS = "0";

    private final RunningProcess process;
    private final long pid;
    private final boolean alwaysGs;
    private long liveGs;
    private boolean isFirst = true;

    /**
     * None yet.
     *
     * @param alwaysGs however many there are
     */
    TopLooks(RunningProcess process, long pid, boolean alwaysGs) {
        this.process = process;
        this.pid = pid;
        this.alwaysGs = alwaysGs;
    }

    TopView look() throws IOException {
        return look(alwaysGs || liveGs <= MOST_GS_TO_LOOK_AT ? GS_SHOWN : NO_GS);
    }

    /** For numbers alone: costs the process less. */
    TopView lookWithoutGs() throws IOException {
        return look(NO_GS);
    }

    private TopView look(String gs) throws IOException {
        TopView now = new TopView(pid, process.ask("top", gs), System.nanoTime());
        liveGs = now.number("liveGs");
        isFirst = false;
        return now;
    }

    /** Whether nothing was seen yet. */
    boolean hasSeenNothing() {
        return isFirst;
    }

    /** How often a P went on without its thread, which was in the kernel, since the beginning. */
    long handOffs() throws IOException {
        Map<String, Object> stats = JSON.std.mapFrom(process.ask("stats"));
        return TopView.number(stats, "handoffs")
                + TopView.number(stats, "retakes")
                + TopView.number(stats, "sparesBlocked");
    }

    /** The frames of a G, a line each. */
    String stack(long g) throws ProcessUnavailableException {
        return process.ask("stack", Long.toString(g));
    }
}
