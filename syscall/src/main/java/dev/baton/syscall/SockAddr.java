package dev.baton.syscall;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_SHORT;
import static java.nio.charset.StandardCharsets.UTF_8;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.net.Inet4Address;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.UnixDomainSocketAddress;
import java.net.UnknownHostException;
import java.nio.ByteOrder;
import java.nio.file.Path;

/**
 * The JDK's addresses as the kernel's {@code struct sockaddr}: ip(7), ipv6(7), unix(7). The family
 * comes first in each, in the machine's order; ports and addresses are in the network's.
 */
final class SockAddr {
    /** Room for the longest, and a multiple of 8. */
    static final int BYTES = 112;

    private static final int IN_BYTES = 16;
    private static final int IN6_BYTES = 28;
    private static final int PORT = 2;
    private static final int IN_ADDRESS = 4;
    private static final int IN6_ADDRESS = 8;
    private static final int IN6_SCOPE = 24;
    private static final int PATH = 2;
    private static final int PATH_BYTES = 108;

    private static final ValueLayout.OfShort NETWORK_SHORT =
            ValueLayout.JAVA_SHORT_UNALIGNED.withOrder(ByteOrder.BIG_ENDIAN);

    private SockAddr() {}

    /**
     * Writes an address down.
     *
     * @param address of IPv4, IPv6 or a path
     * @param to {@link #BYTES}
     * @return how long it is, or −errno: −EAFNOSUPPORT for one of another kind, or a name that was
     *     not looked up; −ENAMETOOLONG for a path of more than 107 bytes
     */
    static long write(SocketAddress address, MemorySegment to) {
        if (address instanceof InetSocketAddress inet && !inet.isUnresolved()) {
            return write(inet.getAddress(), inet.getPort(), to);
        }
        if (address instanceof UnixDomainSocketAddress unix) {
            byte[] path = unix.getPath().toString().getBytes(UTF_8);
            if (path.length >= PATH_BYTES) {
                return Errno.ENAMETOOLONG.result();
            }
            to.set(JAVA_SHORT, 0, (short) Sockets.AF_UNIX);
            MemorySegment.copy(path, 0, to, JAVA_BYTE, PATH, path.length);
            to.set(JAVA_BYTE, PATH + path.length, (byte) 0);
            return PATH + path.length + 1L;
        }
        return Errno.EAFNOSUPPORT.result();
    }

    private static long write(InetAddress address, int port, MemorySegment to) {
        byte[] bytes = address.getAddress();
        to.asSlice(0, BYTES).fill((byte) 0);
        to.set(NETWORK_SHORT, PORT, (short) port);
        if (address instanceof Inet4Address) {
            to.set(JAVA_SHORT, 0, (short) Sockets.AF_INET);
            MemorySegment.copy(bytes, 0, to, JAVA_BYTE, IN_ADDRESS, bytes.length);
            return IN_BYTES;
        }
        to.set(JAVA_SHORT, 0, (short) Sockets.AF_INET6);
        MemorySegment.copy(bytes, 0, to, JAVA_BYTE, IN6_ADDRESS, bytes.length);
        to.set(JAVA_INT, IN6_SCOPE, ((Inet6Address) address).getScopeId());
        return IN6_BYTES;
    }

    /**
     * Reads one that the kernel has written.
     *
     * @param from its memory
     * @param length how long it is
     * @return the address, or null for one of a kind that Java has none for
     */
    static SocketAddress read(MemorySegment from, int length) {
        if (length < Short.BYTES) {
            return null;
        }
        return switch (from.get(JAVA_SHORT, 0)) {
            case Sockets.AF_INET -> inet(from, IN_ADDRESS, 4, 0);
            case Sockets.AF_INET6 -> inet(from, IN6_ADDRESS, 16, from.get(JAVA_INT, IN6_SCOPE));
            case Sockets.AF_UNIX -> unix(from, length);
            default -> null;
        };
    }

    private static SocketAddress inet(MemorySegment from, int at, int length, int scope) {
        byte[] bytes = new byte[length];
        MemorySegment.copy(from, JAVA_BYTE, at, bytes, 0, length);
        int port = from.get(NETWORK_SHORT, PORT) & 0xffff;
        try {
            InetAddress address =
                    scope == 0
                            ? InetAddress.getByAddress(bytes)
                            : Inet6Address.getByAddress(null, bytes, scope);
            return new InetSocketAddress(address, port);
        } catch (UnknownHostException e) {
            throw new AssertionError("an address of " + length + " bytes", e);
        }
    }

    /** Without a path it has no name; with a NUL first its name is none of the file system. */
    private static SocketAddress unix(MemorySegment from, int length) {
        int end = PATH;
        while (end < length && from.get(JAVA_BYTE, end) != 0) {
            end++;
        }
        byte[] path = new byte[end - PATH];
        MemorySegment.copy(from, JAVA_BYTE, PATH, path, 0, path.length);
        return UnixDomainSocketAddress.of(Path.of(new String(path, UTF_8)));
    }
}
