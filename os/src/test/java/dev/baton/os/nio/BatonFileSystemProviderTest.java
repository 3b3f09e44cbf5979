package dev.baton.os.nio;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.baton.os.PathError;
import java.io.IOException;
import java.net.URI;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.FileChannel;
import java.nio.channels.NonReadableChannelException;
import java.nio.channels.NonWritableChannelException;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.AccessDeniedException;
import java.nio.file.AccessMode;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.DirectoryStream;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemAlreadyExistsException;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.NotLinkException;
import java.nio.file.Path;
import java.nio.file.ProviderMismatchException;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.StandardWatchEventKinds;
import java.nio.file.attribute.BasicFileAttributeView;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class BatonFileSystemProviderTest {
    @TempDir Path directory;
    private Path dir;
    private Path file;

    @BeforeEach
    void setUp() throws Exception {
        dir = Path.of(URI.create("baton://" + directory));
        file = dir.resolve("file");
        Files.writeString(directory.resolve("file"), "content");
    }

    // ---- Paths ---------------------------------------------------------------------------------

    @Test
    void pathsAreThoseOfTheMachineUnderAnotherScheme() throws Exception {
        assertThat(FileSystems.getFileSystem(URI.create("baton:///")))
                .isSameAs(dir.getFileSystem());
        assertThat(dir.toString()).isEqualTo(directory.toString());
        assertThat(file.toUri()).isEqualTo(URI.create("baton://" + directory + "/file"));
        assertThat(Path.of(file.toUri())).isEqualTo(file).hasSameHashCodeAs(file);
        assertThat(file.getParent()).isEqualTo(dir);
        assertThat(file.getFileName()).hasToString("file");
        assertThat(file.startsWith(dir)).isTrue();
        assertThat(file.endsWith("file")).isTrue();
        assertThat(dir.relativize(file)).hasToString("file");
        assertThat(dir.resolve("a/../file").normalize()).isEqualTo(file);
        assertThat(dir.resolve("a").compareTo(file)).isNegative();
        assertThat(file.getName(0).isAbsolute()).isFalse();
        assertThat(file.getName(0).toAbsolutePath().isAbsolute()).isTrue();
        assertThat(file.subpath(0, 1)).isEqualTo(file.getName(0));
        assertThat(file.getRoot()).isEqualTo(dir.getFileSystem().getPath("/"));
        assertThat(file).isNotEqualTo(directory.resolve("file"));
        assertThat(dir.resolve(".").toRealPath()).hasToString(directory.toRealPath().toString());
        assertThatThrownBy(file::toFile).isInstanceOf(UnsupportedOperationException.class);
        Path zip = directory.resolve("x.zip");
        try (var other = FileSystems.newFileSystem(zip, java.util.Map.of("create", "true"))) {
            assertThatThrownBy(() -> dir.resolve(other.getPath("x")))
                    .isInstanceOf(ProviderMismatchException.class);
            assertThat(dir.startsWith(other.getPath("/"))).isFalse();
        }
    }

    @Test
    void thereIsOneFileSystemAndItStaysOpen() {
        var fileSystem = dir.getFileSystem();
        assertThatThrownBy(fileSystem::close).isInstanceOf(UnsupportedOperationException.class);
        assertThat(fileSystem.isOpen()).isTrue();
        assertThat(fileSystem.isReadOnly()).isFalse();
        assertThat(fileSystem.getSeparator()).isEqualTo("/");
        assertThat(fileSystem.getRootDirectories()).hasToString("[/]");
        assertThat(fileSystem.supportedFileAttributeViews()).contains("basic", "posix");
        assertThat(fileSystem.getFileStores()).isNotNull();
        assertThat(fileSystem.getUserPrincipalLookupService()).isNotNull();
        assertThat(fileSystem.getPathMatcher("glob:**/f*").matches(file)).isTrue();
        assertThatThrownBy(() ->
                        FileSystems.newFileSystem(URI.create("baton:///"), java.util.Map.of()))
                .isInstanceOf(FileSystemAlreadyExistsException.class);
        assertThatThrownBy(() -> FileSystems.getFileSystem(URI.create("baton:///tmp")))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("baton:///tmp: the file system is baton:///");
    }

    // ---- Files ---------------------------------------------------------------------------------

    @Test
    void filesAreReadWrittenCopiedMovedAndDeleted() throws Exception {
        assertThat(Files.readString(file)).isEqualTo("content");
        Files.writeString(file, "more", StandardOpenOption.APPEND);
        assertThat(directory.resolve("file")).hasContent("contentmore");
        Path copy = Files.copy(file, dir.resolve("copy"), StandardCopyOption.COPY_ATTRIBUTES);
        assertThat(Files.readString(copy)).isEqualTo("contentmore");
        assertThat(Files.getLastModifiedTime(copy)).isEqualTo(Files.getLastModifiedTime(file));
        assertThat(Files.mismatch(copy, file)).isEqualTo(-1);
        assertThatThrownBy(() -> Files.copy(file, copy))
                .isInstanceOf(FileAlreadyExistsException.class)
                .hasMessage(copy.toString())
                .hasCauseInstanceOf(PathError.class);
        Files.copy(file, copy, StandardCopyOption.REPLACE_EXISTING);
        Files.copy(file, dir.resolve("file"));
        Path moved = Files.move(copy, dir.resolve("moved"));
        assertThat(Files.exists(copy)).isFalse();
        assertThatThrownBy(() -> Files.move(file, moved))
                .isInstanceOf(FileAlreadyExistsException.class)
                .hasMessage(moved.toString());
        Files.move(file, moved, StandardCopyOption.REPLACE_EXISTING);
        Files.move(moved, file, StandardCopyOption.ATOMIC_MOVE);
        Files.delete(file);
        assertThat(Files.deleteIfExists(file)).isFalse();
        assertThatThrownBy(() -> Files.delete(file))
                .isInstanceOf(NoSuchFileException.class)
                .hasMessage(file.toString());
        try (Stream<String> lines = Files.lines(Files.writeString(file, "a\nb\n"))) {
            assertThat(lines).containsExactly("a", "b");
        }
    }

    @Test
    void filesGoToTheDefaultFileSystemAndBack() throws Exception {
        Path other = directory.resolve("other");
        Files.copy(file, other);
        assertThat(other).hasContent("content");
        Files.move(other, dir.resolve("back"));
        assertThat(Files.readString(dir.resolve("back"))).isEqualTo("content");
        assertThat(Files.isSameFile(file, directory.resolve("file"))).isTrue();
    }

    @Test
    @SuppressWarnings("try") // that it is closed before is what is tested
    void directoriesAndLinksAreMadeAndWalked() throws Exception {
        Files.createDirectories(dir.resolve("a/b"));
        Files.createSymbolicLink(dir.resolve("a/link"), Path.of("b"));
        Files.createLink(dir.resolve("a/hard"), file);
        assertThat(Files.readSymbolicLink(dir.resolve("a/link"))).hasToString("b");
        assertThatThrownBy(() -> Files.readSymbolicLink(file)).isInstanceOf(NotLinkException.class);
        assertThat(Files.isSameFile(file, dir.resolve("a/hard"))).isTrue();
        assertThat(Files.isSameFile(file, dir)).isFalse();
        try (Stream<Path> all = Files.walk(dir)) {
            assertThat(all.map(path -> dir.relativize(path).toString()))
                    .containsExactlyInAnyOrder("", "a", "a/b", "a/link", "a/hard", "file");
        }
        try (DirectoryStream<Path> some = Files.newDirectoryStream(dir.resolve("a"), "*{b,k}")) {
            assertThat(some).hasSize(2);
            assertThatThrownBy(some::iterator).isInstanceOf(IllegalStateException.class);
        }
        try (DirectoryStream<Path> closed = Files.newDirectoryStream(dir)) {
            closed.close();
            assertThatThrownBy(closed::iterator).isInstanceOf(IllegalStateException.class);
        }
        assertThatThrownBy(() -> Files.newDirectoryStream(file))
                .isInstanceOf(NotDirectoryException.class);
        assertThatThrownBy(() -> Files.delete(dir.resolve("a")))
                .isInstanceOf(DirectoryNotEmptyException.class);
        Files.copy(dir.resolve("a/link"), dir.resolve("l"), LinkOption.NOFOLLOW_LINKS);
        assertThat(Files.isSymbolicLink(dir.resolve("l"))).isTrue();
        Files.copy(dir.resolve("a"), dir.resolve("c"));
        assertThat(directory.resolve("c")).isEmptyDirectory();
        assertThat(Files.createTempFile(dir, "x", ".y")).isEmptyFile();
    }

    // ---- Attributes ----------------------------------------------------------------------------

    @Test
    void basicAttributesAreThoseThatTheJdkSees() throws Exception {
        Files.createSymbolicLink(dir.resolve("link"), Path.of("file"));
        for (String name : List.of("file", "link", ".")) {
            var ours = Files.readAttributes(dir.resolve(name), BasicFileAttributes.class);
            var jdks = Files.readAttributes(directory.resolve(name), BasicFileAttributes.class);
            assertSame(ours, jdks);
            ours =
                    Files.readAttributes(
                            dir.resolve(name),
                            BasicFileAttributes.class,
                            LinkOption.NOFOLLOW_LINKS);
            jdks =
                    Files.readAttributes(
                            directory.resolve(name),
                            BasicFileAttributes.class,
                            LinkOption.NOFOLLOW_LINKS);
            assertSame(ours, jdks);
        }
        FileTime then = FileTime.fromMillis(1_000_000_000_000L);
        var view = Files.getFileAttributeView(file, BasicFileAttributeView.class);
        view.setTimes(then, null, then);
        assertThat(view.readAttributes().lastModifiedTime()).isEqualTo(then);
        assertThat(view.name()).isEqualTo("basic");
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-r-----"));
        assertThat(Files.getAttribute(file, "unix:mode")).isEqualTo(0100640);
        Files.setAttribute(file, "lastModifiedTime", FileTime.fromMillis(0));
        assertThat(Files.getOwner(file)).isEqualTo(Files.getOwner(directory.resolve("file")));
        assertThat(Files.getFileStore(file).getTotalSpace()).isPositive();
        assertThat(Files.isHidden(file)).isFalse();
        assertThat(Files.isHidden(dir.resolve(".x"))).isTrue();
    }

    private static void assertSame(BasicFileAttributes ours, BasicFileAttributes jdks) {
        assertThat(ours.isRegularFile()).isEqualTo(jdks.isRegularFile());
        assertThat(ours.isDirectory()).isEqualTo(jdks.isDirectory());
        assertThat(ours.isSymbolicLink()).isEqualTo(jdks.isSymbolicLink());
        assertThat(ours.isOther()).isEqualTo(jdks.isOther());
        assertThat(ours.size()).isEqualTo(jdks.size());
        assertThat(ours.lastModifiedTime()).isEqualTo(jdks.lastModifiedTime());
        assertThat(ours.creationTime()).isEqualTo(jdks.creationTime());
        assertThat(ours.fileKey()).isNotNull();
    }

    @Test
    void accessIsAsked() throws Exception {
        assertThat(Files.isReadable(file)).isTrue();
        assertThat(Files.isExecutable(file)).isFalse();
        assertThat(Files.exists(dir.resolve("none"))).isFalse();
        assertThat(Files.notExists(dir.resolve("none"))).isTrue();
        assertThatThrownBy(
                        () -> file.getFileSystem().provider().checkAccess(file, AccessMode.EXECUTE))
                .isInstanceOf(AccessDeniedException.class);
    }

    @Test
    void changesAreWatchedByTheJdk() throws Exception {
        try (var watcher = dir.getFileSystem().newWatchService()) {
            dir.register(watcher, StandardWatchEventKinds.ENTRY_CREATE);
            Files.createFile(dir.resolve("new"));
            var event = watcher.take().pollEvents().getFirst();
            assertThat(Files.exists(dir.resolve((Path) event.context()))).isTrue();
        }
    }

    // ---- Options and channels ------------------------------------------------------------------

    @Test
    void optionsMeanWhatTheyMeanToTheJdk() throws Exception {
        assertThatThrownBy(() ->
                        Files.newByteChannel(
                                file, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE))
                .isInstanceOf(FileAlreadyExistsException.class);
        assertThatThrownBy(() ->
                        FileChannel.open(file, StandardOpenOption.READ, StandardOpenOption.APPEND))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() ->
                        FileChannel.open(
                                file,
                                StandardOpenOption.APPEND,
                                StandardOpenOption.TRUNCATE_EXISTING))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> FileChannel.open(file, UnknownOption.X))
                .isInstanceOf(UnsupportedOperationException.class);
        try (FileChannel channel =
                FileChannel.open(
                        file,
                        Set.of(StandardOpenOption.READ, StandardOpenOption.DELETE_ON_CLOSE))) {
            assertThat(channel.size()).isEqualTo(7);
        }
        assertThat(Files.exists(file)).isFalse();
        var permissions =
                PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------"));
        FileChannel.open(
                        file,
                        Set.of(
                                StandardOpenOption.CREATE,
                                StandardOpenOption.WRITE,
                                StandardOpenOption.DSYNC),
                        permissions)
                .close();
        assertThat(Files.getAttribute(file, "unix:mode")).isEqualTo(0100700);
    }

    private enum UnknownOption implements java.nio.file.OpenOption {
        X
    }

    @Test
    @SuppressWarnings("try") // that it is closed before is what is tested
    void aChannelIsAFileChannel() throws Exception {
        try (FileChannel channel =
                FileChannel.open(file, StandardOpenOption.READ, StandardOpenOption.WRITE)) {
            ByteBuffer b = ByteBuffer.allocate(100);
            assertThat(channel.read(new ByteBuffer[] {ByteBuffer.allocate(3), b})).isEqualTo(7);
            assertThat(channel.position()).isEqualTo(7);
            assertThat(channel.read(b.clear())).isEqualTo(-1);
            assertThat(channel.read(b, 3)).isEqualTo(4);
            assertThat(channel.write(ByteBuffer.wrap("XY".getBytes(UTF_8)), 9)).isEqualTo(2);
            assertThat(channel.size()).isEqualTo(11);
            assertThat(channel.truncate(100).size()).isEqualTo(11);
            assertThat(channel.position(10).truncate(5).position()).isEqualTo(5);
            assertThat(channel.write(new ByteBuffer[] {b.flip(), ByteBuffer.allocate(1)}))
                    .isEqualTo(5);
            channel.force(true);
            channel.force(false);
            assertThatThrownBy(() -> channel.position(-1))
                    .isInstanceOf(IllegalArgumentException.class);
            assertThatThrownBy(() -> channel.read(b, -1))
                    .isInstanceOf(IllegalArgumentException.class);
            try (FileChannel target =
                    FileChannel.open(
                            dir.resolve("target"),
                            StandardOpenOption.CREATE,
                            StandardOpenOption.WRITE)) {
                assertThat(channel.transferTo(1, 1000, target)).isEqualTo(9);
                channel.position(0);
                assertThat(target.transferFrom(channel, 5, 3)).isEqualTo(3);
                assertThat(target.transferFrom(channel, 100, 3)).isZero();
                assertThatThrownBy(() -> target.read(b))
                        .isInstanceOf(NonReadableChannelException.class);
            }
            assertThat(Files.readAllBytes(dir.resolve("target")))
                    .isEqualTo(new byte[] {'o', 'n', 't', 'e', 't', 'c', 'o', 'n', 0});
            channel.close();
            assertThatThrownBy(() -> channel.read(b)).isInstanceOf(ClosedChannelException.class);
            assertThatThrownBy(channel::size).isInstanceOf(ClosedChannelException.class);
        }
        try (FileChannel channel = FileChannel.open(file)) {
            assertThatThrownBy(() -> channel.write(ByteBuffer.allocate(1)))
                    .isInstanceOf(NonWritableChannelException.class);
        }
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.APPEND)) {
            long size = channel.size();
            assertThat(channel.position()).isEqualTo(size);
            channel.write(ByteBuffer.allocate(1), 0);
            assertThat(channel.size()).isEqualTo(size + 1);
        }
    }

    @Test
    void aChannelIsMapped() throws Exception {
        try (FileChannel channel =
                        FileChannel.open(file, StandardOpenOption.READ, StandardOpenOption.WRITE);
                var arena = java.lang.foreign.Arena.ofConfined()) {
            Files.delete(file); // it has no name any more
            var buffer = channel.map(FileChannel.MapMode.READ_WRITE, 0, 7);
            buffer.put(0, (byte) 'C');
            var segment = channel.map(FileChannel.MapMode.READ_ONLY, 0, 7, arena);
            assertThat(segment.get(java.lang.foreign.ValueLayout.JAVA_BYTE, 0))
                    .isEqualTo((byte) 'C');
        }
        try (FileChannel channel =
                FileChannel.open(
                        dir.resolve("file2"),
                        StandardOpenOption.CREATE,
                        StandardOpenOption.WRITE)) {
            assertThatThrownBy(() -> channel.map(FileChannel.MapMode.READ_ONLY, 0, 1))
                    .isInstanceOf(NonReadableChannelException.class);
        }
    }

    @Test
    @SuppressWarnings("try") // that it is closed before is what is tested
    void aChannelIsLocked() throws Exception {
        try (FileChannel channel =
                        FileChannel.open(file, StandardOpenOption.READ, StandardOpenOption.WRITE);
                FileChannel other = FileChannel.open(file, StandardOpenOption.WRITE)) {
            var lock = channel.lock();
            assertThat(lock.isValid()).isTrue();
            assertThat(other.tryLock()).isNull();
            assertThatThrownBy(channel::tryLock).isInstanceOf(OverlappingFileLockException.class);
            lock.release();
            lock.release();
            assertThat(lock.isValid()).isFalse();
            assertThat(channel.tryLock(0, 5, true).isShared()).isTrue();
            assertThat(other.tryLock(5, 5, false)).isNotNull();
            assertThatThrownBy(() -> other.tryLock(0, 1, true))
                    .isInstanceOf(NonReadableChannelException.class);
            channel.close();
            assertThatThrownBy(lock::release).isInstanceOf(ClosedChannelException.class);
        }
    }

    // ---- In the place of the default one -------------------------------------------------------

    /** What {@link #itTakesTheDefaultOnesPlace} runs in a process of its own. */
    static final class Program {
        public static void main(String[] args) throws IOException {
            Path path = Path.of(args[0], "by-default");
            Files.writeString(path, "text");
            System.out.println(path.getFileSystem().getClass().getSimpleName());
            System.out.println(path.toUri().getScheme() + " " + path.toFile().length());
            System.out.println(Files.readString(new java.io.File(path.toString()).toPath()));
            System.out.println(Files.readString(Path.of(URI.create("baton://" + path))).length());
        }
    }

    @Test
    void itTakesTheDefaultOnesPlace() throws Exception {
        Process process =
                new ProcessBuilder(
                                System.getProperty("java.home") + "/bin/java",
                                "--add-exports=java.base/jdk.internal.misc=ALL-UNNAMED",
                                "--add-opens=java.base/java.lang=ALL-UNNAMED",
                                "--enable-native-access=ALL-UNNAMED",
                                "-Djava.nio.file.spi.DefaultFileSystemProvider="
                                        + BatonFileSystemProvider.class.getName(),
                                "-cp",
                                System.getProperty("java.class.path"),
                                Program.class.getName(),
                                directory.toString())
                        .redirectErrorStream(true)
                        .start();
        String said = new String(process.getInputStream().readAllBytes(), UTF_8);
        assertThat(process.waitFor()).as(said).isZero();
        assertThat(said.lines()).containsExactly("BatonFileSystem", "file 4", "text", "4");
    }
}
