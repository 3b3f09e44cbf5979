package dev.baton.syscall;

import static java.lang.foreign.ValueLayout.JAVA_INT;

import dev.baton.sched.buffers.Buffer;
import dev.baton.sched.buffers.Buffers;
import java.net.SocketAddress;

/**
 * The calls on sockets, as Go's {@code syscall} package has them. As the functions of {@link
 * Syscall} they return the kernel's own result, retry nothing and check nothing. Addresses are the
 * JDK's: {@link java.net.InetSocketAddress} (of IPv4 for an {@link #AF_INET} socket, of IPv6 for
 * {@link #AF_INET6}), and {@link java.net.UnixDomainSocketAddress}.
 *
 * <p>To read from and write to one there are {@link Syscall#read} and {@link Syscall#write}.
 *
 * <p>All functions may be called from any thread.
 */
public final class Sockets {
    /** Sockets of this machine, by paths: unix(7). */
    public static final int AF_UNIX = 1;

    /** IPv4: ip(7). */
    public static final int AF_INET = 2;

    /** IPv6: ipv6(7). */
    public static final int AF_INET6 = 10;

    /** A stream of bytes: tcp(7). */
    public static final int SOCK_STREAM = 1;

    /** Messages, each by itself: udp(7). */
    public static final int SOCK_DGRAM = 2;

    /** With the type, or for {@link #accept4}: calls that would wait fail with EAGAIN. */
    public static final int SOCK_NONBLOCK = Fcntl.O_NONBLOCK;

    /** With the type, or for {@link #accept4}: not handed down to programs that are executed. */
    public static final int SOCK_CLOEXEC = Fcntl.O_CLOEXEC;

    /** The level of options that all sockets have: socket(7). */
    public static final int SOL_SOCKET = 1;

    /** An address may be bound to soon after its last socket was closed. */
    public static final int SO_REUSEADDR = 2;

    /** What went wrong with a connect meanwhile: an errno, which is taken, or 0. */
    public static final int SO_ERROR = 4;

    /** The level of TCP's options: tcp(7). */
    public static final int IPPROTO_TCP = 6;

    /** What is written is sent at once. */
    public static final int TCP_NODELAY = 1;

    /** For {@link #shutdown}: no more is read. */
    public static final int SHUT_RD = 0;

    /** For {@link #shutdown}: no more is written; the other side reads the end. */
    public static final int SHUT_WR = 1;

    /** For {@link #shutdown}: both. */
    public static final int SHUT_RDWR = 2;

    /** The address's length lies behind it. */
    private static final int LENGTH = SockAddr.BYTES;

    private static final int ADDRESS_BYTES = LENGTH + Long.BYTES;

    private Sockets() {}

    /**
     * {@code socket(2)}.
     *
     * @param family {@link #AF_INET} or another
     * @param type {@link #SOCK_STREAM} or {@link #SOCK_DGRAM}, with {@link #SOCK_NONBLOCK} and
     *     {@link #SOCK_CLOEXEC}
     * @param protocol 0 for the only one there is
     * @return the descriptor, or −errno
     */
    public static long socket(int family, int type, int protocol) {
        return Syscall.syscall(Sysno.SYS_SOCKET, family, type, protocol);
    }

    /**
     * {@code socketpair(2)}: two that are connected.
     *
     * @param family {@link #AF_UNIX}
     * @param type as for {@link #socket}
     * @param fds takes both
     * @return 0 or −errno
     */
    public static long socketpair(int family, int type, int[] fds) {
        Buffer buffer = Buffers.take(2 * Integer.BYTES);
        try {
            long r1 =
                    Syscall.syscall6(Sysno.SYS_SOCKETPAIR, family, type, 0, buffer.address(), 0, 0);
            if (r1 == 0) {
                fds[0] = buffer.segment().get(JAVA_INT, 0);
                fds[1] = buffer.segment().get(JAVA_INT, Integer.BYTES);
            }
            return r1;
        } finally {
            Buffers.give(buffer);
        }
    }

    /**
     * {@code bind(2)}.
     *
     * @param fd the socket
     * @param address its own from now on; with port 0 one of the kernel's choice
     * @return 0 or −errno; −EAFNOSUPPORT for an address that is none of those above or not looked
     *     up
     */
    public static long bind(int fd, SocketAddress address) {
        return withAddress(Sysno.SYS_BIND, fd, address);
    }

    /**
     * {@code connect(2)}.
     *
     * @param fd the socket
     * @param address the other side's
     * @return 0 or −errno: −EINPROGRESS from one that does not block, which is ready to be written
     *     when it is over, and {@link #SO_ERROR} says how; −EAFNOSUPPORT as {@link #bind}
     */
    public static long connect(int fd, SocketAddress address) {
        return withAddress(Sysno.SYS_CONNECT, fd, address);
    }

