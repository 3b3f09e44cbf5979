package dev.baton.agent;

import dev.baton.Baton;
import java.util.concurrent.TimeUnit;

/** Prints the scheduler's state again and again, in lines of Go's shape. */
final class SchedTracer {
    private SchedTracer() {}

    /**
     * Starts a thread that prints a line on standard error at once and then each time.
     *
     * @param everyMs the time between two lines, in milliseconds
     */
    static void start(Baton baton, int everyMs) {
        long startNs = System.nanoTime();
        Thread thread =
                new Thread(
                        () -> {
                            while (true) {
                                long elapsedNs = System.nanoTime() - startNs;
                                StandardError.println(
                                        baton.schedtrace(TimeUnit.NANOSECONDS.toMillis(elapsedNs)));
                                sleep(everyMs);
                            }
                        },
                        "baton-schedtrace");
        thread.setDaemon(true);
        thread.start();
    }

    private static void sleep(int ms) {
        try {
            Thread.sleep(ms);
        } catch (InterruptedException e) {
            // A program may interrupt all threads that it finds; the next line comes early then.
        }
    }
}
