package dev.baton.examples;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Path;
import java.util.concurrent.ThreadFactory;

/** What an example's virtual threads run on: all that differs between the two runs of it. */
interface Side extends AutoCloseable {
    /** What the scheduler says of itself; what it doesn't count is 0. */
    record Counters(long threads, long handoffs, long retakes, long spares) {}

    /** Makes the virtual threads. */
    ThreadFactory threads();

    /**
     * Opens a file for reading.
     *
     * @param reader which of the readers asks, from 0; not all need to read in the same way
     */
    InputStream open(Path file, int reader) throws IOException;

    /** Opens a file that exists, for writing. */
    OutputStream openForWriting(Path file) throws IOException;

    /** Looks at the scheduler. */
    Counters counters();

    @Override
    void close();
}
