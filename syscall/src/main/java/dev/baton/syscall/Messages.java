package dev.baton.syscall;

import static java.lang.foreign.ValueLayout.JAVA_INT;

import dev.baton.BlockingSite;
import dev.baton.sched.buffers.Buffer;
import dev.baton.sched.buffers.Buffers;
import java.lang.foreign.MemorySegment;
import java.net.SocketAddress;

/**
 * Messages of sockets: with flags, with addresses, with descriptors beside the data, several at
 * once. As the functions of {@link Syscall} they return the kernel's own result, retry nothing and
 * check nothing.
 *
 * <p>All functions may be called from any thread.
 */
public final class Messages {
    /** Urgent data. */
    public static final int MSG_OOB = 1;

    /** It stays there to be received again. */
    public static final int MSG_PEEK = 2;

    /** Not by way of a router. */
    public static final int MSG_DONTROUTE = 4;

    /** Of {@link MsgHdr#flags}: there was no room for all that goes beside the data. */
    public static final int MSG_CTRUNC = 8;

    /** There was no room for all of the message; when asked for, the result is its whole length. */
    public static final int MSG_TRUNC = 0x20;

    /** Fail with EAGAIN rather than wait. */
    public static final int MSG_DONTWAIT = 0x40;

    /** The end of a record. */
    public static final int MSG_EOR = 0x80;

    /** Wait until all that there is room for has come. */
    public static final int MSG_WAITALL = 0x100;

    /** Of what was sent without being copied, or could not be: see socket(7). */
    public static final int MSG_ERRQUEUE = 0x2000;

    /** No SIGPIPE. The JVM ignores it anyway. */
    public static final int MSG_NOSIGNAL = 0x4000;

    /** More is to come. */
    public static final int MSG_MORE = 0x8000;

    /** {@link #recvmmsg}: does not wait any more when one has come. */
    public static final int MSG_WAITFORONE = 0x10000;

    /** It is not copied, and belongs to the kernel until {@link #MSG_ERRQUEUE} says so. */
    public static final int MSG_ZEROCOPY = 0x4000000;

    /** Descriptors that come are not handed down to programs that are executed. */
    public static final int MSG_CMSG_CLOEXEC = 0x40000000;

    /** The address's length lies behind it. */
    private static final int LENGTH = SockAddr.BYTES;

    private static final int ADDRESS_BYTES = LENGTH + Long.BYTES;

    private Messages() {}

    /**
     * {@code sendto(2)}.
     *
     * @param site what is known of the socket's habit to block
     * @param fd the socket
     * @param buf the address of at least count bytes
     * @param count how many bytes
     * @param flags {@link #MSG_DONTWAIT} and others
     * @param to whom; null where the socket is connected
     * @return bytes sent, or −errno: −EPIPE when nobody receives any more, −EMSGSIZE when a message
     *     is too long; −EAFNOSUPPORT as {@link Sockets#bind}
     */
    public static long sendto(
            BlockingSite site, int fd, long buf, long count, int flags, SocketAddress to) {
        if (to == null) {
            return Syscall.syscall6(site, Sysno.SYS_SENDTO, fd, buf, count, flags, 0, 0);
        }
        Buffer buffer = Buffers.take(SockAddr.BYTES);
        try {
            long length = SockAddr.write(to, buffer.segment());
            return Errno.isError(length)
                    ? length
                    : Syscall.syscall6(
                            site,
                            Sysno.SYS_SENDTO,
                            fd,
                            buf,
                            count,
                            flags,
                            buffer.address(),
                            length);
        } finally {
            Buffers.give(buffer);
        }
    }

