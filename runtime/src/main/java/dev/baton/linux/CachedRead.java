package dev.baton.linux;

import jdk.internal.misc.Unsafe;

/** {@code preadv2(2)} with RWF_NOWAIT: a read of what is in the page cache, which does not wait. */
public final class CachedRead {
    /** How much memory {@link #read} needs: a struct iovec. */
    public static final int MEMORY_BYTES = 2 * Long.BYTES;

    /** What {@link #read} returns when the disk has to be waited for. */
    public static final long MUST_WAIT = -11; // EAGAIN

    private static final Unsafe U = Unsafe.getUnsafe();
    private static final int RWF_NOWAIT = 8;

    private CachedRead() {}

    /**
     * Reads.
     *
     * @param fd the descriptor
     * @param memory an address of {@link #MEMORY_BYTES} bytes
     * @param buf where the bytes go
     * @param count how many at most
     * @param offset where in the file
     * @return how many; 0 at the end of the file; or −errno: {@link #MUST_WAIT}, −EOPNOTSUPP where
     *     the file system can't tell
     */
    public static long read(int fd, long memory, long buf, int count, long offset) {
        U.putLong(memory, buf);
        U.putLong(memory + Long.BYTES, count);
        return SystemCall.answer(SystemCall.PREADV2, fd, memory, 1, offset, 0, RWF_NOWAIT);
    }
}
