package dev.baton.sched;

import dev.baton.BlockingSite;
import dev.baton.linux.CachedRead;
import dev.baton.linux.DirectIo;
import dev.baton.linux.RingOp;
import dev.baton.sched.buffers.Buffer;
import dev.baton.sched.buffers.Buffers;
import dev.baton.vthread.FileNumber;
import dev.baton.vthread.VirtualThreads;
import java.io.FileDescriptor;

/**
 * Reads and writes of the JDK's files at a place ({@code FileChannel.read(dst, position)}), which
 * the agent asks about before they are made: a G's are made by the ring where they would hold a
 * thread.
 *
 * <ul>
 *   <li>Of a channel that was opened with {@code ExtendedOpenOption.DIRECT}: where the kernel does
 *       not keep whoever asks ({@link DirectIo}). The JDK has such a call inside its {@code
 *       Blocker}, which says that it blocks; that section is left, and its end finds nothing to do.
 *   <li>Other reads once they have been seen to block: what is in the page cache is read at once,
 *       and what is not by the ring. While they have not, nothing is asked and nothing added.
 * </ul>
 *
 * <p>The memory is the JDK's, which keeps it, and the file open, until its method returns; an
 * interrupt, or a close of the channel, waits for the disk as it does without Baton.
 */
public final class JdkFileCalls {
    /** Nothing was done: the JDK is to make the call. */
    public static final int NOT_SERVED = Integer.MIN_VALUE;

    private static final int END_OF_FILE = -1; // sun.nio.ch.IOStatus.EOF
    private static final int PAGE_BYTES = 4096;

    /** What copies longer is better seen as a call by all others. */
    private static final int MOST_CACHED_BYTES = 1 << 16;

    private JdkFileCalls() {}

    /**
     * A read at a place in a file.
     *
     * @param site what is known of such reads
     * @param fd the file
     * @param address where the bytes go
     * @param count how many at most, more than 0
     * @param offset where in the file
     * @return how many, −1 at the end of the file, or {@link #NOT_SERVED}
     */
    public static int read(
            BlockingSite site, FileDescriptor fd, long address, int count, long offset) {
        if (!(VirtualThreads.currentCarrier() instanceof MThread t)) {
            return NOT_SERVED;
        }
        boolean direct = isInBlocker(t.m);
        if (!direct && !(site.handsOff() && count <= MOST_CACHED_BYTES)) {
            return NOT_SERVED;
        }
        RingPoll ring = ringFor(offset);
        if (ring == null) {
            return NOT_SERVED;
        }
        int number = FileNumber.of(fd);
        long n =
                direct
                        ? direct(ring, RingOp.READ, number, address, count, offset)
                        : cached(ring, site, number, address, count, offset);
        if (n < 0) {
            return NOT_SERVED; // an error is better told by the call itself
        }
        return n == 0 ? END_OF_FILE : (int) n;
    }

    /**
     * A write at a place in a file.
     *
     * @param fd the file
     * @param address where the bytes are
     * @param count how many, more than 0
     * @param offset where in the file
     * @return how many were written, or {@link #NOT_SERVED}
     */
    public static int write(FileDescriptor fd, long address, int count, long offset) {
        if (!(VirtualThreads.currentCarrier() instanceof MThread t) || !isInBlocker(t.m)) {
            return NOT_SERVED;
        }
        RingPoll ring = ringFor(offset);
        if (ring == null) {
            return NOT_SERVED;
        }
        long n = direct(ring, RingOp.WRITE, FileNumber.of(fd), address, count, offset);
        return n < 0 ? NOT_SERVED : (int) n;
    }

    /** An offset of −1, which the JDK refuses, would be the file's own position to the kernel. */
    private static RingPoll ringFor(long offset) {
        return offset < 0 ? null : RingPoll.ofCurrentThread();
    }

    private static boolean isInBlocker(M m) {
        G g = m.curg;
        return g != null && g.isInBlocker();
    }

    /** By a G inside the JDK's Blocker. Negative when it was not made. */
    private static long direct(
            RingPoll ring, int op, int fd, long address, int count, long offset) {
        long bytes = ring.directBytes(fd);
        boolean makesLonger = op == RingOp.WRITE && count > bytes - offset;
        if (bytes == DirectIo.NONE || makesLonger) {
            return NOT_SERVED;
        }
        if (VirtualThreads.currentCarrier() instanceof MThread t) {
            t.m.sched.syscalls.exitBlocker(t.m);
        }
        long n = ring.call(op, fd, offset, address, count, 0);
        if (n < 0) {
            ring.servedByHandOff();
        }
        return n;
    }

    private static long cached(
            RingPoll ring, BlockingSite site, int fd, long address, int count, long offset) {
        long n = readCached(fd, address, count, offset);
        if (n == CachedRead.MUST_WAIT) {
            n = ring.read(site, fd, address, count, offset);
            if (n < 0) {
                ring.servedByHandOff();
            }
            return n;
        }
        if (n > 0 && n < count && (offset + n) % PAGE_BYTES == 0) { // or it is at its end
            int rest = count - (int) n;
            return n + Math.max(0, ring.read(site, fd, address + n, rest, offset + n));
        }
        if (n >= 0) {
            ring.servedFromCache(site);
        }
        return n;
    }

    private static long readCached(int fd, long address, int count, long offset) {
        Buffer buffer = Buffers.take(CachedRead.MEMORY_BYTES);
        try {
            return CachedRead.read(fd, buffer.address(), address, count, offset);
        } finally {
            Buffers.give(buffer);
        }
    }
}
