package programs.fifos;

import java.io.FileInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.concurrent.CountDownLatch;

/** A virtual thread that reads its FIFO to the end and compares with what is in its file. */
final class FifoReader implements Runnable {
    /** How far a reader is. */
    enum Stage {
        NOT_STARTED,
        IN_READ,
        RIGHT,
        WRONG
    }

    private final int number;
    private final Path fifo;
    private final Path file;
    private final CountDownLatch ended;
    private volatile Stage stage = Stage.NOT_STARTED;

    /**
     * A reader that has not been started.
     *
     * @param number which, from 0
     * @param dir where its FIFO and its file are
     * @param ended counted down when it is over
     */
    FifoReader(int number, Path dir, CountDownLatch ended) {
        this.number = number;
        this.fifo = dir.resolve("fifo-" + number);
        this.file = dir.resolve("file-" + number);
        this.ended = ended;
    }

    @Override
    public void run() {
        boolean right = false;
        try {
            stage = Stage.IN_READ;
            byte[] received = readAll(fifo); // blocks until somebody has fed the FIFO and closed it
            right = Arrays.equals(received, readAll(file));
        } catch (IOException e) {
            System.err.println("reader " + number + ": " + e);
        } finally {
            stage = right ? Stage.RIGHT : Stage.WRONG;
            ended.countDown();
        }
    }

    private static byte[] readAll(Path path) throws IOException {
        try (InputStream in = new FileInputStream(path.toFile())) {
            return in.readAllBytes();
        }
    }

    Path fifo() {
        return fifo;
    }

    Path file() {
        return file;
    }

    Stage stage() {
        return stage;
    }
}
