package dev.baton.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** A file that is gone when it's closed. */
record TemporaryFile(Path path) implements AutoCloseable {
    /** Makes one with so many bytes, which are then in the page cache. */
    static TemporaryFile of(int bytes) throws IOException {
        Path path = Files.createTempFile("baton-bench-", null);
        Files.write(path, new byte[bytes]);
        return new TemporaryFile(path);
    }

    @Override
    public void close() throws IOException {
        Files.delete(path);
    }
}
