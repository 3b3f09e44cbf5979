package dev.baton.os;

import dev.baton.syscall.Errno;
import dev.baton.syscall.Fcntl;
import dev.baton.syscall.Fds;
import dev.baton.syscall.Syscall;
import java.io.Closeable;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.Objects;

/**
 * A descriptor of any kind that epoll takes: a socket, an eventfd, a timerfd, a pidfd, an inotify,
 * a pipe of somebody else's; what {@link dev.baton.syscall.Fds} and {@link
 * dev.baton.syscall.Sockets} make. Go has it as {@code os.NewFile} and its {@code SyscallConn}.
 *
 * <p>Who waits for it waits as for a {@link File} that can be waited for: a virtual thread holds no
 * thread of the OS meanwhile, deadlines and {@link #close} end the wait, an interrupt does not. In
 * each direction one thread at a time waits, others wait for their turn; reading and writing don't
 * wait for each other.
 *
 * <pre>{@code
 * var listener = PollFd.of((int) Sockets.socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0), "echo");
 * ...
 * long fd = listener.rawRead(l -> Sockets.accept4(l, null, SOCK_NONBLOCK | SOCK_CLOEXEC));
 * }</pre>
 *
 * <p>All may be called from any thread. One that was forgotten is closed when the collector finds
 * it.
 */
public final class PollFd implements Closeable {
    private static final long EAGAIN = -Errno.EAGAIN.number();
    private static final long EINTR = -Errno.EINTR.number();

    private final String name;
    final Descriptor descriptor;

    private PollFd(int fd, String name) {
        this.name = name;
        this.descriptor = new Descriptor(fd, name, true);
    }

    /**
     * Takes over a descriptor: from here on this closes it.
     *
     * @param fd the descriptor, on which calls don't block: made with O_NONBLOCK or its like
     * @param name what errors shall call it
     * @return it
     * @throws ErrInvalid if it is below 0, blocks, or can't be waited for, as a regular file; it is
     *     still the caller's then
     * @throws PathError with EBADF if there is no such descriptor
     */
    public static PollFd of(int fd, String name) throws PathError {
        String op = "pollfd";
        Objects.requireNonNull(name, "name");
        if (fd < 0) {
            throw new ErrInvalid(op, name, "negative descriptor " + fd);
        }
        long flags = Syscall.fcntl(fd, Fcntl.F_GETFL, 0);
        if (Errno.isError(flags)) {
            throw PathError.of(op, name, Errno.errnoErr(flags));
        }
        if ((flags & Fcntl.O_NONBLOCK) == 0) {
            throw new ErrInvalid(
                    op, name, "descriptor " + fd + " blocks: it is to be made with O_NONBLOCK");
        }
        if (!Pollable.is(fd)) {
            throw new ErrInvalid(
                    op, name, "descriptor " + fd + " can't be waited for: epoll does not take it");
        }
        return new PollFd(fd, name);
    }

    /**
     * Reads what is there, and waits while nothing is.
     *
     * @param b takes the bytes
     * @return how many, 1 or more; 0 only for an empty array; −1 at the end, and for an empty
     *     message
     * @throws ErrDeadlineExceeded if the time that was set is over
     * @throws ErrClosed if it is closed, before or meanwhile
     * @throws PathError if the kernel refuses
     */
    public int read(byte[] b) throws PathError {
        return read(b, 0, b.length);
    }

    /**
     * Reads into a part of an array, as {@link #read(byte[])}.
     *
     * @param b takes the bytes
     * @param off the index of the first
     * @param len how many at most
     * @return how many, or −1, as there
     * @throws IndexOutOfBoundsException if the array has no such part
     * @throws PathError as there
     */
    public int read(byte[] b, int off, int len) throws PathError {
        return descriptor.read("read", b, off, len, Descriptor.AT_POSITION);
    }

    /**
     * Reads into a buffer, from its position to its limit, and moves the position; else as {@link
     * #read(byte[])}.
     *
     * @param dst takes the bytes
     * @return how many, or −1, as there
     * @throws ErrInvalid if the buffer is read-only or its memory was freed
     * @throws PathError as there
     */
    public int read(ByteBuffer dst) throws PathError {
        return descriptor.read("read", dst, Descriptor.AT_POSITION);
    }

    /**
     * Reads into memory, as {@link #read(byte[])}.
     *
     * @param dst takes the bytes, from its start
     * @return how many, or −1, as there
     * @throws ErrInvalid if the segment is read-only, closed or confined to another thread
     * @throws PathError as there
     */
    public long read(MemorySegment dst) throws PathError {
        return descriptor.read("read", dst, Descriptor.AT_POSITION);
    }

    /**
     * Writes all of an array, and waits while there is no room.
     *
     * @param b the bytes
     * @return how many: all
     * @throws ErrDeadlineExceeded if the time that was set is over
     * @throws ErrClosed if it is closed, before or meanwhile
     * @throws PathError if the kernel refuses; as of those, {@link PathError#bytesTransferred} were
     *     written
     */
    public int write(byte[] b) throws PathError {
        return write(b, 0, b.length);
    }

    /**
     * Writes a part of an array, as {@link #write(byte[])}.
     *
     * @param b the bytes
     * @param off the index of the first
     * @param len how many
     * @return len
     * @throws IndexOutOfBoundsException if the array has no such part
     * @throws PathError as there
     */
    public int write(byte[] b, int off, int len) throws PathError {
        return descriptor.write("write", b, off, len, Descriptor.AT_POSITION);
    }

