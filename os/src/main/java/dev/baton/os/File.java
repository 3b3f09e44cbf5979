package dev.baton.os;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;

import dev.baton.sched.BlockingSite;
import dev.baton.sched.Buffer;
import dev.baton.sched.Buffers;
import dev.baton.syscall.Errno;
import dev.baton.syscall.Fcntl;
import dev.baton.syscall.Stat;
import dev.baton.syscall.Syscall;
import java.io.Closeable;
import java.io.InputStream;
import java.io.OutputStream;
import java.lang.foreign.MemorySegment;
import java.lang.ref.Cleaner;
import java.lang.ref.Reference;
import java.nio.ByteBuffer;
import java.nio.channels.ByteChannel;
import java.util.Objects;

/**
 * An open file: Go's {@code os.File}, for regular files, pipes, FIFOs, terminals and devices.
 *
 * <p>Every operation is a system call in the calling thread. On a virtual thread of Baton's, a call
 * that blocks holds an OS thread and no P, so others run on; on any other thread it is a plain
 * blocking call.
 *
 * <p>Where Java's habits and Go's differ:
 *
 * <table>
 * <caption>What Go does, and what happens here</caption>
 * <tr><th>Go</th><th>here</th></tr>
 * <tr><td>0 and {@code io.EOF} at the end of the file</td><td>−1, as from {@link InputStream}</td></tr>
 * <tr><td>a count and an error from the same {@code Write}</td><td>{@link
 *     PathError#bytesTransferred}</td></tr>
 * <tr><td>{@code ErrClosed} from the second {@code Close}</td><td>nothing, as {@link Closeable} wants
 *     it</td></tr>
 * <tr><td>{@code ErrInvalid} from a nil {@code *File}</td><td>Java's own NullPointerException; {@link
 *     ErrInvalid} for a descriptor below 0</td></tr>
 * <tr><td>{@code ReadAt} fills the buffer</td><td>{@code pread} is one system call</td></tr>
 * </table>
 *
 * <p><b>Reading</b> is one system call: it returns what is there, waits while there is nothing, and
 * returns 0 only for an empty buffer. <b>Writing</b> goes on until all is written or an error
 * comes. Calls interrupted by a signal are made again. Interrupting the thread has no effect on a
 * call.
 *
 * <p><b>Memory.</b> Heap arrays and heap buffers are copied through a buffer of the P's, at most
 * {@link Buffers#MAX_BYTES} at a time, and 64 KiB for a pipe or FIFO, which holds no more unless
 * somebody has enlarged it: a read of more may return less than the file has. Native segments and
 * direct buffers go to the kernel as they are; their arena can't be closed while the call lasts.
 *
 * <p><b>Threads.</b> A File may be used by any number of threads. Writes take turns, so that those
 * that the kernel takes in parts are not mixed. {@link #close} waits for nobody: operations inside
 * go on, those that begin later get {@link ErrClosed}, and the descriptor is freed by whoever
 * leaves last. A thread that is blocked in {@code read} stays so until the kernel lets it go.
 *
 * <p>A File that was forgotten is closed when the collector finds it.
 */
public final class File implements Closeable {
    /** For {@link #openFile}: open for reading. */
    public static final int O_RDONLY = Fcntl.O_RDONLY;

    /** For {@link #openFile}: open for writing. */
    public static final int O_WRONLY = Fcntl.O_WRONLY;

    /** For {@link #openFile}: open for reading and writing. */
    public static final int O_RDWR = Fcntl.O_RDWR;

    /** For {@link #openFile}: every write goes to the end. */
    public static final int O_APPEND = Fcntl.O_APPEND;

    /** For {@link #openFile}: make the file if there is none. */
    public static final int O_CREATE = Fcntl.O_CREAT;

    /** For {@link #openFile}: with {@link #O_CREATE}, fail if there is one. */
    public static final int O_EXCL = Fcntl.O_EXCL;

    /** For {@link #openFile}: a write returns when its data is on the device. */
    public static final int O_SYNC = Fcntl.O_SYNC;

    /** For {@link #openFile}: cut the file to length 0. */
    public static final int O_TRUNC = Fcntl.O_TRUNC;

    /** For {@link #seek}: from the start. */
    public static final int SEEK_SET = Fcntl.SEEK_SET;

    /** For {@link #seek}: from where the file stands. */
    public static final int SEEK_CUR = Fcntl.SEEK_CUR;

    /** For {@link #seek}: from the end. */
    public static final int SEEK_END = Fcntl.SEEK_END;

