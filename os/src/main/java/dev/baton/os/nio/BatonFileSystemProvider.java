package dev.baton.os.nio;

import dev.baton.Baton;
import dev.baton.os.File;
import dev.baton.os.FileInfo;
import dev.baton.os.Os;
import dev.baton.os.PathError;
import dev.baton.syscall.Errno;
import dev.baton.syscall.Fcntl;
import dev.baton.syscall.Files;
import java.io.IOException;
import java.net.URI;
import java.nio.channels.FileChannel;
import java.nio.channels.SeekableByteChannel;
import java.nio.file.AccessMode;
import java.nio.file.CopyOption;
import java.nio.file.DirectoryStream;
import java.nio.file.FileStore;
import java.nio.file.FileSystem;
import java.nio.file.FileSystemAlreadyExistsException;
import java.nio.file.FileSystems;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotLinkException;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributeView;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.FileAttributeView;
import java.nio.file.spi.FileSystemProvider;
import java.time.Instant;
import java.util.Arrays;
import java.util.Map;
import java.util.Set;

/**
 * The machine's files, opened by {@link dev.baton.os}, for code that takes a {@link Path}: a
 * virtual thread of Baton's that reads, writes, lists or removes them holds no P while the disk
 * takes its time. There are two ways to such a path:
 *
 * <ul>
 *   <li>{@code Path.of(URI.create("baton:///var/log/x"))}, where this module is on the class path;
 *   <li>any path at all, in a JVM that was started with {@code
 *       -Djava.nio.file.spi.DefaultFileSystemProvider=dev.baton.os.nio.BatonFileSystemProvider}.
 * </ul>
 *
 * <p>Errors are those of {@code java.nio.file}, with ours as their causes. Channels are {@link
 * FileChannel}s; an interrupt does not close them. What a path is (its syntax, how it is made
 * absolute), owners, groups, permissions and other attributes than the basic ones, file stores and
 * watch services are the JDK's, in calls that are announced. There are no asynchronous channels.
 * Names are UTF-8.
 *
 * <p>Any thread may use it.
 */
public final class BatonFileSystemProvider extends FileSystemProvider {
    private static final String SCHEME = "baton";
    private static final int PERM_OF_FILE = 0666;
    private static final int PERM_OF_DIRECTORY = 0777;

    private final String scheme;

    /** The JDK's. */
    private final FileSystemProvider inner;

    private final BatonFileSystem fileSystem;

    /** For {@code baton:} paths; the service loader calls it. */
    public BatonFileSystemProvider() {
        this(SCHEME, jdks());
    }

    /**
     * In the place of the default one.
     *
     * @param jdks the one whose place it takes
     */
    public BatonFileSystemProvider(FileSystemProvider jdks) {
        this(jdks.getScheme(), jdks);
    }

    private BatonFileSystemProvider(String scheme, FileSystemProvider inner) {
        this.scheme = scheme;
        this.inner = inner;
        FileSystem machine = inner.getFileSystem(URI.create(inner.getScheme() + ":///"));
        this.fileSystem = new BatonFileSystem(this, machine);
    }

    private static FileSystemProvider jdks() {
        FileSystemProvider provider = FileSystems.getDefault().provider();
        return provider instanceof BatonFileSystemProvider ours ? ours.inner : provider;
    }

    // ---- Paths ---------------------------------------------------------------------------------

    @Override
    public String getScheme() {
        return scheme;
    }

    @Override
    public FileSystem newFileSystem(URI uri, Map<String, ?> env) {
        throw new FileSystemAlreadyExistsException(scheme + ":///");
    }

    @Override
    public FileSystem getFileSystem(URI uri) {
        if (!scheme.equalsIgnoreCase(uri.getScheme()) || !"/".equals(uri.getPath())) {
            throw new IllegalArgumentException(uri + ": the file system is " + scheme + ":///");
        }
        return fileSystem;
    }

