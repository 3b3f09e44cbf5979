package dev.baton.os;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;

import dev.baton.BlockingSite;
import dev.baton.sched.Poller;
import dev.baton.sched.buffers.Buffer;
import dev.baton.sched.buffers.Buffers;
import dev.baton.syscall.Errno;
import dev.baton.syscall.Fcntl;
import dev.baton.syscall.Stat;
import dev.baton.syscall.Syscall;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.util.Objects;
import java.util.function.Supplier;

/**
 * The calls that are made with an open descriptor of the kernel's: Go's {@code poll.FD}. Here calls
 * that a signal interrupted are made again, those that would have to wait do so in a poller and are
 * made again, writes are carried on until all is written, and what is on the heap is copied through
 * a buffer of the P's. {@link File} and {@link PollFd} say what each operation does for its user,
 * {@link OwnedFd} when it is closed.
 */
final class Descriptor extends OwnedFd {
    private static final long EINTR = -Errno.EINTR.number();
    private static final long EAGAIN = -Errno.EAGAIN.number();

    /**
     * What goes into or out of a pipe at a time: what it holds by default. Thousands of threads may
     * be blocked in one with a megabyte each, and their buffers with them.
     */
    private static final int PIPE_BYTES = 1 << 16;

    // A FIFO that blocks its reader may never block a writer.
    final BlockingSite readSite = new BlockingSite();
    final BlockingSite writeSite = new BlockingSite();

    /** What epoll can't wait for; null where it can. */
    private final RegularFile regular;

    /** How much of the heap's data goes into a call; 0 until that is asked for. */
    private int mostAtATime;

    /**
     * Takes a descriptor over.
     *
     * @param fd its number
     * @param name what errors call it
     * @param isPollable whether calls on it say EAGAIN where they would wait, and {@link Pollable}
     *     takes it
     */
    Descriptor(int fd, String name, boolean isPollable) {
        this(fd, name, new FdMutex(), isPollable ? Poller::ofCurrentThread : null);
    }

    /** With a mutex and a poller of its own, or null where calls wait in the kernel: for tests. */
    Descriptor(int fd, String name, FdMutex mutex, Supplier<Poller> pollers) {
        this(fd, name, mutex, pollers, pollers == null ? new RegularFile() : null);
    }

    /** With a way of its own to read and write what epoll can't wait for. */
    Descriptor(int fd, String name, FdMutex mutex, Supplier<Poller> pollers, RegularFile regular) {
        super(fd, name, mutex, pollers);
        this.regular = regular;
    }

    // ---- Reading -------------------------------------------------------------------------------

    int read(String op, byte[] b, int off, int len, long offset) throws PathError {
        Objects.checkFromIndexSize(off, len, b.length);
        Readiness.Direction turn = lockToRead(op, offset);
        try {
            if (len == 0) {
                return 0;
            }
            begin(turn, op);
            int count = atATime(len);
            for (; ; ) {
                long n;
                // Borrowed before the P is given away, given back when we have one again; and who
                // waits until there is something has none.
                Buffer buffer = Buffers.take(count);
                try {
                    n = readIgnoringEintr(op, buffer.address(), count, offset);
                    if (n > 0) {
                        MemorySegment.copy(buffer.segment(), JAVA_BYTE, 0, b, off, (int) n);
                    }
                } finally {
                    Buffers.give(buffer);
                }
                if (n != EAGAIN || turn == null) {
                    return (int) endOrCount(op, n);
                }
                turn.await(op, 0);
            }
        } finally {
            unlockAfterRead(turn);
        }
    }

    int read(String op, ByteBuffer dst, long offset) throws PathError {
        if (dst.isReadOnly()) {
            throw new ErrInvalid(op, name, "the buffer is read-only");
        }
        int position = dst.position();
        int n;
        if (dst.hasArray()) {
            n = read(op, dst.array(), dst.arrayOffset() + position, dst.remaining(), offset);
        } else {
            n = (int) read(op, MemorySegment.ofBuffer(dst), offset);
        }
        if (n > 0) {
            dst.position(position + n);
        }
        return n;
    }

    long read(String op, MemorySegment dst, long offset) throws PathError {
        Arguments.checkSegment(op, name, dst, true);
        Readiness.Direction turn = lockToRead(op, offset);
        try {
            if (dst.byteSize() == 0) {
                return 0;
            }
            begin(turn, op);
            for (; ; ) {
                long n =
                        dst.isNative() && !isReadThroughBuffer(offset, dst.byteSize())
                                ? readIgnoringEintr(op, dst, offset)
                                : readThroughBuffer(op, dst, offset);
                if (n != EAGAIN || turn == null) {
                    return endOrCount(op, n);
                }
                turn.await(op, 0);
                Arguments.checkSegment(op, name, dst, true); // who waits does not keep it open
            }
        } finally {
            unlockAfterRead(turn);
        }
    }