    private static final int PERM_OF_CREATE = 0666;
    private static final long EINTR = -Errno.EINTR.number();

    /** Stands for "where the file is now": {@code read} and {@code write}. */
    private static final long AT_POSITION = -1;

    /**
     * What goes into or out of a pipe at a time: what it holds by default. Thousands of threads may
     * wait in one with a megabyte each, and their buffers with them.
     */
    private static final int PIPE_BYTES = 1 << 16;

    private static final Cleaner CLEANER = Cleaner.create();

    private final String name;
    private final int flags;
    private final Descriptor descriptor;
    private final Cleaner.Cleanable cleanable;

    /** How much of the heap's data goes into a call; 0 until that is asked for. */
    private int mostAtATime;

    // A FIFO that blocks its reader may never block a writer.
    private final BlockingSite readSite = new BlockingSite();
    private final BlockingSite writeSite = new BlockingSite();

    File(int fd, String name, int flags) {
        this.name = name;
        this.flags = flags;
        this.descriptor = new Descriptor(fd);
        this.cleanable = CLEANER.register(this, descriptor);
    }

    // ---- Opening and closing -------------------------------------------------------------------

    /**
     * Opens a file for reading.
     *
     * @param path the file
     * @return the file, open at its start
     * @throws ErrInvalid if the path contains a NUL byte
     * @throws PathError if the kernel refuses, for example with ENOENT
     */
    public static File open(String path) throws PathError {
        return openFile(path, O_RDONLY, 0);
    }

    /**
     * Opens a file for reading and writing; cuts it to length 0, or makes it with permissions 0666
     * less the umask.
     *
     * @param path the file
     * @return the file, empty
     * @throws ErrInvalid if the path contains a NUL byte
     * @throws PathError if the kernel refuses, for example with EACCES
     */
    public static File create(String path) throws PathError {
        return openFile(path, O_RDWR | O_CREATE | O_TRUNC, PERM_OF_CREATE);
    }

    /**
     * Opens a file in any way that Linux knows. Programs that this process executes don't inherit
     * it.
     *
     * @param path the file
     * @param flags {@link #O_RDONLY}, {@link #O_WRONLY} or {@link #O_RDWR}, together with others of
     *     these and of {@link Fcntl}
     * @param perm permissions of a file that is made, 0 to 07777, less the umask; else without
     *     meaning
     * @return the file
     * @throws ErrInvalid if the path contains a NUL byte, or flags or permissions bits that have no
     *     meaning
     * @throws PathError if the kernel refuses
     */
    public static File openFile(String path, int flags, int perm) throws PathError {
        Arguments.checkPath("open", path);
        Arguments.checkFlags("open", path, flags);
        Arguments.checkPermissions("open", path, perm);
        long r1;
        do {
            r1 = Syscall.open(path, flags | Fcntl.O_CLOEXEC, perm);
        } while (r1 == EINTR);
        if (Errno.isError(r1)) {
            throw new PathError("open", path, Errno.errnoErr(r1));
        }
        return new File((int) r1, path, flags);
    }

    /**
     * Takes over a descriptor that somebody else opened: from here on this File closes it.
     *
     * @param fd the descriptor
     * @param name what errors shall call it
     * @return the file
     * @throws ErrInvalid if the descriptor is below 0
     * @throws PathError with EBADF if there is no such descriptor
     */
    public static File newFile(int fd, String name) throws PathError {
        Objects.requireNonNull(name, "name");
        if (fd < 0) {
            throw new ErrInvalid("newfile", name, "negative descriptor " + fd);
        }
        long r1 = Syscall.fcntl(fd, Fcntl.F_GETFL, 0);
        if (Errno.isError(r1)) {
            throw new PathError("newfile", name, Errno.errnoErr(r1));
        }
        return new File(fd, name, (int) r1);
    }

    /**
     * Closes the file. Nobody waits: an operation that is inside goes on and its thread frees the
     * descriptor. Closing again has no effect.
     *
     * @throws PathError if the kernel reports an error, for example EIO when data that was written
     *     before could not be; the file is closed all the same. Not reported while operations are
     *     inside: {@link #sync} before, to be sure
     */
    @Override
    public void close() throws PathError {
        long r1 = descriptor.close();
        // Has nothing left to close; it only forgets us.
        cleanable.clean();
        // Interrupted or not, Linux has let go of the descriptor; calling again might hit
        // another's.
        if (Errno.isError(r1) && r1 != EINTR) {
            throw new PathError("close", name, Errno.errnoErr(r1));
        }
    }