    private static long withAddress(int trap, int fd, SocketAddress address) {
        Buffer buffer = Buffers.take(SockAddr.BYTES);
        try {
            long length = SockAddr.write(address, buffer.segment());
            return Errno.isError(length)
                    ? length
                    : Syscall.syscall(trap, fd, buffer.address(), length);
        } finally {
            Buffers.give(buffer);
        }
    }

    /**
     * {@code listen(2)}.
     *
     * @param fd the socket
     * @param backlog how many connections may wait to be accepted
     * @return 0 or −errno
     */
    public static long listen(int fd, int backlog) {
        return Syscall.syscall(Sysno.SYS_LISTEN, fd, backlog, 0);
    }

    /**
     * {@code accept4(2)}.
     *
     * @param fd a socket that listens
     * @param peer takes the other side's address in element 0; null when nobody asks
     * @param flags {@link #SOCK_NONBLOCK}, {@link #SOCK_CLOEXEC}
     * @return the connection's descriptor, or −errno
     */
    public static long accept4(int fd, SocketAddress[] peer, int flags) {
        return peer == null
                ? Syscall.syscall6(Sysno.SYS_ACCEPT4, fd, 0, 0, flags, 0, 0)
                : address(Sysno.SYS_ACCEPT4, fd, peer, flags);
    }

    /**
     * {@code getsockname(2)}.
     *
     * @param fd the socket
     * @param address takes its own address in element 0; null there for one of another kind
     * @return 0 or −errno
     */
    public static long getsockname(int fd, SocketAddress[] address) {
        return address(Sysno.SYS_GETSOCKNAME, fd, address, 0);
    }

    /**
     * {@code getpeername(2)}.
     *
     * @param fd the socket
     * @param address takes the other side's address in element 0
     * @return 0 or −errno: −ENOTCONN when there is none
     */
    public static long getpeername(int fd, SocketAddress[] address) {
        return address(Sysno.SYS_GETPEERNAME, fd, address, 0);
    }

    private static long address(int trap, int fd, SocketAddress[] address, int flags) {
        Buffer buffer = Buffers.take(ADDRESS_BYTES);
        try {
            buffer.segment().set(JAVA_INT, LENGTH, SockAddr.BYTES);
            long r1 =
                    Syscall.syscall6(
                            trap, fd, buffer.address(), buffer.address() + LENGTH, flags, 0, 0);
            if (!Errno.isError(r1)) {
                int length = Math.min(buffer.segment().get(JAVA_INT, LENGTH), SockAddr.BYTES);
                address[0] = SockAddr.read(buffer.segment(), length);
            }
            return r1;
        } finally {
            Buffers.give(buffer);
        }
    }

    /**
     * {@code setsockopt(2)} of an option that is an int.
     *
     * @param fd the socket
     * @param level {@link #SOL_SOCKET} or another
     * @param option {@link #SO_REUSEADDR} or another
     * @param value for many 1 or 0
     * @return 0 or −errno
     */
    public static long setsockopt(int fd, int level, int option, int value) {
        Buffer buffer = Buffers.take(Integer.BYTES);
        try {
            buffer.segment().set(JAVA_INT, 0, value);
            return Syscall.syscall6(
                    Sysno.SYS_SETSOCKOPT, fd, level, option, buffer.address(), Integer.BYTES, 0);
        } finally {
            Buffers.give(buffer);
        }
    }

    /**
     * {@code getsockopt(2)} of an option that is an int.
     *
     * @param fd the socket
     * @param level {@link #SOL_SOCKET} or another
     * @param option {@link #SO_ERROR} or another
     * @return its value, 0 or more, or −errno of the call
     */
    public static long getsockopt(int fd, int level, int option) {
        Buffer buffer = Buffers.take(2 * Integer.BYTES);
        try {
            buffer.segment().set(JAVA_INT, Integer.BYTES, Integer.BYTES);
            long r1 =
                    Syscall.syscall6(
                            Sysno.SYS_GETSOCKOPT,
                            fd,
                            level,
                            option,
                            buffer.address(),
                            buffer.address() + Integer.BYTES,
                            0);
            return r1 == 0 ? buffer.segment().get(JAVA_INT, 0) : r1;
        } finally {
            Buffers.give(buffer);
        }
    }

    /**
     * {@code shutdown(2)}.
     *
     * @param fd the socket
     * @param how {@link #SHUT_RD}, {@link #SHUT_WR} or {@link #SHUT_RDWR}
     * @return 0 or −errno
     */
    public static long shutdown(int fd, int how) {
        return Syscall.syscall(Sysno.SYS_SHUTDOWN, fd, how, 0);
    }
}
