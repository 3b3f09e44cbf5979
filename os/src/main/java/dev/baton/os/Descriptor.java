package dev.baton.os;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;

import dev.baton.sched.BlockingSite;
import dev.baton.sched.buffers.Buffer;
import dev.baton.sched.buffers.Buffers;
import dev.baton.syscall.Errno;
import dev.baton.syscall.Fcntl;
import dev.baton.syscall.Stat;
import dev.baton.syscall.Syscall;
import java.lang.foreign.MemorySegment;
import java.lang.ref.Cleaner;
import java.lang.ref.Reference;
import java.nio.ByteBuffer;
import java.util.Objects;

/**
 * An open descriptor of the kernel's and the calls that are made with it: Go's {@code poll.FD}.
 * Here calls that a signal interrupted are made again, writes are carried on until all is written,
 * and what is on the heap is copied through a buffer of the P's. {@link File} says what each
 * operation does for its user.
 *
 * <p>It is closed exactly once: by its File, or by the cleaner when the two were forgotten.
 */
final class Descriptor {
    /** What {@link #close} returns when there was nothing left to close. */
    private static final long CLOSED_BEFORE = 1;

    /** Stands for "where the file is now": {@code read} and {@code write}. */
    static final long AT_POSITION = -1;

    private static final long EINTR = -Errno.EINTR.number();

    /**
     * What goes into or out of a pipe at a time: what it holds by default. Thousands of threads may
     * wait in one with a megabyte each, and their buffers with them.
     */
    private static final int PIPE_BYTES = 1 << 16;

    private static final Cleaner CLEANER = Cleaner.create();

    /** The kernel's number for it. */
    final int fd;

    /** What errors call the file. */
    private final String name;

    private final FdMutex mutex = new FdMutex();
    private final Cleaner.Cleanable cleanable;

    // A FIFO that blocks its reader may never block a writer.
    private final BlockingSite readSite = new BlockingSite();
    private final BlockingSite writeSite = new BlockingSite();

    /** How much of the heap's data goes into a call; 0 until that is asked for. */
    private int mostAtATime;

    Descriptor(int fd, String name) {
        this.fd = fd;
        this.name = name;
        this.cleanable = CLEANER.register(this, new Forgotten(fd, mutex));
    }

    // ---- Reading -------------------------------------------------------------------------------

