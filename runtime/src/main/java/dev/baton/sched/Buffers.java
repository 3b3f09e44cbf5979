package dev.baton.sched;

import java.lang.foreign.Arena;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.ReentrantLock;

/**
 * Off-heap buffers for data of the Java heap on its way into a system call: from the cache of the
 * caller's P, without a lock; from a central list when that is empty, or where the caller has no P.
 * Sizes are powers of two from {@link #MIN_BYTES} to {@link #MAX_BYTES}.
 *
 * <p>Take one <em>before</em> entering the call: inside there is no P. While inside, the G owns it;
 * afterwards it goes to the P that the G came back on.
 */
public final class Buffers {
    /** The smallest buffer. */
    public static final int MIN_BYTES = 1 << 9;

    /** The largest buffer there is: a longer transfer goes in several calls. */
    public static final int MAX_BYTES = 1 << 20;

    static final int CLASSES =
            Integer.numberOfTrailingZeros(MAX_BYTES) - Integer.numberOfTrailingZeros(MIN_BYTES) + 1;

    private static final int MIN_SHIFT = Integer.numberOfTrailingZeros(MIN_BYTES);
    private static final int ALIGNMENT = 64;

    private static final ReentrantLock LOCK = new ReentrantLock();
    private static final Buffer[] CENTRAL = new Buffer[CLASSES];
    private static final AtomicLong ALLOCATED = new AtomicLong();
    private static long central;

    private Buffers() {}

    /**
     * Takes a buffer.
     *
     * @param bytes how many must fit, 0 to {@link #MAX_BYTES}
     * @return a buffer that belongs to the caller until {@link #give}
     * @throws IllegalArgumentException for any other size
     */
    public static Buffer take(int bytes) {
        if (bytes < 0 || bytes > MAX_BYTES) {
            throw new IllegalArgumentException(
                    "a buffer of " + bytes + " bytes: must be 0 to " + MAX_BYTES);
        }
        int c = bytes <= MIN_BYTES ? 0 : 32 - Integer.numberOfLeadingZeros(bytes - 1) - MIN_SHIFT;
        P p = Scheduler.currentP();
        Buffer b = p == null ? null : p.buffers.take(c);
        if (b == null) {
            b = takeCentral(c);
        }
        b.owned = true;
        return b;
    }

    /**
     * Gives a buffer back, to the P that the caller runs on now.
     *
     * @param buffer what {@link #take} returned
     * @throws IllegalStateException when it was given back already
     */
    public static void give(Buffer buffer) {
        if (!buffer.owned) {
            throw new IllegalStateException("a buffer was given back twice");
        }
        buffer.owned = false;
        P p = Scheduler.currentP();
        if (p == null || !p.buffers.give(buffer)) {
            giveCentral(buffer);
        }
    }

    /**
     * How many buffers there are in the process, in use or not.
     *
     * @return a count that never goes down
     */
    public static long allocated() {
        return ALLOCATED.get();
    }

    /** How many lie in the central list. */
    static long central() {
        LOCK.lock();
        try {
            return central;
        } finally {
            LOCK.unlock();
        }
    }

    private static Buffer takeCentral(int c) {
        LOCK.lock();
        try {
            Buffer b = CENTRAL[c];
            if (b != null) {
                CENTRAL[c] = b.next;
                b.next = null;
                central--;
                return b;
            }
        } finally {
            LOCK.unlock();
        }
        Buffer b = new Buffer(c, Arena.global().allocate((long) MIN_BYTES << c, ALIGNMENT));
        ALLOCATED.incrementAndGet();
        return b;
    }

    private static void giveCentral(Buffer b) {
        LOCK.lock();
        try {
            b.next = CENTRAL[b.sizeClass];
            CENTRAL[b.sizeClass] = b;
            central++;
        } finally {
            LOCK.unlock();
        }
    }
}