    @Override
    public Path getPath(URI uri) {
        if (!scheme.equalsIgnoreCase(uri.getScheme())) {
            throw new IllegalArgumentException(uri + ": a path here begins with " + scheme + ":");
        }
        URI jdks = URI.create(inner.getScheme() + ":" + uri.getRawSchemeSpecificPart());
        return new BatonPath(fileSystem, inner.getPath(jdks));
    }

    /** The JDK's address of a file as ours. */
    URI outer(URI jdks) {
        return URI.create(scheme + ":" + jdks.getRawSchemeSpecificPart());
    }

    private BatonPath ours(Path path) {
        return path instanceof BatonPath ours
                ? ours
                : new BatonPath(fileSystem, fileSystem.inner(path));
    }

    private String name(Path path) {
        return ours(path).name();
    }

    // ---- Opening -------------------------------------------------------------------------------

    @Override
    public SeekableByteChannel newByteChannel(
            Path path, Set<? extends OpenOption> options, FileAttribute<?>... attrs)
            throws IOException {
        return newFileChannel(path, options, attrs);
    }

    @Override
    public FileChannel newFileChannel(
            Path path, Set<? extends OpenOption> options, FileAttribute<?>... attrs)
            throws IOException {
        OpenOptions how = OpenOptions.of(options);
        int perm = OpenOptions.permissions(PERM_OF_FILE, attrs);
        String name = name(path);
        return NioCall.make(() -> {
            File file = File.openFile(name, how.flags(), perm);
            if (how.deletesOnClose()) {
                removeNameOf(file); // it lives as long as it is open
            }
            return new BatonFileChannel(file, how.flags(), inner);
        });
    }

    private static void removeNameOf(File file) throws PathError {
        try {
            Os.remove(file.name());
        } catch (PathError e) {
            file.close();
            throw e;
        }
    }

    @Override
    public DirectoryStream<Path> newDirectoryStream(
            Path dir, DirectoryStream.Filter<? super Path> filter) throws IOException {
        File file =
                NioCall.make(() -> File.openFile(name(dir), Fcntl.O_RDONLY | Fcntl.O_DIRECTORY, 0));
        return new BatonDirectoryStream(file, ours(dir), filter);
    }

    // ---- Names ---------------------------------------------------------------------------------

    @Override
    public void createDirectory(Path dir, FileAttribute<?>... attrs) throws IOException {
        int perm = OpenOptions.permissions(PERM_OF_DIRECTORY, attrs);
        NioCall.run(() -> Os.mkdir(name(dir), perm));
    }

    @Override
    public void createSymbolicLink(Path link, Path target, FileAttribute<?>... attrs)
            throws IOException {
        if (attrs.length > 0) {
            throw new UnsupportedOperationException(
                    attrs[0].name() + " can't be set when a link is made");
        }
        NioCall.run(() -> Os.symlink(fileSystem.inner(target).toString(), name(link)));
    }

    @Override
    public void createLink(Path link, Path existing) throws IOException {
        NioCall.run(() -> Os.link(name(existing), name(link)));
    }

    @Override
    public Path readSymbolicLink(Path link) throws IOException {
        try {
            return fileSystem.getPath(Os.readlink(name(link)));
        } catch (PathError e) {
            if (e.errno() == Errno.EINVAL) {
                var notALink = new NotLinkException(name(link));
                notALink.initCause(e);
                throw notALink;
            }
            throw e.asNio();
        }
    }

    @Override
    public void delete(Path path) throws IOException {
        NioCall.run(() -> Os.remove(name(path)));
    }

    @Override
    public void copy(Path source, Path target, CopyOption... options) throws IOException {
        new Copy(ours(source), ours(target), options).copy();
    }

    @Override
    public void move(Path source, Path target, CopyOption... options) throws IOException {
        new Copy(ours(source), ours(target), options).move();
    }

    // ---- What is known of a file ---------------------------------------------------------------

