package dev.baton.sched.buffers;

import java.lang.foreign.MemorySegment;

/**
 * One off-heap buffer of a P's cache: what a system call reads into or writes from when the user's
 * data is on the Java heap. Owned by the G that took it until it gives it back.
 */
public final class Buffer {
    final int sizeClass;
    private final MemorySegment segment;
    Buffer next;

    /** Somebody took it and has not given it back. By its owner. */
    boolean owned;

    Buffer(int sizeClass, MemorySegment segment) {
        this.sizeClass = sizeClass;
        this.segment = segment;
    }

    /**
     * The memory itself, valid from any thread until the buffer is given back. What is in it is
     * what its last owner left there.
     *
     * @return a native segment of {@link #capacity()} bytes
     */
    public MemorySegment segment() {
        return segment;
    }

    /**
     * Where it is, for a register of a system call.
     *
     * @return the address of the first byte
     */
    public long address() {
        return segment.address();
    }

    /**
     * How much fits.
     *
     * @return bytes, at least what was asked of {@link Buffers#take}
     */
    public int capacity() {
        return (int) segment.byteSize();
    }
}
