package dev.baton.os;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.baton.syscall.Errno;
import dev.baton.syscall.FaultyKernel;
import dev.baton.syscall.Fcntl;
import dev.baton.syscall.Sysno;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

/** The same of both ways: by openat2, and where the kernel does not have it. */
@ParameterizedClass
@EnumSource(RootTest.Way.class)
class RootTest {
    @TempDir Path directory;
    private final Way way;
    private Path inside;
    private Path outside;
    private Root root;
    private FaultyKernel kernel;

    RootTest(Way way) {
        this.way = way;
    }

    /** How names are held. */
    enum Way {
        OPENAT2,
        STEP_BY_STEP,
        /** A filter of system calls says EPERM of what it does not know. */
        FILTERED;

        FaultyKernel kernel() {
            FaultyKernel kernel = FaultyKernel.forThisThread();
            return switch (this) {
                case OPENAT2 -> kernel;
                case STEP_BY_STEP ->
                        kernel.always(Sysno.SYS_OPENAT2, request -> Errno.ENOSYS.result());
                case FILTERED -> kernel.always(Sysno.SYS_OPENAT2, request -> Errno.EPERM.result());
            };
        }
    }

    @BeforeEach
    void openIt() throws Exception {
        inside = Files.createDirectories(directory.resolve("inside"));
        outside = Files.createDirectories(directory.resolve("outside"));
        Files.createDirectories(inside.resolve("a/b"));
        Files.writeString(inside.resolve("file"), "in");
        Files.writeString(inside.resolve("a/b/file"), "deep");
        Files.writeString(outside.resolve("file"), "out");
        link("up", "../outside");
        link("upfile", "../outside/file");
        link("absolute", outside.toString());
        link("within", "a/b");
        link("a/back", "../file");
        link("chain", "within/../back");
        link("loop", "loop2");
        link("loop2", "loop");
        link("dangling", "none");
        root = Root.open(inside.toString());
        kernel = way.kernel();
    }

    private void link(String name, String target) throws Exception {
        Files.createSymbolicLink(inside.resolve(name), Path.of(target));
    }

    @AfterEach
    void closeIt() throws Exception {
        kernel.close();
        root.close();
    }

    private String read(String name) throws Exception {
        try (File file = root.openFile(name)) {
            byte[] b = new byte[100];
            int n = file.read(b);
            return new String(b, 0, n, UTF_8);
        }
    }

    // ---- Names that stay within ----------------------------------------------------------------

    @Test
    void namesWithinAreOpened() throws Exception {
        Map<String, String> contents =
                Map.of(
                        "file", "in",
                        "./file", "in",
                        "a/b/file", "deep",
                        "a//b/./file", "deep",
                        "a/../file", "in",
                        "a/b/../../file", "in",
                        "within/file", "deep",
                        "a/back", "in",
                        "chain", "in",
                        "within/../back", "in");
        for (Map.Entry<String, String> entry : contents.entrySet()) {
            assertThat(read(entry.getKey())).as(entry.getKey()).isEqualTo(entry.getValue());
            assertThat(root.stat(entry.getKey()).size())
                    .as(entry.getKey())
                    .isEqualTo(entry.getValue().length());
        }
        assertThat(root.openFile("file").name()).isEqualTo(inside + "/file");
        for (String name :
                List.of(".", "a", "a/", "a/b/..", "a/..", "within", "within/", "a/b/.")) {
            assertThat(root.stat(name).isDirectory()).as(name).isTrue();
            try (Root below = root.openRoot(name)) {
                assertThat(below.stat(".").isDirectory()).isTrue();
            }
        }
    }

    @Test
    void itStaysTheSameDirectoryWhenThatIsRenamed() throws Exception {
        Files.move(inside, directory.resolve("renamed"));
        assertThat(read("file")).isEqualTo("in");
        root.mkdir("made", 0700);
        assertThat(directory.resolve("renamed/made")).isDirectory();
    }