    @Override
    public boolean isSameFile(Path path, Path path2) throws IOException {
        if (path.equals(path2)) {
            return true;
        }
        if (!fileSystem.isOurs(path2)) {
            return false;
        }
        return NioCall.make(() -> Os.sameFile(Os.stat(name(path)), Os.stat(name(path2))));
    }

    @Override
    public boolean isHidden(Path path) {
        Path name = path.getFileName();
        return name != null && name.toString().startsWith(".");
    }

    @Override
    public FileStore getFileStore(Path path) throws IOException {
        return Baton.blocking(() -> inner.getFileStore(fileSystem.inner(path)));
    }

    @Override
    public void checkAccess(Path path, AccessMode... modes) throws IOException {
        if (modes.length == 0) {
            look(name(path), true);
            return;
        }
        int mode = Files.F_OK;
        for (AccessMode asked : modes) {
            mode |=
                    switch (asked) {
                        case READ -> Files.R_OK;
                        case WRITE -> Files.W_OK;
                        case EXECUTE -> Files.X_OK;
                    };
        }
        long r1;
        do {
            r1 = Files.faccessat2(Fcntl.AT_FDCWD, name(path), mode, 0);
        } while (r1 == Errno.EINTR.result());
        if (r1 == Errno.ENOSYS.result() || r1 == Errno.EPERM.result()) { // before Linux 5.8
            Baton.blocking(() -> {
                inner.checkAccess(fileSystem.inner(path), modes);
                return null;
            });
        } else if (Errno.isError(r1)) {
            throw PathError.of("access", name(path), Errno.errnoErr(r1)).asNio();
        }
    }

    @Override
    @SuppressWarnings("unchecked") // the class that was asked for is the one that is returned
    public <V extends FileAttributeView> V getFileAttributeView(
            Path path, Class<V> type, LinkOption... options) {
        return type == BasicFileAttributeView.class
                ? (V) new BatonAttributeView(this, ours(path), follows(options))
                : inner.getFileAttributeView(fileSystem.inner(path), type, options);
    }

    @Override
    @SuppressWarnings("unchecked") // as above
    public <A extends BasicFileAttributes> A readAttributes(
            Path path, Class<A> type, LinkOption... options) throws IOException {
        return type == BasicFileAttributes.class
                ? (A) attributes(ours(path), follows(options))
                : Baton.blocking(() -> inner.readAttributes(fileSystem.inner(path), type, options));
    }

    @Override
    public Map<String, Object> readAttributes(Path path, String attributes, LinkOption... options)
            throws IOException {
        return Baton.blocking(
                () -> inner.readAttributes(fileSystem.inner(path), attributes, options));
    }

    @Override
    public void setAttribute(Path path, String attribute, Object value, LinkOption... options)
            throws IOException {
        Baton.blocking(() -> {
            inner.setAttribute(fileSystem.inner(path), attribute, value, options);
            return null;
        });
    }

    /** Of a symbolic link itself, or of what it leads to. */
    BatonAttributes attributes(BatonPath path, boolean follows) throws IOException {
        String name = path.name();
        return new BatonAttributes(look(name, follows), birth(name, follows));
    }

    private static FileInfo look(String name, boolean follows) throws IOException {
        try {
            return follows ? Os.stat(name) : Os.lstat(name);
        } catch (PathError e) {
            if (e.errno() == Errno.ENOTDIR) { // to the JDK, and only here, that is none as well
                var none = new NoSuchFileException(name);
                none.initCause(e);
                throw none;
            }
            throw e.asNio();
        }
    }

    private static Instant birth(String name, boolean follows) {
        long[] birth = new long[2];
        int flags = follows ? 0 : Files.AT_SYMLINK_NOFOLLOW;
        // Whatever it says else: not known.
        return Files.birthTime(Fcntl.AT_FDCWD, name, flags, birth) == 1
                ? Instant.ofEpochSecond(birth[0], birth[1])
                : null;
    }

    static boolean follows(CopyOption... options) {
        return !Arrays.asList(options).contains(LinkOption.NOFOLLOW_LINKS);
    }
}
