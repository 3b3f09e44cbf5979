package dev.baton.sched.buffers;

import dev.baton.linux.FutexMutex;
import dev.baton.linux.NativeBlock;
import dev.baton.vthread.Suspension;
import java.util.concurrent.atomic.AtomicLong;

/**
 * The buffers that no P has, and the list of the caches of all Ps: Go's {@code mcentral}. Bounded
 * by {@link #KEEP_BYTES}; what comes back beyond that goes to the system, and so does what nobody
 * has wanted for a while ({@link #trim}). So a burst of readers leaves nothing behind.
 *
 * <p>One for the whole process. Public for the scheduler alone.
 */
public final class CentralList {
    /** It keeps no more than so many bytes. */
    static final long KEEP_BYTES = 32L << 20;

    /** What was in it for so long goes to the system. */
    static final long KEEP_NS = 1_000_000_000;

    /**
     * A futex and no j.u.c. lock: it is taken under {@code sched.lock}, where no G may leave its M.
     */
    private static final FutexMutex LOCK = new FutexMutex();

    // Under LOCK.
    private static final Buffer[] CENTRAL = new Buffer[Buffers.CLASSES];
    private static final int[] COUNT = new int[Buffers.CLASSES];

    /** The fewest of a size that were there at any time since the last {@link #trim}. */
    private static final int[] FEWEST = new int[Buffers.CLASSES];

    private static long keptBytes;
    private static long trimmed;
    private static BufferCache caches;

    /** As {@link BufferCache#balance}, of threads without a P and of Ps that are gone. */
    private static final AtomicLong BALANCE = new AtomicLong();

    private CentralList() {}

    /** One was taken, or given back (-1), by a thread without a P. */
    static void count(int taken) {
        BALANCE.addAndGet(taken);
    }

    /** How many are taken and not given back. Exact when nobody takes or gives at the moment. */
    static long out() {
        boolean begun = Suspension.begin(); // a G may ask, and sysmon needs the lock
        try {
            LOCK.lock();
            long n = BALANCE.get();
            for (BufferCache c = caches; c != null; c = c.next) {
                n += c.balance();
            }
            LOCK.unlock();
            return n;
        } finally {
            Suspension.end(begun);
        }
    }

    /**
     * Makes the cache of a new P.
     *
     * @return an empty one
     */
    public static BufferCache newCache() {
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

    /**
     * The P of a cache is gone, or its scheduler: the buffers go to the central list.
     *
     * @param c is not used any more
     */
    public static void retire(BufferCache c) {
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

    /**
     * The P of a cache is idle, and has been: the same, but it may be used again.
     *
     * @param c nobody uses it now
     */
    public static void empty(BufferCache c) {
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
     *
     * @param now of {@link System#nanoTime}
     */
    public static void trim(long now) {
        LOCK.lock();
        Buffer unused = null;
        if (now - trimmed >= KEEP_NS) {
            trimmed = now;
            for (int c = 0; c < Buffers.CLASSES; c++) {
                unused = takeOut(c, FEWEST[c], unused);
                FEWEST[c] = COUNT[c];
            }
        }
        LOCK.unlock();
        free(unused);
    }

    /** Gives all that the central list has to the system. */
    public static void release() {
        LOCK.lock();
        Buffer unused = null;
        for (int c = 0; c < Buffers.CLASSES; c++) {
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

    /**
     * How much the central list keeps.
     *
     * @return bytes; a moment's answer
     */
    public static long keptBytes() {
        boolean begun = Suspension.begin(); // as above
        try {
            LOCK.lock();
            long n = keptBytes;
            LOCK.unlock();
            return n;
        } finally {
            Suspension.end(begun);
        }
    }

    /** One that is free, or a new one. */
    static Buffer take(int c) {
        LOCK.lock();
        Buffer b = pop(c);
        LOCK.unlock();
        return b != null ? b : new Buffer(c, NativeBlock.allocate(Buffers.MIN_BYTES << c));
    }

    /** Keeps one, or gives it to the system. */
    static void give(Buffer b) {
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
