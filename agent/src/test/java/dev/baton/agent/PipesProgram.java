package dev.baton.agent;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.io.ByteArrayOutputStream;
import java.io.FileInputStream;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.RandomAccessFile;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;

/**
 * Reads and writes FIFOs, and what children say, on virtual threads, and prints what came of it:
 * the same on the JDK alone. On standard error it prints how often a virtual thread was seen to
 * wait otherwise than in a native method.
 */
final class PipesProgram {
    private static final int PIPE_BYTES = 1 << 16;
    private static final int CHUNK_BYTES = 4096;

    private static Path dir;
    private static int fifos;
    private static int waits;

    /** How many calls have returned, of a thread that makes more than one. */
    private static final AtomicInteger returned = new AtomicInteger();

    private PipesProgram() {}

    interface Body {
        void run() throws Exception;
    }

    public static void main(String[] args) throws Exception {
        dir = Path.of(args[0]);
        // Else a few block in the kernel, as on the JDK.
        BlockedReaders many = new BlockedReaders(dir, Integer.parseInt(args[1]));
        for (int round = 0; round < 3; round++) { // from the second on it is known who blocks
            reads();
            readsByRandomAccessFile();
            readsByChannel();
            ends();
            isInterrupted();
            keepsPermits();
            twoReadTheSame();
            writes();
            writesByChannel();
            aChildAnswers(round);
            readsWhilePinned(round);
            readsFiles();
        }
        many.end();
        System.err.println("waits " + waits);
    }

    private static Path fifo() throws Exception {
        Path fifo = dir.resolve("fifo" + fifos++);
        Fifos.make(fifo);
        return fifo;
    }

    /** One that keeps it open for both, so that nobody waits for the other side. */
    private static RandomAccessFile holder(Path fifo) throws IOException {
        return new RandomAccessFile(fifo.toFile(), "rw");
    }

    private static Thread start(String what, Body body) {
        return Thread.ofVirtual()
                .start(() -> {
                    try {
                        body.run();
                    } catch (Exception e) {
                        System.out.println(what + ": " + e);
                    }
                });
    }

    /** Until it is in a native method of the JDK's, or waits in another way. */
    private static void awaitBlocked(Thread t) throws InterruptedException {
        for (; ; ) {
            if (t.getState() == Thread.State.WAITING) {
                waits++;
                return;
            }
            StackTraceElement[] trace = t.getStackTrace();
            if (trace.length > 0 && trace[0].isNativeMethod()) {
                return;
            }
            Thread.sleep(1);
        }
    }

    /** The same of its next call, after so many. */
    private static void awaitBlockedAfter(int calls, Thread t) throws InterruptedException {
        while (returned.get() < calls) {
            Thread.sleep(1);
        }
        returned.set(0);
        awaitBlocked(t);
    }

    private static int returned(int result) {
        returned.incrementAndGet();
        return result;
    }

    private static void reads() throws Exception {
        Path fifo = fifo();
        try (RandomAccessFile out = holder(fifo);
                InputStream in = new FileInputStream(fifo.toFile())) {
            byte[] b = new byte[10];
            Thread t =
                    start(
                            "reads",
                            () -> {
                                int first = returned(in.read(b));
                                System.out.println("reads " + first + ", " + in.read());
                            });
            awaitBlocked(t);
            out.write(new byte[10]);
            awaitBlockedAfter(1, t);
            out.write(7);
            t.join();
        }
    }

    private static void readsByRandomAccessFile() throws Exception {
        Path fifo = fifo();
        try (RandomAccessFile out = holder(fifo);
                RandomAccessFile in = holder(fifo)) {
            Thread t =
                    start(
                            "file",
                            () -> {
                                int first = returned(in.read(new byte[10]));
                                System.out.println("file " + first + ", " + in.read());
                            });
            awaitBlocked(t);
            out.write(new byte[3]);
            awaitBlockedAfter(1, t);
            out.write(8);
            t.join();
        }
    }

    private static void readsByChannel() throws Exception {
        Path fifo = fifo();
        try (RandomAccessFile out = holder(fifo);
                FileChannel in = FileChannel.open(fifo)) {
            ByteBuffer[] two = {ByteBuffer.allocate(1), ByteBuffer.allocateDirect(5)};
            Thread t =
                    start(
                            "channel",
                            () -> {
                                System.out.println("channel " + returned(in.read(two[1])));
                                two[1].clear();
                                System.out.println("channel " + in.read(two));
                            });
            awaitBlocked(t);
            out.write(new byte[4]);
            awaitBlockedAfter(1, t);
            out.write(new byte[4]);
            t.join();
        }
    }

    private static void ends() throws Exception {
        Path fifo = fifo();
        RandomAccessFile holder = holder(fifo);
        try (InputStream in = new FileInputStream(fifo.toFile())) {
            Thread t = start("ends", () -> System.out.println("ends " + in.read()));
            awaitBlocked(t);
            holder.close();
            t.join();
        }
    }

