package dev.baton.syscall;

import static java.lang.foreign.ValueLayout.JAVA_INT;
import static org.assertj.core.api.Assertions.assertThat;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import org.junit.jupiter.api.Test;

class SocketOptionsTest {
    private static final int STREAM = Sockets.SOCK_STREAM | Sockets.SOCK_CLOEXEC;
    private static final int NO_OPTION = 9999;

    @Test
    void anOptionOfAnyLengthIsReadBack() {
        int fd = (int) Sockets.socket(Sockets.AF_INET, STREAM, 0);
        assertThat(SocketOptions.setLinger(fd, 30)).isZero();
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment linger = arena.allocate(8, 4);
            long address = linger.address();
            int level = SocketOptions.SOL_SOCKET;
            int option = SocketOptions.SO_LINGER;
            assertThat(SocketOptions.getsockopt(fd, level, option, address, 8)).isEqualTo(8);
            assertThat(linger.toArray(JAVA_INT)).containsExactly(1, 30);
            assertThat(SocketOptions.setLinger(fd, -1)).isZero();
            assertThat(SocketOptions.getsockopt(fd, level, option, address, 8)).isEqualTo(8);
            assertThat(linger.get(JAVA_INT, 0)).as("off").isZero();
            assertThat(SocketOptions.setsockopt(fd, level, option, address, 4))
                    .as("too short")
                    .isEqualTo(Errno.EINVAL.result());
            assertThat(SocketOptions.setsockopt(fd, level, NO_OPTION, address, 8))
                    .isEqualTo(Errno.ENOPROTOOPT.result());
            assertThat(SocketOptions.getsockopt(fd, level, NO_OPTION, address, 8))
                    .isEqualTo(Errno.ENOPROTOOPT.result());
        }
        assertThat(SocketOptions.setLinger(-1, 0)).isEqualTo(Errno.EBADF.result());
        assertThat(Syscall.close(fd)).isZero();
    }

    @Test
    void theOtherEndIsThisProcess() {
        int[] pair = new int[2];
        assertThat(Sockets.socketpair(Sockets.AF_UNIX, STREAM, pair)).isZero();
        Ucred[] peer = new Ucred[1];
        assertThat(SocketOptions.getPeerCred(pair[0], peer)).isEqualTo(12);
        assertThat(peer[0])
                .isEqualTo(new Ucred(Syscall.getpid(), Processes.geteuid(), Processes.getegid()));
        assertThat(Syscall.close(pair[0])).isZero();
        assertThat(SocketOptions.getPeerCred(pair[0], peer)).isEqualTo(Errno.EBADF.result());
        assertThat(Syscall.close(pair[1])).isZero();
    }

    @Test
    void aConnectionIsKeptAlive() {
        int fd = (int) Sockets.socket(Sockets.AF_INET, STREAM, 0);
        int[][] options = {
            {SocketOptions.SOL_SOCKET, SocketOptions.SO_KEEPALIVE, 1},
            {SocketOptions.IPPROTO_TCP, SocketOptions.TCP_KEEPIDLE, 11},
            {SocketOptions.IPPROTO_TCP, SocketOptions.TCP_KEEPINTVL, 12},
            {SocketOptions.IPPROTO_TCP, SocketOptions.TCP_KEEPCNT, 13},
            {SocketOptions.IPPROTO_TCP, SocketOptions.TCP_USER_TIMEOUT, 14_000},
            {SocketOptions.IPPROTO_IP, SocketOptions.IP_TTL, 15},
        };
        for (int[] option : options) {
            assertThat(Sockets.setsockopt(fd, option[0], option[1], option[2])).isZero();
        }
        for (int[] option : options) {
            assertThat(Sockets.getsockopt(fd, option[0], option[1])).isEqualTo(option[2]);
        }
        assertThat(Sockets.getsockopt(fd, SocketOptions.SOL_SOCKET, SocketOptions.SO_DOMAIN))
                .isEqualTo(Sockets.AF_INET);
        assertThat(Syscall.close(fd)).isZero();
    }
}
