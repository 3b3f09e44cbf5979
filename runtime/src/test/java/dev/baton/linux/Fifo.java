package dev.baton.linux;

import dev.baton.Posix;
import java.io.FileInputStream;
import java.io.FileOutputStream;
import java.io.IOException;
import java.nio.file.Path;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;

/** A FIFO with one reader, which blocks in read(2), and one writer. */
final class Fifo implements AutoCloseable {
    private static final AtomicInteger made = new AtomicInteger();

    private final String path;
    private final CountDownLatch opened = new CountDownLatch(1);
    private FileOutputStream writer;

    private Fifo(Path path) {
        this.path = path.toString();
    }

    static Fifo in(Path directory) throws IOException {
        return new Fifo(make(directory));
    }

    /** A new FIFO in the file system, under a name of its own. */
    static Path make(Path directory) throws IOException {
        return Posix.mkfifo(directory.resolve("fifo" + made.incrementAndGet()));
    }

    /** Waits for a byte that nobody may ever write. */
    void readByte() throws IOException {
        try (FileInputStream in = new FileInputStream(path)) {
            opened.countDown();
            if (in.read() < 0) {
                throw new IOException("the writer went away");
            }
        }
    }

    /** Returns when the reader is open too. */
    void openForWriting() throws IOException {
        writer = new FileOutputStream(path);
    }

    /** Returns when the reader's next step is its read. */
    void awaitReader() throws InterruptedException {
        opened.await();
    }

    void writeByte() throws IOException {
        writer.write(1);
    }

    @Override
    public void close() throws IOException {
        if (writer != null) {
            writer.close();
        }
    }
}