    private static void isInterrupted() throws Exception {
        Path fifo = fifo();
        try (RandomAccessFile out = holder(fifo);
                InputStream in = new FileInputStream(fifo.toFile())) {
            Thread t =
                    start(
                            "interrupted",
                            () -> {
                                int n = in.read();
                                boolean still = Thread.currentThread().isInterrupted();
                                System.out.println("interrupted " + n + " " + still);
                            });
            awaitBlocked(t);
            t.interrupt();
            out.write(9);
            t.join();
        }
    }

    private static void keepsPermits() throws Exception {
        Path fifo = fifo();
        AtomicInteger unparked = new AtomicInteger();
        try (RandomAccessFile out = holder(fifo);
                InputStream in = new FileInputStream(fifo.toFile())) {
            Thread t =
                    start(
                            "permits",
                            () -> {
                                in.read();
                                LockSupport.park(); // the permit is there, or this is for ever
                                System.out.println("permits " + unparked);
                            });
            awaitBlocked(t);
            unparked.set(1);
            LockSupport.unpark(t);
            if (t.getState() != Thread.State.RUNNABLE) {
                awaitBlocked(t); // again, without the permit: else two would be one
            }
            out.write(9);
            t.join();
        }
    }

    private static void twoReadTheSame() throws Exception {
        Path fifo = fifo();
        AtomicInteger sum = new AtomicInteger();
        try (RandomAccessFile out = holder(fifo);
                InputStream in = new FileInputStream(fifo.toFile())) {
            Thread[] readers = new Thread[5];
            for (int i = 0; i < readers.length; i++) {
                readers[i] = start("two", () -> sum.addAndGet(in.read()));
                awaitBlocked(readers[i]);
            }
            for (int i = 1; i <= readers.length; i++) {
                out.write(i);
            }
            for (Thread t : readers) {
                t.join();
            }
        }
        System.out.println("the same " + sum);
    }

    private static void writes() throws Exception {
        Path fifo = fifo();
        try (RandomAccessFile in = holder(fifo);
                OutputStream out = new FileOutputStream(fifo.toFile())) {
            Thread t =
                    start(
                            "writes",
                            () -> {
                                for (int i = 0; i < 3 * PIPE_BYTES; i += CHUNK_BYTES) {
                                    out.write(new byte[CHUNK_BYTES]);
                                }
                                out.write(5);
                            });
            awaitBlocked(t);
            byte[] all = new byte[3 * PIPE_BYTES];
            in.readFully(all);
            System.out.println("writes " + in.read());
            t.join();
        }
    }

    private static void writesByChannel() throws Exception {
        Path fifo = fifo();
        try (RandomAccessFile in = holder(fifo);
                FileChannel out = FileChannel.open(fifo, StandardOpenOption.WRITE)) {
            Thread t =
                    start(
                            "channel writes",
                            () -> {
                                ByteBuffer chunk = ByteBuffer.allocate(CHUNK_BYTES);
                                for (int i = 0; i < 2 * PIPE_BYTES; i += CHUNK_BYTES) {
                                    out.write(chunk.clear());
                                }
                            });
            awaitBlocked(t);
            in.readFully(new byte[2 * PIPE_BYTES]);
            t.join();
            System.out.println("channel writes " + t.getState());
        }
    }

    private static void aChildAnswers(int round) throws Exception {
        Process cat = new ProcessBuilder("cat").start();
        Thread t =
                start(
                        "child",
                        () -> {
                            byte[] said = cat.getInputStream().readNBytes(5);
                            returned(5);
                            System.out.println("child says " + new String(said, US_ASCII));
                            System.out.println("child ends " + cat.getInputStream().read());
                            System.out.println("child exits " + cat.waitFor());
                        });
        awaitBlocked(t);
        cat.getOutputStream().write(("hell" + round).getBytes(US_ASCII));
        cat.getOutputStream().flush();
        awaitBlockedAfter(1, t);
        cat.getOutputStream().close();
        t.join();
    }

    private static Body whilePinned;

    /** Its initializer is called by the JVM, which holds the virtual thread on its carrier. */
    private static final class PinnedOnce {
        static {
            try {
                whilePinned.run();
            } catch (Exception e) {
                System.out.println("pinned: " + e);
            }
        }
    }

    private static void readsWhilePinned(int round) throws Exception {
        Path fifo = fifo();
        try (RandomAccessFile out = holder(fifo);
                InputStream in = new FileInputStream(fifo.toFile())) {
            whilePinned = () -> System.out.println("pinned " + in.read());
            Thread t =
                    start(
                            "pinned",
                            () -> {
                                if (round == 1) {
                                    new PinnedOnce();
                                } else {
                                    whilePinned.run();
                                }
                            });
            awaitBlocked(t);
            out.write(6);
            t.join();
        }
    }

    private static void readsFiles() throws Exception {
        Path file = dir.resolve("file");
        Files.write(file, new byte[10_000]);
        Thread t =
                start(
                        "files",
                        () -> {
                            ByteArrayOutputStream all = new ByteArrayOutputStream();
                            try (InputStream in = new FileInputStream(file.toFile())) {
                                in.transferTo(all);
                            }
                            System.out.println("files " + all.size());
                        });
        t.join();
    }
}
