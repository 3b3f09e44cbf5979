package dev.baton.sched;

import dev.baton.linux.FutexMutex;
import dev.baton.linux.NativeBlock;
import dev.baton.vthread.StackProbe;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Off-heap buffers for data of the Java heap on its way into a system call: from the cache of the
 * caller's P, without a lock; from a central list when that is empty, or where the caller has no P.
 * Sizes are powers of two from {@link #MIN_BYTES} to {@link #MAX_BYTES}.
 *
 * <p>What is in a buffer is not cleared, neither when it is made nor when it is taken.
 *
 * <p>The central list is bounded by {@link #KEEP_BYTES}; what comes back beyond that goes to the
 * system, and so does what nobody has wanted for a while ({@link #trim}). So a burst of readers
 * leaves nothing behind.
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

    /** The central list keeps no more than so many bytes. */
    static final long KEEP_BYTES = 32L << 20;

    /** What was in the central list for so long goes to the system. */
    static final long KEEP_NS = 1_000_000_000;

    /**
     * A futex and no j.u.c. lock: it is taken under {@code sched.lock}, where no G may leave its M.
     */
    private static final FutexMutex LOCK = new FutexMutex();

    // Under LOCK.
    private static final Buffer[] CENTRAL = new Buffer[CLASSES];
    private static final int[] COUNT = new int[CLASSES];

    /** The fewest of a size that were there at any time since the last {@link #trim}. */
    private static final int[] FEWEST = new int[CLASSES];

    private static long keptBytes;
    private static long trimmed;
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
        StackProbe.requireLittle();
        M m = Scheduler.enterWithP();
        Buffer b = null;
        if (m == null) {
            BALANCE.incrementAndGet();
        } else {
            b = m.p.buffers.take(c);
            Scheduler.leaveWithP(m);
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
        StackProbe.requireLittle();
        buffer.owned = false;
        M m = Scheduler.enterWithP();
        boolean kept = false;
        if (m == null) {
            BALANCE.decrementAndGet();
        } else {
            kept = m.p.buffers.give(buffer);
            Scheduler.leaveWithP(m);
        }
        if (!kept) {
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
        drain(c);
        LOCK.unlock();
    }

    /** The P of a cache is idle, and has been: the same, but it may be used again. */
    static void empty(BufferCache c) {
        LOCK.lock();
        drain(c);
        LOCK.unlock();
    }

    private static void drain(BufferCache c) {
        Buffer b;
        while ((b = c.drain()) != null) {
            push(b);
        }
    }

    private static void push(Buffer b) {
        int c = b.sizeClass;
        b.next = CENTRAL[c];
        CENTRAL[c] = b;
        COUNT[c]++;
        keptBytes += b.capacity();
    }

    private static Buffer pop(int c) {
        Buffer b = CENTRAL[c];
        if (b != null) {
            CENTRAL[c] = b.next;
            b.next = null;
            COUNT[c]--;
            FEWEST[c] = Math.min(FEWEST[c], COUNT[c]);
            keptBytes -= b.capacity();
        }
        return b;
    }

    /**
     * Gives to the system what was in the central list all the time since the last call that did
     * so, at least {@link #KEEP_NS} ago. By the watcher of any scheduler.
     */
    static void trim(long now) {
        LOCK.lock();
        Buffer unused = null;
        if (now - trimmed >= KEEP_NS) {
            trimmed = now;
            for (int c = 0; c < CLASSES; c++) {
                unused = takeOut(c, FEWEST[c], unused);
                FEWEST[c] = COUNT[c];
            }
        }
        LOCK.unlock();
        free(unused);
    }

    /** Gives all that the central list has to the system. */
    static void release() {
        LOCK.lock();
        Buffer unused = null;
        for (int c = 0; c < CLASSES; c++) {
            unused = takeOut(c, COUNT[c], unused);
        }
        LOCK.unlock();
        free(unused);
    }

    private static Buffer takeOut(int c, int n, Buffer before) {
        Buffer out = before;
        for (int i = 0; i < n; i++) {
            Buffer b = pop(c);
            b.next = out;
            out = b;
        }
        return out;
    }

    /** Without the lock: unmapping takes its time. */
    private static void free(Buffer first) {
        for (Buffer b = first; b != null; b = b.next) {
            NativeBlock.free(b.segment());
        }
    }

    /** How much the central list keeps, in bytes; a moment's answer. */
    static long keptBytes() {
        LOCK.lock();
        long n = keptBytes;
        LOCK.unlock();
        return n;
    }

    private static Buffer takeCentral(int c) {
        StackRoom.require();
        LOCK.lock();
        Buffer b = pop(c);
        LOCK.unlock();
        return b != null ? b : new Buffer(c, NativeBlock.allocate(MIN_BYTES << c));
    }

    private static void giveCentral(Buffer b) {
        StackRoom.require();
        LOCK.lock();
        boolean kept = keptBytes + b.capacity() <= KEEP_BYTES;
        if (kept) {
            push(b);
        }
        LOCK.unlock();
        if (!kept) {
            NativeBlock.free(b.segment());
        }
    }
}
