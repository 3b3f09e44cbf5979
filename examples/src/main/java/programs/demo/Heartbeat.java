package programs.demo;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/**
 * A thread that wakes every millisecond, as a health check or a timer would, and notes how long it
 * was kept from that. It goes on until it is interrupted. What it has noted may be asked for from
 * any thread, from {@link #awaitBegin} on.
 */
public final class Heartbeat implements Runnable {
    private static final long PERIOD_MS = 1;

    private final CountDownLatch begun = new CountDownLatch(1);

    // Written by the heart alone.
    private volatile long beats;
    private volatile long lastNs;
    private volatile long longestSilenceNs;

    /** One that has not begun: a thread is to run it. */
    public Heartbeat() {}

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

    /**
     * Waits until it has begun.
     *
     * @throws InterruptedException when interrupted
     */
    public void awaitBegin() throws InterruptedException {
        begun.await();
    }

    /** {@return how often it has come} */
    public long beats() {
        return beats;
    }

    /** {@return for how many milliseconds it has not been heard now} */
    public long silentMs() {
        return TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - lastNs);
    }

    /** {@return for how many milliseconds it was not heard at most, now included} */
    public long longestSilenceMs() {
        return Math.max(silentMs(), TimeUnit.NANOSECONDS.toMillis(longestSilenceNs));
    }
}
