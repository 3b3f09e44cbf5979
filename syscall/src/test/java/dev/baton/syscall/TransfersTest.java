package dev.baton.syscall;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Each call once with an effect that the JDK sees, and once with an error. */
class TransfersTest {
    @TempDir Path directory;
    private Path in;
    private Path out;
    private int from;
    private int to;
    private final int[] pipe = new int[2];

    @BeforeEach
    void openThem() throws Exception {
        in = java.nio.file.Files.writeString(directory.resolve("in"), "0123456789");
        out = java.nio.file.Files.createFile(directory.resolve("out"));
        from = (int) Syscall.open(in.toString(), Fcntl.O_RDWR | Fcntl.O_CLOEXEC, 0);
        to = (int) Syscall.open(out.toString(), Fcntl.O_RDWR | Fcntl.O_CLOEXEC, 0);
        assertThat(Syscall.pipe2(pipe, Fcntl.O_CLOEXEC)).isZero();
    }

    @AfterEach
    void closeThem() {
        for (int fd : new int[] {from, to, pipe[0], pipe[1]}) {
            Syscall.close(fd);
        }
    }

    private static void assertThatItIs(long r1, Errno errno) {
        assertThat(Errno.errnoErr(r1)).isEqualTo(errno);
    }

    @Test
    void copyFileRangeGoesOnWhereBothStand() {
        assertThat(Transfers.copyFileRange(from, to, 4)).isEqualTo(4);
        assertThat(Transfers.copyFileRange(from, to, 100)).isEqualTo(6);
        assertThat(Transfers.copyFileRange(from, to, 100)).isZero();
        assertThat(out).hasContent("0123456789");
        assertThatItIs(Transfers.copyFileRange(from, pipe[1], 1), Errno.EINVAL);
    }

    @Test
    void spliceMovesThroughAPipe() {
        int flags = Transfers.SPLICE_F_MOVE | Transfers.SPLICE_F_NONBLOCK;
        assertThatItIs(Transfers.splice(pipe[0], to, 1, flags), Errno.EAGAIN);
        assertThat(Transfers.splice(from, pipe[1], 100, flags)).isEqualTo(10);
        assertThat(Transfers.splice(pipe[0], to, 3, flags)).isEqualTo(3);
        assertThat(out).hasContent("012");
        assertThatItIs(Transfers.splice(from, to, 1, flags), Errno.EINVAL);
    }

    @Test
    void sendfileSendsAFile() {
        assertThat(Transfers.sendfile(to, from, 7)).isEqualTo(7);
        assertThat(out).hasContent("0123456");
        assertThatItIs(Transfers.sendfile(to, -1, 7), Errno.EBADF);
    }

    @Test
    void fallocateMakesRoomAndHoles() {
        long r1 = Transfers.fallocate(to, 0, 0, 4096);
        if (r1 != Errno.EOPNOTSUPP.result()) {
            assertThat(r1).isZero();
            assertThat(out.toFile().length()).isEqualTo(4096);
        }
        assertThatItIs(Transfers.fallocate(to, 0, -1, 1), Errno.EINVAL);
        assertThatItIs(
                Transfers.fallocate(
                        -1, Transfers.FALLOC_FL_KEEP_SIZE | Transfers.FALLOC_FL_PUNCH_HOLE, 0, 1),
                Errno.EBADF);
    }

    @Test
    void aLockKeepsOutAnotherOpenFileOfThisProcess() {
        int other = (int) Syscall.open(in.toString(), Fcntl.O_RDWR | Fcntl.O_CLOEXEC, 0);
        int set = Transfers.F_OFD_SETLK;
        assertThat(Transfers.fcntlLock(from, set, Transfers.F_WRLCK, 2, 3)).isZero();
        assertThatItIs(Transfers.fcntlLock(other, set, Transfers.F_RDLCK, 4, 1), Errno.EAGAIN);
        assertThat(Transfers.fcntlLock(other, Transfers.F_OFD_GETLK, Transfers.F_RDLCK, 4, 1))
                .isEqualTo(Transfers.F_WRLCK);
        assertThat(Transfers.fcntlLock(other, Transfers.F_OFD_GETLK, Transfers.F_RDLCK, 5, 0))
                .isEqualTo(Transfers.F_UNLCK);
        assertThat(Transfers.fcntlLock(other, set, Transfers.F_WRLCK, 5, 0)).isZero();
        assertThat(Transfers.fcntlLock(from, set, Transfers.F_UNLCK, 0, 0)).isZero();
        assertThat(Transfers.fcntlLock(other, Transfers.F_OFD_SETLKW, Transfers.F_WRLCK, 0, 0))
                .isZero();
        Syscall.close(other);
    }

    @Test
    void permissionsAndOwnersAreSetOfAnOpenFile() throws Exception {
        assertThat(Transfers.fchmod(to, 0604)).isZero();
        assertThat((int) java.nio.file.Files.getAttribute(out, "unix:mode") & 07777)
                .isEqualTo(0604);
        assertThatItIs(Transfers.fchmod(-1, 0), Errno.EBADF);
        assertThat(Transfers.fchown(to, -1, -1)).isZero();
        assertThatItIs(Transfers.fchown(-1, -1, -1), Errno.EBADF);
    }
}
