package dev.baton.sched.buffers;

import dev.baton.vthread.StackProbe;
import dev.baton.vthread.Suspension;
import dev.baton.vthread.VirtualThreads;

/**
 * Off-heap buffers for data of the Java heap on its way into a system call: from the cache of the
 * caller's P, without a lock; from the {@linkplain CentralList central list} when that is empty, or
 * where the caller has no P. Sizes are powers of two from {@link #MIN_BYTES} to {@link #MAX_BYTES}.
 *
 * <p>What is in a buffer is not cleared, neither when it is made nor when it is taken.
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
        Buffer b;
        boolean begun = Suspension.begin(); // a P, or a lock, is ours for a moment
        try {
            b = takeNow(c);
        } finally {
            Suspension.end(begun);
        }
        b.owned = true;
        return b;
    }

    private static Buffer takeNow(int c) {
        CacheHolder holder = holder();
        BufferCache cache = holder == null ? null : holder.enterCache();
        Buffer b = null;
        if (cache == null) {
            CentralList.count(1);
        } else {
            b = cache.take(c);
            holder.leaveCache();
        }
        if (b == null) {
            requireRoom(holder);
            b = CentralList.take(c);
        }
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
        boolean begun = Suspension.begin(); // as above
        try {
            giveNow(buffer);
        } finally {
            Suspension.end(begun);
        }
    }

    private static void giveNow(Buffer buffer) {
        CacheHolder holder = holder();
        BufferCache cache = holder == null ? null : holder.enterCache();
        boolean kept = false;
        if (cache == null) {
            CentralList.count(-1);
        } else {
            kept = cache.give(buffer);
            holder.leaveCache();
        }
        if (!kept) {
            requireRoom(holder);
            CentralList.give(buffer);
        }
    }

    /**
     * How many buffers are taken and not given back, in the whole process.
     *
     * @return exact when nobody takes or gives at the moment
     */
    public static long out() {
        requireRoom(holder());
        return CentralList.out();
    }

    private static CacheHolder holder() {
        return VirtualThreads.currentCarrier() instanceof CacheHolder h ? h : null;
    }

    private static void requireRoom(CacheHolder holder) {
        if (holder != null) {
            holder.requireRoom();
        } else if (!StackProbe.hasRoom()) {
            throw new StackOverflowError("no room to take or give a buffer");
        }
    }
}