    /**
     * Whether {@link #close} was called.
     *
     * @return true from then on, even while operations are still inside
     */
    public boolean isClosed() {
        return descriptor.isClosed();
    }

    /**
     * The name that it was opened by.
     *
     * @return the path as it was given
     */
    public String name() {
        return name;
    }

    /**
     * The kernel's number for it, which may mean another file as soon as this one is closed: keep
     * the File reachable and open for as long as you use it.
     *
     * @return the descriptor, or −1 when closed
     */
    public int fd() {
        return descriptor.isClosed() ? -1 : descriptor.fd;
    }

    // ---- Reading -------------------------------------------------------------------------------

    /**
     * Reads what is there, and waits while nothing is.
     *
     * @param b takes the bytes
     * @return how many, 1 or more; 0 only for an empty array; −1 at the end of the file
     * @throws ErrClosed if the file was closed before
     * @throws PathError if the kernel refuses
     */
    public int read(byte[] b) throws PathError {
        return read(b, 0, b.length);
    }

    /**
     * Reads into a part of an array.
     *
     * @param b takes the bytes
     * @param off the index of the first
     * @param len how many at most
     * @return how many, 1 or more; 0 only for len = 0; −1 at the end of the file
     * @throws IndexOutOfBoundsException if the array has no such part
     * @throws ErrClosed if the file was closed before
     * @throws PathError if the kernel refuses
     */
    public int read(byte[] b, int off, int len) throws PathError {
        return readArray("read", b, off, len, AT_POSITION);
    }

    /**
     * Reads into a buffer, from its position to its limit, and moves the position.
     *
     * @param dst takes the bytes
     * @return how many, 1 or more; 0 only for a buffer without room; −1 at the end of the file
     * @throws ErrInvalid if the buffer is read-only or its memory was freed
     * @throws ErrClosed if the file was closed before
     * @throws PathError if the kernel refuses
     */
    public int read(ByteBuffer dst) throws PathError {
        return readBuffer("read", dst, AT_POSITION);
    }

    /**
     * Reads into memory.
     *
     * @param dst takes the bytes, from its start
     * @return how many, 1 or more; 0 only for an empty segment; −1 at the end of the file
     * @throws ErrInvalid if the segment is read-only, closed or confined to another thread
     * @throws ErrClosed if the file was closed before
     * @throws PathError if the kernel refuses
     */
    public long read(MemorySegment dst) throws PathError {
        return readSegment("read", dst, AT_POSITION);
    }

    /**
     * Reads from a place in the file, wherever the file stands, which doesn't change.
     *
     * @param b takes the bytes
     * @param off the index of the first
     * @param len how many at most
     * @param offset where in the file, in bytes, from 0 on
     * @return how many, 1 or more; 0 only for len = 0; −1 at or beyond the end of the file
     * @throws IndexOutOfBoundsException if the array has no such part
     * @throws ErrInvalid if the offset is negative
     * @throws ErrClosed if the file was closed before
     * @throws PathError if the kernel refuses, for example with ESPIPE for a pipe
     */
    public int pread(byte[] b, int off, int len, long offset) throws PathError {
        Arguments.checkOffset("pread", name, offset);
        return readArray("pread", b, off, len, offset);
    }

    /**
     * Reads from a place in the file into a buffer, and moves the buffer's position.
     *
     * @param dst takes the bytes
     * @param offset where in the file, in bytes, from 0 on
     * @return how many, 1 or more; 0 only for a buffer without room; −1 at the end of the file
     * @throws ErrInvalid if the offset is negative, or the buffer read-only or its memory freed
     * @throws ErrClosed if the file was closed before
     * @throws PathError if the kernel refuses
     */
    public int pread(ByteBuffer dst, long offset) throws PathError {
        Arguments.checkOffset("pread", name, offset);
        return readBuffer("pread", dst, offset);
    }

    /**
     * Reads from a place in the file into memory.
     *
     * @param dst takes the bytes, from its start
     * @param offset where in the file, in bytes, from 0 on
     * @return how many, 1 or more; 0 only for an empty segment; −1 at the end of the file
     * @throws ErrInvalid if the offset is negative, or the segment read-only, closed or confined to
     *     another thread
     * @throws ErrClosed if the file was closed before
     * @throws PathError if the kernel refuses
     */
    public long pread(MemorySegment dst, long offset) throws PathError {
        Arguments.checkOffset("pread", name, offset);
        return readSegment("pread", dst, offset);
    }

