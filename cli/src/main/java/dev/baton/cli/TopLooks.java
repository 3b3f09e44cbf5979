package dev.baton.cli;

import dev.baton.cli.process.ProcessUnavailableException;
import dev.baton.cli.process.RunningProcess;
import java.io.IOException;

/** Looks at a process, one after the other. */
final class TopLooks {
    /** To look at more than so many Gs each time costs the process more than it should. */
    private static final long MOST_GS_TO_LOOK_AT = 5_000;

    private static final String GS_SHOWN = "100";

    private final RunningProcess process;
    private final long pid;
    private final boolean alwaysGs;
    private long liveGs;

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
        String gs = alwaysGs || liveGs <= MOST_GS_TO_LOOK_AT ? GS_SHOWN : "0";
        TopView now = new TopView(pid, process.ask("top", gs), System.nanoTime());
        liveGs = now.number("liveGs");
        return now;
    }

    /** The frames of a G, a line each. */
    String stack(long g) throws ProcessUnavailableException {
        return process.ask("stack", Long.toString(g));
    }
}
