package dev.baton.syscall;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_LONG;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.baton.BlockingSite;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SyscallTest {
    private static final BlockingSite SITE = new BlockingSite();

    @TempDir Path directory;

    @Test
    void theFourAgreeOnWhoWeAre() {
        long pid = ProcessHandle.current().pid();
        assertThat(Syscall.syscall(Sysno.SYS_GETPID, 0, 0, 0)).isEqualTo(pid);
        assertThat(Syscall.syscall(SITE, Sysno.SYS_GETPID, 0, 0, 0)).isEqualTo(pid);
        assertThat(Syscall.syscall6(Sysno.SYS_GETPID, 0, 0, 0, 0, 0, 0)).isEqualTo(pid);
        assertThat(Syscall.rawSyscall(Sysno.SYS_GETPID, 0, 0, 0)).isEqualTo(pid);
        assertThat(Syscall.rawSyscall6(Sysno.SYS_GETPID, 0, 0, 0, 0, 0, 0)).isEqualTo(pid);
        assertThat(Syscall.rawSyscallShort(Sysno.SYS_GETPID, 0, 0, 0)).isEqualTo(pid);
        assertThat(Syscall.getpid()).isEqualTo((int) pid);
        assertThat(Syscall.getppid())
                .isEqualTo(
                        ProcessHandle.current()
                                .parent()
                                .map(parent -> (int) parent.pid())
                                .orElse(0));
    }

    @Test
    void anUnknownNumberIsEnosys() {
        assertThat(Syscall.syscall(100_000, 0, 0, 0)).isEqualTo(Errno.ENOSYS.result());
        assertThat(Syscall.syscall(-1, 0, 0, 0)).isEqualTo(Errno.ENOSYS.result());
        assertThat(Syscall.rawSyscall(100_000, 0, 0, 0)).isEqualTo(Errno.ENOSYS.result());
    }

    /** mmap takes six, and each of them changes what it does. */
    @Test
    void allSixArgumentsArriveInTheirPlaces() throws Exception {
        long page = 65_536; // a multiple of every page size of Linux
        long protRead = 1;
        long mapPrivate = 2;
        Path file = directory.resolve("two-pages");
        byte[] content = new byte[2 * (int) page];
        content[(int) page] = 42;
        Files.write(file, content);
        int fd = (int) Syscall.open(file.toString(), Fcntl.O_RDONLY, 0);

        long address = Syscall.syscall6(Sysno.SYS_MMAP, 0, page, protRead, mapPrivate, fd, page);

        assertThat(Errno.errnoErr(address)).isNull();
        assertThat(at(address, page).get(JAVA_BYTE, 0)).isEqualTo((byte) 42);
        assertThat(Syscall.syscall(Sysno.SYS_MUNMAP, address, page, 0)).isZero();
        assertThat(Syscall.rawSyscall6(Sysno.SYS_MMAP, 0, page, protRead, mapPrivate, fd, 1))
                .as("an offset that is no multiple of the page size")
                .isEqualTo(Errno.EINVAL.result());
        assertThat(Syscall.close(fd)).isZero();
    }

    private static MemorySegment at(long address, long bytes) {
        return MemorySegment.ofAddress(address).reinterpret(bytes);
    }

    @Test
    void aFileIsMadeWrittenReadAndRemoved() {
        String path = directory.resolve("a file, grüße 🦆").toString();
        int fd = (int) Syscall.open(path, Fcntl.O_RDWR | Fcntl.O_CREAT | Fcntl.O_EXCL, 0640);
        assertThat(fd).isPositive();
        assertThat(Files.exists(Path.of(directory.toString())))
                .as("the directory is where it was")
                .isTrue();
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment data = arena.allocateFrom("read(2) me");
            long bytes = data.byteSize();
            assertThat(Syscall.write(SITE, fd, data)).isEqualTo(bytes);
            assertThat(Syscall.lseek(fd, 0, Fcntl.SEEK_SET)).isZero();
            MemorySegment back = arena.allocate(64);
            assertThat(Syscall.read(SITE, fd, back)).isEqualTo(bytes);
            assertThat(back.getString(0)).isEqualTo("read(2) me");
            assertThat(Syscall.read(SITE, fd, back)).as("at the end").isZero();
            assertThat(Syscall.pwrite(SITE, fd, data.address(), 4, 100)).isEqualTo(4);
            assertThat(Syscall.pread(SITE, fd, back.address() + 60, 4, 100)).isEqualTo(4);
            assertThat(back.asSlice(60, 4).mismatch(data.asSlice(0, 4))).isEqualTo(-1);
        }
        Stat[] stat = new Stat[1];
        assertThat(Syscall.fstat(fd, stat)).isZero();
        assertThat(stat[0].size()).isEqualTo(104);
        assertThat(Syscall.ftruncate(fd, 7)).isZero();
        assertThat(Syscall.fsync(fd)).isZero();
        assertThat(Syscall.fdatasync(fd)).isZero();
        assertThat(Syscall.fstat(fd, stat)).isZero();
        assertThat(stat[0].size()).isEqualTo(7);
        assertThat(stat[0].kind()).isEqualTo(Fcntl.S_IFREG);
        assertThat(Syscall.close(fd)).isZero();
        assertThat(Syscall.close(fd)).isEqualTo(Errno.EBADF.result());
        assertThat(Syscall.unlink(path)).isZero();
        assertThat(Syscall.unlink(path)).isEqualTo(Errno.ENOENT.result());
    }

    @Test
    void pathsThatAreNoneAreRefusedWithoutTheKernel() {
        try (FaultyKernel kernel = FaultyKernel.forThisThread()) {
            assertThat(Syscall.open("a\0b", 0, 0)).isEqualTo(Errno.EINVAL.result());
            assertThat(Syscall.mkfifo("\0", 0)).isEqualTo(Errno.EINVAL.result());
            assertThat(Syscall.unlink("half a duck \ud83e")).isEqualTo(Errno.EILSEQ.result());
            assertThat(Syscall.open("/".repeat(1 << 20), 0, 0))
                    .isEqualTo(Errno.ENAMETOOLONG.result());
            assertThat(kernel.calls()).isZero();
        }
        assertThat(Syscall.open("/".repeat(4096), 0, 0))
                .as("the kernel's own limit")
                .isEqualTo(Errno.ENAMETOOLONG.result());
    }

    @Test
    void aPipeCarriesBytesAndKnowsItsEnd() {
        int[] fds = new int[2];
        assertThat(Syscall.pipe2(fds, Fcntl.O_CLOEXEC | Fcntl.O_NONBLOCK)).isZero();
        assertThat(Syscall.fcntl(fds[0], Fcntl.F_GETFL, 0) & Fcntl.O_ACCMODE)
                .isEqualTo(Fcntl.O_RDONLY);
        assertThat(Syscall.fcntl(fds[1], Fcntl.F_GETFL, 0) & Fcntl.O_ACCMODE)
                .isEqualTo(Fcntl.O_WRONLY);
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment word = arena.allocate(8, 8);
            assertThat(Syscall.read(SITE, fds[0], word)).isEqualTo(Errno.EAGAIN.result());
            word.set(JAVA_LONG, 0, 0x0123456789abcdefL);
            assertThat(Syscall.write(SITE, fds[1], word)).isEqualTo(8);
            word.set(JAVA_LONG, 0, 0);
            assertThat(Syscall.read(SITE, fds[0], word)).isEqualTo(8);
            assertThat(word.get(JAVA_LONG, 0)).isEqualTo(0x0123456789abcdefL);
            Syscall.close(fds[1]);
            assertThat(Syscall.read(SITE, fds[0], word)).isZero();
        }
        Syscall.close(fds[0]);
    }

    @Test
    @SuppressWarnings("MustBeClosedChecker") // when it may be closed is what is tested
    void anArenaCannotBeClosedWhileTheKernelReadsIntoIt() throws Exception {
        int[] fds = new int[2];
        assertThat(Syscall.pipe2(fds, Fcntl.O_CLOEXEC)).isZero();
        Arena arena = Arena.ofShared();
        MemorySegment memory = arena.allocate(8);
        CompletableFuture<Integer> tid = new CompletableFuture<>();
        CompletableFuture<Long> read = new CompletableFuture<>();
        Thread reader =
                Thread.ofPlatform()
                        .start(() -> {
                            tid.complete(Syscall.gettid());
                            read.complete(Syscall.read(SITE, fds[0], memory));
                        });
        OsThread.of(tid.get(10, TimeUnit.SECONDS)).awaitIn(Sysno.SYS_READ);

        assertThatIllegalStateException().isThrownBy(arena::close);

        try (Arena confined = Arena.ofConfined()) {
            Syscall.write(SITE, fds[1], confined.allocate(8));
        }
        assertThat(read.get(10, TimeUnit.SECONDS)).isEqualTo(8);
        reader.join();
        arena.close();
        assertThatIllegalStateException()
                .isThrownBy(() -> Syscall.read(SITE, fds[0], memory))
                .withMessageContaining("closed");
        Syscall.close(fds[0]);
        Syscall.close(fds[1]);
    }

    @Test
    void memoryOfAnotherThreadIsRefused() throws Exception {
        try (Arena confined = Arena.ofConfined()) {
            MemorySegment memory = confined.allocate(8);
            AtomicReference<Throwable> thrown = new AtomicReference<>();
            Thread other =
                    Thread.ofPlatform()
                            .start(() -> {
                                try {
                                    Syscall.read(SITE, 0, memory);
                                } catch (Throwable e) {
                                    thrown.set(e);
                                }
                            });
            other.join();
            assertThat(thrown.get()).isInstanceOf(WrongThreadException.class);
        }
    }

    @Test
    void memoryOnTheHeapIsRefused() {
        assertThatThrownBy(() -> Syscall.read(SITE, 0, MemorySegment.ofArray(new byte[8])))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void flockExcludesASecondOpenFile() {
        String path = directory.resolve("locked").toString();
        int one = (int) Syscall.open(path, Fcntl.O_RDWR | Fcntl.O_CREAT, 0600);
        int other = (int) Syscall.open(path, Fcntl.O_RDWR, 0);
        assertThat(Syscall.flock(one, Fcntl.LOCK_EX)).isZero();
        assertThat(Syscall.flock(other, Fcntl.LOCK_EX | Fcntl.LOCK_NB))
                .isEqualTo(Errno.EWOULDBLOCK.result());
        assertThat(Syscall.flock(one, Fcntl.LOCK_UN)).isZero();
        assertThat(Syscall.flock(other, Fcntl.LOCK_EX | Fcntl.LOCK_NB)).isZero();
        Syscall.close(one);
        Syscall.close(other);
    }

    @Test
    void dupIsTheSameOpenFile() {
        int[] fds = new int[2];
        assertThat(Syscall.pipe2(fds, Fcntl.O_CLOEXEC)).isZero();
        int twin = (int) Syscall.dup(fds[1]);
        Syscall.close(fds[1]);
        try (Arena arena = Arena.ofConfined()) {
            assertThat(Syscall.write(SITE, twin, arena.allocate(3))).isEqualTo(3);
            assertThat(Syscall.read(SITE, fds[0], arena.allocate(8))).isEqualTo(3);
        }
        Syscall.close(twin);
        Syscall.close(fds[0]);
    }

    @Test
    void nanosleepTakesItsTimeAndRefusesNegativeOnes() {
        long begin = System.nanoTime();
        assertThat(Syscall.nanosleep(2_000_000)).isZero();
        assertThat(System.nanoTime() - begin).isGreaterThanOrEqualTo(2_000_000);
        assertThat(Syscall.nanosleep(-1)).isEqualTo(Errno.EINVAL.result());
    }

    @Test
    void gettidIsTheThreadsAndNotTheProcesss() throws Exception {
        CompletableFuture<Integer> other = new CompletableFuture<>();
        Thread thread = Thread.ofPlatform().start(() -> other.complete(Syscall.gettid()));
        thread.join();
        assertThat(other.join()).isPositive().isNotEqualTo(Syscall.gettid());
    }

    @Test
    void aVirtualThreadThatIsNotBatonsMakesAPlainCall() throws Exception {
        CompletableFuture<Long> pid = new CompletableFuture<>();
        Thread.ofVirtual()
                .start(() -> pid.complete(Syscall.syscall(Sysno.SYS_GETPID, 0, 0, 0)))
                .join();
        assertThat(pid.join()).isEqualTo(ProcessHandle.current().pid());
    }
}
