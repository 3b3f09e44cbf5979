package dev.baton.os;

import dev.baton.sched.buffers.Buffers;
import dev.baton.syscall.Errno;
import dev.baton.syscall.Fcntl;
import dev.baton.syscall.Syscall;
import java.io.Closeable;
import java.io.InputStream;
import java.io.OutputStream;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.nio.channels.ByteChannel;
import java.time.Instant;
import java.util.Objects;

/**
 * An open file: Go's {@code os.File}, for regular files, pipes, FIFOs, terminals and devices.
 *
 * <p>Every operation is a system call in the calling thread. What epoll takes (pipes, FIFOs,
 * terminals, most devices that something comes from) is made non-blocking when it is opened here:
 * who would have to wait for it parks, and a virtual thread holds no thread of the OS then, on
 * Baton's scheduler or the JDK's. What it does not take (regular files and directories), and a
 * descriptor that was made elsewhere and blocks, is a blocking call: on a virtual thread of Baton's
 * it holds an OS thread and no P, so others run on. Where the kernel has an io_uring and allows it,
 * {@code pread} of regular files holds no thread, either, nor {@code pwrite} with {@link
 * Fcntl#O_DIRECT} of what the file has already.
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
 * <tr><td>{@code ReadAt} fills the buffer</td><td>{@link #readAt} as well, {@link #pread} is one
 *     system call</td></tr>
 * <tr><td>{@code ReadFrom}, {@code WriteTo} of any reader and writer</td><td>of Files and {@link
 *     PollFd}s, for which the kernel can do it</td></tr>
 * <tr><td>{@code Close} waits until those are out that it woke</td><td>it waits for nobody</td></tr>
 * <tr><td>{@code Fd} makes it blocking</td><td>{@link #fd} changes nothing</td></tr>
 * </table>
 *
 * <p><b>Reading</b> returns what is there, waits while there is nothing, and returns 0 only for an
 * empty buffer. <b>Writing</b> goes on until all is written or an error comes. Calls interrupted by
 * a signal are made again. Interrupting the thread has no effect on a call.
 *
 * <p><b>Memory.</b> Heap arrays and heap buffers are copied through a buffer of the P's, at most
 * {@link Buffers#MAX_BYTES} at a time, and 64 KiB for a pipe or FIFO, which holds no more unless
 * somebody has enlarged it: a read of more may return less than the file has. Native segments and
 * direct buffers go to the kernel as they are; their arena can't be closed while the system call
 * lasts. Who waits holds no buffer of the P's, and no arena: if that is closed meanwhile, he gets
 * {@link ErrInvalid}.
 *
 * <p><b>Threads.</b> A File may be used by any number of threads. Writes take turns, so that those
 * that the kernel takes in parts are not mixed; reads do where they may have to wait. {@link
 * #close} waits for nobody: those who wait, and those that begin later, get {@link ErrClosed}, and
 * the descriptor is freed by whoever leaves last. A thread that is in a blocking call stays there
 * until the kernel lets it go.
 *
 * <p>A File that was forgotten is closed when the collector finds it.
 */
public final class File extends FileAt implements Closeable {
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

    /** As {@link Descriptor} takes it. */
    File(int fd, String name, int flags, boolean isPollable) {
        super(new Descriptor(fd, name, isPollable), flags);
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
        return new Place(Fcntl.AT_FDCWD, path, path).open(flags, perm);
    }

