package dev.baton.os;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.baton.syscall.Errno;
import dev.baton.syscall.Fcntl;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class OsTest {
    @TempDir Path directory;
    private String at;

    @BeforeEach
    void setUp() {
        at = directory + "/";
    }

    private Path file(String name, String content) throws Exception {
        return Files.writeString(directory.resolve(name), content);
    }

    // ---- Making --------------------------------------------------------------------------------

    @Test
    void mkdirMakesOneAndNotASecond() throws Exception {
        Os.mkdir(at + "d", 0700);
        assertThat(Os.stat(at + "d").isDirectory()).isTrue();
        assertThat(Os.stat(at + "d").permissions()).isEqualTo(0700);
        assertThatThrownBy(() -> Os.mkdir(at + "d", 0700))
                .isInstanceOf(ErrExist.class)
                .hasMessage("mkdir " + at + "d: File exists (EEXIST)");
        assertThatThrownBy(() -> Os.mkdir(at + "none/d", 0700)).isInstanceOf(ErrNotExist.class);
        assertThatThrownBy(() -> Os.mkdir(at + "e", 010000)).isInstanceOf(ErrInvalid.class);
    }

    @Test
    void mkdirAllMakesWhatIsMissingAndTakesWhatIsThere() throws Exception {
        Os.mkdirAll(at + "a//b/../c/d/", 0750);
        assertThat(directory.resolve("a/b")).isDirectory();
        assertThat(directory.resolve("a/c/d")).isDirectory();
        Os.mkdirAll(at + "a/c/d", 0700);
        assertThat(Os.stat(at + "a/c/d").permissions()).as("as it was").isEqualTo(0750);
        Files.createSymbolicLink(directory.resolve("link"), Path.of("a"));
        Os.mkdirAll(at + "link/e", 0700);
        assertThat(directory.resolve("a/e")).isDirectory();
        Os.mkdirAll("/", 0700);
    }

    @Test
    void mkdirAllStopsAtAFile() throws Exception {
        file("file", "");
        for (String path : List.of("file", "file/a", "file/a/b")) {
            PathError e = catchThrowableOfType(PathError.class, () -> Os.mkdirAll(at + path, 0700));
            assertThat(e.errno()).isSameAs(Errno.ENOTDIR);
            assertThat(e.path()).startsWith(at + "file");
        }
        Files.createSymbolicLink(directory.resolve("dangling"), Path.of("none"));
        assertThatThrownBy(() -> Os.mkdirAll(at + "dangling/a", 0700)).isInstanceOf(ErrExist.class);
        assertThatThrownBy(() -> Os.mkdirAll("", 0700)).isInstanceOf(ErrNotExist.class);
    }

    /** Many at once: who comes second takes what the first has made. */
    @Test
    void mkdirAllOfManyAtOnceIsMadeOnceAndNobodyFails() throws Exception {
        for (int round = 0; round < 20; round++) {
            String path = at + round + "/a/b/c/d";
            List<Crew.Member<Void>> members = new ArrayList<>();
            try (Crew crew = Crew.of(Crew.Kind.PLATFORM)) {
                for (int i = 0; i < 4; i++) {
                    members.add(
                            crew.start(() -> {
                                Os.mkdirAll(path, 0700);
                                return null;
                            }));
                }
                for (Crew.Member<Void> member : members) {
                    assertThat(member.thrown()).isNull();
                }
            }
            assertThat(Path.of(path)).isDirectory();
        }
    }

    /** The twin: one that takes EEXIST for an error, without a look at what is there. */
    @Test
    void oneThatDoesNotLookIsCaughtByWhatIsThere() throws Exception {
        MkdirAll.Look blind =
                path -> {
                    throw PathError.of("stat", path, Errno.ENOENT);
                };
        MkdirAll.of(at + "a", path -> Os.mkdir(path, 0700), Os::stat);
        assertThatThrownBy(() -> MkdirAll.of(at + "a", path -> Os.mkdir(path, 0700), blind))
                .isInstanceOf(ErrExist.class);
    }

    @Test
    void linksAreMadeReadAndFollowed() throws Exception {
        file("file", "12345");
        Os.symlink("file", at + "sym");
        assertThat(Os.readlink(at + "sym")).isEqualTo("file");
        assertThat(Os.stat(at + "sym").size()).isEqualTo(5);
        assertThat(Os.stat(at + "sym").isSymlink()).isFalse();
        assertThat(Os.lstat(at + "sym").isSymlink()).isTrue();
        assertThatThrownBy(() -> Os.symlink("file", at + "sym"))
                .isInstanceOf(ErrExist.class)
                .hasMessage("symlink file " + at + "sym: File exists (EEXIST)");
        Os.link(at + "file", at + "hard");
        assertThat(Os.sameFile(Os.stat(at + "hard"), Os.stat(at + "sym"))).isTrue();
        assertThat(Os.sameFile(Os.stat(at + "hard"), Os.lstat(at + "sym"))).isFalse();
        assertThat(Os.stat(at + "hard").sys().nlink()).isEqualTo(2);
        PathError e = catchThrowableOfType(PathError.class, () -> Os.readlink(at + "file"));
        assertThat(e.errno()).isSameAs(Errno.EINVAL);
        String longTarget = "x".repeat(4000);
        Os.symlink(longTarget, at + "long");
        assertThat(Os.readlink(at + "long")).isEqualTo(longTarget);
    }

    // ---- Renaming and removing -----------------------------------------------------------------

    @Test
    void renameReplacesAFileAndRenameNoReplaceDoesNot() throws Exception {
        file("a", "a");
        file("b", "b");
        assertThatThrownBy(() -> Os.renameNoReplace(at + "a", at + "b"))
                .isInstanceOf(ErrExist.class);
        Os.rename(at + "a", at + "b");
        assertThat(directory.resolve("b")).hasContent("a");
        Os.renameNoReplace(at + "b", at + "c");
        assertThatThrownBy(() -> Os.rename(at + "a", at + "b"))
                .isInstanceOf(ErrNotExist.class)
                .hasMessage("rename %sa %sb: No such file or directory (ENOENT)", at, at);
        Os.mkdir(at + "d", 0700);
        PathError e = catchThrowableOfType(PathError.class, () -> Os.rename(at + "c", at + "d"));
        assertThat(e.errno()).isSameAs(Errno.EISDIR);
    }

    @Test
    void removeTakesFilesLinksAndEmptyDirectories() throws Exception {
        file("file", "");
        Os.mkdir(at + "d", 0700);
        file("d/inside", "");
        Os.symlink("d", at + "link");
        Os.remove(at + "file");
        Os.remove(at + "link");
        assertThat(directory.resolve("d/inside")).exists();
        assertThatThrownBy(() -> Os.remove(at + "d"))
                .isInstanceOf(ErrExist.class)
                .hasMessageContaining("ENOTEMPTY");
        Os.remove(at + "d/inside");
        Os.remove(at + "d");
        assertThatThrownBy(() -> Os.remove(at + "d")).isInstanceOf(ErrNotExist.class);
        assertThatThrownBy(() -> Os.remove("/proc/version"))
                .isInstanceOf(ErrPermission.class)
                .hasMessageStartingWith("remove /proc/version: ");
    }

    // ---- Attributes ----------------------------------------------------------------------------

    @Test
    void permissionsTimesAndLengthAreSet() throws Exception {
        file("file", "12345");
        Os.symlink("file", at + "link");
        Os.chmod(at + "link", 0604);
        assertThat(Os.stat(at + "file").permissions()).isEqualTo(0604);
        Instant then = Instant.ofEpochSecond(1_000_000_000, 123_456_789);
        Instant later = Instant.ofEpochSecond(1_100_000_000);
        Os.chtimes(at + "link", then, null);
        Os.chtimes(at + "link", null, later);
        assertThat(Os.stat(at + "file").sys().accessSeconds()).isEqualTo(1_000_000_000);
        assertThat(Os.stat(at + "file").sys().accessNanos()).isEqualTo(123_456_789);
        assertThat(Os.stat(at + "file").modTime()).isEqualTo(later);
        Os.lchtimes(at + "link", then, then);
        assertThat(Os.lstat(at + "link").modTime()).isEqualTo(then);
        assertThat(Os.stat(at + "file").modTime()).isEqualTo(later);
        Os.truncate(at + "link", 3);
        assertThat(directory.resolve("file")).hasContent("123");
        assertThatThrownBy(() -> Os.truncate(at + "file", -1)).isInstanceOf(ErrInvalid.class);
        FileInfo info = Os.stat(at + "file");
        Os.chown(at + "file", info.sys().uid(), info.sys().gid());
        Os.lchown(at + "link", -1, -1);
        Instant before1970 = Instant.ofEpochSecond(-1, 5);
        Os.chtimes(at + "file", before1970, before1970);
        assertThat(Os.stat(at + "file").modTime()).isEqualTo(before1970);
    }

    @Test
    @SuppressWarnings("try") // that it is closed before is what is tested
    void anOpenFilesPermissionsTimesAndOwnersAreSet() throws Exception {
        file("file", "12345");
        try (File file = File.openFile(at + "file", File.O_RDWR, 0)) {
            file.chmod(0640);
            assertThat(file.stat().permissions()).isEqualTo(0640);
            Instant then = Instant.ofEpochSecond(1_000_000_000, 5);
            file.chtimes(then, then);
            assertThat(file.stat().modTime()).isEqualTo(then);
            file.chown(-1, file.stat().sys().gid());
            file.syncData();
            assertThatThrownBy(() -> file.chmod(-1)).isInstanceOf(ErrInvalid.class);
            file.close();
            assertThatThrownBy(() -> file.chmod(0600)).isInstanceOf(ErrClosed.class);
        }
    }

    // ---- Whole files and directories -----------------------------------------------------------

    @Test
    void wholeFilesAreReadAndWritten() throws Exception {
        byte[] big = new byte[3_000_001];
        big[big.length - 1] = 1;
        Os.writeFile(at + "file", big);
        assertThat(Os.readFile(at + "file")).isEqualTo(big);
        Os.writeFile(at + "file", new byte[] {1});
        assertThat(Os.readFile(at + "file")).containsExactly(1);
        Os.writeFile(at + "file", new byte[0]);
        assertThat(Os.readFile(at + "file")).isEmpty();
        assertThat(new String(Os.readFile("/proc/self/status"), UTF_8))
                .as("which says that it is empty")
                .startsWith("Name:");
    }

    @Test
    void readDirIsInTheOrderOfNames() throws Exception {
        Set<String> names = new HashSet<>();
        for (int i = 0; i < 3000; i++) { // more than a buffer holds
            names.add("a-rather-long-name-" + i);
            Files.createFile(directory.resolve("a-rather-long-name-" + i));
        }
        assertThat(Os.readDir(directory.toString()))
                .extracting(DirEntry::name)
                .isSorted()
                .hasSize(3000)
                .hasSameElementsAs(names);
        assertThatThrownBy(() -> Os.readDir(at + "a-rather-long-name-0"))
                .hasMessageContaining("ENOTDIR");
    }

    @Test
    void anOpenDirectoryIsReadInParts() throws Exception {
        file("file", "1");
        Os.mkdir(at + "d", 0700);
        Os.symlink("d", at + "link");
        Set<String> found = new HashSet<>();
        try (File dir = File.open(directory.toString())) {
            for (int i = 0; i < 3; i++) {
                List<DirEntry> one = dir.readDir(1);
                assertThat(one).hasSize(1);
                DirEntry entry = one.getFirst();
                found.add(entry.name());
                assertThat(entry.path()).isEqualTo(at + entry.name());
                assertThat(entry.isDirectory()).isEqualTo(entry.name().equals("d"));
                assertThat(entry.isSymlink()).isEqualTo(entry.name().equals("link"));
                assertThat(entry.info().sys().kind()).isEqualTo(entry.kind());
            }
            assertThat(dir.readDir(1)).isEmpty();
            assertThat(dir.readDir(0)).isEmpty();
            dir.seek(0, File.SEEK_SET);
            assertThat(dir.readDir(1)).hasSize(1);
            dir.seek(0, File.SEEK_SET);
            assertThat(dir.readDir(0)).as("nothing is left of before").hasSize(3);
        }
        assertThat(found).containsExactlyInAnyOrder("file", "d", "link");
    }

    @Test
    void aDirectoryThatWasRemovedWhileItWasOpenHasAnEnd() throws Exception {
        Os.mkdir(at + "d", 0700);
        try (File dir = File.open(at + "d")) {
            Os.remove(at + "d");
            assertThat(dir.readDir(0)).isEmpty();
        }
        try (File file = File.create(at + "file")) {
            assertThatThrownBy(() -> file.readDir(0))
                    .hasMessage("readdir " + at + "file: Not a directory (ENOTDIR)");
        }
    }

    @Test
    void readAtFillsWhatPreadTakesAPartOf() throws Exception {
        byte[] content = new byte[(1 << 20) + 10];
        content[1 << 20] = 7;
        Os.writeFile(at + "file", content);
        try (File file = File.openFile(at + "file", File.O_RDWR, 0)) {
            byte[] b = new byte[content.length];
            assertThat(file.pread(b, 0, b.length, 0)).isLessThan(b.length);
            assertThat(file.readAt(b, 0)).isEqualTo(b.length);
            assertThat(b).isEqualTo(content);
            assertThat(file.readAt(b, 5)).isEqualTo(b.length - 5);
            assertThat(file.readAt(b, b.length)).isEqualTo(-1);
            assertThat(file.readAt(new byte[0], b.length)).isZero();
            assertThatThrownBy(() -> file.readAt(b, -1)).isInstanceOf(ErrInvalid.class);
            assertThat(file.writeAt(new byte[] {9, 9}, 1)).isEqualTo(2);
            assertThat(file.seek(0, File.SEEK_CUR)).isZero();
        }
        assertThat(Os.readFile(at + "file")).startsWith(0, 9, 9, 0);
    }

    // ---- Temporary files -----------------------------------------------------------------------

    @Test
    void temporaryFilesHaveNamesThatNobodyHas() throws Exception {
        Set<String> names = new HashSet<>();
        for (int i = 0; i < 50; i++) {
            try (File file = Os.createTemp(directory.toString(), "a*b")) {
                assertThat(file.name()).startsWith(at + "a").endsWith("b");
                assertThat(file.stat().permissions()).isEqualTo(0600);
                file.write(new byte[1]);
                names.add(file.name());
            }
            String dir = Os.mkdirTemp(at, "d");
            assertThat(dir).startsWith(at + "d");
            assertThat(Os.stat(dir).permissions()).isEqualTo(0700);
            names.add(dir);
        }
        assertThat(names).hasSize(100);
        try (File file = Os.createTemp("", "baton-test-")) {
            assertThat(file.name()).startsWith(Os.tempDir());
            Os.remove(file.name());
        }
        assertThatThrownBy(() -> Os.createTemp(at, "a/b")).isInstanceOf(ErrInvalid.class);
        assertThatThrownBy(() -> Os.createTemp(at + "none", "a")).isInstanceOf(ErrNotExist.class);
        assertThatThrownBy(() -> Os.mkdirTemp(at + "none", "a")).isInstanceOf(ErrNotExist.class);
    }

    @Test
    void aNamelessTemporaryFileIsFlagsOfOpen() throws Exception {
        File file;
        try {
            file = File.openFile(directory.toString(), Fcntl.O_TMPFILE | Fcntl.O_RDWR, 0600);
        } catch (PathError e) {
            assertThat(e.errno()).as("a file system that can't").isSameAs(Errno.EOPNOTSUPP);
            return;
        }
        try (file) {
            file.write(new byte[3]);
            assertThat(Os.readDir(directory.toString())).isEmpty();
        }
    }

    @Test
    void pathsWithANulByteNeverReachTheKernel() {
        assertThatThrownBy(() -> Os.stat("a\0")).isInstanceOf(ErrInvalid.class);
        assertThatThrownBy(() -> Os.rename("a", "b\0")).isInstanceOf(ErrInvalid.class);
        assertThatThrownBy(() -> Os.symlink("a\0", "b")).isInstanceOf(ErrInvalid.class);
        assertThatThrownBy(() -> Os.removeAll("a\0")).isInstanceOf(ErrInvalid.class);
        assertThatThrownBy(() -> Os.mkdirAll("a\0", 0)).isInstanceOf(ErrInvalid.class);
    }
}