    private boolean isReadThroughBuffer(long offset, long bytes) {
        return regular != null && regular.readsThroughBuffer(readSite, fd, offset, bytes);
    }

    private long readThroughBuffer(String op, MemorySegment dst, long offset) throws PathError {
        int count = atATime(dst.byteSize());
        int padding = dst.isNative() ? regular.padding() : 0;
        Buffer buffer = Buffers.take(count + padding);
        try {
            long begin = buffer.address();
            long data = padding == 0 ? begin : regular.aligned(begin);
            long n = readIgnoringEintr(op, data, count, offset);
            if (n > 0) {
                Arguments.checkSegment(op, name, dst, true); // who waits does not keep it open
                MemorySegment.copy(buffer.segment(), data - begin, dst, 0, n);
            }
            return n;
        } finally {
            Buffers.give(buffer);
        }
    }

    /** A call of another kind that reads, as {@link PollFd#rawRead}. */
    long read(String op, FdCall call) throws PathError {
        Readiness.Direction turn = lockToRead(op, AT_POSITION);
        try {
            return make(op, call, turn);
        } finally {
            unlockAfterRead(turn);
        }
    }

    /** Makes a call until it says neither EINTR nor EAGAIN. */
    private long make(String op, FdCall call, Readiness.Direction turn) throws PathError {
        begin(turn, op);
        for (; ; ) {
            long r1 = call.on(fd);
            if (r1 == EAGAIN && turn != null) {
                turn.await(op, 0);
            } else if (r1 == EINTR) {
                checkStillOpen(op, 0);
            } else {
                return r1;
            }
        }
    }

    /** The article's {@code f.read}: one call, made again when a signal interrupted it. */
    private long readIgnoringEintr(String op, long buf, int count, long offset) throws ErrClosed {
        for (; ; ) {
            long n =
                    offset == AT_POSITION
                            ? Syscall.read(readSite, fd, buf, count)
                            : regular == null
                                    ? Syscall.pread(readSite, fd, buf, count, offset)
                                    : regular.pread(readSite, fd, buf, count, offset);
            if (n != EINTR) {
                return n;
            }
            checkStillOpen(op, 0);
        }
    }

    private long readIgnoringEintr(String op, MemorySegment buf, long offset) throws ErrClosed {
        for (; ; ) {
            long n =
                    offset == AT_POSITION
                            ? Syscall.read(readSite, fd, buf)
                            : Syscall.pread(readSite, fd, buf, offset);
            if (n != EINTR) {
                return n;
            }
            checkStillOpen(op, 0);
        }
    }

    /** No bytes for a buffer that has room is the end of the file. */
    private long endOrCount(String op, long n) throws PathError {
        if (n > 0) {
            return n;
        }
        if (n == 0) {
            return -1;
        }
        throw PathError.of(op, name, Errno.errnoErr(n));
    }

    // ---- Writing -------------------------------------------------------------------------------

    int write(String op, byte[] b, int off, int len, long offset) throws PathError {
        Objects.checkFromIndexSize(off, len, b.length);
        Readiness.Direction turn = lockToWrite(op, offset);
        try {
            if (len == 0) {
                return 0;
            }
            begin(turn, op);
            int most = atATime(len);
            int done = 0;
            while (done < len) {
                int count = Math.min(len - done, most);
                long n;
                Buffer buffer = Buffers.take(count);
                try {
                    MemorySegment.copy(b, off + done, buffer.segment(), JAVA_BYTE, 0, count);
                    n = writeIgnoringEintr(op, buffer.address(), count, offset, done);
                } finally {
                    Buffers.give(buffer);
                }
                done += (int) writtenOrAwaited(op, n, done, turn);
            }
            return done;
        } finally {
            unlockAfterWrite(turn, offset);
        }
    }

    int write(String op, ByteBuffer src, long offset) throws PathError {
        int position = src.position();
        int n;
        try {
            if (src.hasArray()) {
                n = write(op, src.array(), src.arrayOffset() + position, src.remaining(), offset);
            } else {
                n = (int) write(op, MemorySegment.ofBuffer(src), offset);
            }
        } catch (PathError e) {
            src.position(position + (int) e.bytesTransferred());
            throw e;
        }
        src.position(position + n);
        return n;
    }

