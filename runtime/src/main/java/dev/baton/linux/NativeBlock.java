package dev.baton.linux;

import java.lang.foreign.MemorySegment;

/**
 * Blocks of memory that can be given back one by one, from any thread. An arena clears what it
 * allocates, which for a buffer that a read is about to fill is the larger half of the work, and
 * makes all of it resident; and closing one that threads share stops them all for a moment.
 *
 * <p>A block of {@link #MAPPED_FROM_BYTES} or more is a mapping of its own: pages that nobody
 * writes to are not there, and giving it back gives all of it to the system. Smaller ones are
 * malloc's.
 */
public final class NativeBlock {
    /** From so many bytes on a block is a mapping. */
    public static final int MAPPED_FROM_BYTES = 1 << 16;

    private static final int PROT_READ_WRITE = 1 | 2;
    private static final int MAP_PRIVATE_ANONYMOUS = 2 | 0x20;
    private static final long MAP_FAILED = -1;
    private static final long ALIGNMENT = CacheLines.LINE_BYTES;

    private static final long ALLOC = Linkage.function("aligned_alloc");
    private static final long FREE = Linkage.function("free");

    private NativeBlock() {}

    /**
     * Takes a block, aligned to a cache line. What is in it is anything.
     *
     * @param bytes its size, a multiple of 64
     * @return a segment that is valid for every thread until {@link #free}
     * @throws OutOfMemoryError when the system has no more
     */
    public static MemorySegment allocate(int bytes) {
        long address =
                bytes >= MAPPED_FROM_BYTES ? map(bytes) : Downcall.call(ALLOC, ALIGNMENT, bytes, 0);
        if (address == 0) {
            throw new OutOfMemoryError("the system has no " + bytes + " bytes for a buffer");
        }
        return MemorySegment.ofAddress(address).reinterpret(bytes);
    }

    private static long map(int bytes) {
        long address =
                SystemCall.call(
                        SystemCall.MMAP, 0, bytes, PROT_READ_WRITE, MAP_PRIVATE_ANONYMOUS, -1, 0);
        return address == MAP_FAILED ? 0 : address;
    }

    /**
     * Gives a block back. Nobody may touch it from here on.
     *
     * @param block what {@link #allocate} returned
     */
    public static void free(MemorySegment block) {
        if (block.byteSize() >= MAPPED_FROM_BYTES) {
            SystemCall.call(SystemCall.MUNMAP, block.address(), block.byteSize(), 0);
            return;
        }
        Downcall.call(FREE, block.address(), 0, 0);
    }
}
