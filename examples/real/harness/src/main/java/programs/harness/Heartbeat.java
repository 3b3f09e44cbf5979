package programs.harness;

/**
 * A thread that wakes every millisecond, as a health check or a timer would, and notes how often it
 * did and how long it was kept from it.
 */
final class Heartbeat implements Runnable {
    private static final long PERIOD_MS = 1;

    // Written by the heart; longestNs by reset() too, which may then lose a gap to a race: the
    // next beat counts.
    private volatile long beats;
    private volatile long lastNs;
    private volatile long longestNs;
    private volatile boolean stopped;

    @Override
    public void run() {
        lastNs = System.nanoTime();
        try {
            long n = 0;
            while (!stopped) {
                Thread.sleep(PERIOD_MS);
                long now = System.nanoTime();
                longestNs = Math.max(longestNs, now - lastNs);
                lastNs = now;
                beats = ++n;
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    long beats() {
        return beats;
    }

    /** Forgets the longest silence so far; one that lasts goes on counting from its beginning. */
    void reset() {
        longestNs = 0;
    }

    /** The longest silence since {@link #reset}, the one that lasts now included. */
    long longestNs() {
        return Math.max(longestNs, System.nanoTime() - lastNs);
    }

    void stop() {
        stopped = true;
    }
}
