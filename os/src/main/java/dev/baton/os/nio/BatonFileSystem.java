package dev.baton.os.nio;

import java.io.IOException;
import java.nio.file.FileStore;
import java.nio.file.FileSystem;
import java.nio.file.Path;
import java.nio.file.PathMatcher;
import java.nio.file.ProviderMismatchException;
import java.nio.file.WatchService;
import java.nio.file.attribute.UserPrincipalLookupService;
import java.util.Objects;
import java.util.Set;

/** The one file system of a {@link BatonFileSystemProvider}: the machine's. It can't be closed. */
final class BatonFileSystem extends FileSystem {
    private final BatonFileSystemProvider provider;

    /** The default one. */
    private final FileSystem inner;

    BatonFileSystem(BatonFileSystemProvider provider, FileSystem inner) {
        this.provider = provider;
        this.inner = inner;
    }

    /** Whether it is one of this file system's paths, or the default one's. */
    boolean isOurs(Path path) {
        Objects.requireNonNull(path, "path");
        return path instanceof BatonPath || path.getFileSystem() == inner;
    }

    /**
     * The default file system's path. Such a one itself is taken, too: a watch service, for one,
     * knows no other.
     *
     * @throws ProviderMismatchException for one of anything else
     */
    Path inner(Path path) {
        if (!isOurs(path)) {
            throw new ProviderMismatchException(
                    path + " is of " + path.getFileSystem().provider().getScheme() + ":");
        }
        return path instanceof BatonPath ours ? ours.inner : path;
    }

    @Override
    public BatonFileSystemProvider provider() {
        return provider;
    }

    @Override
    public void close() {
        throw new UnsupportedOperationException("the machine's file system can't be closed");
    }

    @Override
    public boolean isOpen() {
        return true;
    }

    @Override
    public boolean isReadOnly() {
        return inner.isReadOnly();
    }

    @Override
    public String getSeparator() {
        return inner.getSeparator();
    }

    @Override
    public Iterable<Path> getRootDirectories() {
        return Set.of(getPath("/"));
    }

    @Override
    public Iterable<FileStore> getFileStores() {
        return inner.getFileStores();
    }

    @Override
    public Set<String> supportedFileAttributeViews() {
        return inner.supportedFileAttributeViews();
    }

    @Override
    public Path getPath(String first, String... more) {
        return new BatonPath(this, inner.getPath(first, more));
    }

    @Override
    public PathMatcher getPathMatcher(String syntaxAndPattern) {
        PathMatcher matcher = inner.getPathMatcher(syntaxAndPattern);
        return path -> matcher.matches(inner(path));
    }

    @Override
    public UserPrincipalLookupService getUserPrincipalLookupService() {
        return inner.getUserPrincipalLookupService();
    }

    @Override
    public WatchService newWatchService() throws IOException {
        return inner.newWatchService();
    }
}
