package dev.baton.syscall;

import static java.lang.foreign.ValueLayout.JAVA_INT;

import dev.baton.sched.buffers.Buffer;
import dev.baton.sched.buffers.Buffers;

/**
 * Options of sockets: socket(7), tcp(7), ip(7), ipv6(7). Those that are an int are set and asked by
 * {@link Sockets#setsockopt} and {@link Sockets#getsockopt}, others here. As the functions of
 * {@link Syscall} these return the kernel's own result, retry nothing and check nothing.
 *
 * <p>All functions may be called from any thread.
 */
public final class SocketOptions {
    /** The level of options that all sockets have. */
    public static final int SOL_SOCKET = Sockets.SOL_SOCKET;

    /** An address may be bound to soon after its last socket was closed. */
    public static final int SO_REUSEADDR = Sockets.SO_REUSEADDR;

    /** The socket's type, {@link Sockets#SOCK_STREAM} or another. Only asked. */
    public static final int SO_TYPE = 3;

    /** What went wrong: an errno, which is taken, or 0. Only asked. */
    public static final int SO_ERROR = Sockets.SO_ERROR;

    /** Messages may be sent to all of a network. */
    public static final int SO_BROADCAST = 6;

    /** Bytes that may wait to be sent; the kernel takes twice of it. */
    public static final int SO_SNDBUF = 7;

    /** Bytes that may wait to be received; the kernel takes twice of it. */
    public static final int SO_RCVBUF = 8;

    /** Asks the other side now and then whether it is there. */
    public static final int SO_KEEPALIVE = 9;

    /** Urgent data comes with the rest. */
    public static final int SO_OOBINLINE = 10;

    /** {@code close} waits until all is sent, for so many seconds: see {@link #setLinger}. */
    public static final int SO_LINGER = 13;

    /** Several sockets may have the same address, and share what comes. */
    public static final int SO_REUSEPORT = 15;

    /** With each message who sent it, of sockets of this machine. */
    public static final int SO_PASSCRED = 16;

    /** Who connected: see {@link #getPeerCred}. Only asked. */
    public static final int SO_PEERCRED = 17;

    /** Whether it listens. Only asked. */
    public static final int SO_ACCEPTCONN = 30;

    /** Its family, {@link Sockets#AF_INET} or another. Only asked. */
    public static final int SO_DOMAIN = 39;

    /** How long a receive polls the device, in microseconds. */
    public static final int SO_BUSY_POLL = 46;

    /** Data may be sent without being copied: {@link Messages#MSG_ZEROCOPY}. */
    public static final int SO_ZEROCOPY = 60;

    /** The level of TCP's options. */
    public static final int IPPROTO_TCP = Sockets.IPPROTO_TCP;

    /** What is written is sent at once. */
    public static final int TCP_NODELAY = Sockets.TCP_NODELAY;

    /** The longest segment, in bytes. */
    public static final int TCP_MAXSEG = 2;

    /** Only full segments are sent, until it is switched off. */
    public static final int TCP_CORK = 3;

    /** Silence before {@link #SO_KEEPALIVE} asks, in seconds. */
    public static final int TCP_KEEPIDLE = 4;

    /** Then again after so many seconds. */
    public static final int TCP_KEEPINTVL = 5;

    /** And so many times until the connection is given up. */
    public static final int TCP_KEEPCNT = 6;

    /** A connection is accepted when data has come. */
    public static final int TCP_DEFER_ACCEPT = 9;

    /** What came is confirmed at once. */
    public static final int TCP_QUICKACK = 12;

    /** Data unconfirmed for so many milliseconds ends the connection. */
    public static final int TCP_USER_TIMEOUT = 18;

    /** How many may connect with data in their first segment. */
    public static final int TCP_FASTOPEN = 23;

    /** The level of IP's options. */
    public static final int IPPROTO_IP = 0;

    /** The type of service. */
    public static final int IP_TOS = 1;

    /** How many routers a message may pass. */
    public static final int IP_TTL = 2;

    /** How many routers a message to a group may pass. */
    public static final int IP_MULTICAST_TTL = 33;

    /** The level of IPv6's options. */
    public static final int IPPROTO_IPV6 = 41;

    /** No IPv4 by it. */
    public static final int IPV6_V6ONLY = 26;

    /** How many routers a message may pass. */
    public static final int IPV6_UNICAST_HOPS = 16;

    /** The level of UDP's options. */
    public static final int IPPROTO_UDP = 17;

    /** What is written is cut into messages of so many bytes. */
    public static final int UDP_SEGMENT = 103;

    /** Messages are put together when they are received. */
    public static final int UDP_GRO = 104;

    private static final int LINGER_BYTES = 8;

    private SocketOptions() {}

    /**
     * {@code setsockopt(2)} of any option.
     *
     * @param fd the socket
     * @param level {@link #SOL_SOCKET} or another
     * @param option one of that level
     * @param value the address of what it is to be
     * @param bytes how long that is
     * @return 0 or −errno: −ENOPROTOOPT for an option that there is none of
     */
    public static long setsockopt(int fd, int level, int option, long value, int bytes) {
        return Syscall.syscall6(Sysno.SYS_SETSOCKOPT, fd, level, option, value, bytes, 0);
    }

    /**
     * {@code getsockopt(2)} of any option.
     *
     * @param fd the socket
     * @param level {@link #SOL_SOCKET} or another
     * @param option one of that level
     * @param value the address of where it goes
     * @param bytes how much room there is
     * @return bytes written, or −errno: −ENOPROTOOPT for an option that there is none of
     */
    public static long getsockopt(int fd, int level, int option, long value, int bytes) {
        Buffer buffer = Buffers.take(Integer.BYTES);
        try {
            buffer.segment().set(JAVA_INT, 0, bytes);
            long r1 =
                    Syscall.syscall6(
                            Sysno.SYS_GETSOCKOPT, fd, level, option, value, buffer.address(), 0);
            return r1 == 0 ? buffer.segment().get(JAVA_INT, 0) : r1;
        } finally {
            Buffers.give(buffer);
        }
    }

    /**
     * {@link #SO_LINGER}.
     *
     * @param fd the socket
     * @param seconds how long {@code close} waits until all is sent; with 0 the connection is reset
     *     at once, with a negative number it does not wait
     * @return 0 or −errno
     */
    public static long setLinger(int fd, int seconds) {
        Buffer buffer = Buffers.take(LINGER_BYTES);
        try {
            buffer.segment().set(JAVA_INT, 0, seconds < 0 ? 0 : 1);
            buffer.segment().set(JAVA_INT, Integer.BYTES, Math.max(seconds, 0));
            return setsockopt(fd, SOL_SOCKET, SO_LINGER, buffer.address(), LINGER_BYTES);
        } finally {
            Buffers.give(buffer);
        }
    }

    /**
     * {@link #SO_PEERCRED}: who is at the other end.
     *
     * @param fd a connected socket of this machine, {@link Sockets#AF_UNIX}
     * @param peer takes the answer in element 0
     * @return bytes of the answer, or −errno
     */
    public static long getPeerCred(int fd, Ucred[] peer) {
        Buffer buffer = Buffers.take(Ucred.BYTES);
        try {
            long r1 = getsockopt(fd, SOL_SOCKET, SO_PEERCRED, buffer.address(), Ucred.BYTES);
            if (!Errno.isError(r1)) {
                peer[0] = Ucred.from(buffer.segment(), 0);
            }
            return r1;
        } finally {
            Buffers.give(buffer);
        }
    }
}
