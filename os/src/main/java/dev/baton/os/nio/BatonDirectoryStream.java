package dev.baton.os.nio;

import dev.baton.os.DirEntry;
import dev.baton.os.File;
import dev.baton.os.PathError;
import java.io.IOException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Iterator;
import java.util.NoSuchElementException;
import java.util.concurrent.atomic.AtomicBoolean;

/** A directory's entries, as many at a time as the kernel tells. Closing it ends the iteration. */
final class BatonDirectoryStream implements DirectoryStream<Path> {
    private static final int AT_A_TIME = 256;

    private final File directory;
    private final Path path;
    private final Filter<? super Path> filter;
    private final AtomicBoolean isIterated = new AtomicBoolean();

    BatonDirectoryStream(File directory, Path path, Filter<? super Path> filter) {
        this.directory = directory;
        this.path = path;
        this.filter = filter;
    }

    @Override
    public Iterator<Path> iterator() {
        if (directory.isClosed()) {
            throw new IllegalStateException("the directory stream of " + path + " is closed");
        }
        if (isIterated.getAndSet(true)) {
            throw new IllegalStateException("there was an iterator of " + path + " before");
        }
        return new Entries();
    }

    @Override
    public void close() throws IOException {
        NioCall.run(directory::close);
    }

    /** By one thread at a time, as any iterator. */
    private final class Entries implements Iterator<Path> {
        private final Deque<DirEntry> read = new ArrayDeque<>();
        private Path next;

        @Override
        public boolean hasNext() {
            while (next == null && !(read.isEmpty() && !readMore())) {
                Path found = path.resolve(read.poll().name());
                try {
                    next = filter.accept(found) ? found : null;
                } catch (IOException e) {
                    throw new DirectoryIteratorException(e);
                }
            }
            return next != null;
        }

        private boolean readMore() {
            try {
                read.addAll(directory.readDir(AT_A_TIME));
            } catch (PathError e) {
                if (directory.isClosed()) {
                    return false; // which ends it
                }
                throw new DirectoryIteratorException(e.asNio());
            }
            return !read.isEmpty();
        }

        @Override
        public Path next() {
            if (!hasNext()) {
                throw new NoSuchElementException("no more entries in " + path);
            }
            Path found = next;
            next = null;
            return found;
        }
    }
}
