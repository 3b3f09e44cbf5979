package dev.baton.sched;

import dev.baton.Posix;
import java.io.FileInputStream;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * A program with more virtual threads in calls than it may have threads: they read from a FIFO that
 * is fed only when no thread is left to Baton, and the program has started some more of its own.
 * With an argument, Baton knows of no limit.
 */
public final class FewThreadsProgram {
    /** More than there may be threads. */
    public static final int READERS = 300;

    /** The program's own. */
    public static final int OWN = 10;

    private final CountDownLatch noneLeft = new CountDownLatch(1);
    private final AtomicInteger fed = new AtomicInteger();

    private FewThreadsProgram() {}

    /**
     * Runs it.
     *
     * @param args anything for the twin
     * @throws Exception which ends it
     */
    public static void main(String[] args) throws Exception {
        Path dir = Files.createTempDirectory("few-threads");
        try {
            Path fifo = Posix.mkfifo(dir.resolve("fifo"));
            new FewThreadsProgram()
                    .run(
                            fifo,
                            args.length > 0 ? new KnowsNoLimit() : new LinuxHost(StuckWatch.AUTO));
            Files.delete(fifo);
        } finally {
            Files.deleteIfExists(dir);
        }
    }

    private void run(Path fifo, LinuxHost host) throws IOException, InterruptedException {
        System.setErr(new PrintStream(new Listener(System.err), true));
        Scheduler sched = Scheduler.start("few", 2, 10_000, host);
        List<Thread> readers = new ArrayList<>();
        for (int i = 0; i < READERS; i++) {
            Thread reader = sched.newThread(null, 0, () -> read(fifo));
            readers.add(reader);
            reader.start();
        }
        noneLeft.await();
        System.out.println("own threads: " + startOwn());
        try (FileOutputStream out = new FileOutputStream(fifo.toFile())) {
            out.write(new byte[READERS]);
            for (Thread reader : readers) {
                reader.join();
            }
        }
        System.out.println("fed: " + fed);
        sched.close();
        System.out.println("closed");
    }

    private void read(Path fifo) {
        try (FileInputStream in = new FileInputStream(fifo.toFile())) {
            if (in.read() == 0) {
                fed.incrementAndGet();
            }
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    /** How many threads the program could start, all at a time. */
    private static int startOwn() throws InterruptedException {
        CountDownLatch over = new CountDownLatch(1);
        List<Thread> threads = new ArrayList<>();
        try {
            for (int i = 0; i < OWN; i++) {
                threads.add(Thread.ofPlatform().start(() -> awaitUninterruptibly(over)));
            }
        } catch (OutOfMemoryError e) {
            System.out.println(e.getMessage());
        }
        over.countDown();
        for (Thread thread : threads) {
            thread.join();
        }
        return threads.size();
    }

    private static void awaitUninterruptibly(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    /** Baton's first warning is that there are no threads left. */
    private final class Listener extends OutputStream {
        private final OutputStream out;

        Listener(OutputStream out) {
            this.out = out;
        }

        @Override
        public void write(int b) throws IOException {
            out.write(b);
            if (b == '\n') {
                noneLeft.countDown();
            }
        }
    }

    /** The twin. */
    private static final class KnowsNoLimit extends LinuxHost {
        KnowsNoLimit() {
            super(StuckWatch.AUTO);
        }

        @Override
        int roomForThreads() {
            return Integer.MAX_VALUE;
        }
    }
}
