package dev.baton.linux;

import java.util.concurrent.ConcurrentLinkedQueue;
import jdk.internal.misc.Unsafe;

/**
 * Hands out native memory a cache line at a time, so that no two words that different threads write
 * share one.
 *
 * <p>A line that is given back is used again and never returned to the system: the memory held is
 * that of the most lines ever in use at once. Lock-free, because Ms are made in places where a
 * thread must not park. Any thread may call.
 */
final class CacheLines {
    static final long LINE_BYTES = 64;

    private static final Unsafe U = Unsafe.getUnsafe();

    private static final int LINES_PER_SLAB = 64;

    private static final ConcurrentLinkedQueue<Long> free = new ConcurrentLinkedQueue<>();

    private CacheLines() {}

    /** The address of a line that nobody else has, aligned to its size and zeroed. */
    static long take() {
        Long line = free.poll();
        if (line == null) {
            line = takeFromNewSlab();
        }
        clear(line);
        return line;
    }

    /** Takes a line back. Whoever gives it must not touch it again. */
    static void giveBack(long line) {
        free.add(line);
    }

    // Two threads that find the list empty at once each add a slab: harmless, the lines get used.
    private static long takeFromNewSlab() {
        long slab = Linkage.allocateForever(LINES_PER_SLAB * LINE_BYTES, LINE_BYTES);
        for (int i = 1; i < LINES_PER_SLAB; i++) {
            free.add(slab + i * LINE_BYTES);
        }
        return slab;
    }

    private static void clear(long line) {
        U.setMemory(line, LINE_BYTES, (byte) 0);
    }
}
