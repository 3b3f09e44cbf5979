package dev.baton.linux;

import jdk.internal.misc.Unsafe;

/**
 * A place for one OS thread to sleep until another calls it: what Go's {@code notesleep} and {@code
 * notewakeup} are, on a futex.
 *
 * <p>A signal that comes first is kept, and any number of them counts as one. The thread that waits
 * is always the same; any thread may signal. On a virtual thread {@link #await} keeps the carrier,
 * which is what a scheduler's own waiting needs: nothing here ever parks.
 *
 * <p>What was written before {@link #signal} is seen after the {@link #await} that it ends. Both
 * are full fences, so "write the condition, signal" against "look at the condition, await" loses
 * nothing.
 */
public final class Futex implements AutoCloseable {
    private static final Unsafe U = Unsafe.getUnsafe();

    /** The word when nothing happened. */
    static final int CLEAR = 0;

    /** The word when a signal waits to be consumed. */
    static final int SIGNALLED = 1;

    /** The word when the waiter is in the kernel, or on its way there. */
    static final int SLEEPING = -1;

    // The line holds the word, and the time limit for the kernel to read.
    private static final long TIMESPEC_OFFSET = 16;

    private static final long CLOSED = 0;

    private static final long NANOS_PER_SECOND = 1_000_000_000;

    static {
        FutexCall.link();
    }

    private long word = CacheLines.take();

    /** A futex with no signal. */
    public Futex() {}

    /**
     * Waits for a signal and consumes it. Only the futex's one waiter may call.
     *
     * @param timeoutNs the most to wait in nanoseconds; 0 only looks, a negative number waits
     *     without limit. The kernel may add the thread's timer slack, see {@link TimerSlack}.
     * @return true when signalled, false when the time ran out
     * @throws IllegalStateException when closed
     */
    public boolean await(long timeoutNs) {
        long w = open();
        if (consume(w)) {
            return true;
        }
        if (timeoutNs == 0) {
            return false;
        }
        long start = timeoutNs > 0 ? System.nanoTime() : 0;
        long timespec = timeoutNs > 0 ? w + TIMESPEC_OFFSET : 0;
        long remainingNs = timeoutNs;
        if (!U.compareAndSetInt(null, w, CLEAR, SLEEPING)) {
            return consume(w);
        }
        while (true) {
            if (timespec != 0) {
                U.putLong(timespec, remainingNs / NANOS_PER_SECOND);
                U.putLong(timespec + Long.BYTES, remainingNs % NANOS_PER_SECOND);
            }
            FutexCall.wait(w, SLEEPING, timespec);
            // A signal handler, a late wake-up meant for the round before, or the real thing: only
            // the word tells.
            if (consume(w)) {
                return true;
            }
            if (timespec != 0) {
                remainingNs = timeoutNs - (System.nanoTime() - start);
                if (remainingNs <= 0) {
                    // Failing means that a signal came just now.
                    return !U.compareAndSetInt(null, w, SLEEPING, CLEAR) && consume(w);
                }
            }
        }
    }

    /**
     * Ends the waiter's {@link #await}, or the next one. Enters the kernel only when the waiter
     * sleeps. Any thread may call.
     *
     * @throws IllegalStateException when closed
     */
    public void signal() {
        long w = open();
        if (U.getAndSetInt(null, w, SIGNALLED) == SLEEPING) {
            FutexCall.wakeOne(w);
        }
    }

    /**
     * Gives the word back for another Futex to use. Nobody may be waiting, or about to signal: a
     * signal that is under way during this call may reach the word's next user. Does nothing when
     * closed already; only the waiter may call.
     */
    @Override
    public void close() {
        if (word != CLOSED) {
            long line = word;
            word = CLOSED;
            CacheLines.giveBack(line);
        }
    }

    private long open() {
        long w = word;
        if (w == CLOSED) {
            throw new IllegalStateException("this futex is closed");
        }
        return w;
    }

    private static boolean consume(long w) {
        return U.compareAndSetInt(null, w, SIGNALLED, CLEAR);
    }
}
