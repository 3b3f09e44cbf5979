package programs.fifos;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/**
 * A virtual thread that wakes every millisecond, as a health check or a timer would, and notes how
 * long it was kept from that.
 */
final class Heartbeat implements Runnable {
    private static final long PERIOD_MS = 1;

    private final CountDownLatch begun = new CountDownLatch(1);

    // Written by the heart alone.
    private volatile long beats;
    private volatile long lastNs;
    private volatile long longestSilenceNs;

    @Override
    public void run() {
        lastNs = System.nanoTime();
        begun.countDown();
        try {
            long n = 0;
            while (true) {
                Thread.sleep(PERIOD_MS);
                long now = System.nanoTime();
                longestSilenceNs = Math.max(longestSilenceNs, now - lastNs);
                lastNs = now;
                beats = ++n;
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    void awaitBegin() throws InterruptedException {
        begun.await();
    }

    long beats() {
        return beats;
    }

    /** For how long it has not been heard now. */
    long silentMs() {
        return TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - lastNs);
    }

    /** For how long it was not heard at most, now included. */
    long longestSilenceMs() {
        return Math.max(silentMs(), TimeUnit.NANOSECONDS.toMillis(longestSilenceNs));
    }
}
