package dev.baton.examples;

import java.io.IOException;
import java.io.OutputStream;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.SplittableRandom;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/**
 * Virtual threads that read from FIFOs into which nobody has written yet, a heartbeat beside them,
 * and one more virtual thread that will feed them after a while.
 *
 * <p>On the stock scheduler each reader keeps a carrier in {@code read(2)}. With as many readers as
 * carriers that was the last that ran: the heartbeat stops, and the one that would feed them never
 * comes to it. On Baton the readers cost a thread each and nothing else stops.
 *
 * <p>Prints {@link Progress} on standard output. Ends with 0 when all readers got what was in their
 * files, with 1 when not, with 2 when it was called wrongly.
 */
public final class FifoReaders {
    /** Milliseconds between two lines of {@link Progress}. */
    public static final long REPORT_PERIOD_MS = 100;

    /** More than a FIFO holds (64 KiB), so that the one that feeds it blocks, too. */
    public static final int FILE_BYTES = 96 * 1024;

    private final FifoReadersOptions options;
    private final Side side;
    private final Path dir;
    private final CountDownLatch ended;
    private final List<FifoReader> readers = new ArrayList<>();
    private final Heartbeat heartbeat = new Heartbeat();
    private long startNs;

    private FifoReaders(FifoReadersOptions options, Side side, Path dir) {
        this.options = options;
        this.side = side;
        this.dir = dir;
        this.ended = new CountDownLatch(options.readers());
        for (int i = 0; i < options.readers(); i++) {
            readers.add(new FifoReader(i, dir, side, ended));
        }
    }

    /**
     * Runs it; see {@link FifoReadersOptions} for what may be said.
     *
     * @param args options, each {@code --name=value}
     * @throws Exception when it could not be run
     */
    public static void main(String[] args) throws Exception {
        FifoReadersOptions options;
        Side side;
        try {
            options = FifoReadersOptions.parse(args);
            side = options.openSide();
        } catch (IllegalArgumentException e) {
            System.err.println(e.getMessage());
            System.exit(2);
            return;
        }
        if (options.endWithInput()) {
            endWithInput();
        }
        boolean right;
        Path dir = options.dir().orElse(null);
        if (dir != null) {
            right = new FifoReaders(options, side, dir).run();
        } else {
            dir = Files.createTempDirectory("fifo-readers-");
            try {
                right = new FifoReaders(options, side, dir).run();
            } finally {
                delete(dir);
            }
        }
        side.close();
        System.exit(right ? 0 : 1);
    }

    private boolean run() throws IOException, InterruptedException {
        prepareFiles();
        Queue<RandomAccessFile> writeEnds = openWriteEnds();

        Thread heart = start(heartbeat);
        heartbeat.awaitBegin();
        startNs = System.nanoTime();
        readers.forEach(this::start);
        start(() -> feed(writeEnds));

        while (!ended.await(REPORT_PERIOD_MS, TimeUnit.MILLISECONDS)) {
            System.out.println(progress(false).toLine());
        }
        heartbeat.stop();
        heart.join();
        Progress last = progress(true);
        System.out.println(last.toLine());
        return last.right() == readers.size();
    }

    private Thread start(Runnable task) {
        Thread thread = side.threads().newThread(task);
        thread.start();
        return thread;
    }

    private void prepareFiles() throws IOException, InterruptedException {
        List<String> mkfifo = new ArrayList<>(List.of("mkfifo", "-m", "600"));
        for (FifoReader reader : readers) {
            mkfifo.add(reader.fifo().toString());
            byte[] content = new byte[FILE_BYTES];
            new SplittableRandom(mkfifo.size()).nextBytes(content);
            Files.write(reader.file(), content);
        }
        // The program and not Os.mkfifo, so that the stock run has nothing of Baton's in it.
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
                try (OutputStream out = side.openForWriting(reader.fifo())) {
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

    private Progress progress(boolean isLast) {
        Side.Counters counters = side.counters();
        return new Progress(
                TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - startNs),
                heartbeat.beats(),
                heartbeat.silentMs(),
                heartbeat.longestSilenceMs(),
                count(FifoReader.Stage.NOT_STARTED),
                count(FifoReader.Stage.IN_READ),
                count(FifoReader.Stage.RIGHT),
                count(FifoReader.Stage.WRONG),
                counters.threads(),
                counters.handoffs(),
                counters.retakes(),
                counters.spares(),
                isLast);
    }

    private long count(FifoReader.Stage stage) {
        return readers.stream().filter(reader -> reader.stage() == stage).count();
    }

    /** A platform thread, for it must see the end of the input even when nothing else runs. */
    private static void endWithInput() {
        Thread.ofPlatform()
                .daemon()
                .name("end-with-input")
                .start(() -> {
                    try {
                        while (System.in.read() >= 0) {}
                    } catch (IOException e) {
                        // As good as the end.
                    }
                    Runtime.getRuntime().halt(1);
                });
    }

    private static void delete(Path dir) throws IOException {
        try (Stream<Path> files = Files.list(dir)) {
            for (Path file : files.toList()) {
                Files.delete(file);
            }
        }
        Files.delete(dir);
    }
}
