package dev.baton.sched.tracing;

import java.lang.foreign.MemorySegment;
import jdk.internal.misc.Unsafe;

/**
 * A piece of memory for events. It is in one place at a time: free, a writer's, full, or kept by
 * who drains; and whose it is may write its fields.
 */
final class Chunk {
    /** Some 300 events. Each thread that blocks holds one. */
    static final int BYTES = 1 << 13;

    private static final Unsafe U = Unsafe.getUnsafe();
    private static final long LIMIT = U.objectFieldOffset(Chunk.class, "limit");
    private static final long NEXT_FREE = U.objectFieldOffset(Chunk.class, "nextFree");

    /** Its place among all, from 1. */
    final int number;

    final MemorySegment memory;
    final long address;

    /** The number of the next one that is free, or 0. */
    @SuppressWarnings("unused") // by NEXT_FREE
    private int nextFree;

    /** The one that was full before it. */
    Chunk nextFull;

    /** Its writer's, before {@link #soLimit}. */
    TraceBuffer writer;

    long baseNs;

    /** When the last event in it was. By its writer, before it is handed over. */
    long lastNs;

    /** How many bytes of events are whole. */
    @SuppressWarnings("unused") // by LIMIT
    private int limit;

    /** How many of them are in the file already. By who drains, and a new writer. */
    int drained;

    /** When it was last found full: the number of that draining. By who drains. */
    int drainedIn;

    Chunk(int number, MemorySegment memory) {
        this.number = number;
        this.memory = memory;
        this.address = memory.address();
    }

    /** By its writer: an event is whole. A release, pairs with {@link #laLimit}. */
    void soLimit(int bytes) {
        U.putIntRelease(this, LIMIT, bytes);
    }

    int laLimit() {
        return U.getIntAcquire(this, LIMIT);
    }

    /** Another may have taken it meanwhile: then the CAS that follows fails. */
    int loNextFree() {
        return U.getIntOpaque(this, NEXT_FREE);
    }

    void soNextFree(int number) {
        U.putIntOpaque(this, NEXT_FREE, number);
    }
}
