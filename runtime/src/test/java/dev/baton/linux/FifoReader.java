package dev.baton.linux;

import java.io.FileInputStream;
import java.io.FileOutputStream;
import java.io.IOException;
import java.nio.file.Path;

/**
 * A platform thread that reads bytes from a FIFO with {@link FileInputStream}, one after the other,
 * and computes in between for as long as the byte says.
 */
final class FifoReader implements AutoCloseable {
    private static final int END = 255;

    /** What one unit of a byte is worth. */
    static final long COMPUTE_UNIT_NS = 1_000;

    private final Sleeper thread;
    private final FileOutputStream out;

    FifoReader(Path directory) throws IOException, InterruptedException {
        Path path = Fifo.make(directory);
        thread = Sleeper.start(() -> readAll(path));
        out = new FileOutputStream(path.toFile());
    }

    private static void readAll(Path path) throws IOException {
        try (FileInputStream in = new FileInputStream(path.toFile())) {
            int units;
            while ((units = in.read()) != END) {
                long start = System.nanoTime();
                while (System.nanoTime() - start < units * COMPUTE_UNIT_NS) {
                    Thread.onSpinWait();
                }
            }
        }
    }

    int tid() {
        return thread.tid();
    }

    /** Has it return from its read, compute for so long, and read again. */
    void feed(int units) throws IOException {
        out.write(units);
    }

    void awaitAsleep() {
        thread.awaitState('S');
    }

    /** Lets the thread end and waits for that. */
    @Override
    public void close() throws IOException {
        out.write(END);
        try {
            thread.join();
        } catch (InterruptedException e) {
            throw new AssertionError("nobody interrupts a test", e);
        }
        out.close();
    }
}
