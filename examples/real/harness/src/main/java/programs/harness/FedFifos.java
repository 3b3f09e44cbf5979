package programs.harness;

import java.io.FileInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.RandomAccessFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;

/**
 * Named pipes that another program feeds: one that is empty gets a line within 50 ms, and whoever
 * reads it before is blocked that long in the kernel.
 */
public final class FedFifos {
    /** What is to be read from each, again and again. */
    public static final String LINE = "at last\n";

    private static final long PERIOD_MS = 50;

    private final Path[] paths;

    /**
     * Makes them, and a thread of the OS that feeds each: it has nothing to do with the program.
     *
     * @param directory where
     * @param count how many; each is for one reader at a time
     * @throws IOException when they can't be made
     * @throws InterruptedException when interrupted
     */
    public FedFifos(Path directory, int count) throws IOException, InterruptedException {
        paths = new Path[count];
        for (int i = 0; i < count; i++) {
            Path path = Fifo.make(directory.resolve("fifo" + i));
            paths[i] = path;
            // For reading and writing, which waits for nobody, and keeps what nobody has read yet.
            RandomAccessFile pipe = new RandomAccessFile(path.toFile(), "rw");
            FileInputStream unread = new FileInputStream(pipe.getFD());
            Thread.ofPlatform().daemon().start(() -> feed(pipe, unread));
        }
    }

    /**
     * Reads from one of them, and waits until there is something.
     *
     * @param number from 0
     * @return {@link #LINE}
     * @throws IOException when it can't be read
     */
    public byte[] read(int number) throws IOException {
        try (InputStream in = new FileInputStream(paths[number].toFile())) {
            return in.readNBytes(LINE.length());
        }
    }

    private static void feed(RandomAccessFile pipe, FileInputStream unread) {
        byte[] line = LINE.getBytes(StandardCharsets.US_ASCII);
        try {
            while (true) {
                Thread.sleep(PERIOD_MS);
                if (unread.available() == 0) {
                    pipe.write(line);
                }
            }
        } catch (IOException | InterruptedException e) {
            throw new IllegalStateException("feeding a pipe", e);
        }
    }
}
