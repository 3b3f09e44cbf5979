package dev.baton.os.nio;

import dev.baton.Baton;
import java.io.IOException;
import java.net.URI;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.WatchEvent;
import java.nio.file.WatchKey;
import java.nio.file.WatchService;

/**
 * A path of the default file system's, whose files are opened by us. What a path is, that one
 * knows.
 */
final class BatonPath implements Path {
    private final BatonFileSystem fileSystem;

    /** The default file system's. */
    final Path inner;

    BatonPath(BatonFileSystem fileSystem, Path inner) {
        this.fileSystem = fileSystem;
        this.inner = inner;
    }

    /**
     * What the kernel is given: the empty path is the working directory to Java, and none to it.
     */
    String name() {
        String path = inner.toString();
        return path.isEmpty() ? "." : path;
    }

    private Path of(Path path) {
        return path == null ? null : new BatonPath(fileSystem, path);
    }

    @Override
    public BatonFileSystem getFileSystem() {
        return fileSystem;
    }

    @Override
    public boolean isAbsolute() {
        return inner.isAbsolute();
    }

    @Override
    public Path getRoot() {
        return of(inner.getRoot());
    }

    @Override
    public Path getFileName() {
        return of(inner.getFileName());
    }

    @Override
    public Path getParent() {
        return of(inner.getParent());
    }

    @Override
    public int getNameCount() {
        return inner.getNameCount();
    }

    @Override
    public Path getName(int index) {
        return of(inner.getName(index));
    }

    @Override
    public Path subpath(int beginIndex, int endIndex) {
        return of(inner.subpath(beginIndex, endIndex));
    }

    @Override
    public boolean startsWith(Path other) {
        return fileSystem.isOurs(other) && inner.startsWith(fileSystem.inner(other));
    }

    @Override
    public boolean endsWith(Path other) {
        return fileSystem.isOurs(other) && inner.endsWith(fileSystem.inner(other));
    }

    @Override
    public Path normalize() {
        return of(inner.normalize());
    }

    @Override
    public Path resolve(Path other) {
        return of(inner.resolve(fileSystem.inner(other)));
    }

    @Override
    public Path relativize(Path other) {
        return of(inner.relativize(fileSystem.inner(other)));
    }

    @Override
    public URI toUri() {
        return fileSystem.provider().outer(Baton.blocking(inner::toUri));
    }

    @Override
    public Path toAbsolutePath() {
        return of(inner.toAbsolutePath());
    }

    @Override
    public Path toRealPath(LinkOption... options) throws IOException {
        return of(Baton.blocking(() -> inner.toRealPath(options)));
    }

    @Override
    public WatchKey register(
            WatchService watcher, WatchEvent.Kind<?>[] events, WatchEvent.Modifier... modifiers)
            throws IOException {
        return Baton.blocking(() -> inner.register(watcher, events, modifiers));
    }

    @Override
    public int compareTo(Path other) {
        return inner.compareTo(((BatonPath) other).inner);
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof BatonPath path
                && path.fileSystem == fileSystem
                && path.inner.equals(inner);
    }

    @Override
    public int hashCode() {
        return inner.hashCode();
    }

    @Override
    public String toString() {
        return inner.toString();
    }
}
