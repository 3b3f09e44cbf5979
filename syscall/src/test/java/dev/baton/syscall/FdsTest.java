package dev.baton.syscall;

import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;
import static org.assertj.core.api.Assertions.assertThat;

import dev.baton.BlockingSite;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FdsTest {
    private static final int FLAGS = Fcntl.O_CLOEXEC | Fcntl.O_NONBLOCK;

    @TempDir Path directory;

    private final BlockingSite site = new BlockingSite();
    private int fd = -1;

    @AfterEach
    void closeIt() {
        if (fd >= 0) {
            assertThat(Syscall.close(fd)).isZero();
        }
    }

    private void opened(long r1) {
        assertThat(Errno.errnoErr(r1)).isNull();
        fd = (int) r1;
        assertThat(Syscall.fcntl(fd, Fcntl.F_GETFD, 0)).as("O_CLOEXEC").isOne();
    }

    @Test
    void anEventfdCounts() {
        opened(Fds.eventfd2(3, FLAGS));
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment memory = arena.allocate(JAVA_LONG);
            assertThat(Syscall.read(site, fd, memory)).isEqualTo(Long.BYTES);
            assertThat(memory.get(JAVA_LONG, 0)).isEqualTo(3);
            assertThat(Syscall.read(site, fd, memory)).isEqualTo(Errno.EAGAIN.result());
            memory.set(JAVA_LONG, 0, 5);
            assertThat(Syscall.write(site, fd, memory)).isEqualTo(Long.BYTES);
            assertThat(Syscall.read(site, fd, memory)).isEqualTo(Long.BYTES);
            assertThat(memory.get(JAVA_LONG, 0)).isEqualTo(5);
        }
    }

    @Test
    void aTimerGoesOffOnceOrAgainAndAgain() {
        opened(Fds.timerfdCreate(Fds.CLOCK_MONOTONIC, FLAGS));
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment memory = arena.allocate(JAVA_LONG);
            assertThat(Syscall.read(site, fd, memory)).isEqualTo(Errno.EAGAIN.result());
            assertThat(Fds.timerfdSettime(fd, 0, 1_000, 0)).isZero();
            assertThat(Fds.ppoll(fd, Fds.POLLIN, -1)).isEqualTo(Fds.POLLIN);
            assertThat(Syscall.read(site, fd, memory)).isEqualTo(Long.BYTES);
            assertThat(memory.get(JAVA_LONG, 0)).isOne();
            assertThat(Fds.ppoll(fd, Fds.POLLIN, 0)).as("once").isZero();

            // Absolute: the machine has run for more than a nanosecond.
            assertThat(Fds.timerfdSettime(fd, Fds.TFD_TIMER_ABSTIME, 1, 3_000_000_000L)).isZero();
            assertThat(Fds.ppoll(fd, Fds.POLLIN, -1)).isEqualTo(Fds.POLLIN);
            assertThat(Fds.timerfdSettime(fd, 0, 0, 0)).as("stopped").isZero();
            assertThat(Syscall.read(site, fd, memory)).isEqualTo(Errno.EAGAIN.result());
        }
    }

    @Test
    void ppollTellsWhatADescriptorIsReadyFor() {
        int[] fds = new int[2];
        assertThat(Syscall.pipe2(fds, FLAGS)).isZero();
        fd = fds[0];
        assertThat(Fds.ppoll(fds[0], Fds.POLLIN, 0)).isZero();
        assertThat(Fds.ppoll(fds[0], Fds.POLLIN, 1_000)).as("the time is up").isZero();
        assertThat(Fds.ppoll(fds[1], Fds.POLLIN | Fds.POLLOUT, 0)).isEqualTo(Fds.POLLOUT);
        assertThat(Syscall.close(fds[1])).isZero();
        assertThat(Fds.ppoll(fds[0], Fds.POLLIN, -1)).isEqualTo(Fds.POLLHUP);
    }

    @Test
    void epollTakesAPipeAndRefusesAFile() throws Exception {
        opened(Fds.epollCreate1(Fcntl.O_CLOEXEC));
        int event = (int) Fds.eventfd2(0, FLAGS);
        String path = Files.createFile(directory.resolve("file")).toString();
        int file = (int) Syscall.open(path, Fcntl.O_RDONLY | Fcntl.O_CLOEXEC, 0);
        try (Arena arena = Arena.ofConfined()) {
            long none = arena.allocate(16, 8).address();
            assertThat(Fds.epollCtl(fd, Fds.EPOLL_CTL_ADD, event, none)).isZero();
            assertThat(Fds.epollCtl(fd, Fds.EPOLL_CTL_ADD, event, none))
                    .isEqualTo(Errno.EEXIST.result());
            assertThat(Fds.epollCtl(fd, Fds.EPOLL_CTL_DEL, event, none)).isZero();
            assertThat(Fds.epollCtl(fd, Fds.EPOLL_CTL_ADD, file, none))
                    .isEqualTo(Errno.EPERM.result());
        }
        Syscall.close(event);
        Syscall.close(file);
    }

    @Test
    void inotifyTellsWhatIsMade() throws Exception {
        opened(Fds.inotifyInit1(FLAGS));
        int watch = (int) Fds.inotifyAddWatch(fd, directory.toString(), Fds.IN_CREATE);
        assertThat(watch).isPositive();
        assertThat(Fds.inotifyAddWatch(fd, directory + "/none", Fds.IN_CREATE))
                .isEqualTo(Errno.ENOENT.result());
        Files.createFile(directory.resolve("made"));
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment event = arena.allocate(64, 8);
            assertThat(Syscall.read(site, fd, event)).isEqualTo(32);
            assertThat(event.get(JAVA_INT, 0)).isEqualTo(watch);
            assertThat(event.get(JAVA_INT, 4)).isEqualTo(Fds.IN_CREATE);
            assertThat(event.getString(16, StandardCharsets.UTF_8)).isEqualTo("made");
        }
        assertThat(Fds.inotifyRmWatch(fd, watch)).isZero();
        assertThat(Fds.inotifyRmWatch(fd, watch)).isEqualTo(Errno.EINVAL.result());
    }

    @Test
    void aPidfdIsReadyWhenItsProcessHasEnded() throws Exception {
        Process process = new ProcessBuilder("cat").start();
        opened(Fds.pidfdOpen((int) process.pid(), 0));
        int[] result = new int[3];
        assertThat(Fds.waitid(Fds.P_PIDFD, fd, Fds.WEXITED | Fds.WNOHANG | Fds.WNOWAIT, result))
                .isZero();
        assertThat(result[0]).as("not yet").isZero();
        assertThat(Fds.ppoll(fd, Fds.POLLIN, 0)).isZero();
        assertThat(Fds.pidfdSendSignal(fd, 0)).isZero();
        process.getOutputStream().close();
        assertThat(Fds.ppoll(fd, Fds.POLLIN, -1) & Fds.POLLIN).isEqualTo(Fds.POLLIN);
        assertThat(process.waitFor()).isZero();
        assertThat(Fds.pidfdSendSignal(fd, 0)).isEqualTo(Errno.ESRCH.result());
        assertThat(Fds.waitid(Fds.P_PIDFD, fd, Fds.WEXITED | Fds.WNOHANG | Fds.WNOWAIT, result))
                .as("the JDK has waited for it")
                .isEqualTo(Errno.ECHILD.result());
    }

    @Test
    void aTimerTellsHowItStands() {
        opened(Fds.timerfdCreate(Fds.CLOCK_MONOTONIC, FLAGS));
        long[] nanos = {-1, -1};
        assertThat(Fds.timerfdGettime(fd, nanos)).isZero();
        assertThat(nanos).as("stopped").containsExactly(0, 0);
        long hour = 3_600_000_000_000L;
        assertThat(Fds.timerfdSettime(fd, 0, hour, 7)).isZero();
        assertThat(Fds.timerfdGettime(fd, nanos)).isZero();
        assertThat(nanos[0]).isBetween(1L, hour);
        assertThat(nanos[1]).isEqualTo(7);
        assertThat(Fds.timerfdGettime(-1, nanos)).isEqualTo(Errno.EBADF.result());
    }

    @Test
    void ppollAsksSeveralAtOnce() {
        opened(Fds.eventfd2(1, FLAGS));
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment fds = arena.allocate(3 * Pollfd.LAYOUT.byteSize(), 4);
            Pollfd.set(fds, 0, fd, Pollfd.POLLIN | Pollfd.POLLOUT);
            Pollfd.set(fds, 1, -1, Pollfd.POLLIN);
            Pollfd.set(fds, 2, Integer.MAX_VALUE, Pollfd.POLLIN);
            assertThat(Fds.ppollMany(fds.address(), 3, -1)).isEqualTo(2);
            assertThat(Pollfd.revents(fds, 0)).isEqualTo(Pollfd.POLLIN | Pollfd.POLLOUT);
            assertThat(Pollfd.revents(fds, 1)).as("passed over").isZero();
            assertThat(Pollfd.revents(fds, 2)).isEqualTo(Pollfd.POLLNVAL);
            assertThat(Fds.ppollMany(fds.asSlice(8).address(), 1, 1_000)).isZero();
            assertThat(Fds.ppollMany(8, 1, 0)).isEqualTo(Errno.EFAULT.result());
        }
    }

    @Test
    void aNumberIsGivenToAnotherFileAndARangeOfThemClosed() {
        opened(Fds.eventfd2(7, FLAGS));
        int to = (int) Syscall.fcntl(fd, 0, 900); // F_DUPFD: a number that is free
        assertThat(to).isGreaterThanOrEqualTo(900);
        int other = (int) Fds.eventfd2(8, FLAGS);
        assertThat(Fds.dup3(other, to, Fcntl.O_CLOEXEC)).isEqualTo(to);
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment memory = arena.allocate(JAVA_LONG);
            assertThat(Syscall.read(site, to, memory)).isEqualTo(Long.BYTES);
            assertThat(memory.get(JAVA_LONG, 0)).isEqualTo(8);
        }
        assertThat(Fds.dup3(to, to, 0)).isEqualTo(Errno.EINVAL.result());
        assertThat(Syscall.close(other)).isZero();
        assertThat(Fds.closeRange(to, to, 0)).isZero();
        assertThat(Syscall.close(to)).isEqualTo(Errno.EBADF.result());
        assertThat(Fds.closeRange(to, to - 1, 0)).isEqualTo(Errno.EINVAL.result());
    }

    @Test
    void ioctlTellsHowMuchCanBeRead() {
        int[] fds = new int[2];
        assertThat(Syscall.pipe2(fds, FLAGS)).isZero();
        fd = fds[0];
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment memory = arena.allocate(JAVA_LONG);
            assertThat(Syscall.write(site, fds[1], memory)).isEqualTo(Long.BYTES);
            assertThat(Fds.ioctl(fd, Fds.FIONREAD, memory.address())).isZero();
            assertThat(memory.get(JAVA_INT, 0)).isEqualTo(Long.BYTES);
            assertThat(Fds.ioctl(fd, Fds.TIOCGWINSZ, memory.address()))
                    .isEqualTo(Errno.ENOTTY.result());
        }
        assertThat(Syscall.close(fds[1])).isZero();
    }

    @Test
    void aDescriptorIsCopiedOutOfAProcess() {
        opened(Fds.pidfdOpen(Syscall.getpid(), 0));
        int event = (int) Fds.eventfd2(42, FLAGS);
        int copy = (int) Fds.pidfdGetfd(fd, event);
        assertThat(copy).isNotNegative().isNotEqualTo(event);
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment memory = arena.allocate(JAVA_LONG);
            assertThat(Syscall.read(site, copy, memory)).isEqualTo(Long.BYTES);
            assertThat(memory.get(JAVA_LONG, 0)).isEqualTo(42);
        }
        assertThat(Syscall.close(event)).isZero();
        assertThat(Syscall.close(copy)).isZero();
        assertThat(Fds.pidfdGetfd(fd, Integer.MAX_VALUE)).isEqualTo(Errno.EBADF.result());
    }
}
