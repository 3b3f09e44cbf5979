package programs.fifos;

import java.io.FileOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.SplittableRandom;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import programs.demo.Heartbeat;

/**
 * Virtual threads that read from FIFOs into which nobody has written yet, a heartbeat beside them,
 * and one more virtual thread that will feed them after a while.
 *
 * <p>On the JDK's own scheduler each reader keeps a carrier in {@code read(2)}. With as many
 * readers as carriers that was the last that ran: the heartbeat stops, and the one that would feed
 * them never comes to it.
 *
 * <p>Prints {@link Progress} on standard output. Ends with 0 when all readers got what was in their
 * files, with 1 when not, with 2 when it was called wrongly.
 */
public final class FifoReaders {
    /** Milliseconds between two lines of {@link Progress}. */
    public static final long REPORT_PERIOD_MS = 100;

    /** For how long the heartbeat is alone, so that it's seen what it is like. */
    private static final long ALONE_MS = 500;

    /** More than a FIFO holds (64 KiB), so that the one that feeds it blocks, too. */
    private static final int FILE_BYTES = 96 * 1024;

    private final Options options;
    private final Path dir;
    private final CountDownLatch ended;
    private final List<FifoReader> readers = new ArrayList<>();
    private final Heartbeat heartbeat = new Heartbeat();
    private long startNs;

    private FifoReaders(Options options, Path dir) {
        this.options = options;
        this.dir = dir;
        this.ended = new CountDownLatch(options.readers());
        for (int i = 0; i < options.readers(); i++) {
            readers.add(new FifoReader(i, dir, ended));
        }
    }

    /**
     * Runs it.
     *
     * @param args {@code --readers=N}, {@code --hold=SECONDS} until they are fed, {@code
     *     --patience=SECONDS} without a heartbeat until it gives up
     * @throws Exception when it could not be run
     */
    public static void main(String[] args) throws Exception {
        Options options;
        try {
            options = Options.parse(args);
        } catch (IllegalArgumentException e) {
            System.err.println(e.getMessage());
            System.exit(2);
            return;
        }
        Path dir = Files.createTempDirectory("fifo-readers-");
        // A hook, for a signal may end it, and virtual threads that starve.
        Runtime.getRuntime().addShutdownHook(new Thread(() -> delete(dir)));
        boolean right = new FifoReaders(options, dir).run() == Progress.State.RIGHT;
        System.exit(right ? 0 : 1);
    }

    /** Called by the main thread, a platform thread: it sees to the end when no other runs. */
    private Progress.State run() throws IOException, InterruptedException {
        prepareFiles();
        Queue<RandomAccessFile> writeEnds = openWriteEnds();

        Thread.startVirtualThread(heartbeat);
        heartbeat.awaitBegin();
        startNs = System.nanoTime();
        for (long ms = 0; ms < ALONE_MS; ms += REPORT_PERIOD_MS) {
            Thread.sleep(REPORT_PERIOD_MS);
            System.out.println(progress(false).toLine());
        }
        readers.forEach(Thread::startVirtualThread);
        Thread.startVirtualThread(() -> feed(writeEnds));

        Progress progress;
        do {
            boolean isOver = ended.await(REPORT_PERIOD_MS, TimeUnit.MILLISECONDS);
            progress = progress(isOver);
            System.out.println(progress.toLine());
        } while (progress.state() == Progress.State.RUNNING);
        return progress.state();
    }

    private void prepareFiles() throws IOException, InterruptedException {
        List<String> mkfifo = new ArrayList<>(List.of("mkfifo", "-m", "600"));
        for (FifoReader reader : readers) {
            mkfifo.add(reader.fifo().toString());
            byte[] content = new byte[FILE_BYTES];
            new SplittableRandom(mkfifo.size()).nextBytes(content);
            Files.write(reader.file(), content);
        }
        int status = new ProcessBuilder(mkfifo).inheritIO().start().waitFor();
        if (status != 0) {
            throw new IOException("mkfifo in " + dir + " ended with " + status);
        }
    }

    /**
     * Opens a write end of each FIFO, or opening for reading would block already. For reading and
     * writing, in which Linux doesn't wait for the other side.
     */
    private Queue<RandomAccessFile> openWriteEnds() throws IOException {
        Queue<RandomAccessFile> ends = new ArrayDeque<>();
        for (FifoReader reader : readers) {
            ends.add(new RandomAccessFile(reader.fifo().toFile(), "rw"));
        }
        return ends;
    }

    /** Writes to each FIFO what is in the reader's file, and closes it. */
    private void feed(Queue<RandomAccessFile> writeEnds) {
        try {
            Thread.sleep(options.holdMs());
            for (FifoReader reader : readers) {
                try (OutputStream out = new FileOutputStream(reader.fifo().toFile())) {
                    Files.copy(reader.file(), out);
                }
                writeEnds.remove().close(); // the last write end: the reader comes to the end
            }
        } catch (IOException | InterruptedException e) {
            System.err.println("feeding: " + e);
        } finally {
            // After an error the readers shall fail, not wait for ever.
            writeEnds.forEach(FifoReaders::closeAnyway);
        }
    }

    private static void closeAnyway(RandomAccessFile end) {
        try {
            end.close();
        } catch (IOException e) {
            System.err.println("closing a FIFO: " + e);
        }
    }

    private Progress progress(boolean isOver) {
        long silentMs = heartbeat.silentMs();
        long right = count(FifoReader.Stage.RIGHT);
        Progress.State state;
        if (isOver) {
            state = right == readers.size() ? Progress.State.RIGHT : Progress.State.WRONG;
        } else {
            state =
                    silentMs >= options.patienceMs()
                            ? Progress.State.STARVED
                            : Progress.State.RUNNING;
        }
        return new Progress(
                TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - startNs),
                heartbeat.beats(),
                silentMs,
                heartbeat.longestSilenceMs(),
                count(FifoReader.Stage.NOT_STARTED),
                count(FifoReader.Stage.IN_READ),
                right,
                count(FifoReader.Stage.WRONG),
                state);
    }

    private long count(FifoReader.Stage stage) {
        return readers.stream().filter(reader -> reader.stage() == stage).count();
    }

    private static void delete(Path dir) {
        try (Stream<Path> files = Files.list(dir)) {
            for (Path file : files.toList()) {
                Files.delete(file);
            }
            Files.delete(dir);
        } catch (NoSuchFileException e) {
            // Somebody else removed it.
        } catch (IOException e) {
            System.err.println("removing " + dir + ": " + e);
        }
    }
}
