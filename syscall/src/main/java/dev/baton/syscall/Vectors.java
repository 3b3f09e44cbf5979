package dev.baton.syscall;

import dev.baton.BlockingSite;
import java.lang.foreign.MemorySegment;

/**
 * Reads into several pieces of memory and writes from them, at once: {@link Iovec}. As the
 * functions of {@link Syscall} they return the kernel's own result, retry nothing and check
 * nothing.
 *
 * <p>All functions may be called from any thread.
 */
public final class Vectors {
    /** {@code splice} and its kind: do not wait for the pipe. */
    public static final int SPLICE_F_NONBLOCK = 2;

    /** {@code splice} and its kind: more is to come. */
    public static final int SPLICE_F_MORE = 4;

    /** {@code vmsplice}: the pages are the pipe's from now on, nobody changes them any more. */
    public static final int SPLICE_F_GIFT = 8;

    private Vectors() {}

    /**
     * {@code readv(2)}.
     *
     * @param site what is known of the descriptor's habit to block
     * @param fd the descriptor
     * @param iovecs all of it is {@link Iovec}s, which are filled one after another; 1024 at most
     * @return bytes read, 0 at the end of the file, or −errno
     * @throws IllegalStateException if the segment's arena is closed
     * @throws WrongThreadException if the segment is confined to another thread
     */
    public static long readv(BlockingSite site, int fd, MemorySegment iovecs) {
        return Syscall.syscall(site, Sysno.SYS_READV, fd, iovecs, count(iovecs), 0);
    }

    /**
     * {@code writev(2)}.
     *
     * @param site what is known of the descriptor's habit to block
     * @param fd the descriptor
     * @param iovecs all of it is {@link Iovec}s, which are written one after another; 1024 at most
     * @return bytes written, which may be fewer, or −errno
     * @throws IllegalStateException if the segment's arena is closed
     * @throws WrongThreadException if the segment is confined to another thread
     */
    public static long writev(BlockingSite site, int fd, MemorySegment iovecs) {
        return Syscall.syscall(site, Sysno.SYS_WRITEV, fd, iovecs, count(iovecs), 0);
    }

    /**
     * {@code preadv(2)}.
     *
     * @param site what is known of the descriptor's habit to block
     * @param fd the descriptor
     * @param iovecs as of {@link #readv}
     * @param offset where in the file, in bytes
     * @return bytes read, 0 at the end of the file, or −errno: −ESPIPE where there are no offsets
     * @throws IllegalStateException if the segment's arena is closed
     * @throws WrongThreadException if the segment is confined to another thread
     */
    public static long preadv(BlockingSite site, int fd, MemorySegment iovecs, long offset) {
        return Syscall.syscall(site, Sysno.SYS_PREADV, fd, iovecs, count(iovecs), offset);
    }

    /**
     * {@code pwritev(2)}.
     *
     * @param site what is known of the descriptor's habit to block
     * @param fd the descriptor
     * @param iovecs as of {@link #writev}
     * @param offset where in the file, in bytes
     * @return bytes written, which may be fewer, or −errno: −ESPIPE where there are no offsets
     * @throws IllegalStateException if the segment's arena is closed
     * @throws WrongThreadException if the segment is confined to another thread
     */
    public static long pwritev(BlockingSite site, int fd, MemorySegment iovecs, long offset) {
        return Syscall.syscall(site, Sysno.SYS_PWRITEV, fd, iovecs, count(iovecs), offset);
    }

    /**
     * {@code vmsplice(2)}: puts memory into a pipe without copying it. The pages are read when the
     * pipe is: what is written to them before is what is read.
     *
     * @param site what is known of the descriptor's habit to block
     * @param fd the writing end of a pipe
     * @param iovecs as of {@link #writev}
     * @param flags {@link #SPLICE_F_NONBLOCK}, {@link #SPLICE_F_GIFT}
     * @return bytes, which may be fewer, or −errno: −EBADF where it is no pipe
     * @throws IllegalStateException if the segment's arena is closed
     * @throws WrongThreadException if the segment is confined to another thread
     */
    public static long vmsplice(BlockingSite site, int fd, MemorySegment iovecs, int flags) {
        return Syscall.syscall(site, Sysno.SYS_VMSPLICE, fd, iovecs, count(iovecs), flags);
    }

    /**
     * {@code tee(2)}: puts what is in one pipe into another, too; it can be read from both.
     *
     * @param site what is known of the pipes' habit to block
     * @param from the reading end of a pipe
     * @param to the writing end of another
     * @param bytes how many at most
     * @param flags {@link #SPLICE_F_NONBLOCK}
     * @return bytes, 0 when nobody writes to the first any more; or −errno: −EINVAL where one is no
     *     pipe, or both are the same
     */
    public static long tee(BlockingSite site, int from, int to, long bytes, int flags) {
        return Syscall.syscall6(site, Sysno.SYS_TEE, from, to, bytes, flags, 0, 0);
    }

    private static long count(MemorySegment iovecs) {
        return iovecs.byteSize() / Iovec.BYTES;
    }
}
