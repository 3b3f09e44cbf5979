package dev.baton.os;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;

import dev.baton.sched.buffers.Buffer;
import dev.baton.sched.buffers.Buffers;
import dev.baton.syscall.Errno;
import dev.baton.syscall.Fcntl;
import dev.baton.syscall.Fds;
import dev.baton.syscall.Stat;
import dev.baton.syscall.Syscall;
import dev.baton.syscall.Transfers;
import java.lang.foreign.MemorySegment;

/**
 * From one open file to another, by the shortest way that the kernel has for the two: Go's {@code
 * ReadFrom} of zero_copy_linux.go, copy_file_range_linux.go, splice_linux.go and sendfile.go. Where
 * it has none, or says so when it is tried, the next one is taken, and the last always works: what
 * the kernel says to that one is the truth.
 *
 * <p>One copy has the turn to write of the one and the turn to read of the other, taken in this
 * order by all; nobody who has a turn to read waits for one to write.
 */
final class CopyRange {
    private static final String OP = "copy";

    /** What goes through memory at a time: what a pipe holds. */
    private static final int CHUNK_BYTES = 1 << 16;

    private static final long EAGAIN = -Errno.EAGAIN.number();
    private static final long EINTR = -Errno.EINTR.number();

    private final Descriptor dst;
    private final Descriptor src;

    /** In which direction each may be waited for, or null. While their turns are ours. */
    private Readiness.Direction writing;

    private Readiness.Direction reading;

    private Way way;
    private long done;

    /** Allocated when it has to be. */
    private byte[] chunk;

    CopyRange(Descriptor dst, Descriptor src) {
        this.dst = dst;
        this.src = src;
    }

    /** In what order they are tried, and how much is asked of one call at most, as in Go. */
    private enum Way {
        /** Two regular files. */
        COPY_FILE_RANGE(1L << 30),
        /** One of the two is a pipe. */
        SPLICE(1L << 20),
        /** A regular file goes to a socket, or anywhere. */
        SENDFILE(4L << 20),
        /** Through memory. */
        READ_AND_WRITE(CHUNK_BYTES);

        final long most;

        Way(long most) {
            this.most = most;
        }
    }

    /** Copies up to the end, or so many bytes. */
    long copy(long most) throws PathError {
        if (most < 0) {
            throw new ErrInvalid(OP, dst.name, "negative count " + most);
        }
        writing = dst.lockToWrite(OP, OwnedFd.AT_POSITION);
        try {
            reading = src.lockToRead(OP, OwnedFd.AT_POSITION);
            try {
                OwnedFd.begin(writing, OP);
                OwnedFd.begin(reading, OP);
                copyUpTo(most);
                return done;
            } finally {
                src.unlockAfterRead(reading);
            }
        } finally {
            dst.unlockAfterWrite(writing, OwnedFd.AT_POSITION);
        }
    }

    private void copyUpTo(long most) throws PathError {
        way = firstWay();
        while (done < most) {
            dst.checkStillOpen(OP, done);
            src.checkStillOpen(OP, done);
            long n = move(Math.min(most - done, way.most));
            if (n > 0) {
                done += n;
            } else if (way == Way.READ_AND_WRITE) {
                if (n == 0) {
                    return;
                }
                throw error(n);
            } else if (n == EAGAIN && (reading != null || writing != null)) {
                await();
            } else if (n == 0 && done > 0) {
                return;
            } else if (n == 0 || isNoWay(n)) {
                // 0 at first may be the end, or a file of /proc, whose length is 0 whatever is in
                // it.
                way = nextWay();
            } else if (n != EINTR) {
                throw error(n);
            }
        }
    }

    private Way firstWay() throws PathError {
        int from = kind(src);
        int to = kind(dst);
        // A blocking pipe would have to be waited for in the kernel, in the midst of a splice with
        // one that is not.
        if (!(from == Fcntl.S_IFREG || reading != null)
                || !(to == Fcntl.S_IFREG || writing != null)) {
            return Way.READ_AND_WRITE;
        }
        if (from == Fcntl.S_IFREG && to == Fcntl.S_IFREG) {
            return Way.COPY_FILE_RANGE;
        }
        if (from == Fcntl.S_IFIFO || to == Fcntl.S_IFIFO) {
            return Way.SPLICE;
        }
        return from == Fcntl.S_IFREG ? Way.SENDFILE : Way.READ_AND_WRITE;
    }

