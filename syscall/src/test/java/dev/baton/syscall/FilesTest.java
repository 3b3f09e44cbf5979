package dev.baton.syscall;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Each call once with an effect that the JDK sees, and once with an error. */
class FilesTest {
    @TempDir Path directory;
    private int dir;

    @BeforeEach
    void openTheDirectory() {
        dir = open(directory.toString(), Fcntl.O_RDONLY | Fcntl.O_DIRECTORY);
    }

    @AfterEach
    void closeIt() {
        Syscall.close(dir);
    }

    private static int open(String path, int flags) {
        long r1 = Syscall.open(path, flags | Fcntl.O_CLOEXEC, 0600);
        assertThat(Errno.errnoErr(r1)).isNull();
        return (int) r1;
    }

    private Path file(String name, String content) throws IOException {
        return java.nio.file.Files.writeString(directory.resolve(name), content);
    }

    private static void assertThatItIs(long r1, Errno errno) {
        assertThat(Errno.errnoErr(r1)).isEqualTo(errno);
    }

    @Test
    void openat2KeepsInTheDirectory() throws Exception {
        file("file", "1");
        int flags = Fcntl.O_RDONLY | Fcntl.O_CLOEXEC;
        long fd = Files.openat2(dir, "file", flags, 0, Files.RESOLVE_BENEATH);
        if (fd == Errno.ENOSYS.result()) {
            return; // Linux before 5.6
        }
        assertThat(Syscall.close((int) fd)).isZero();
        assertThatItIs(Files.openat2(dir, "../x", flags, 0, Files.RESOLVE_BENEATH), Errno.EXDEV);
        assertThatItIs(Files.openat2(dir, "file", flags, 0600, 0), Errno.EINVAL);
        assertThatItIs(Files.openat2(dir, "a\0b", flags, 0, 0), Errno.EINVAL);
        long made = Files.openat2(dir, "made", flags | Fcntl.O_CREAT, 0640, 0);
        assertThat(Syscall.close((int) made)).isZero();
        assertThat(directory.resolve("made")).exists();
    }

    @Test
    void directoriesAreMadeReadAndRemoved() throws Exception {
        assertThat(Files.mkdirat(dir, "made", 0700)).isZero();
        assertThatItIs(Files.mkdirat(dir, "made", 0700), Errno.EEXIST);
        file("made/a", "");
        java.nio.file.Files.createSymbolicLink(directory.resolve("made/b"), Path.of("a"));
        int made = open(directory + "/made", Fcntl.O_RDONLY | Fcntl.O_DIRECTORY);
        List<Dirent> entries = new ArrayList<>();
        while (Files.getdents64(made, entries) > 0) {}
        assertThat(entries).extracting(Dirent::name).containsExactlyInAnyOrder(".", "..", "a", "b");
        for (Dirent entry : entries) {
            assertThat(entry.isDots()).isEqualTo(entry.name().startsWith("."));
            if (!entry.isDots()) {
                Object ino =
                        java.nio.file.Files.getAttribute(
                                directory.resolve("made/" + entry),
                                "unix:ino",
                                LinkOption.NOFOLLOW_LINKS);
                assertThat(entry.ino()).isEqualTo(ino);
                assertThat(entry.kind())
                        .isIn(0, entry.name().equals("a") ? Fcntl.S_IFREG : Fcntl.S_IFLNK);
            }
        }
        assertThatItIs(Files.unlinkat(dir, "made", 0), Errno.EISDIR);
        assertThatItIs(Files.unlinkat(dir, "made", Files.AT_REMOVEDIR), Errno.ENOTEMPTY);
        for (Dirent entry : entries) {
            if (!entry.isDots()) {
                assertThat(Files.unlinkat(made, entry, 0)).isZero();
                assertThatItIs(Files.unlinkat(made, entry, 0), Errno.ENOENT);
                assertThatItIs(Files.openat(made, entry, Fcntl.O_RDONLY), Errno.ENOENT);
            }
        }
        assertThatItIs(Files.getdents64(-1, entries), Errno.EBADF);
        Syscall.close(made);
        assertThat(Files.unlinkat(dir, "made", Files.AT_REMOVEDIR)).isZero();
        assertThat(directory.resolve("made")).doesNotExist();
    }

    /** Linux takes any bytes for a name; Java's strings have none for these. */
    @Test
    void aNameThatIsNoUtf8CanBeOpenedAndRemovedAllTheSame() throws Exception {
        Process shell =
                new ProcessBuilder("sh", "-c", "printf x > \"$(printf 'a\\377b')\"")
                        .directory(directory.toFile())
                        .start();
        assertThat(shell.waitFor()).isZero();
        List<Dirent> entries = new ArrayList<>();
        Files.getdents64(dir, entries);
        entries.removeIf(Dirent::isDots);
        assertThat(entries).extracting(Dirent::name).containsExactly("a\ufffdb");
        int fd = (int) Files.openat(dir, entries.getFirst(), Fcntl.O_RDONLY);
        Stat[] stat = new Stat[1];
        assertThat(Syscall.fstat(fd, stat)).isZero();
        assertThat(stat[0].size()).isOne();
        Syscall.close(fd);
        assertThat(Files.unlinkat(dir, entries.getFirst(), 0)).isZero();
    }

