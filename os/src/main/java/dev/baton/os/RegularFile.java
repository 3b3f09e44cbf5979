package dev.baton.os;

import dev.baton.BlockingSite;
import dev.baton.sched.RingPoll;
import dev.baton.sched.buffers.Buffer;
import dev.baton.sched.buffers.Buffers;
import dev.baton.syscall.Errno;
import dev.baton.syscall.Fcntl;
import dev.baton.syscall.Stat;
import dev.baton.syscall.Syscall;
import dev.baton.syscall.Sysno;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;

/**
 * How reads and writes at a place in a regular file or a block device are made by a G, which epoll
 * can't wait for: in this order
 *
 * <ol>
 *   <li>{@code preadv2(RWF_NOWAIT)}: what is in the page cache is read without more ado;
 *   <li>the scheduler's io_uring: the G waits for the disk, and no thread ({@link RingPoll});
 *   <li>the call itself, which holds its thread: on any other thread, where there is no io_uring,
 *       or as many wait for it as may, and where the file system can't say what it has cached.
 * </ol>
 *
 * <p>Only where the file's calls have been seen to block of late; else the call itself is cheaper,
 * and no worse than it was: sysmon takes the P if it blocks after all.
 *
 * <p>Of writes the ring makes those with O_DIRECT to what the file has already: they wait for the
 * disk, and the kernel needs no thread for them. All else that changes a file (a write through the
 * page cache, which rarely waits, one with O_SYNC, one that makes the file longer, {@code fsync},
 * {@code open}) the kernel makes on a thread of its own, which costs more than ours does, and of
 * which there are four for each CPU: figures in docs/benchmarks.md.
 *
 * <p>All three give the same results. Calls at the file's own position are always made the third
 * way, for the ring would not move the position in one step with the call.
 *
 * <p>A request's memory is the kernel's while its G waits, whatever becomes of that. So it is a
 * buffer of Baton's always; what a program has in memory of its own is copied once more.
 */
class RegularFile { // not final for the tests alone
    /** More than so much into or out of memory of the program's own is not worth a copy. */
    private static final int MOST_COPIED_BYTES = 1 << 16;

    /** What the disk wants of addresses of direct I/O, at most; and pages of the cache. */
    private static final int PAGE_BYTES = 4096;

    private static final int RWF_NOWAIT = 8;
    private static final int IOVEC_BYTES = 2 * Long.BYTES;

    private static final long EIO = -Errno.EIO.number();
    private static final long EAGAIN = -Errno.EAGAIN.number();
    private static final long EOPNOTSUPP = -Errno.EOPNOTSUPP.number();

    /** What is known of the file. */
    private enum Kind {
        UNKNOWN,
        /** Read by the cache: the first way, then the second. */
        CACHED,
        /** With O_DIRECT, where the first way would wait: the second, if no thread waits in it. */
        DIRECT,
        /** The third. */
        OTHER
    }

    /** Threads that race find the same. */
    private Kind kind = Kind.UNKNOWN;

    /** How much a file with O_DIRECT had when that was asked last. Races: as above. */
    private long end;

    /**
     * Whether a read goes through a buffer of Baton's, which the caller takes, with {@link
     * #padding} more.
     *
     * @param site what is known of the file's habit to block
     * @param offset where in the file, or {@link OwnedFd#AT_POSITION}
     * @param bytes how many
     */
    boolean readsThroughBuffer(BlockingSite site, int fd, long offset, long bytes) {
        RingPoll ring = site.handsOff() ? RingPoll.ofCurrentThread() : null;
        return ring != null
                && offset != OwnedFd.AT_POSITION
                && bytes <= MOST_COPIED_BYTES
                && isForRing(ring, fd);
    }

    /** The same of a write, never of one at the file's own position. */
    boolean writesThroughBuffer(BlockingSite site, int fd, long offset, long bytes) {
        RingPoll ring = site.handsOff() ? RingPoll.ofCurrentThread() : null;
        return ring != null
                && bytes <= MOST_COPIED_BYTES
                && isWrittenByRing(ring, fd, offset, bytes);
    }

    /** How much larger than needed a buffer is to be, for {@link #aligned}. */
    int padding() {
        return kind == Kind.DIRECT ? PAGE_BYTES : 0;
    }

    /** Where in a buffer with padding the data goes. */
    long aligned(long address) {
        return kind == Kind.DIRECT ? (address + PAGE_BYTES - 1) & -PAGE_BYTES : address;
    }