    private Way nextWay() {
        return way == Way.COPY_FILE_RANGE ? Way.SENDFILE : Way.READ_AND_WRITE;
    }

    private int kind(Descriptor descriptor) throws PathError {
        Stat[] stat = new Stat[1];
        long r1 = Eintr.ignoring(() -> Syscall.fstat(descriptor.fd, stat));
        if (Errno.isError(r1)) {
            throw PathError.of(OP, descriptor.name, Errno.errnoErr(r1));
        }
        return stat[0].kind();
    }

    /** What a call says that can't be used for these two; EBADF of a file that is appended to. */
    private static boolean isNoWay(long n) {
        Errno errno = Errno.errnoErr(n);
        return errno == Errno.ENOSYS
                || errno == Errno.EXDEV
                || errno == Errno.EINVAL
                || errno == Errno.EOPNOTSUPP
                || errno == Errno.EPERM
                || errno == Errno.EBADF
                || errno == Errno.EIO;
    }

    private long move(long count) throws PathError {
        return switch (way) {
            case COPY_FILE_RANGE -> Transfers.copyFileRange(src.fd, dst.fd, count);
            case SPLICE ->
                    Transfers.splice(
                            src.fd,
                            dst.fd,
                            count,
                            Transfers.SPLICE_F_MOVE | Transfers.SPLICE_F_NONBLOCK);
            case SENDFILE -> Transfers.sendfile(dst.fd, src.fd, count);
            case READ_AND_WRITE -> readAndWrite((int) count);
        };
    }

    /** One of the two is not ready; a splice does not say which. */
    private void await() throws PathError {
        boolean isEmpty = reading != null && Fds.ppoll(src.fd, Fds.POLLIN, 0) == 0;
        if (isEmpty || writing == null) {
            reading.await(OP, done);
        } else {
            writing.await(OP, done);
        }
    }

    // ---- Through memory ------------------------------------------------------------------------

    /** Returns 0 at the end. Who waits has no buffer of the P's: what was read is on the heap. */
    private long readAndWrite(int count) throws PathError {
        if (chunk == null) {
            chunk = new byte[CHUNK_BYTES];
        }
        long n;
        while ((n = read(count)) == EAGAIN && reading != null) {
            reading.await(OP, done);
        }
        if (n <= 0) {
            return n;
        }
        int written = 0;
        while (written < n) {
            dst.checkStillOpen(OP, done + written);
            long w = write(written, (int) n - written);
            if (w > 0) {
                written += (int) w;
            } else if (w == EAGAIN && writing != null) {
                writing.await(OP, done + written);
            } else if (w != EINTR) {
                done += written;
                throw w == 0
                        ? new PathError(OP, dst.name, "the kernel took 0 bytes", done)
                        : error(w);
            }
        }
        return n;
    }

    private long read(int count) throws ErrClosed {
        Buffer buffer = Buffers.take(count);
        try {
            long n;
            while ((n = Syscall.read(src.readSite, src.fd, buffer.address(), count)) == EINTR) {
                src.checkStillOpen(OP, done);
            }
            if (n > 0) {
                MemorySegment.copy(buffer.segment(), JAVA_BYTE, 0, chunk, 0, (int) n);
            }
            return n;
        } finally {
            Buffers.give(buffer);
        }
    }

    private long write(int from, int count) {
        Buffer buffer = Buffers.take(count);
        try {
            MemorySegment.copy(chunk, from, buffer.segment(), JAVA_BYTE, 0, count);
            return Syscall.write(dst.writeSite, dst.fd, buffer.address(), count);
        } finally {
            Buffers.give(buffer);
        }
    }

    private PathError error(long n) {
        return PathError.of(OP, src.name, dst.name, Errno.errnoErr(n), done);
    }
}
