package programs.harness;

import java.util.concurrent.TimeUnit;

/** How long ago it was made. */
final class Stopwatch {
    private final long beginNs = System.nanoTime();

    double seconds() {
        return (System.nanoTime() - beginNs) / 1e9;
    }

    /** Sleeps until so much time has passed. */
    void sleepUntil(double seconds) throws InterruptedException {
        sleep(Math.max(0, seconds - seconds()));
    }

    static void sleep(double seconds) throws InterruptedException {
        TimeUnit.NANOSECONDS.sleep((long) (seconds * 1e9));
    }
}
