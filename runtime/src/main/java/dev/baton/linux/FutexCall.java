package dev.baton.linux;

/**
 * The futex(2) system call, with words private to this process.
 *
 * <p>The errno is not asked for: whoever was woken looks at its word, and whoever has a time limit
 * at the clock, and that tells all that the errno would.
 */
final class FutexCall {
    private static final int WAIT = 0;
    private static final int WAKE = 1;
    private static final int PRIVATE_FLAG = 128;

    static {
        // The wait ends at once: the word is not 1.
        long line = CacheLines.take();
        wait(line, 1, 0);
        wakeOne(line);
        CacheLines.giveBack(line);
    }

    private FutexCall() {}

    /**
     * Has both calls made once, by initializing this class: what that loads and links must not be
     * left to a thread that calls for the first time where it may not park.
     */
    static void link() {}

    /**
     * Blocks the OS thread while the word is {@code expected}; ends early on a signal or for no
     * reason.
     *
     * @param timespec address of a relative time limit, or 0 for none. The kernel may add the
     *     thread's timer slack to it, 50 µs unless changed.
     */
    static void wait(long word, int expected, long timespec) {
        SystemCall.call(SystemCall.FUTEX, word, WAIT | PRIVATE_FLAG, expected, timespec);
    }

    /** Wakes one thread that waits at the word, if any does. */
    static void wakeOne(long word) {
        SystemCall.brief(SystemCall.FUTEX, word, WAKE | PRIVATE_FLAG, 1);
    }
}