    private int readArray(String op, byte[] b, int off, int len, long offset) throws PathError {
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
                long n = read(op, buffer.address(), count, offset);
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

    private int readBuffer(String op, ByteBuffer dst, long offset) throws PathError {
        if (dst.isReadOnly()) {
            throw new ErrInvalid(op, name, "the buffer is read-only");
        }
        int position = dst.position();
        int n;
        if (dst.hasArray()) {
            n = readArray(op, dst.array(), dst.arrayOffset() + position, dst.remaining(), offset);
        } else {
            n = (int) readSegment(op, MemorySegment.ofBuffer(dst), offset);
        }
        if (n > 0) {
            dst.position(position + n);
        }
        return n;
    }

    private long readSegment(String op, MemorySegment dst, long offset) throws PathError {
        Arguments.checkSegment(op, name, dst, true);
        incref(op);
        try {
            if (dst.byteSize() == 0) {
                return 0;
            }
            if (dst.isNative()) {
                return endOrCount(op, read(op, dst, offset));
            }
            int count = atATime(dst.byteSize());
            Buffer buffer = Buffers.take(count);
            try {
                long n = read(op, buffer.address(), count, offset);
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
    private long read(String op, long buf, int count, long offset) throws ErrClosed {
        for (; ; ) {
            long n =
                    offset == AT_POSITION
                            ? Syscall.read(readSite, descriptor.fd, buf, count)
                            : Syscall.pread(readSite, descriptor.fd, buf, count, offset);
            if (n != EINTR) {
                return n;
            }
            checkStillOpen(op, 0);
        }
    }

    private long read(String op, MemorySegment buf, long offset) throws ErrClosed {
        for (; ; ) {
            long n =
                    offset == AT_POSITION
                            ? Syscall.read(readSite, descriptor.fd, buf)
                            : Syscall.pread(readSite, descriptor.fd, buf, offset);
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

    /**
     * Writes all of an array.
     *
     * @param b the bytes
     * @return how many: all
     * @throws ErrClosed if the file was closed before, or while the write was being carried on
     * @throws PathError if the kernel refuses; {@link PathError#bytesTransferred} were written
     */
    public int write(byte[] b) throws PathError {
        return write(b, 0, b.length);
    }

    /**
     * Writes a part of an array.
     *
     * @param b the bytes
     * @param off the index of the first
     * @param len how many
     * @return len
     * @throws IndexOutOfBoundsException if the array has no such part
     * @throws ErrClosed if the file was closed before, or while the write was being carried on
     * @throws PathError if the kernel refuses; {@link PathError#bytesTransferred} were written
     */
    public int write(byte[] b, int off, int len) throws PathError {
        return writeArray("write", b, off, len, AT_POSITION);
    }

    /**
     * Writes a buffer, from its position to its limit, and moves the position behind what was
     * written, also when it fails.
     *
     * @param src the bytes
     * @return how many: all that remained
     * @throws ErrInvalid if the buffer's memory was freed
     * @throws ErrClosed if the file was closed before, or while the write was being carried on
     * @throws PathError if the kernel refuses; {@link PathError#bytesTransferred} were written
     */
    public int write(ByteBuffer src) throws PathError {
        return writeBuffer("write", src, AT_POSITION);
    }

    /**
     * Writes all of a segment.
     *
     * @param src the bytes
     * @return how many: all
     * @throws ErrInvalid if the segment is closed or confined to another thread
     * @throws ErrClosed if the file was closed before, or while the write was being carried on
     * @throws PathError if the kernel refuses; {@link PathError#bytesTransferred} were written
     */
    public long write(MemorySegment src) throws PathError {
        return writeSegment("write", src, AT_POSITION);
    }

    /**
     * Writes to a place in the file, wherever the file stands, which doesn't change.
     *
     * @param b the bytes
     * @param off the index of the first
     * @param len how many
     * @param offset where in the file, in bytes, from 0 on
     * @return len
     * @throws IndexOutOfBoundsException if the array has no such part
     * @throws ErrInvalid if the offset is negative, or the file was opened with {@link #O_APPEND},
     *     which makes Linux ignore the offset
     * @throws ErrClosed if the file was closed before, or while the write was being carried on
     * @throws PathError if the kernel refuses; {@link PathError#bytesTransferred} were written
     */
    public int pwrite(byte[] b, int off, int len, long offset) throws PathError {
        checkPlace(offset);
        return writeArray("pwrite", b, off, len, offset);
    }

    /**
     * Writes a buffer to a place in the file, and moves the buffer's position.
     *
     * @param src the bytes
     * @param offset where in the file, in bytes, from 0 on
     * @return how many: all that remained
     * @throws ErrInvalid if the offset is negative, the file was opened with {@link #O_APPEND}, or
     *     the buffer's memory was freed
     * @throws ErrClosed if the file was closed before, or while the write was being carried on
     * @throws PathError if the kernel refuses; {@link PathError#bytesTransferred} were written
     */
    public int pwrite(ByteBuffer src, long offset) throws PathError {
        checkPlace(offset);
        return writeBuffer("pwrite", src, offset);
    }

    /**
     * Writes a segment to a place in the file.
     *
     * @param src the bytes
     * @param offset where in the file, in bytes, from 0 on
     * @return how many: all
     * @throws ErrInvalid if the offset is negative, the file was opened with {@link #O_APPEND}, or
     *     the segment is closed or confined to another thread
     * @throws ErrClosed if the file was closed before, or while the write was being carried on
     * @throws PathError if the kernel refuses; {@link PathError#bytesTransferred} were written
     */
    public long pwrite(MemorySegment src, long offset) throws PathError {
        checkPlace(offset);
        return writeSegment("pwrite", src, offset);
    }

    private void checkPlace(long offset) throws ErrInvalid {
        Arguments.checkOffset("pwrite", name, offset);
        if ((flags & O_APPEND) != 0) {
            throw new ErrInvalid(
                    "pwrite", name, "the file was opened with O_APPEND: Linux ignores the offset");
        }
    }

    private int writeArray(String op, byte[] b, int off, int len, long offset) throws PathError {
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
                    done += (int) write(op, buffer.address(), count, offset, done);
                }
                return done;
            } finally {
                Buffers.give(buffer);
            }
        } finally {
            unlockAfterWrite(offset);
        }
    }

    private int writeBuffer(String op, ByteBuffer src, long offset) throws PathError {
        int position = src.position();
        int n;
        try {
            if (src.hasArray()) {
                n =
                        writeArray(
                                op,
                                src.array(),
                                src.arrayOffset() + position,
                                src.remaining(),
                                offset);
            } else {
                n = (int) writeSegment(op, MemorySegment.ofBuffer(src), offset);
            }
        } catch (PathError e) {
            src.position(position + (int) e.bytesTransferred());
            throw e;
        }
        src.position(position + n);
        return n;
    }

    private long writeSegment(String op, MemorySegment src, long offset) throws PathError {
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
                    done += write(op, src.asSlice(done), offset, done);
                }
                return done;
            }
            int most = atATime(len);
            Buffer buffer = Buffers.take(most);
            try {
                while (done < len) {
                    int count = (int) Math.min(len - done, most);
                    MemorySegment.copy(src, done, buffer.segment(), 0, count);
                    done += write(op, buffer.address(), count, offset, done);
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
    private long write(String op, long buf, int count, long offset, long done) throws PathError {
        for (; ; ) {
            checkStillOpen(op, done);
            long n =
                    offset == AT_POSITION
                            ? Syscall.write(writeSite, descriptor.fd, buf, count)
                            : Syscall.pwrite(writeSite, descriptor.fd, buf, count, offset + done);
            if (n != EINTR) {
                return written(op, n, done);
            }
        }
    }

    private long write(String op, MemorySegment buf, long offset, long done) throws PathError {
        for (; ; ) {
            checkStillOpen(op, done);
            long n =
                    offset == AT_POSITION
                            ? Syscall.write(writeSite, descriptor.fd, buf)
                            : Syscall.pwrite(writeSite, descriptor.fd, buf, offset + done);
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

    /**
     * Moves to where the next read or write begins.
     *
     * @param offset bytes, from where whence says
     * @param whence {@link #SEEK_SET}, {@link #SEEK_CUR}, {@link #SEEK_END}, {@link
     *     Fcntl#SEEK_DATA} or {@link Fcntl#SEEK_HOLE}
     * @return where that is, in bytes from the start
     * @throws ErrInvalid if there is no such whence, or the offset is negative and counts from the
     *     start
     * @throws ErrClosed if the file was closed before
     * @throws PathError if the kernel refuses, for example with ESPIPE for a pipe
     */
    public long seek(long offset, int whence) throws PathError {
        if (whence < SEEK_SET || whence > Fcntl.SEEK_HOLE) {
            throw new ErrInvalid(
                    "seek",
                    name,
                    "whence " + whence + " is none of SEEK_SET (0) to" + " SEEK_HOLE (4)");
        }
        if (whence != SEEK_CUR && whence != SEEK_END) {
            Arguments.checkOffset("seek", name, offset);
        }
        incref("seek");
        try {
            return check("seek", Syscall.lseek(descriptor.fd, offset, whence));
        } finally {
            decref();
        }
    }

    /**
     * What is known of the file now.
     *
     * @return a snapshot
     * @throws ErrClosed if the file was closed before
     * @throws PathError if the kernel refuses
     */
    public FileInfo stat() throws PathError {
        Stat[] stat = new Stat[1];
        incref("stat");
        try {
            long r1;
            do {
                r1 = Syscall.fstat(descriptor.fd, stat);
            } while (r1 == EINTR);
            check("stat", r1);
        } finally {
            decref();
        }
        return new FileInfo(name, stat[0]);
    }

    /**
     * Waits until all that was written is on the device, with the file's metadata.
     *
     * @throws ErrClosed if the file was closed before
     * @throws PathError if the kernel refuses: after EIO nobody knows what is on the device; EINVAL
     *     for what can't be synchronised, such as a pipe
     */
    public void sync() throws PathError {
        incref("sync");
        try {
            long r1;
            do {
                r1 = Syscall.fsync(descriptor.fd);
            } while (r1 == EINTR);
            check("sync", r1);
        } finally {
            decref();
        }
    }

    /**
     * Cuts the file, or lengthens it by a hole.
     *
     * @param size its length from now on, in bytes, from 0 on
     * @throws ErrInvalid if the size is negative
     * @throws ErrClosed if the file was closed before
     * @throws PathError if the kernel refuses
     */
    public void truncate(long size) throws PathError {
        if (size < 0) {
            throw new ErrInvalid("truncate", name, "negative size " + size);
        }
        incref("truncate");
        try {
            long r1;
            do {
                r1 = Syscall.ftruncate(descriptor.fd, size);
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

    // ---- Views ---------------------------------------------------------------------------------

    /**
     * This file as a stream to read from. It has no buffer; closing it closes the file.
     *
     * @return a view: what one reads, the other doesn't read again
     */
    public InputStream inputStream() {
        return new FileInputView(this);
    }

    /**
     * This file as a stream to write to. It has no buffer; closing it closes the file.
     *
     * @return a view
     */
    public OutputStream outputStream() {
        return new FileOutputView(this);
    }

    /**
     * This file as a channel to read from and to write to. A write writes all. Closing it closes
     * the file; from then on it throws {@link java.nio.channels.ClosedChannelException}.
     *
     * @return a view
     */
    public ByteChannel channel() {
        return new FileChannelView(this);
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
        long r1;
        do {
            r1 = Syscall.fstat(descriptor.fd, stat);
        } while (r1 == EINTR);
        return r1 == 0 && stat[0].kind() == Fcntl.S_IFIFO;
    }

    // ---- The descriptor ------------------------------------------------------------------------

    private void incref(String op) throws ErrClosed {
        if (!descriptor.incref()) {
            throw new ErrClosed(op, name);
        }
    }

    @SuppressWarnings("ReachabilityFenceUsage") // callers call it in a finally
    private void decref() {
        descriptor.decref();
        // The last use of this: without it the collector might find a File forgotten whose
        // operation has not begun, and the cleaner close it first.
        Reference.reachabilityFence(this);
    }

    /** Writers at a position of their own don't need turns: their parts land where they belong. */
    private void lockToWrite(String op, long offset) throws ErrClosed {
        boolean open = offset == AT_POSITION ? descriptor.lockToWrite() : descriptor.incref();
        if (!open) {
            throw new ErrClosed(op, name);
        }
    }

    @SuppressWarnings("ReachabilityFenceUsage") // callers call it in a finally
    private void unlockAfterWrite(long offset) {
        if (offset == AT_POSITION) {
            descriptor.unlockAfterWrite();
        } else {
            descriptor.decref();
        }
        Reference.reachabilityFence(this);
    }

    /** Between two calls of one operation: the second would begin after the file was closed. */
    private void checkStillOpen(String op, long done) throws ErrClosed {
        if (descriptor.isClosed()) {
            throw new ErrClosed(op, name, done);
        }
    }

    /** Name and descriptor. */
    @Override
    public String toString() {
        return "File[" + name + (isClosed() ? ", closed]" : ", fd " + descriptor.fd + "]");
    }
}
