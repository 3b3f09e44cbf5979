package dev.baton.sched;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;

/** Off-heap buffers by size class (SKELETON: the P's cache comes with the scheduler). */
public final class Buffers {
    private Buffers() {}

    /** The largest buffer there is: a longer transfer goes in several calls. */
    public static final int MAX_BYTES = 1 << 20;

    /**
     * Takes a buffer of at least so many bytes.
     *
     * @param bytes 0 to {@link #MAX_BYTES}
     * @return a buffer that belongs to the caller until {@link #give}
     */
    public static Buffer take(int bytes) {
        return new Buffer(0, Arena.global().allocate(Math.max(bytes, 1)));
    }

    /**
     * Gives a buffer back, to the P that the caller runs on now.
     *
     * @param buffer what {@link #take} returned
     */
    public static void give(Buffer buffer) {}
}
