package dev.baton.linux;

import java.lang.foreign.Linker;
import java.lang.invoke.MethodHandle;

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

    private static final long SYS_FUTEX = Linkage.sysno(202, 98);

    // May block, so the thread must be seen as in native code by the collector: never critical.
    private static final MethodHandle WAIT_CALL = Linkage.syscall(4);

    // Takes a few microseconds at most and needs no transition.
    private static final MethodHandle WAKE_CALL = Linkage.syscall(3, Linker.Option.critical(false));

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
        try {
            long ignored =
                    (long)
                            WAIT_CALL.invokeExact(
                                    SYS_FUTEX,
                                    word,
                                    (long) (WAIT | PRIVATE_FLAG),
                                    (long) expected,
                                    timespec);
        } catch (Throwable t) {
            throw Linkage.unexpected(t);
        }
    }

    /** Wakes one thread that waits at the word, if any does. */
    static void wakeOne(long word) {
        try {
            long ignored =
                    (long) WAKE_CALL.invokeExact(SYS_FUTEX, word, (long) (WAKE | PRIVATE_FLAG), 1L);
        } catch (Throwable t) {
            throw Linkage.unexpected(t);
        }
    }
}
