package dev.baton.agent;

import dev.baton.linux.SignalCount;

/** On SIGQUIT shows the scheduler's state on standard error, while the JVM shows its threads. */
final class DumpOnQuit implements Runnable {
    private static final int SIGQUIT = 3;
    private static final int LOOK_MS = 100;

    private final ProcessBaton baton;
    private final SignalCount quits;

    /** How many of the signals were answered. */
    private long shown;

    private DumpOnQuit(ProcessBaton baton, SignalCount quits) {
        this.baton = baton;
        this.quits = quits;
    }

    /** Starts a thread that looks whether the signal came. */
    static void start(ProcessBaton baton) {
        SignalCount quits;
        try {
            quits = SignalCount.of(SIGQUIT);
        } catch (UnsatisfiedLinkError e) {
            StandardError.println("baton: dump-on-quit can't be had here: " + e.getMessage());
            return;
        }
        DaemonLoop.start("baton-dump-on-quit", LOOK_MS, new DumpOnQuit(baton, quits));
    }

    /** Looks once. */
    @Override
    public void run() {
        long now = quits.get();
        if (now != shown) {
            shown = now;
            StandardError.println(baton.dump());
        }
    }
}
