package dev.baton.syscall;

import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.StructLayout;

/**
 * {@code struct iovec}: a piece of memory, one of several that {@link Vectors} and {@link Messages}
 * read into and write from. It holds an address, which nothing but the caller keeps valid.
 */
public final class Iovec {
    /** An address and a length. */
    public static final StructLayout LAYOUT =
            Struct.of(
                    "struct iovec", JAVA_LONG.withName("iov_base"), JAVA_LONG.withName("iov_len"));

    static final int BYTES = 16;

    private Iovec() {}

    /**
     * Writes one.
     *
     * @param iovecs memory for index + 1 of them
     * @param index which, from 0 on
     * @param address of the memory that it stands for
     * @param bytes how long that is
     */
    public static void set(MemorySegment iovecs, int index, long address, long bytes) {
        iovecs.set(JAVA_LONG, (long) index * BYTES, address);
        iovecs.set(JAVA_LONG, (long) index * BYTES + Long.BYTES, bytes);
    }

    /**
     * Writes one for a whole segment.
     *
     * @param iovecs memory for index + 1 of them
     * @param index which, from 0 on
     * @param memory native memory, which the caller keeps open until the call is over
     */
    public static void set(MemorySegment iovecs, int index, MemorySegment memory) {
        set(iovecs, index, memory.address(), memory.byteSize());
    }
}