    @Test
    void everyOperationOfOsIsHere() throws Exception {
        try (File file = root.create("a/new")) {
            file.write("new".getBytes(UTF_8));
        }
        assertThat(inside.resolve("a/new")).hasContent("new");
        root.mkdir("d/", 0700);
        root.mkdirAll("d/e/../f/g", 0700);
        assertThat(inside.resolve("d/f/g")).isDirectory();
        root.mkdirAll("d/f/g", 0700);
        root.symlink("f", "d/l");
        assertThat(root.readlink("d/l")).isEqualTo("f");
        assertThat(root.lstat("d/l").isSymlink()).isTrue();
        assertThat(root.stat("d/l").isDirectory()).isTrue();
        root.link("file", "d/l/hard");
        assertThat(Os.sameFile(root.stat("d/f/hard"), root.stat("file"))).isTrue();
        root.rename("d/f/hard", "moved");
        assertThat(inside.resolve("moved")).hasContent("in");
        root.chmod("within/file", 0604);
        assertThat(root.stat("a/b/file").permissions()).isEqualTo(0604);
        Instant then = Instant.ofEpochSecond(1_000_000_000);
        root.chtimes("within/file", then, then);
        assertThat(root.stat("a/b/file").modTime()).isEqualTo(then);
        root.chown("within/file", -1, -1);
        root.lchown("within", -1, -1);
        root.remove("moved");
        assertThatThrownBy(() -> root.remove("moved")).isInstanceOf(ErrNotExist.class);
        assertThatThrownBy(() -> root.remove("d")).isInstanceOf(ErrExist.class);
        root.removeAll("d/");
        root.removeAll("d");
        root.removeAll("d/e/f");
        assertThat(inside.resolve("d")).doesNotExist();
        assertThatThrownBy(() -> root.removeAll("a/.")).isInstanceOf(ErrInvalid.class);
        assertThatThrownBy(() -> root.removeAll("a/..")).isInstanceOf(ErrInvalid.class);
        assertThat(root.name()).isEqualTo(inside.toString());
        assertThat(root.toString()).startsWith("Root[" + inside + ", fd ");
    }

    @Test
    void aFileIsMadeThroughALinkThatStaysWithin() throws Exception {
        root.create("dangling").close();
        assertThat(inside.resolve("none")).exists();
        assertThatThrownBy(() -> root.openFile("dangling", File.O_CREATE | File.O_EXCL, 0600))
                .isInstanceOf(ErrExist.class);
    }

    // ---- Names that lead out -------------------------------------------------------------------

    private void assertEscapes(String name, ThrowingCallable call) {
        assertThatThrownBy(call)
                .as(name)
                .isInstanceOf(ErrPathEscapes.class)
                .hasMessageEndingWith(inside + "/" + name + ": path escapes from its root");
    }

    @Test
    void namesThatLeadOutAreRefusedByEveryOperation() throws Exception {
        for (String name :
                List.of(
                        "../outside/file",
                        "a/../../outside/file",
                        "up/file",
                        "a/../up/file",
                        "absolute/file",
                        outside + "/file",
                        "within/../../../outside/file")) {
            assertEscapes(name, () -> root.openFile(name));
            assertEscapes(name, () -> root.create(name));
            assertEscapes(name, () -> root.stat(name));
            assertEscapes(name, () -> root.lstat(name));
            assertEscapes(name, () -> root.openRoot(name));
            assertEscapes(name, () -> root.mkdir(name, 0700));
            assertEscapes(name, () -> root.mkdirAll(name, 0700));
            assertEscapes(name, () -> root.remove(name));
            assertEscapes(name, () -> root.removeAll(name));
            assertEscapes(name, () -> root.rename(name, "x"));
            assertEscapes(name, () -> root.rename("file", name));
            assertEscapes(name, () -> root.link(name, "x"));
            assertEscapes(name, () -> root.link("file", name));
            assertEscapes(name, () -> root.symlink("x", name));
            assertEscapes(name, () -> root.readlink(name));
            assertEscapes(name, () -> root.chmod(name, 0700));
            assertEscapes(name, () -> root.chown(name, -1, -1));
            assertEscapes(name, () -> root.lchown(name, -1, -1));
            assertEscapes(name, () -> root.chtimes(name, null, null));
        }
        assertEscapes("upfile", () -> root.openFile("upfile"));
        assertEscapes("upfile", () -> root.create("upfile"));
        assertEscapes("up", () -> root.stat("up"));
        assertEscapes("up/", () -> root.openRoot("up/"));
        assertEscapes("..", () -> root.stat(".."));
        assertEscapes("a/../..", () -> root.openRoot("a/../.."));
        assertThat(outside.resolve("file")).hasContent("out");
        assertThat(outside).isDirectoryContaining(path -> path.endsWith("file"));
    }