    /**
     * Takes over a descriptor that somebody else opened: from here on this File closes it. Whether
     * it blocks is left as it is, for others may have it, too: one with O_NONBLOCK is waited for in
     * the poller, if it can be; calls on another hold a thread while they wait, and it can have no
     * deadline.
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
            throw PathError.of("newfile", name, Errno.errnoErr(r1));
        }
        int flags = (int) r1;
        return new File(fd, name, flags, (flags & Fcntl.O_NONBLOCK) != 0 && Pollable.is(fd));
    }

    /**
     * Closes the file. It waits for nobody: who waits until it is ready gets {@link ErrClosed}, a
     * blocking call that is under way goes on, and the last to leave frees the descriptor. Closing
     * again has no effect.
     *
     * @throws PathError if the kernel reports an error, for example EIO when data that was written
     *     before could not be; the file is closed all the same. Not reported while operations are
     *     inside: {@link #sync} before, to be sure
     */
    @Override
    public void close() throws PathError {
        long r1 = descriptor.close();
        // Interrupted or not, Linux has let go of the descriptor; calling again might hit
        // another's.
        if (Errno.isError(r1) && r1 != EINTR) {
            throw PathError.of("close", name, Errno.errnoErr(r1));
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
     * the File reachable and open for as long as you use it. Where {@link #setDeadline} has an
     * effect, it is non-blocking.
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
        return descriptor.read("read", b, off, len, Descriptor.AT_POSITION);
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
        return descriptor.read("read", dst, Descriptor.AT_POSITION);
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
        return descriptor.read("read", dst, Descriptor.AT_POSITION);
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
        return descriptor.write("write", b, off, len, Descriptor.AT_POSITION);
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
        return descriptor.write("write", src, Descriptor.AT_POSITION);
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
        return descriptor.write("write", src, Descriptor.AT_POSITION);
    }

    /**
     * Writes here what another file has from where it stands up to its end, or as many bytes as
     * were asked for: Go's {@code ReadFrom}. Where the kernel can do it, the data does not come to
     * us: by copy_file_range, splice or sendfile; else it goes through a buffer of the P's.
     *
     * @param src where it is read, which goes on behind what was copied; may be a pipe
     * @param most how many bytes at most, from 0 on; {@link Long#MAX_VALUE} for all
     * @return how many were copied
     * @throws ErrInvalid if most is negative
     * @throws ErrClosed if one of the two was closed, before or meanwhile
     * @throws PathError if the kernel refuses; {@link PathError#bytesTransferred} were copied, and
     *     its path is that of the one that failed, as far as the kernel tells
     */
    public long readFrom(File src, long most) throws PathError {
        return new CopyRange(descriptor, src.descriptor).copy(most);
    }

    /**
     * Writes what this file has from where it stands into a socket or another descriptor that can
     * be waited for, as {@link #readFrom}: Go's {@code WriteTo}.
     *
     * @param dst takes the bytes
     * @param most how many bytes at most, from 0 on; {@link Long#MAX_VALUE} for all
     * @return how many were copied
     * @throws ErrInvalid if most is negative
     * @throws ErrDeadlineExceeded if the time that was set for one of the two is over
     * @throws ErrClosed if one of the two was closed, before or meanwhile
     * @throws PathError if the kernel refuses, as {@link #readFrom}
     */
    public long writeTo(PollFd dst, long most) throws PathError {
        return new CopyRange(dst.descriptor, descriptor).copy(most);
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
        long now = descriptor.seek(offset, whence);
        moved();
        return now;
    }

    // ---- Deadlines -----------------------------------------------------------------------------

    /**
     * Sets until when reads and writes may last, those to come and those that are waiting. One that
     * is not done by then fails with {@link ErrDeadlineExceeded}, and so do all that begin later,
     * without being tried, until another time is set: as with Go's {@code SetDeadline}, it is a
     * point in time, not a limit for each. Whose call takes data without waiting is not stopped in
     * the midst of it.
     *
     * @param when by the clock of the day, {@code Instant.now().plusSeconds(5)}; how long that is
     *     from now is measured here, and no change of the clock later moves it. Null for no limit,
     *     as in the beginning; a time beyond 140 years is none
     * @throws ErrNoDeadline if it can't be waited for: a regular file, a descriptor that blocks
     * @throws PathError {@link ErrClosed} if the file was closed before
     */
    public void setDeadline(Instant when) throws PathError {
        descriptor.setDeadline(when, true, true);
    }

    /**
     * Sets until when reads may last, as {@link #setDeadline}.
     *
     * @param when null for no limit
     * @throws ErrNoDeadline as there
     * @throws PathError {@link ErrClosed} if the file was closed before
     */
    public void setReadDeadline(Instant when) throws PathError {
        descriptor.setDeadline(when, true, false);
    }

    /**
     * Sets until when writes may last, as {@link #setDeadline}. One that ends so may have written a
     * part: {@link PathError#bytesTransferred}.
     *
     * @param when null for no limit
     * @throws ErrNoDeadline as there
     * @throws PathError {@link ErrClosed} if the file was closed before
     */
    public void setWriteDeadline(Instant when) throws PathError {
        descriptor.setDeadline(when, false, true);
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

    /** Name and descriptor. */
    @Override
    public String toString() {
        return "File[" + name + (isClosed() ? ", closed]" : ", fd " + descriptor.fd + "]");
    }
}