    private boolean isForRing(RingPoll ring, int fd) {
        if (kind == Kind.UNKNOWN) {
            kind = ask(ring, fd);
        }
        return kind != Kind.OTHER;
    }

    private boolean isWrittenByRing(RingPoll ring, int fd, long offset, long bytes) {
        if (!isForRing(ring, fd) || kind != Kind.DIRECT) {
            return false;
        }
        if (makesLonger(offset, bytes)) {
            end = ring.directBytes(fd); // another write may have done so
        }
        return !makesLonger(offset, bytes);
    }

    boolean makesLonger(long offset, long bytes) {
        return bytes > end - offset;
    }

    private Kind ask(RingPoll ring, int fd) {
        Stat[] stat = new Stat[1];
        if (Syscall.fstat(fd, stat) != 0) {
            return Kind.UNKNOWN; // a signal came; the next one asks again
        }
        int type = stat[0].kind();
        if (type != Fcntl.S_IFREG && type != Fcntl.S_IFBLK) {
            return Kind.OTHER;
        }
        long flags = Syscall.fcntl(fd, Fcntl.F_GETFL, 0);
        if (Errno.isError(flags)) {
            return Kind.UNKNOWN;
        }
        if ((flags & Fcntl.O_DIRECT) == 0) {
            return Kind.CACHED;
        }
        end = ring.directBytes(fd);
        return end < 0 ? Kind.OTHER : Kind.DIRECT;
    }

    /**
     * {@code pread(2)}.
     *
     * @param site what is known of the file's habit to block
     * @param buf the address of memory of Baton's own
     * @return bytes read, 0 at the end of the file, or −errno
     */
    long pread(BlockingSite site, int fd, long buf, int count, long offset) {
        RingPoll ring = site.handsOff() ? RingPoll.ofCurrentThread() : null;
        if (ring == null || !isForRing(ring, fd)) {
            return Syscall.pread(site, fd, buf, count, offset);
        }
        long n = kind == Kind.DIRECT ? EAGAIN : cached(fd, buf, count, offset);
        if (n == EAGAIN) {
            n = ring.read(site, fd, buf, count, offset);
            if (n >= 0 || isFinal(n)) {
                return n;
            }
        } else if (n == EOPNOTSUPP) {
            kind = Kind.OTHER; // it can't tell
        } else if (isShort(n, count, offset)) {
            long more = ring.read(site, fd, buf + n, count - (int) n, offset + n);
            return more > 0 ? n + more : n;
        } else {
            ring.servedFromCache(site);
            return n;
        }
        ring.servedByHandOff();
        return Syscall.pread(site, fd, buf, count, offset);
    }

    /**
     * {@code pwrite(2)}.
     *
     * @param site what is known of the file's habit to block
     * @param buf the address of memory of Baton's own
     * @return bytes written, or −errno
     */
    long pwrite(BlockingSite site, int fd, long buf, int count, long offset) {
        RingPoll ring = site.handsOff() ? RingPoll.ofCurrentThread() : null;
        if (ring == null || !isWrittenByRing(ring, fd, offset, count)) {
            return Syscall.pwrite(site, fd, buf, count, offset);
        }
        long n = writeByRing(ring, site, fd, buf, count, offset);
        if (n >= 0 || isFinal(n)) {
            return n;
        }
        ring.servedByHandOff();
        return Syscall.pwrite(site, fd, buf, count, offset);
    }

    long writeByRing(RingPoll ring, BlockingSite site, int fd, long buf, int count, long offset) {
        return ring.write(site, fd, buf, count, offset);
    }

    /** What the disk said; other errors are better told by the call itself. */
    boolean isFinal(long error) {
        return error == EIO;
    }

    /** It is at the end of the file, or the next page is not there yet. */
    private static boolean isShort(long n, int count, long offset) {
        return n > 0 && n < count && (offset + n) % PAGE_BYTES == 0;
    }

    /** What is in the page cache, or EAGAIN; it does not wait. */
    private static long cached(int fd, long buf, int count, long offset) {
        Buffer iovec = Buffers.take(IOVEC_BYTES);
        try {
            MemorySegment memory = iovec.segment();
            memory.set(ValueLayout.JAVA_LONG, 0, buf);
            memory.set(ValueLayout.JAVA_LONG, Long.BYTES, count);
            return Syscall.rawSyscall6(
                    Sysno.SYS_PREADV2, fd, iovec.address(), 1, offset, 0, RWF_NOWAIT);
        } finally {
            Buffers.give(iovec);
        }
    }
}