    @Test
    void namesAreGivenChangedAndLedTo() throws Exception {
        file("a", "1");
        assertThat(Files.linkat(dir, "a", dir, "b", 0)).isZero();
        assertThatItIs(Files.linkat(dir, "a", dir, "b", 0), Errno.EEXIST);
        assertThatItIs(Files.renameat2(dir, "a", dir, "b", Files.RENAME_NOREPLACE), Errno.EEXIST);
        file("c", "3");
        assertThat(Files.renameat2(dir, "a", dir, "c", Files.RENAME_EXCHANGE)).isZero();
        assertThat(directory.resolve("a")).hasContent("3");
        assertThat(Files.renameat2(dir, "a", dir, "c", 0)).isZero();
        assertThat(directory.resolve("a")).doesNotExist();
        assertThat(Files.symlinkat("grüße/x", dir, "link")).isZero();
        assertThatItIs(Files.symlinkat("x", dir, "link"), Errno.EEXIST);
        assertThatItIs(Files.symlinkat("x\0", dir, "other"), Errno.EINVAL);
        String[] target = new String[1];
        assertThat(Files.readlinkat(dir, "link", target))
                .isEqualTo("grüße/x".getBytes(UTF_8).length);
        assertThat(target[0]).isEqualTo("grüße/x");
        assertThatItIs(Files.readlinkat(dir, "b", target), Errno.EINVAL);
        assertThat(Files.mknodat(dir, "fifo", Fcntl.S_IFIFO | 0600, 0)).isZero();
        assertThatItIs(Files.mknodat(dir, "fifo", Fcntl.S_IFIFO | 0600, 0), Errno.EEXIST);
    }

    @Test
    void whatIsKnownOfAFileIsAskedByItsName() throws Exception {
        Path file = file("file", "12345");
        java.nio.file.Files.createSymbolicLink(directory.resolve("link"), Path.of("file"));
        Stat[] stat = new Stat[1];
        assertThat(Files.fstatat(dir, "link", 0, stat)).isZero();
        assertThat(stat[0].size()).isEqualTo(5);
        assertThat(stat[0].ino()).isEqualTo(java.nio.file.Files.getAttribute(file, "unix:ino"));
        assertThat(Files.fstatat(dir, "link", Files.AT_SYMLINK_NOFOLLOW, stat)).isZero();
        assertThat(stat[0].kind()).isEqualTo(Fcntl.S_IFLNK);
        assertThatItIs(Files.fstatat(dir, "none", 0, stat), Errno.ENOENT);

        long[] birth = new long[2];
        long known = Files.birthTime(dir, "file", 0, birth);
        assertThat(known).isBetween(0L, 1L);
        if (known == 1) {
            assertThat(birth[0]).isPositive();
            assertThat(birth[1]).isBetween(0L, 999_999_999L);
        }
        assertThatItIs(Files.birthTime(dir, "none", 0, birth), Errno.ENOENT);

        assertThat(Files.faccessat2(dir, "file", Files.R_OK | Files.W_OK, 0)).isZero();
        assertThatItIs(Files.faccessat2(dir, "file", Files.X_OK, Files.AT_EACCESS), Errno.EACCES);
        assertThatItIs(Files.faccessat2(dir, "none", Files.F_OK, 0), Errno.ENOENT);

        Statfs[] statfs = new Statfs[1];
        assertThat(Files.statfs(directory.toString(), statfs)).isZero();
        var store = java.nio.file.Files.getFileStore(directory);
        assertThat(statfs[0].blocks() * statfs[0].blockBytes()).isEqualTo(store.getTotalSpace());
        assertThat(statfs[0].blockBytes()).isEqualTo(store.getBlockSize());
        assertThat(statfs[0].nameBytes()).isBetween(100L, 10_000L);
        assertThatItIs(Files.statfs(directory + "/none", statfs), Errno.ENOENT);
    }

    @Test
    void permissionsOwnersTimesAndLengthAreSetByName() throws Exception {
        Path file = file("file", "12345");
        assertThat(Files.fchmodat(dir, "file", 0640)).isZero();
        assertThat((int) java.nio.file.Files.getAttribute(file, "unix:mode") & 07777)
                .isEqualTo(0640);
        assertThatItIs(Files.fchmodat(dir, "none", 0640), Errno.ENOENT);
        assertThat(Files.fchownat(dir, "file", -1, -1, 0)).isZero();
        assertThatItIs(Files.fchownat(dir, "none", -1, -1, 0), Errno.ENOENT);
        long[] access = {1_000_000_000, 5};
        assertThat(Files.utimensat(dir, "file", access, new long[] {0, Files.UTIME_OMIT}, 0))
                .isZero();
        Stat[] stat = new Stat[1];
        assertThat(Files.fstatat(dir, "file", 0, stat)).isZero();
        assertThat(stat[0].accessSeconds()).isEqualTo(1_000_000_000);
        assertThat(stat[0].accessNanos()).isEqualTo(5);
        assertThat(stat[0].modifiedSeconds()).isGreaterThan(1_000_000_000);
        int fd = open(file.toString(), Fcntl.O_RDWR);
        assertThat(Files.utimensat(fd, null, access, access, 0)).isZero();
        assertThat(Syscall.fstat(fd, stat)).isZero();
        assertThat(stat[0].modifiedSeconds()).isEqualTo(1_000_000_000);
        Syscall.close(fd);
        assertThatItIs(Files.utimensat(dir, "file", new long[] {0, -1}, access, 0), Errno.EINVAL);
        assertThat(Files.truncate(file.toString(), 2)).isZero();
        assertThat(file).hasContent("12");
        assertThatItIs(Files.truncate(file.toString(), -1), Errno.EINVAL);
    }
}
