package dev.baton.syscall;

import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;
import static org.assertj.core.api.Assertions.assertThat;

import dev.baton.sched.BlockingSite;
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
}
