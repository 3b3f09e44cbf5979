package dev.baton.syscall;

import static java.lang.foreign.ValueLayout.JAVA_LONG;

import dev.baton.sched.buffers.Buffer;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.StructLayout;

/**
 * {@code struct timespec}, the kernel's way to say a time or how long: seconds, and nanoseconds
 * from 0 to 999,999,999 that are added. Here it is a number of nanoseconds, which is enough until
 * the year 2262.
 */
public final class Timespec {
    /** Two numbers of 64 bits. */
    public static final StructLayout LAYOUT =
            Struct.of(
                    "struct __kernel_timespec",
                    JAVA_LONG.withName("tv_sec"),
                    JAVA_LONG.withName("tv_nsec"));

    static final int BYTES = 16;

    private static final long NANOS_PER_SECOND = 1_000_000_000;

    private Timespec() {}

    /**
     * Writes one.
     *
     * @param memory at least 16 bytes from the offset on
     * @param offset where it begins, in bytes
     * @param nanos the time, in nanoseconds; before the clock's zero if negative
     */
    public static void set(MemorySegment memory, long offset, long nanos) {
        memory.set(JAVA_LONG, offset, Math.floorDiv(nanos, NANOS_PER_SECOND));
        memory.set(JAVA_LONG, offset + Long.BYTES, Math.floorMod(nanos, NANOS_PER_SECOND));
    }

    /**
     * Writes how long a call waits at most.
     *
     * @param buffer at least 16 bytes from the offset on
     * @param offset where it begins, in bytes
     * @param nanos in nanoseconds; negative for a call that waits without limit
     * @return its address; 0, which says so to the kernel, where there is no limit
     */
    static long limit(Buffer buffer, long offset, long nanos) {
        if (nanos < 0) {
            return 0;
        }
        set(buffer.segment(), offset, nanos);
        return buffer.address() + offset;
    }

    /**
     * Reads one.
     *
     * @param memory at least 16 bytes from the offset on
     * @param offset where it begins, in bytes
     * @return the time, in nanoseconds
     */
    public static long nanos(MemorySegment memory, long offset) {
        return memory.get(JAVA_LONG, offset) * NANOS_PER_SECOND
                + memory.get(JAVA_LONG, offset + Long.BYTES);
    }
}
