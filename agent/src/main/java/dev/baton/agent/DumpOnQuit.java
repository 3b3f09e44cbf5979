package dev.baton.agent;

import dev.baton.linux.SignalCount;

/** On SIGQUIT shows the scheduler's state on standard error, while the JVM shows its threads. */
final class DumpOnQuit {
    private static final int SIGQUIT = 3;
    private static final int LOOK_MS = 100;

    private DumpOnQuit() {}

    /** Starts a thread that looks whether the signal came. */
    static void start(ProcessBaton baton) {
        SignalCount quits;
        try {
            quits = SignalCount.of(SIGQUIT);
        } catch (UnsatisfiedLinkError e) {
            StandardError.println("baton: dump-on-quit can't be had here: " + e.getMessage());
            return;
        }
        Thread thread =
                new Thread(
                        () -> {
                            long shown = 0;
                            while (true) {
                                long now = quits.get();
                                if (now != shown) {
                                    shown = now;
                                    StandardError.println(baton.dump());
                                }
                                sleep();
                            }
                        },
                        "baton-dump-on-quit");
        thread.setDaemon(true);
        thread.start();
    }

    private static void sleep() {
        try {
            Thread.sleep(LOOK_MS);
        } catch (InterruptedException e) {
            // A program may interrupt all threads that it finds; the next look comes early then.
        }
    }
}