    /**
     * Writes a buffer, from its position to its limit, and moves the position behind what was
     * written, also when it fails; else as {@link #write(byte[])}.
     *
     * @param src the bytes
     * @return how many: all that remained
     * @throws ErrInvalid if the buffer's memory was freed
     * @throws PathError as there
     */
    public int write(ByteBuffer src) throws PathError {
        return descriptor.write("write", src, Descriptor.AT_POSITION);
    }

    /**
     * Writes all of a segment, as {@link #write(byte[])}.
     *
     * @param src the bytes
     * @return how many: all
     * @throws ErrInvalid if the segment is closed or confined to another thread
     * @throws PathError as there
     */
    public long write(MemorySegment src) throws PathError {
        return descriptor.write("write", src, Descriptor.AT_POSITION);
    }

    /**
     * Makes a call of another kind that waits for what reads wait for, such as {@code accept4}: as
     * long as it says EAGAIN it is made again when there is something to read. Go's {@code
     * RawConn.Read}.
     *
     * @param call is made in this thread; it is the only one that reads meanwhile, and may not use
     *     this PollFd
     * @return the kernel's result, neither −EAGAIN nor −EINTR; any other errno as it came
     * @throws ErrDeadlineExceeded if the time that was set is over
     * @throws ErrClosed if it is closed, before or meanwhile
     * @throws PathError if it can't be waited for
     */
    public long rawRead(FdCall call) throws PathError {
        return descriptor.read("read", call);
    }

    /**
     * Makes a call of another kind that waits for what writes wait for, as {@link #rawRead}. Go's
     * {@code RawConn.Write}.
     *
     * @param call is made in this thread; it is the only one that writes meanwhile, and may not use
     *     this PollFd
     * @return the kernel's result, neither −EAGAIN nor −EINTR; any other errno as it came
     * @throws ErrDeadlineExceeded if the time that was set is over
     * @throws ErrClosed if it is closed, before or meanwhile
     * @throws PathError if it can't be waited for
     */
    public long rawWrite(FdCall call) throws PathError {
        return descriptor.write("write", call);
    }

    /**
     * Waits until there is something to read, or the end, and takes nothing: returns at once when
     * there is already. By the time that somebody reads, another may have been faster.
     *
     * @throws ErrDeadlineExceeded if the time that was set is over
     * @throws ErrClosed if it is closed, before or meanwhile
     * @throws PathError if it can't be waited for
     */
    public void waitRead() throws PathError {
        ready(descriptor.read("wait", fd -> poll(fd, Fds.POLLIN)));
    }

    /**
     * Waits until there is room to write, as {@link #waitRead}; also for the end of a {@code
     * connect}.
     *
     * @throws ErrDeadlineExceeded if the time that was set is over
     * @throws ErrClosed if it is closed, before or meanwhile
     * @throws PathError if it can't be waited for
     */
    public void waitWrite() throws PathError {
        ready(descriptor.write("wait", fd -> poll(fd, Fds.POLLOUT)));
    }

    /** The poller tells of changes alone; whether it is ready now is asked. */
    private static long poll(int fd, int event) {
        long r1 = Fds.ppoll(fd, event, 0);
        return r1 == 0 ? EAGAIN : r1;
    }

    private void ready(long r1) throws PathError {
        if (Errno.isError(r1)) {
            throw PathError.of("wait", name, Errno.errnoErr(r1));
        }
    }

    /**
     * Sets until when reads and writes may last, as {@link File#setDeadline}.
     *
     * @param when null for no limit
     * @throws PathError {@link ErrClosed} if it was closed before
     */
    public void setDeadline(Instant when) throws PathError {
        descriptor.setDeadline(when, true, true);
    }

    /**
     * Sets until when reads, and what else waits for what they wait for, may last, as {@link
     * File#setDeadline}.
     *
     * @param when null for no limit
     * @throws PathError {@link ErrClosed} if it was closed before
     */
    public void setReadDeadline(Instant when) throws PathError {
        descriptor.setDeadline(when, true, false);
    }

    /**
     * Sets until when writes, and what else waits for what they wait for, may last, as {@link
     * File#setDeadline}.
     *
     * @param when null for no limit
     * @throws PathError {@link ErrClosed} if it was closed before
     */
    public void setWriteDeadline(Instant when) throws PathError {
        descriptor.setDeadline(when, false, true);
    }

    /**
     * Closes it. Those who wait get {@link ErrClosed}; the descriptor is freed by whoever leaves
     * last. Closing again has no effect.
     *
     * @throws PathError if the kernel reports an error; it is closed all the same
     */
    @Override
    public void close() throws PathError {
        long r1 = descriptor.close();
        if (Errno.isError(r1) && r1 != EINTR) {
            throw PathError.of("close", name, Errno.errnoErr(r1));
        }
    }

    /**
     * Whether {@link #close} was called.
     *
     * @return true from then on
     */
    public boolean isClosed() {
        return descriptor.isClosed();
    }

    /**
     * What errors call it.
     *
     * @return as given
     */
    public String name() {
        return name;
    }

    /**
     * The kernel's number for it, which may mean another as soon as this one is closed.
     *
     * @return the descriptor, or −1 when closed
     */
    public int fd() {
        return descriptor.isClosed() ? -1 : descriptor.fd;
    }

    /** Name and descriptor. */
    @Override
    public String toString() {
        return "PollFd[" + name + (isClosed() ? ", closed]" : ", fd " + descriptor.fd + "]");
    }
}
