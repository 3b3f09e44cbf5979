package dev.baton.syscall;

import static org.assertj.core.api.Assertions.assertThat;

import dev.baton.BlockingSite;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class EpollTest {
    private final BlockingSite site = new BlockingSite();
    private final int epoll = (int) Fds.epollCreate1(Fcntl.O_CLOEXEC);
    private final int one = (int) Fds.eventfd2(1, Fcntl.O_CLOEXEC);
    private final int none = (int) Fds.eventfd2(0, Fcntl.O_CLOEXEC);

    @AfterEach
    void closeThem() {
        for (int fd : new int[] {epoll, one, none}) {
            assertThat(Syscall.close(fd)).isZero();
        }
    }

    @Test
    void whatIsReadyComesWithItsNumber() {
        long data = 0x1234_5678_9abc_def0L;
        assertThat(Epoll.epollCtl(epoll, Epoll.EPOLL_CTL_ADD, none, Epoll.EPOLLIN, 1)).isZero();
        assertThat(Epoll.epollCtl(epoll, Epoll.EPOLL_CTL_ADD, one, Epoll.EPOLLIN, data)).isZero();
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment events = arena.allocate(EpollEvent.LAYOUT.byteSize() * 4, 8);
            assertThat(Epoll.epollPwait(site, epoll, events, -1)).isOne();
            assertThat(EpollEvent.events(events, 0)).isEqualTo(Epoll.EPOLLIN);
            assertThat(EpollEvent.data(events, 0)).isEqualTo(data);

            int asked = Epoll.EPOLLOUT | Epoll.EPOLLONESHOT;
            assertThat(Epoll.epollCtl(epoll, Epoll.EPOLL_CTL_MOD, none, asked, 2)).isZero();
            assertThat(Epoll.epollPwait2(site, epoll, events.address(), 4, -1)).isEqualTo(2);
            assertThat(new long[] {EpollEvent.data(events, 0), EpollEvent.data(events, 1)})
                    .as("the second of an array lies where the kernel puts it")
                    .containsExactlyInAnyOrder(data, 2);

            assertThat(Epoll.epollCtl(epoll, Epoll.EPOLL_CTL_DEL, one, 0, 0)).isZero();
            assertThat(Epoll.epollPwait2(site, epoll, events.address(), 4, 1_000))
                    .as("told once, and the time is up")
                    .isZero();
            assertThat(Epoll.epollPwait(site, epoll, events, 0)).isZero();
        }
    }

    @Test
    void whatCannotBeIsRefused() {
        assertThat(Epoll.epollCtl(epoll, Epoll.EPOLL_CTL_MOD, one, Epoll.EPOLLIN, 0))
                .isEqualTo(Errno.ENOENT.result());
        assertThat(Epoll.epollCtl(epoll, Epoll.EPOLL_CTL_ADD, epoll, Epoll.EPOLLIN, 0))
                .isEqualTo(Errno.EINVAL.result());
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment events = arena.allocate(EpollEvent.LAYOUT);
            assertThat(Epoll.epollPwait(site, one, events, 0)).isEqualTo(Errno.EINVAL.result());
            assertThat(Epoll.epollPwait2(site, epoll, events.address(), 0, 0))
                    .isEqualTo(Errno.EINVAL.result());
        }
    }
}
