package dev.baton.agent;

import dev.baton.linux.SignalCount;
import java.util.function.Supplier;

/**
 * On SIGQUIT shows the scheduler's state, or what was seen of it, on standard error, while the JVM
 * shows its threads.
 */
final class DumpOnQuit implements Runnable {
    private static final int SIGQUIT = 3;
    private static final int LOOK_MS = 100;

    private final Supplier<String> dump;
    private final SignalCount quits;

    /** How many of the signals were answered. */
    private long shown;

    private DumpOnQuit(Supplier<String> dump, SignalCount quits) {
        this.dump = dump;
        this.quits = quits;
    }

    /**
     * Starts a thread that looks whether the signal came.
     *
     * @param dump what is shown then
     */
    static void start(Supplier<String> dump) {
        SignalCount quits;
        try {
            quits = SignalCount.of(SIGQUIT);
        } catch (UnsatisfiedLinkError e) {
            StandardError.println("baton: dump-on-quit can't be had here: " + e.getMessage());
            return;
        }
        DaemonLoop.start("baton-dump-on-quit", LOOK_MS, new DumpOnQuit(dump, quits));
    }

    /** Looks once. */
    @Override
    public void run() {
        long now = quits.get();
        if (now != shown) {
            shown = now;
            StandardError.println(dump.get().stripTrailing());
        }
    }
}
