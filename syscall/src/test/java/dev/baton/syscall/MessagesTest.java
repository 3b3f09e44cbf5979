package dev.baton.syscall;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static org.assertj.core.api.Assertions.assertThat;

import dev.baton.BlockingSite;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class MessagesTest {
    private static final int DATAGRAMS = Sockets.SOCK_DGRAM | Sockets.SOCK_CLOEXEC;

    private final BlockingSite site = new BlockingSite();
    private final Arena arena = Arena.ofShared();

    @AfterEach
    void closeIt() {
        arena.close();
    }

    private static int checked(long r1) {
        assertThat(Errno.errnoErr(r1)).isNull();
        return (int) r1;
    }

    private MemorySegment bytes(String text) {
        return arena.allocateFrom(JAVA_BYTE, text.getBytes(StandardCharsets.UTF_8));
    }

    private MemorySegment iovec(MemorySegment memory) {
        MemorySegment iovec = arena.allocate(Iovec.LAYOUT);
        Iovec.set(iovec, 0, memory);
        return iovec;
    }

    private static String text(MemorySegment memory, long bytes) {
        return new String(memory.asSlice(0, bytes).toArray(JAVA_BYTE), StandardCharsets.UTF_8);
    }

    private static int bound() throws Exception {
        int fd = checked(Sockets.socket(Sockets.AF_INET, DATAGRAMS, 0));
        InetAddress local = InetAddress.getLoopbackAddress();
        checked(Sockets.bind(fd, new InetSocketAddress(local, 0)));
        return fd;
    }

    private static SocketAddress name(int fd) {
        SocketAddress[] name = new SocketAddress[1];
        checked(Sockets.getsockname(fd, name));
        return name[0];
    }

    @Test
    void aMessageSaysWhereItIsFrom() throws Exception {
        int one = bound();
        int two = bound();
        MemorySegment hello = bytes("hello");
        long sent = Messages.sendto(site, one, hello.address(), 5, 0, name(two));
        assertThat(sent).isEqualTo(5);
        MemorySegment room = arena.allocate(3);
        SocketAddress[] from = new SocketAddress[1];
        int peek = Messages.MSG_PEEK | Messages.MSG_TRUNC;
        assertThat(Messages.recvfrom(site, two, room.address(), 3, peek, from))
                .as("its whole length")
                .isEqualTo(5);
        assertThat(from[0]).isEqualTo(name(one));
        assertThat(Messages.recvfrom(site, two, room.address(), 3, 0, null)).isEqualTo(3);
        assertThat(text(room, 3)).isEqualTo("hel");
        assertThat(Messages.recvfrom(site, two, room.address(), 3, Messages.MSG_DONTWAIT, from))
                .isEqualTo(Errno.EAGAIN.result());
        assertThat(Messages.sendto(site, one, hello.address(), 5, 0, null))
                .isEqualTo(Errno.EDESTADDRREQ.result());
        assertThat(Messages.sendto(site, one, hello.address(), 5, 0, new SocketAddress() {}))
                .isEqualTo(Errno.EAFNOSUPPORT.result());
        checked(Syscall.close(one));
        checked(Syscall.close(two));
    }

    @Test
    void aMessageOfSeveralPiecesHasAnAddress() throws Exception {
        int one = bound();
        int two = bound();
        MemorySegment pieces = arena.allocate(2 * Iovec.LAYOUT.byteSize(), 8);
        Iovec.set(pieces, 0, bytes("two "));
        Iovec.set(pieces, 1, bytes("pieces"));
        MemorySegment header = arena.allocate(MsgHdr.LAYOUT);
        MemorySegment name = arena.allocate(MsgHdr.NAME_BYTES, 8);
        MsgHdr.set(header, pieces);
        assertThat(MsgHdr.setName(header, name, new SocketAddress() {}))
                .isEqualTo(Errno.EAFNOSUPPORT.result());
        assertThat(MsgHdr.setName(header, name, name(two))).isEqualTo(16);
        assertThat(Messages.sendmsg(site, one, header, 0)).isEqualTo(10);

        MemorySegment room = arena.allocate(6);
        MsgHdr.set(header, iovec(room));
        MsgHdr.setNameRoom(header, name);
        assertThat(Messages.recvmsg(site, two, header, 0)).isEqualTo(6);
        assertThat(text(room, 6)).isEqualTo("two pi");
        assertThat(MsgHdr.name(header, name)).isEqualTo(name(one));
        assertThat(MsgHdr.flags(header)).isEqualTo(Messages.MSG_TRUNC);
        assertThat(MsgHdr.controlBytes(header)).isZero();
        assertThat(Messages.recvmsg(site, -1, header, 0)).isEqualTo(Errno.EBADF.result());
        assertThat(Messages.sendmsg(site, -1, header, 0)).isEqualTo(Errno.EBADF.result());
        checked(Syscall.close(one));
        checked(Syscall.close(two));
    }

    @Test
    void descriptorsGoBesideTheDataAndSayWhoSentThem() {
        int[] pair = new int[2];
        checked(Sockets.socketpair(Sockets.AF_UNIX, DATAGRAMS, pair));
        checked(Sockets.setsockopt(pair[1], Sockets.SOL_SOCKET, SocketOptions.SO_PASSCRED, 1));
        int sent = checked(Fds.eventfd2(42, Fcntl.O_CLOEXEC));
        int other = checked(Fds.eventfd2(0, Fcntl.O_CLOEXEC));
        MemorySegment header = arena.allocate(MsgHdr.LAYOUT);
        MemorySegment control = arena.allocate(Cmsg.space(2 * Integer.BYTES), 8);
        MsgHdr.set(header, iovec(bytes("x")));
        Cmsg.setRights(control, sent, other);
        MsgHdr.setControl(header, control);
        assertThat(Messages.sendmsg(site, pair[0], header, 0)).isOne();
        checked(Syscall.close(sent));

        MemorySegment room = arena.allocate(Cmsg.space(12) + Cmsg.space(8), 8);
        MsgHdr.set(header, iovec(arena.allocate(1)));
        MsgHdr.setControl(header, room);
        assertThat(Messages.recvmsg(site, pair[1], header, Messages.MSG_CMSG_CLOEXEC)).isOne();
        MemorySegment came = room.asSlice(0, MsgHdr.controlBytes(header));
        assertThat(MsgHdr.flags(header) & Messages.MSG_CTRUNC).isZero();
        assertThat(Cmsg.credentials(came))
                .isEqualTo(new Ucred(Syscall.getpid(), Processes.getuid(), Processes.getgid()));
        int[] fds = Cmsg.rights(came);
        assertThat(fds).hasSize(2);
        assertThat(Syscall.fcntl(fds[0], Fcntl.F_GETFD, 0)).isOne();
        MemorySegment count = arena.allocate(Long.BYTES, 8);
        assertThat(Syscall.read(site, fds[0], count)).isEqualTo(Long.BYTES);
        assertThat(count.get(java.lang.foreign.ValueLayout.JAVA_LONG, 0)).isEqualTo(42);
        assertThat(Cmsg.rights(came.asSlice(0, 0))).isEmpty();
        assertThat(Cmsg.credentials(arena.allocate(32, 8))).as("zeros").isNull();
        for (int fd : new int[] {pair[0], pair[1], other, fds[0], fds[1]}) {
            checked(Syscall.close(fd));
        }
    }

    @Test
    void severalMessagesGoAtOnce() {
        int[] pair = new int[2];
        checked(Sockets.socketpair(Sockets.AF_UNIX, DATAGRAMS, pair));
        MemorySegment headers = arena.allocate(2 * MsgHdr.VECTOR_LAYOUT.byteSize(), 8);
        MsgHdr.set(MsgHdr.of(headers, 0), iovec(bytes("one")));
        MsgHdr.set(MsgHdr.of(headers, 1), iovec(bytes("other")));
        assertThat(Messages.sendmmsg(site, pair[0], headers, 0)).isEqualTo(2);
        assertThat(MsgHdr.bytes(headers, 1)).isEqualTo(5);

        MemorySegment room = arena.allocate(3 * MsgHdr.VECTOR_LAYOUT.byteSize(), 8);
        MemorySegment second = arena.allocate(8);
        MsgHdr.set(MsgHdr.of(room, 0), iovec(arena.allocate(8)));
        MsgHdr.set(MsgHdr.of(room, 1), iovec(second));
        MsgHdr.set(MsgHdr.of(room, 2), iovec(arena.allocate(8)));
        assertThat(Messages.recvmmsg(site, pair[1], room, Messages.MSG_WAITFORONE)).isEqualTo(2);
        assertThat(MsgHdr.bytes(room, 0)).isEqualTo(3);
        assertThat(text(second, MsgHdr.bytes(room, 1))).isEqualTo("other");
        assertThat(Messages.recvmmsg(site, pair[1], room, Messages.MSG_DONTWAIT))
                .isEqualTo(Errno.EAGAIN.result());
        assertThat(Messages.sendmmsg(site, -1, headers, 0)).isEqualTo(Errno.EBADF.result());
        checked(Syscall.close(pair[0]));
        checked(Syscall.close(pair[1]));
    }
}
