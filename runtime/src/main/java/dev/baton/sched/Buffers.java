package dev.baton.sched;

import dev.baton.linux.FutexMutex;
import java.lang.foreign.Arena;
import java.util.concurrent.atomic.AtomicLong;

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

    /**
     * A futex and no j.u.c. lock: it is taken under {@code sched.lock}, where no G may leave its M.
     */
    private static final FutexMutex LOCK = new FutexMutex();

    // Under LOCK.
    private static final Buffer[] CENTRAL = new Buffer[CLASSES];
    private static BufferCache caches;

    /** As {@link BufferCache#balance}, of threads without a P and of Ps that are gone. */
    private static final AtomicLong BALANCE = new AtomicLong();

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
        Buffer b = null;
        if (p == null) {
            BALANCE.incrementAndGet();
        } else {
            b = p.buffers.take(c);
        }
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
        if (p == null) {
            BALANCE.decrementAndGet();
        }
        if (p == null || !p.buffers.give(buffer)) {
            giveCentral(buffer);
        }
    }

    /**
     * How many buffers are taken and not given back, in the whole process.
     *
     * @return exact when nobody takes or gives at the moment
     */
    public static long out() {
        StackRoom.require();
        LOCK.lock();
        long n = BALANCE.get();
        for (BufferCache c = caches; c != null; c = c.next) {
            n += c.balance();
        }
        LOCK.unlock();
        return n;
    }

    /** The cache of a new P. */
    static BufferCache newCache() {
        BufferCache c = new BufferCache();
        LOCK.lock();
        c.next = caches;
        if (caches != null) {
            caches.prev = c;
        }
        caches = c;
        LOCK.unlock();
        return c;
    }

    /** The P of a cache is gone, or its scheduler: the buffers go to the central list. */
    static void retire(BufferCache c) {
        LOCK.lock();
        if (c.retired) { // a scheduler may be closed twice
            LOCK.unlock();
            return;
        }
        c.retired = true;
        if (c.prev != null) {
            c.prev.next = c.next;
        } else {
            caches = c.next;
        }
        if (c.next != null) {
            c.next.prev = c.prev;
        }
        BALANCE.addAndGet(c.balance());
        Buffer b;
        while ((b = c.drain()) != null) {
            b.next = CENTRAL[b.sizeClass];
            CENTRAL[b.sizeClass] = b;
        }
        LOCK.unlock();
    }

    private static Buffer takeCentral(int c) {
        StackRoom.require();
        LOCK.lock();
        Buffer b = CENTRAL[c];
        if (b != null) {
            CENTRAL[c] = b.next;
            b.next = null;
        }
        LOCK.unlock();
        return b != null
                ? b
                : new Buffer(c, Arena.global().allocate((long) MIN_BYTES << c, ALIGNMENT));
    }

    private static void giveCentral(Buffer b) {
        StackRoom.require();
        LOCK.lock();
        b.next = CENTRAL[b.sizeClass];
        CENTRAL[b.sizeClass] = b;
        LOCK.unlock();
    }
}
