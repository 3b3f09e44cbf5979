package dev.baton.os;

import java.io.Closeable;
import java.io.IOException;

/**
 * A pipe's two ends: what is written into one is read from the other. Reading waits while the pipe
 * is empty and somebody has its writing end open, and finds the end of the file when nobody has;
 * writing waits while it is full (64 KiB, unless the system was told otherwise).
 *
 * @param reader the end to read from
 * @param writer the end to write to
 */
public record Pipe(File reader, File writer) implements Closeable {
    /** Closes both ends. */
    @Override
    public void close() throws IOException {
        try (reader;
                writer) {
            // Closing is all there is to do, and both are closed even if one fails.
        }
    }
}