    int read(String op, byte[] b, int off, int len, long offset) throws PathError {
        Objects.checkFromIndexSize(off, len, b.length);
        incref(op);
        try {
            if (len == 0) {
                return 0;
            }
            // Borrowed before the P is given away, given back when we have one again.
            int count = atATime(len);
            Buffer buffer = Buffers.take(count);
            try {
                long n = readIgnoringEintr(op, buffer.address(), count, offset);
                if (n > 0) {
                    MemorySegment.copy(buffer.segment(), JAVA_BYTE, 0, b, off, (int) n);
                }
                return (int) endOrCount(op, n);
            } finally {
                Buffers.give(buffer);
            }
        } finally {
            decref();
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
        incref(op);
        try {
            if (dst.byteSize() == 0) {
                return 0;
            }
            if (dst.isNative()) {
                return endOrCount(op, readIgnoringEintr(op, dst, offset));
            }
            int count = atATime(dst.byteSize());
            Buffer buffer = Buffers.take(count);
            try {
                long n = readIgnoringEintr(op, buffer.address(), count, offset);
                if (n > 0) {
                    MemorySegment.copy(buffer.segment(), 0, dst, 0, n);
                }
                return endOrCount(op, n);
            } finally {
                Buffers.give(buffer);
            }
        } finally {
            decref();
        }
    }

    /** The article's {@code f.read}: one call, made again when a signal interrupted it. */
    private long readIgnoringEintr(String op, long buf, int count, long offset) throws ErrClosed {
        for (; ; ) {
            long n =
                    offset == AT_POSITION
                            ? Syscall.read(readSite, fd, buf, count)
                            : Syscall.pread(readSite, fd, buf, count, offset);
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
        throw new PathError(op, name, Errno.errnoErr(n));
    }

    // ---- Writing -------------------------------------------------------------------------------

    int write(String op, byte[] b, int off, int len, long offset) throws PathError {
        Objects.checkFromIndexSize(off, len, b.length);
        lockToWrite(op, offset);
        try {
            if (len == 0) {
                return 0;
            }
            int most = atATime(len);
            Buffer buffer = Buffers.take(most);
            try {
                int done = 0;
                while (done < len) {
                    int count = Math.min(len - done, most);
                    MemorySegment.copy(b, off + done, buffer.segment(), JAVA_BYTE, 0, count);
                    done += (int) writeIgnoringEintr(op, buffer.address(), count, offset, done);
                }
                return done;
            } finally {
                Buffers.give(buffer);
            }
        } finally {
            unlockAfterWrite(offset);
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
        lockToWrite(op, offset);
        try {
            long len = src.byteSize();
            if (len == 0) {
                return 0;
            }
            long done = 0;
            if (src.isNative()) {
                while (done < len) {
                    done += writeIgnoringEintr(op, src.asSlice(done), offset, done);
                }
                return done;
            }
            int most = atATime(len);
            Buffer buffer = Buffers.take(most);
            try {
                while (done < len) {
                    int count = (int) Math.min(len - done, most);
                    MemorySegment.copy(src, done, buffer.segment(), 0, count);
                    done += writeIgnoringEintr(op, buffer.address(), count, offset, done);
                }
                return done;
            } finally {
                Buffers.give(buffer);
            }
        } finally {
            unlockAfterWrite(offset);
        }
    }

    /** One call that takes at least a byte, made again when a signal interrupted it. */
    private long writeIgnoringEintr(String op, long buf, int count, long offset, long done)
            throws PathError {
        for (; ; ) {
            checkStillOpen(op, done);
            long n =
                    offset == AT_POSITION
                            ? Syscall.write(writeSite, fd, buf, count)
                            : Syscall.pwrite(writeSite, fd, buf, count, offset + done);
            if (n != EINTR) {
                return written(op, n, done);
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
                return written(op, n, done);
            }
        }
    }

    private long written(String op, long n, long done) throws PathError {
        if (n > 0) {
            return n;
        }
        if (n == 0) {
            // Some device that takes nothing and says nothing; going on might never end.
            throw new PathError(op, name, "the kernel took 0 bytes", done);
        }
        throw new PathError(op, name, Errno.errnoErr(n), done);
    }

    // ---- The rest ------------------------------------------------------------------------------

    long seek(long offset, int whence) throws PathError {
        incref("seek");
        try {
            return check("seek", Syscall.lseek(fd, offset, whence));
        } finally {
            decref();
        }
    }

    Stat stat() throws PathError {
        Stat[] stat = new Stat[1];
        incref("stat");
        try {
            check("stat", stat(stat));
        } finally {
            decref();
        }
        return stat[0];
    }

    private long stat(Stat[] stat) {
        long r1;
        do {
            r1 = Syscall.fstat(fd, stat);
        } while (r1 == EINTR);
        return r1;
    }

    void sync() throws PathError {
        incref("sync");
        try {
            long r1;
            do {
                r1 = Syscall.fsync(fd);
            } while (r1 == EINTR);
            check("sync", r1);
        } finally {
            decref();
        }
    }

    void truncate(long size) throws PathError {
        incref("truncate");
        try {
            long r1;
            do {
                r1 = Syscall.ftruncate(fd, size);
            } while (r1 == EINTR);
            check("truncate", r1);
        } finally {
            decref();
        }
    }

    private long check(String op, long r1) throws PathError {
        if (Errno.isError(r1)) {
            throw new PathError(op, name, Errno.errnoErr(r1));
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
        return stat(stat) == 0 && stat[0].kind() == Fcntl.S_IFIFO;
    }

    // ---- Who is inside, and closing ------------------------------------------------------------

    private void incref(String op) throws ErrClosed {
        if (!mutex.incref()) {
            throw new ErrClosed(op, name);
        }
    }

    /**
     * Gives a reference back, and frees the number if it was the last one of a closed descriptor.
     */
    @SuppressWarnings("ReachabilityFenceUsage") // callers call it in a finally
    private void decref() {
        if (mutex.decref()) {
            Syscall.close(fd);
        }
        // The last use of this: without it the collector might find a File forgotten whose
        // operation has not begun, and the cleaner close it first.
        Reference.reachabilityFence(this);
    }

    /**
     * Takes a reference and the turn to write. Writers at a position of their own don't need turns:
     * their parts land where they belong.
     */
    private void lockToWrite(String op, long offset) throws ErrClosed {
        boolean open = offset == AT_POSITION ? mutex.lockToWrite() : mutex.incref();
        if (!open) {
            throw new ErrClosed(op, name);
        }
    }

    /** Gives the turn back, and the reference as {@link #decref} does. */
    @SuppressWarnings("ReachabilityFenceUsage") // callers call it in a finally
    private void unlockAfterWrite(long offset) {
        boolean last = offset == AT_POSITION ? mutex.unlockAfterWrite() : mutex.decref();
        if (last) {
            Syscall.close(fd);
        }
        Reference.reachabilityFence(this);
    }

    /** Between two calls of one operation: the second would begin after the file was closed. */
    private void checkStillOpen(String op, long done) throws ErrClosed {
        if (isClosed()) {
            throw new ErrClosed(op, name, done);
        }
    }

    boolean isClosed() {
        return mutex.isClosed();
    }

    /**
     * Closes it: no operation begins from here on. While others are still inside, the last of them
     * frees the number, and what {@code close(2)} then says is lost.
     *
     * @return {@code close(2)}'s result, 0 when others are inside, or {@link #CLOSED_BEFORE}
     */
    long close() {
        long r1 = close(fd, mutex);
        // Has nothing left to close; it only forgets us.
        cleanable.clean();
        return r1;
    }

    private static long close(int fd, FdMutex mutex) {
        if (!mutex.increfAndClose()) {
            return CLOSED_BEFORE;
        }
        return mutex.decref() ? Syscall.close(fd) : 0;
    }

    /**
     * What the cleaner does. It must not refer to the Descriptor, or that would never be found
     * forgotten.
     */
    private record Forgotten(int fd, FdMutex mutex) implements Runnable {
        @Override
        public void run() {
            close(fd, mutex);
        }
    }
}
