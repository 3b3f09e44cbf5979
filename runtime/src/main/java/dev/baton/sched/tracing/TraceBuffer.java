package dev.baton.sched.tracing;

import jdk.internal.misc.Unsafe;

/**
 * Where one thread writes its events to. What it writes is whole before others see it, waits for
 * nobody and takes no memory; where there is no room it is counted.
 *
 * <p>An event is {@link #begin}, a look at the clock, {@code write}, and {@link #end}. In between
 * the writer is <em>busy</em>: who wants to know up to when all events are there looks at the clock
 * first, and then, a while later, whether anybody is busy ({@link Recording}).
 *
 * <p>A buffer that threads share, one after the other, is theirs from {@link #tryBegin} on, which
 * comes before begin, until end.
 */
public final class TraceBuffer {
    private static final Unsafe U = Unsafe.getUnsafe();
    private static final long BUSY = U.objectFieldOffset(TraceBuffer.class, "busy");
    private static final long CHUNK = U.objectFieldOffset(TraceBuffer.class, "chunk");
    private static final long LOST = U.objectFieldOffset(TraceBuffer.class, "lost");

    private static final int TYPE_BITS = 8;
    private static final int TIME_SHIFT = 25;
    private static final int SEQ_BITS = 20;
    private static final int MAX_SEQ = (1 << SEQ_BITS) - 1;
    private static final int WORD = Long.BYTES;

    /** Longer than that no chunk lasts: nine minutes, which is what the bits for it can say. */
    private static final long MAX_CHUNK_NS = 1L << (64 - TIME_SHIFT);

    final int m;
    final int number;
    private final ChunkPool pool;

    @SuppressWarnings("unused") // by BUSY
    private volatile int busy;

    /** Null before the first event, after the last, and where there is no room. */
    @SuppressWarnings("unused") // by CHUNK
    private Chunk chunk;

    // By the writer: where the next event goes, where its chunk ends, and from when that counts.
    private long at;
    private long end;
    private long base;
    private long last;
    private long lostUnsaid;

    /** All that were lost. By the writer, read by who drains. */
    private long lost;

    /** No more is written. By the writer, as its last. */
    private volatile boolean closed;

    TraceBuffer(int m, int number, ChunkPool pool) {
        this.m = m;
        this.number = number;
        this.pool = pool;
    }

    /**
     * The number of an event among those of its G or P: from 1, and again from 1 where there are no
     * bits for more.
     *
     * @param last that of the event before it; 0 before the first
     * @return the next
     */
    public static int nextSeq(int last) {
        return last == MAX_SEQ ? 1 : last + 1;
    }

    // ---- By the writer --------------------------------------------------------------------------

    /** An event begins: the clock is read after this. */
    public void begin() {
        U.putInt(this, BUSY, 1);
        U.storeFence(); // who drains is to see it before it sees a time that was read after it
    }

    /**
     * The same of a buffer that threads share.
     *
     * @return false when another writes
     */
    boolean tryBegin() {
        return busy == 0 && U.compareAndSetInt(this, BUSY, 0, 1);
    }

    /** It is written, or there was none after all. A release, pairs with {@link #isBusy}. */
    public void end() {
        U.putIntRelease(this, BUSY, 0);
    }

    /**
     * Writes an event without arguments.
     *
     * @param when the time, not before that of the last one
     * @param type one of {@link EventIds}
     * @param p the P's number or -1
     * @param who the G or 0
     * @param seq the number of the event among those of its G or P
     */
    public void write(long when, int type, int p, long who, int seq) {
        if (hasRoom(when, 2 * WORD)) {
            put(when, type, p, who, seq);
            publish(when, 2 * WORD);
        }
    }

    /**
     * The same with one argument.
     *
     * @param when the time, not before that of the last one
     * @param type one of {@link EventIds}
     * @param p the P's number or -1
     * @param who the G or 0
     * @param seq the number of the event among those of its G or P
     * @param a the argument
     */
    public void write(long when, int type, int p, long who, int seq, long a) {
        if (hasRoom(when, 3 * WORD)) {
            put(when, type, p, who, seq);
            U.putLong(at + 2 * WORD, a);
            publish(when, 3 * WORD);
        }
    }

    /**
     * The same with two.
     *
     * @param when the time, not before that of the last one
     * @param type one of {@link EventIds}
     * @param p the P's number or -1
     * @param who the G or 0
     * @param seq the number of the event among those of its G or P
     * @param a the first
     * @param b the second
     */
    public void write(long when, int type, int p, long who, int seq, long a, long b) {
        if (hasRoom(when, 4 * WORD)) {
            put(when, type, p, who, seq);
            U.putLong(at + 2 * WORD, a);
            U.putLong(at + 3 * WORD, b);
            publish(when, 4 * WORD);
        }
    }

    /**
     * The same with three.
     *
     * @param when the time, not before that of the last one
     * @param type one of {@link EventIds}
     * @param p the P's number or -1
     * @param who the G or 0
     * @param seq the number of the event among those of its G or P
     * @param a the first
     * @param b the second
     * @param c the third
     */
    public void write(long when, int type, int p, long who, int seq, long a, long b, long c) {
        if (hasRoom(when, 5 * WORD)) {
            put(when, type, p, who, seq);
            U.putLong(at + 2 * WORD, a);
            U.putLong(at + 3 * WORD, b);
            U.putLong(at + 4 * WORD, c);
            publish(when, 5 * WORD);
        }
    }

    private void put(long when, int type, int p, long who, int seq) {
        long since = Math.max(0, when - base);
        U.putLong(at, (since << TIME_SHIFT) | ((long) (p + 1) << TYPE_BITS) | type);
        U.putLong(at + WORD, (who << SEQ_BITS) | seq);
    }

    private void publish(long when, int bytes) {
        at += bytes;
        last = when;
        chunk.soLimit((int) (Chunk.BYTES - (end - at)));
    }

    private boolean hasRoom(long when, int bytes) {
        return (at + bytes <= end && when - base < MAX_CHUNK_NS) || nextChunk(when);
    }

    private boolean nextChunk(long when) {
        handOver();
        Chunk c = pool.take();
        if (c == null) {
            lostUnsaid++;
            U.putLongOpaque(this, LOST, lost + 1);
            return false;
        }
        c.writer = this;
        c.baseNs = when;
        c.drained = 0;
        c.soLimit(0);
        base = when;
        at = c.address;
        end = at + Chunk.BYTES;
        U.putReferenceRelease(this, CHUNK, c); // pairs with laChunk
        if (lostUnsaid > 0) {
            put(when, EventIds.LOST, -1, 0, 0);
            U.putLong(at + 2 * WORD, lostUnsaid);
            lostUnsaid = 0;
            publish(when, 3 * WORD);
        }
        return true;
    }

    private void handOver() {
        Chunk full = chunk;
        if (full != null) {
            at = 0;
            end = 0;
            full.lastNs = last;
            U.putReferenceRelease(this, CHUNK, null);
            pool.handOver(full);
        }
    }

    /** The last event is written. */
    public void close() {
        handOver();
        closed = true;
    }

    // ---- By who drains --------------------------------------------------------------------------

    boolean isBusy() {
        return busy != 0;
    }

    /** When its last event was, or one before; exact where it is not busy. */
    long last() {
        return last;
    }

    Chunk laChunk() {
        return (Chunk) U.getReferenceAcquire(this, CHUNK);
    }

    /** How many events had no room. */
    long lost() {
        return U.getLongOpaque(this, LOST);
    }

    boolean isClosed() {
        return closed;
    }
}
