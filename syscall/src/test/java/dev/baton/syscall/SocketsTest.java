package dev.baton.syscall;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static org.assertj.core.api.Assertions.assertThat;

import dev.baton.BlockingSite;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.UnixDomainSocketAddress;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class SocketsTest {
    private static final int TYPE = Sockets.SOCK_STREAM | Sockets.SOCK_CLOEXEC;

    @TempDir Path directory;

    private static int checked(long r1) {
        assertThat(Errno.errnoErr(r1)).isNull();
        return (int) r1;
    }

    private static SocketAddress name(int fd) {
        SocketAddress[] address = new SocketAddress[1];
        checked(Sockets.getsockname(fd, address));
        return address[0];
    }

    private static SocketAddress peer(int fd) {
        SocketAddress[] address = new SocketAddress[1];
        checked(Sockets.getpeername(fd, address));
        return address[0];
    }

    @ParameterizedTest
    @CsvSource({Sockets.AF_INET + ", 127.0.0.1", Sockets.AF_INET6 + ", ::1"})
    void aConnectionKnowsBothItsEnds(int family, String host) throws Exception {
        InetAddress local = InetAddress.getByName(host);
        int listener = checked(Sockets.socket(family, TYPE, 0));
        checked(Sockets.setsockopt(listener, Sockets.SOL_SOCKET, Sockets.SO_REUSEADDR, 1));
        checked(Sockets.bind(listener, new InetSocketAddress(local, 0)));
        checked(Sockets.listen(listener, 5));
        InetSocketAddress address = (InetSocketAddress) name(listener);
        assertThat(address.getAddress()).isEqualTo(local);
        assertThat(address.getPort()).isPositive();

        int client = checked(Sockets.socket(family, TYPE, 0));
        checked(Sockets.connect(client, address));
        SocketAddress[] from = new SocketAddress[1];
        int server = checked(Sockets.accept4(listener, from, Sockets.SOCK_CLOEXEC));
        assertThat(from[0]).isEqualTo(name(client)).isEqualTo(peer(server));
        assertThat(peer(client)).isEqualTo(name(server)).isEqualTo(address);
        assertThat(Sockets.getpeername(listener, from)).isEqualTo(Errno.ENOTCONN.result());
        assertThat(Syscall.fcntl(server, Fcntl.F_GETFD, 0)).isOne();
        talk(client, server);
        for (int fd : new int[] {listener, client, server}) {
            checked(Syscall.close(fd));
        }
    }

    private static void talk(int client, int server) {
        BlockingSite site = new BlockingSite();
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment memory = arena.allocate(8);
            assertThat(Syscall.write(site, client, memory.asSlice(0, 3))).isEqualTo(3);
            checked(Sockets.shutdown(client, Sockets.SHUT_WR));
            assertThat(Syscall.read(site, server, memory)).isEqualTo(3);
            assertThat(Syscall.read(site, server, memory)).as("the end").isZero();
        }
    }

    @Test
    void aConnectThatWouldWaitSaysSo() throws Exception {
        int listener = checked(Sockets.socket(Sockets.AF_INET, TYPE, 0));
        checked(Sockets.bind(listener, new InetSocketAddress(InetAddress.getLoopbackAddress(), 0)));
        SocketAddress address = name(listener); // nobody listens there
        int client = checked(Sockets.socket(Sockets.AF_INET, TYPE | Sockets.SOCK_NONBLOCK, 0));
        long r1 = Sockets.connect(client, address);
        if (r1 == Errno.EINPROGRESS.result()) {
            Fds.ppoll(client, Fds.POLLOUT, -1);
            r1 = -Sockets.getsockopt(client, Sockets.SOL_SOCKET, Sockets.SO_ERROR);
        }
        assertThat(r1).isEqualTo(Errno.ECONNREFUSED.result());
        checked(Sockets.listen(listener, 5));
        assertThat(Sockets.accept4(client, null, 0)).isEqualTo(Errno.EINVAL.result());
        checked(Syscall.close(client));
        checked(Syscall.close(listener));
    }

    @Test
    void socketsOfThisMachineHavePaths() {
        UnixDomainSocketAddress address =
                UnixDomainSocketAddress.of(directory.resolve("grüße-socket"));
        int listener = checked(Sockets.socket(Sockets.AF_UNIX, TYPE, 0));
        checked(Sockets.bind(listener, address));
        checked(Sockets.listen(listener, 5));
        assertThat(name(listener)).isEqualTo(address);
        int client = checked(Sockets.socket(Sockets.AF_UNIX, TYPE, 0));
        checked(Sockets.connect(client, address));
        SocketAddress[] from = new SocketAddress[1];
        int server = checked(Sockets.accept4(listener, from, 0));
        assertThat(from[0]).as("it has no name").isEqualTo(UnixDomainSocketAddress.of(""));
        talk(client, server);
        for (int fd : new int[] {listener, client, server}) {
            checked(Syscall.close(fd));
        }
    }

    @Test
    void aPairIsConnected() {
        int[] fds = new int[2];
        checked(Sockets.socketpair(Sockets.AF_UNIX, TYPE, fds));
        talk(fds[0], fds[1]);
        checked(Syscall.close(fds[0]));
        checked(Syscall.close(fds[1]));
    }

    @Test
    void optionsAreReadBack() {
        int fd = checked(Sockets.socket(Sockets.AF_INET, TYPE, 0));
        assertThat(Sockets.getsockopt(fd, Sockets.IPPROTO_TCP, Sockets.TCP_NODELAY)).isZero();
        checked(Sockets.setsockopt(fd, Sockets.IPPROTO_TCP, Sockets.TCP_NODELAY, 1));
        assertThat(Sockets.getsockopt(fd, Sockets.IPPROTO_TCP, Sockets.TCP_NODELAY)).isPositive();
        assertThat(Sockets.getsockopt(-1, Sockets.SOL_SOCKET, Sockets.SO_ERROR))
                .isEqualTo(Errno.EBADF.result());
        checked(Syscall.close(fd));
    }

    @Test
    void addressesThatCannotBeWrittenAreRefused() {
        int fd = checked(Sockets.socket(Sockets.AF_UNIX, TYPE, 0));
        assertThat(Sockets.bind(fd, InetSocketAddress.createUnresolved("nowhere", 1)))
                .isEqualTo(Errno.EAFNOSUPPORT.result());
        assertThat(Sockets.connect(fd, new SocketAddress() {}))
                .isEqualTo(Errno.EAFNOSUPPORT.result());
        assertThat(Sockets.bind(fd, UnixDomainSocketAddress.of("x".repeat(108))))
                .isEqualTo(Errno.ENAMETOOLONG.result());
        checked(Syscall.close(fd));
    }

    @ParameterizedTest
    @ValueSource(strings = {"192.0.2.1", "2001:db8::1", "fe80::1%7"})
    void anAddressIsReadAsItWasWritten(String host) throws Exception {
        InetSocketAddress address = new InetSocketAddress(InetAddress.getByName(host), 0xfedc);
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment memory = arena.allocate(SockAddr.BYTES, 8);
            memory.fill((byte) -1); // as a buffer that another has left
            int length = (int) SockAddr.write(address, memory);
            assertThat(SockAddr.read(memory, length)).isEqualTo(address);
            assertThat(memory.get(JAVA_BYTE, 2))
                    .as("the port, most significant byte first")
                    .isEqualTo((byte) 0xfe);
        }
    }

    @Test
    void anAddressOfAnotherKindIsNull() {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment memory = arena.allocate(SockAddr.BYTES, 8);
            memory.fill((byte) 99);
            assertThat(SockAddr.read(memory, 16)).isNull();
            assertThat(SockAddr.read(memory, 0)).isNull();
        }
    }
}