    long write(String op, MemorySegment src, long offset) throws PathError {
        Arguments.checkSegment(op, name, src, false);
        Readiness.Direction turn = lockToWrite(op, offset);
        try {
            long len = src.byteSize();
            if (len == 0) {
                return 0;
            }
            begin(turn, op);
            long done = 0;
            while (done < len) {
                long n =
                        src.isNative() && !isWrittenThroughBuffer(offset, done, len)
                                ? writeIgnoringEintr(op, src.asSlice(done), offset, done)
                                : writeThroughBuffer(op, src, offset, done);
                long more = writtenOrAwaited(op, n, done, turn);
                if (more == 0 && !src.scope().isAlive()) { // who waits does not keep it open
                    throw new PathError(op, name, "the segment's arena is closed", done);
                }
                done += more;
            }
            return done;
        } finally {
            unlockAfterWrite(turn, offset);
        }
    }

    private boolean isWrittenThroughBuffer(long offset, long done, long len) {
        return regular != null
                && offset != AT_POSITION
                && regular.writesThroughBuffer(writeSite, fd, offset + done, len - done);
    }

    private long writeThroughBuffer(String op, MemorySegment src, long offset, long done)
            throws PathError {
        int count = atATime(src.byteSize() - done);
        int padding = src.isNative() ? regular.padding() : 0;
        Buffer buffer = Buffers.take(count + padding);
        try {
            long begin = buffer.address();
            long data = padding == 0 ? begin : regular.aligned(begin);
            MemorySegment.copy(src, done, buffer.segment(), data - begin, count);
            return writeIgnoringEintr(op, data, count, offset, done);
        } finally {
            Buffers.give(buffer);
        }
    }

    /** A call of another kind that writes, as {@link PollFd#rawWrite}. */
    long write(String op, FdCall call) throws PathError {
        Readiness.Direction turn = lockToWrite(op, AT_POSITION);
        try {
            return make(op, call, turn);
        } finally {
            unlockAfterWrite(turn, AT_POSITION);
        }
    }

    /** One call, made again when a signal interrupted it. */
    private long writeIgnoringEintr(String op, long buf, int count, long offset, long done)
            throws PathError {
        for (; ; ) {
            checkStillOpen(op, done);
            long n =
                    offset == AT_POSITION
                            ? Syscall.write(writeSite, fd, buf, count)
                            : regular == null
                                    ? Syscall.pwrite(writeSite, fd, buf, count, offset + done)
                                    : regular.pwrite(writeSite, fd, buf, count, offset + done);
            if (n != EINTR) {
                return n;
            }
        }
    }

    private long writeIgnoringEintr(String op, MemorySegment buf, long offset, long done)
            throws PathError {
        for (; ; ) {
            checkStillOpen(op, done);
            long n =
                    offset == AT_POSITION
                            ? Syscall.write(writeSite, fd, buf)
                            : Syscall.pwrite(writeSite, fd, buf, offset + done);
            if (n != EINTR) {
                return n;
            }
        }
    }

    /** How much a call took: 0 when it would have had to wait, and there is room by now. */
    private long writtenOrAwaited(String op, long n, long done, Readiness.Direction turn)
            throws PathError {
        if (n > 0) {
            return n;
        }
        if (n == EAGAIN && turn != null) {
            turn.await(op, done);
            return 0;
        }
        if (n == 0) {
            // Some device that takes nothing and says nothing; going on might never end.
            throw new PathError(op, name, "the kernel took 0 bytes", done);
        }
        throw PathError.of(op, name, Errno.errnoErr(n), done);
    }

    // ---- The rest ------------------------------------------------------------------------------

    /**
     * A call that has nothing to do with reading and writing.
     *
     * @return its result
     */
    long call(String op, FdCall call) throws PathError {
        incref(op);
        try {
            return check(op, Eintr.ignoring(() -> call.on(fd)));
        } finally {
            decref();
        }
    }

    long seek(long offset, int whence) throws PathError {
        return call("seek", n -> Syscall.lseek(n, offset, whence));
    }

    Stat stat() throws PathError {
        Stat[] stat = new Stat[1];
        call("stat", n -> Syscall.fstat(n, stat));
        return stat[0];
    }

    private long check(String op, long r1) throws PathError {
        if (Errno.isError(r1)) {
            throw PathError.of(op, name, Errno.errnoErr(r1));
        }
        return r1;
    }

    /**
     * How much of {@code len} bytes on the heap goes into one call. Only of a pipe, for what other
     * devices and sockets take or give in one call may have a meaning.
     */
    private int atATime(long len) {
        if (len <= PIPE_BYTES) {
            return (int) len;
        }
        int most = mostAtATime;
        if (most == 0) {
            most = isPipe() ? PIPE_BYTES : Buffers.MAX_BYTES;
            mostAtATime = most; // threads that race find the same
        }
        return (int) Math.min(len, most);
    }

    private boolean isPipe() {
        Stat[] stat = new Stat[1];
        return Eintr.ignoring(() -> Syscall.fstat(fd, stat)) == 0
                && stat[0].kind() == Fcntl.S_IFIFO;
    }
}
