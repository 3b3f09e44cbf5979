package dev.baton.os;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.baton.syscall.Errno;
import dev.baton.syscall.FaultyKernel;
import dev.baton.syscall.Sysno;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Every call on a name, with a kernel that refuses or interrupts. */
class OsFaultsTest {
    @TempDir Path directory;
    private String file;
    private String none;
    private String link;

    @BeforeEach
    void makeThem() throws Exception {
        file = Files.writeString(directory.resolve("file"), "content").toString();
        none = directory.resolve("none").toString();
        link = Files.createSymbolicLink(directory.resolve("link"), Path.of("file")).toString();
    }

    /** Something that makes exactly one call of a kind when nothing goes wrong. */
    @FunctionalInterface
    interface Operation {
        void on(OsFaultsTest test) throws IOException;
    }

    record Site(String op, int trap, Operation operation) {
        @Override
        public String toString() {
            return op + " by " + Sysno.name(trap);
        }
    }

    private static final List<Site> SITES =
            List.of(
                    new Site("mkdir", Sysno.SYS_MKDIRAT, t -> Os.mkdir(t.none, 0700)),
                    new Site("symlink", Sysno.SYS_SYMLINKAT, t -> Os.symlink("x", t.none)),
                    new Site("link", Sysno.SYS_LINKAT, t -> Os.link(t.file, t.none)),
                    new Site("rename", Sysno.SYS_RENAMEAT2, t -> Os.rename(t.file, t.none)),
                    new Site(
                            "rename", Sysno.SYS_RENAMEAT2, t -> Os.renameNoReplace(t.file, t.none)),
                    new Site("stat", Sysno.SYS_NEWFSTATAT, t -> Os.stat(t.file)),
                    new Site("lstat", Sysno.SYS_NEWFSTATAT, t -> Os.lstat(t.link)),
                    new Site("readlink", Sysno.SYS_READLINKAT, t -> Os.readlink(t.link)),
                    new Site("chmod", Sysno.SYS_FCHMODAT, t -> Os.chmod(t.file, 0600)),
                    new Site("chown", Sysno.SYS_FCHOWNAT, t -> Os.chown(t.file, -1, -1)),
                    new Site("lchown", Sysno.SYS_FCHOWNAT, t -> Os.lchown(t.link, -1, -1)),
                    new Site("chtimes", Sysno.SYS_UTIMENSAT, t -> Os.chtimes(t.file, null, null)),
                    new Site("chtimes", Sysno.SYS_UTIMENSAT, t -> Os.lchtimes(t.link, null, null)),
                    new Site("truncate", Sysno.SYS_TRUNCATE, t -> Os.truncate(t.file, 1)),
                    new Site("open", Sysno.SYS_OPENAT, t -> Os.readFile(t.file)),
                    new Site("open", Sysno.SYS_OPENAT, t -> Os.writeFile(t.none, new byte[1])),
                    new Site("open", Sysno.SYS_OPENAT, t -> Os.readDir(t.directory.toString())),
                    new Site(
                            "open",
                            Sysno.SYS_OPENAT,
                            t -> Os.createTemp(t.directory.toString(), "x").close()),
                    new Site(
                            "mkdir",
                            Sysno.SYS_MKDIRAT,
                            t -> Os.mkdirTemp(t.directory.toString(), "x")),
                    new Site("chmod", Sysno.SYS_FCHMOD, t -> onFile(t, f -> f.chmod(0600))),
                    new Site("chown", Sysno.SYS_FCHOWN, t -> onFile(t, f -> f.chown(-1, -1))),
                    new Site(
                            "chtimes",
                            Sysno.SYS_UTIMENSAT,
                            t -> onFile(t, f -> f.chtimes(null, null))),
                    new Site("sync", Sysno.SYS_FDATASYNC, t -> onFile(t, File::syncData)),
                    new Site("readat", Sysno.SYS_PREAD64, t -> onFile(t, OsFaultsTest::readAt)),
                    new Site("pwrite", Sysno.SYS_PWRITE64, t -> onFile(t, OsFaultsTest::writeAt)));

    /** What is done with an open file. */
    @FunctionalInterface
    interface OnFile {
        void run(File file) throws IOException;
    }

    private static void onFile(OsFaultsTest t, OnFile operation) throws IOException {
        try (File file = File.openFile(t.file, File.O_RDWR, 0)) {
            operation.run(file);
        }
    }

