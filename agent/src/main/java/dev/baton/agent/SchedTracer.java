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
     * @param detail whether each is to be followed by one for each P, M and G
     */
    static void start(Baton baton, int everyMs, boolean detail) {
        long startNs = System.nanoTime();
        DaemonLoop.start(
                "baton-schedtrace",
                everyMs,
                () -> {
                    long elapsedNs = System.nanoTime() - startNs;
                    long elapsedMs = TimeUnit.NANOSECONDS.toMillis(elapsedNs);
                    StandardError.println(
                            detail ? baton.scheddetail(elapsedMs) : baton.schedtrace(elapsedMs));
                });
    }
}