    @Test
    void linksThatLeadOutAreNamesAsAnyOther() throws Exception {
        assertThat(root.lstat("up").isSymlink()).isTrue();
        assertThat(root.readlink("up")).isEqualTo("../outside");
        root.rename("up", "up2");
        root.removeAll("up2/");
        root.remove("upfile");
        root.removeAll("absolute");
        assertThat(inside.resolve("absolute")).doesNotExist();
        assertThat(outside.resolve("file")).hasContent("out");
    }

    // ---- Other errors --------------------------------------------------------------------------

    @Test
    void errorsAreTheKernels() throws Exception {
        assertErrno(Errno.ENOENT, () -> root.openFile("none"));
        assertErrno(Errno.ENOENT, () -> root.openFile("none/x"));
        assertErrno(Errno.ENOENT, () -> root.openFile("dangling"));
        assertErrno(Errno.ENOENT, () -> root.openFile(""));
        assertErrno(Errno.ENOENT, () -> root.mkdir("", 0700));
        assertErrno(Errno.ENOTDIR, () -> root.openFile("file/x"));
        assertErrno(Errno.ENOTDIR, () -> root.openFile("file/"));
        assertErrno(Errno.ENOTDIR, () -> root.openRoot("file"));
        assertErrno(Errno.ENOTDIR, () -> root.mkdirAll("file/x", 0700));
        assertErrno(Errno.ELOOP, () -> root.openFile("loop"));
        assertErrno(Errno.ELOOP, () -> root.stat("loop/x"));
        assertErrno(Errno.EISDIR, () -> root.create("new/"));
        assertErrno(Errno.EEXIST, () -> root.mkdir("a/..", 0700));
        assertErrno(Errno.EISDIR, () -> root.create("a"));
        assertErrno(Errno.ENAMETOOLONG, () -> root.openFile("x".repeat(300)));
        assertErrno(
                Errno.ELOOP, () -> root.openFile("within", Fcntl.O_RDONLY | Fcntl.O_NOFOLLOW, 0));
        assertThatThrownBy(() -> root.openFile("a\0b")).isInstanceOf(ErrInvalid.class);
        assertThatThrownBy(() -> root.openFile("a", -1, 0)).isInstanceOf(ErrInvalid.class);
        assertThatThrownBy(() -> Root.open(inside + "/file")).hasMessageContaining("ENOTDIR");
        root.close();
        root.close();
        assertThatThrownBy(() -> root.openFile("file")).isInstanceOf(ErrClosed.class);
        assertThat(root).hasToString("Root[" + inside + ", closed]");
    }

    private static void assertErrno(Errno errno, ThrowingCallable call) {
        PathError e = catchThrowableOfType(PathError.class, call);
        assertThat(e.errno()).as(e.toString()).isSameAs(errno);
    }

    @Test
    void fortyLinksAreFollowedAndNoMore() throws Exception {
        link("l0", "file");
        for (int i = 1; i <= 40; i++) {
            link("l" + i, "l" + (i - 1));
        }
        assertThat(read("l39")).isEqualTo("in");
        assertErrno(Errno.ELOOP, () -> root.openFile("l40"));
    }

    @Test
    void noDescriptorStaysOpen() throws Exception {
        int before = descriptors();
        for (int i = 0; i < 50; i++) {
            read("within/../../a/b/file");
            root.stat("a/b/..");
            root.lstat("a/b/file");
            assertErrno(Errno.ENOENT, () -> root.stat("a/b/none/x"));
            assertErrno(Errno.ELOOP, () -> root.stat("a/../loop"));
            assertThatThrownBy(() -> root.openFile("a/b/../../../x"))
                    .isInstanceOf(ErrPathEscapes.class);
        }
        assertThat(descriptors()).isLessThan(before + 50);
    }

    private static int descriptors() {
        return java.util.Objects.requireNonNull(new java.io.File("/proc/self/fd").list()).length;
    }

    @Test
    void interruptedCallsAreMadeAgain() throws Exception {
        kernel.fails(Sysno.SYS_OPENAT2, Errno.EINTR)
                .fails(Sysno.SYS_OPENAT, Errno.EINTR)
                .fails(Sysno.SYS_READLINKAT, Errno.EINTR);
        assertThat(read("within/file")).isEqualTo("deep");
        kernel.fails(Sysno.SYS_OPENAT2, Errno.EAGAIN, Errno.EAGAIN);
        assertThat(read("within/file")).isEqualTo("deep");
    }
}