    private static void readAt(File file) throws IOException {
        file.readAt(new byte[3], 0);
    }

    private static void writeAt(File file) throws IOException {
        file.writeAt(new byte[3], 0);
    }

    static Stream<Site> sites() {
        return SITES.stream();
    }

    static Stream<Arguments> everySiteWithEveryErrno() {
        List<Errno> errnos =
                List.of(
                        Errno.EIO,
                        Errno.ENOSPC,
                        Errno.EMFILE,
                        Errno.EACCES,
                        Errno.ENOMEM,
                        Errno.EROFS,
                        Errno.of(4095));
        return SITES.stream()
                .flatMap(site -> errnos.stream().map(errno -> Arguments.of(site, errno)));
    }

    @ParameterizedTest
    @MethodSource("everySiteWithEveryErrno")
    void anErrnoIsAPathErrorAndIsNotTriedAgain(Site s, Errno errno) {
        try (FaultyKernel kernel = FaultyKernel.forThisThread().fails(s.trap, errno)) {
            PathError e = catchThrowableOfType(PathError.class, () -> s.operation.on(this));
            assertThat(e.op()).isEqualTo(s.op);
            assertThat(e.errno()).isEqualTo(errno);
            assertThat(e instanceof ErrPermission).isEqualTo(errno == Errno.EACCES);
            assertThat(e.bytesTransferred()).isZero();
            assertThat(kernel.calls(s.trap)).isOne();
        }
    }

    @ParameterizedTest
    @MethodSource("sites")
    void anInterruptedCallIsMadeAgain(Site s) throws Exception {
        try (FaultyKernel kernel = FaultyKernel.forThisThread().fails(s.trap, Errno.EINTR)) {
            s.operation.on(this);
            assertThat(kernel.calls(s.trap)).isEqualTo(2);
        }
    }

    @Test
    void aDirectoryThatAFileSystemCallsEpermIsRemovedAsOne() throws Exception {
        Os.mkdir(none, 0700);
        try (FaultyKernel kernel =
                FaultyKernel.forThisThread().fails(Sysno.SYS_UNLINKAT, Errno.EPERM)) {
            Os.remove(none);
            assertThat(kernel.calls(Sysno.SYS_UNLINKAT)).isEqualTo(2);
            kernel.fails(Sysno.SYS_UNLINKAT, Errno.EPERM);
            PathError e = catchThrowableOfType(PathError.class, () -> Os.remove(file));
            assertThat(e.errno()).as("which is what it said of a file").isSameAs(Errno.EPERM);
        }
    }

    @Test
    void readAtThatFailsTellsHowMuchItHasRead() throws Exception {
        try (File open = File.open(file);
                FaultyKernel kernel =
                        FaultyKernel.forThisThread()
                                .next(Sysno.SYS_PREAD64, request -> request.ofBytes(2).passOn())
                                .next(Sysno.SYS_PREAD64, request -> request.ofBytes(1).passOn())
                                .fails(Sysno.SYS_PREAD64, Errno.EIO)) {
            byte[] b = new byte[7];
            PathError e = catchThrowableOfType(PathError.class, () -> open.readAt(b, 0));
            assertThat(e.errno()).isSameAs(Errno.EIO);
            assertThat(e.bytesTransferred()).isEqualTo(3);
            assertThat(b).startsWith('c', 'o', 'n', 0);
            assertThat(kernel.calls(Sysno.SYS_PREAD64)).isEqualTo(3);
        }
    }

    @Test
    void namesThatAreTakenAreNotTakenForTemporaryFiles() throws Exception {
        try (FaultyKernel kernel =
                FaultyKernel.forThisThread()
                        .fails(Sysno.SYS_OPENAT, Errno.EEXIST, Errno.EEXIST)
                        .fails(Sysno.SYS_MKDIRAT, Errno.EEXIST)) {
            Os.createTemp(directory.toString(), "x").close();
            assertThat(kernel.calls(Sysno.SYS_OPENAT)).isEqualTo(3);
            Os.mkdirTemp(directory.toString(), "x");
            assertThat(kernel.calls(Sysno.SYS_MKDIRAT)).isEqualTo(2);
            kernel.always(Sysno.SYS_OPENAT, request -> Errno.EEXIST.result());
            assertThat(
                            catchThrowableOfType(
                                    ErrExist.class, () -> Os.createTemp(directory.toString(), "x")))
                    .hasMessageStartingWith("open " + directory + "/x");
        }
    }
}