    /**
     * {@code recvfrom(2)}.
     *
     * @param site what is known of the socket's habit to block
     * @param fd the socket
     * @param buf the address of at least count bytes
     * @param count how many bytes at most
     * @param flags {@link #MSG_DONTWAIT} and others
     * @param from takes in element 0 whom it came from, null for one of a kind that Java has none
     *     for; null when nobody asks
     * @return bytes received, 0 at the end or for an empty message; or −errno
     */
    public static long recvfrom(
            BlockingSite site, int fd, long buf, long count, int flags, SocketAddress[] from) {
        if (from == null) {
            return Syscall.syscall6(site, Sysno.SYS_RECVFROM, fd, buf, count, flags, 0, 0);
        }
        Buffer buffer = Buffers.take(ADDRESS_BYTES);
        try {
            MemorySegment address = buffer.segment();
            address.set(JAVA_INT, LENGTH, SockAddr.BYTES);
            long r1 =
                    Syscall.syscall6(
                            site,
                            Sysno.SYS_RECVFROM,
                            fd,
                            buf,
                            count,
                            flags,
                            buffer.address(),
                            buffer.address() + LENGTH);
            if (!Errno.isError(r1)) {
                int length = Math.min(address.get(JAVA_INT, LENGTH), SockAddr.BYTES);
                from[0] = SockAddr.read(address, length);
            }
            return r1;
        } finally {
            Buffers.give(buffer);
        }
    }

    /**
     * {@code sendmsg(2)}.
     *
     * @param site what is known of the socket's habit to block
     * @param fd the socket
     * @param header a {@link MsgHdr}
     * @param flags {@link #MSG_DONTWAIT} and others
     * @return bytes sent, or −errno
     * @throws IllegalStateException if the segment's arena is closed
     * @throws WrongThreadException if the segment is confined to another thread
     */
    public static long sendmsg(BlockingSite site, int fd, MemorySegment header, int flags) {
        return Syscall.syscall(site, Sysno.SYS_SENDMSG, fd, header, flags, 0);
    }

    /**
     * {@code recvmsg(2)}.
     *
     * @param site what is known of the socket's habit to block
     * @param fd the socket
     * @param header a {@link MsgHdr} with room for what comes
     * @param flags {@link #MSG_CMSG_CLOEXEC} and others
     * @return bytes received, 0 at the end or for an empty message; or −errno
     * @throws IllegalStateException if the segment's arena is closed
     * @throws WrongThreadException if the segment is confined to another thread
     */
    public static long recvmsg(BlockingSite site, int fd, MemorySegment header, int flags) {
        return Syscall.syscall(site, Sysno.SYS_RECVMSG, fd, header, flags, 0);
    }

    /**
     * {@code sendmmsg(2)}: several messages.
     *
     * @param site what is known of the socket's habit to block
     * @param fd the socket
     * @param headers all of it is {@code struct mmsghdr}, {@link MsgHdr#VECTOR_LAYOUT}; 1024 at
     *     most
     * @param flags {@link #MSG_DONTWAIT} and others
     * @return how many were sent, {@link MsgHdr#bytes} of each; or −errno of the first
     * @throws IllegalStateException if the segment's arena is closed
     * @throws WrongThreadException if the segment is confined to another thread
     */
    public static long sendmmsg(BlockingSite site, int fd, MemorySegment headers, int flags) {
        return Syscall.syscall(site, Sysno.SYS_SENDMMSG, fd, headers, count(headers), flags);
    }

    /**
     * {@code recvmmsg(2)} without a time limit: the kernel looks at one only when a message has
     * come, and may wait for ever in spite of it.
     *
     * @param site what is known of the socket's habit to block
     * @param fd the socket
     * @param headers all of it is {@code struct mmsghdr}, {@link MsgHdr#VECTOR_LAYOUT}, with room
     *     for what comes; 1024 at most
     * @param flags {@link #MSG_WAITFORONE} and others
     * @return how many were received, {@link MsgHdr#bytes} of each; or −errno
     * @throws IllegalStateException if the segment's arena is closed
     * @throws WrongThreadException if the segment is confined to another thread
     */
    public static long recvmmsg(BlockingSite site, int fd, MemorySegment headers, int flags) {
        return Syscall.syscall(site, Sysno.SYS_RECVMMSG, fd, headers, count(headers), flags);
    }

    private static long count(MemorySegment headers) {
        return headers.byteSize() / MsgHdr.VECTOR_LAYOUT.byteSize();
    }
}
