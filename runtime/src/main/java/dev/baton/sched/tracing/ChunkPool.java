package dev.baton.sched.tracing;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.Arrays;
import jdk.internal.misc.Unsafe;

/**
 * Who has which chunk: writers take free ones and hand full ones over, without a lock and without
 * memory; one thread drains the full ones, and frees them.
 *
 * <p>The free ones are a stack of numbers. Any writer takes from it, so between the look at the
 * first one and the CAS it may have been taken and freed again, with another one behind it: the
 * word counts the changes, too, so that the CAS fails then. The full ones are a stack that is taken
 * as a whole, which needs no count.
 *
 * <p>Not final, and public, for the model checker alone.
 */
public class ChunkPool {
    private static final int SLAB_CHUNKS = 32;
    private static final int NUMBER_BITS = 32;

    private static final Unsafe U = Unsafe.getUnsafe();
    private static final long FREE = U.objectFieldOffset(ChunkPool.class, "free");
    private static final long FULL = U.objectFieldOffset(ChunkPool.class, "full");

    /** A count of changes, and the number of the first free one, or 0. */
    @SuppressWarnings("unused") // by FREE
    private volatile long free;

    @SuppressWarnings("unused") // by FULL
    private volatile Chunk full;

    /** All there are, by their number less one. Replaced by who drains, read by all. */
    private volatile Chunk[] all = {};

    /** Makes one that has none. */
    public ChunkPool() {}

    /** Takes memory for more, and frees them. By who drains. */
    final void grow() {
        // Freed when neither a writer nor a reader has one of them any more.
        MemorySegment slab = Arena.ofAuto().allocate((long) SLAB_CHUNKS * Chunk.BYTES, Chunk.BYTES);
        addAll(slab, SLAB_CHUNKS);
    }

    /** In such memory. By who drains. */
    final void addAll(MemorySegment slab, int n) {
        Chunk[] had = all;
        Chunk[] more = Arrays.copyOf(had, had.length + n);
        for (int i = 0; i < n; i++) {
            long at = (long) i * Chunk.BYTES;
            more[had.length + i] = new Chunk(had.length + i + 1, slab.asSlice(at, Chunk.BYTES));
        }
        all = more;
        for (int i = more.length; i > had.length; i--) {
            put(more[i - 1]);
        }
    }

    /** How many there are, free or not. */
    final int size() {
        return all.length;
    }

    /** Takes a free one; null where there is none. Any thread. */
    final Chunk take() {
        for (; ; ) {
            long was = free;
            int number = (int) was;
            if (number == 0) {
                return null;
            }
            Chunk c = all[number - 1];
            if (U.compareAndSetLong(this, FREE, was, changed(was, c.loNextFree()))) {
                return c;
            }
        }
    }

    /** Frees one. By who drains. */
    final void put(Chunk c) {
        for (; ; ) {
            long was = free;
            c.soNextFree((int) was);
            if (U.compareAndSetLong(this, FREE, was, changed(was, c.number))) {
                return;
            }
        }
    }

    /** What the word is with another first one. */
    long changed(long was, int first) {
        return (((was >>> NUMBER_BITS) + 1) << NUMBER_BITS) | first;
    }

    /** Hands one over that is full. Any thread; what is in it is seen by who drains. */
    final void handOver(Chunk c) {
        Chunk was;
        do {
            was = full;
            c.nextFull = was;
        } while (!U.compareAndSetReference(this, FULL, was, c));
    }

    /** Takes all full ones, along {@link Chunk#nextFull}: the first one first. By who drains. */
    final Chunk takeFull() {
        Chunk last = takeStack();
        Chunk first = null;
        while (last != null) {
            Chunk before = last.nextFull;
            last.nextFull = first;
            first = last;
            last = before;
        }
        return first;
    }

    /** The last one first. */
    Chunk takeStack() {
        return (Chunk) U.getAndSetReference(this, FULL, null);
    }

    /** What {@link #takeStack} would take now. For tests. */
    final Chunk peekFull() {
        return full;
    }
}
