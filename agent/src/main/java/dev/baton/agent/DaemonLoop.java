package dev.baton.agent;

/** Does something again and again, on a daemon thread of its own, for as long as the process. */
final class DaemonLoop {
    private DaemonLoop() {}

    /**
     * Starts the thread. The first round comes at once.
     *
     * @param name the thread's
     * @param everyMs the pause between two rounds, in milliseconds
     * @param round what is done, always by this thread
     */
    static void start(String name, int everyMs, Runnable round) {
        Thread thread =
                new Thread(
                        () -> {
                            while (true) {
                                round.run();
                                pause(everyMs);
                            }
                        },
                        name);
        thread.setDaemon(true);
        thread.setContextClassLoader(null); // not the program's, which may want it unloaded
        thread.start();
    }

    private static void pause(int ms) {
        try {
            Thread.sleep(ms);
        } catch (InterruptedException e) {
            // A program may interrupt all threads that it finds; the next round comes early then.
        }
    }
}
