package dev.baton.syscall;

import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.StructLayout;
import java.net.SocketAddress;

/**
 * {@code struct msghdr}: a message of several pieces of memory, with an address and with what goes
 * beside the data, {@link Cmsg}. It holds addresses of memory, which nothing but the caller keeps
 * valid.
 */
public final class MsgHdr {
    /** 56 bytes. */
    public static final StructLayout LAYOUT =
            Struct.of(
                    "struct msghdr",
                    JAVA_LONG.withName("msg_name"),
                    JAVA_INT.withName("msg_namelen"),
                    JAVA_LONG.withName("msg_iov"),
                    JAVA_LONG.withName("msg_iovlen"),
                    JAVA_LONG.withName("msg_control"),
                    JAVA_LONG.withName("msg_controllen"),
                    JAVA_INT.withName("msg_flags"));

    /** {@code struct mmsghdr}: with the bytes that were sent or received behind, 64 bytes. */
    public static final StructLayout VECTOR_LAYOUT =
            Struct.of("struct mmsghdr", LAYOUT.withName("msg_hdr"), JAVA_INT.withName("msg_len"));

    /** Room for the longest address that {@link #setName} writes, in bytes. */
    public static final int NAME_BYTES = SockAddr.BYTES;

    private static final long NAME = Struct.offset(LAYOUT, "msg_name");
    private static final long NAMELEN = Struct.offset(LAYOUT, "msg_namelen");
    private static final long IOV = Struct.offset(LAYOUT, "msg_iov");
    private static final long IOVLEN = Struct.offset(LAYOUT, "msg_iovlen");
    private static final long CONTROL = Struct.offset(LAYOUT, "msg_control");
    private static final long CONTROLLEN = Struct.offset(LAYOUT, "msg_controllen");
    private static final long FLAGS = Struct.offset(LAYOUT, "msg_flags");
    private static final long LEN = Struct.offset(VECTOR_LAYOUT, "msg_len");

    private MsgHdr() {}

    /**
     * Says where the data is, and that there is nothing beside it yet: neither an address nor
     * {@link Cmsg}s.
     *
     * @param header memory of {@link #LAYOUT}
     * @param iovecs all of it is {@link Iovec}s
     */
    public static void set(MemorySegment header, MemorySegment iovecs) {
        header.asSlice(0, LAYOUT.byteSize()).fill((byte) 0);
        header.set(JAVA_LONG, IOV, iovecs.address());
        header.set(JAVA_LONG, IOVLEN, iovecs.byteSize() / Iovec.BYTES);
    }

    /**
     * Says whom it goes to.
     *
     * @param header that was {@linkplain #set set}
     * @param name {@link #NAME_BYTES} for the address
     * @param address of IPv4, IPv6 or a path
     * @return bytes of the address, or −errno: −EAFNOSUPPORT for one of another kind, or a name
     *     that was not looked up
     */
    public static long setName(MemorySegment header, MemorySegment name, SocketAddress address) {
        long bytes = SockAddr.write(address, name);
        if (!Errno.isError(bytes)) {
            header.set(JAVA_LONG, NAME, name.address());
            header.set(JAVA_INT, NAMELEN, (int) bytes);
        }
        return bytes;
    }

    /**
     * Says where the address goes of whom it comes from.
     *
     * @param header that was {@linkplain #set set}
     * @param name {@link #NAME_BYTES} for it
     */
    public static void setNameRoom(MemorySegment header, MemorySegment name) {
        header.set(JAVA_LONG, NAME, name.address());
        header.set(JAVA_INT, NAMELEN, NAME_BYTES);
    }

    /**
     * Who it came from.
     *
     * @param header that was received
     * @param name of {@link #setNameRoom}
     * @return the address; null where there is none, or one of a kind that Java has none for
     */
    public static SocketAddress name(MemorySegment header, MemorySegment name) {
        return SockAddr.read(name, Math.min(header.get(JAVA_INT, NAMELEN), NAME_BYTES));
    }

    /**
     * Says where what goes beside the data is, or is to be put.
     *
     * @param header that was {@linkplain #set set}
     * @param control {@link Cmsg}s, or room for them
     */
    public static void setControl(MemorySegment header, MemorySegment control) {
        header.set(JAVA_LONG, CONTROL, control.address());
        header.set(JAVA_LONG, CONTROLLEN, control.byteSize());
    }

    /**
     * How much came beside the data.
     *
     * @param header that was received
     * @return bytes of {@link Cmsg}s
     */
    public static long controlBytes(MemorySegment header) {
        return header.get(JAVA_LONG, CONTROLLEN);
    }

    /**
     * What the kernel says of a message that was received.
     *
     * @param header that was received
     * @return {@link Messages#MSG_TRUNC}, {@link Messages#MSG_CTRUNC} and others
     */
    public static int flags(MemorySegment header) {
        return header.get(JAVA_INT, FLAGS);
    }

    /**
     * One of several messages.
     *
     * @param headers memory for index + 1 of {@link #VECTOR_LAYOUT}
     * @param index which, from 0 on
     * @return its header
     */
    public static MemorySegment of(MemorySegment headers, int index) {
        return headers.asSlice(index * VECTOR_LAYOUT.byteSize(), LAYOUT.byteSize());
    }

    /**
     * How much of one of several messages was sent or received.
     *
     * @param headers as many as were sent or received
     * @param index which, from 0 on
     * @return bytes
     */
    public static int bytes(MemorySegment headers, int index) {
        return headers.get(JAVA_INT, index * VECTOR_LAYOUT.byteSize() + LEN);
    }
}
