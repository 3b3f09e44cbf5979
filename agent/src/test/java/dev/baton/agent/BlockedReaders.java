package dev.baton.agent;

import java.io.FileInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.RandomAccessFile;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Virtual threads that read FIFOs of which nothing comes, until they are let go. */
final class BlockedReaders {
    private final List<RandomAccessFile> writers = new ArrayList<>();
    private final List<Thread> readers = new ArrayList<>();

    /** Starts them, and waits until all of them read. */
    BlockedReaders(Path dir, int n) throws Exception {
        List<Path> fifos = Fifos.make(dir, "blocked", n);
        for (Path fifo : fifos) {
            // All before the first reader: to open for writing locks the directory, for which those
            // who open in it for reading sleep. That takes a thread each.
            writers.add(new RandomAccessFile(fifo.toString(), "rw"));
        }
        for (Path fifo : fifos) {
            readers.add(Thread.ofVirtual().start(() -> read(fifo.toString())));
        }
        while (readers.stream().filter(BlockedReaders::isReading).count() < n) {
            Thread.sleep(1);
        }
    }

    private static void read(String fifo) {
        try (InputStream in = new FileInputStream(fifo)) {
            if (in.read() != 1) {
                System.out.println("something else came");
            }
        } catch (IOException e) {
            System.out.println(e);
        }
    }

    private static boolean isReading(Thread t) {
        StackTraceElement[] trace = t.getStackTrace();
        return t.getState() == Thread.State.WAITING
                || (trace.length > 0 && trace[0].getMethodName().equals("read0"));
    }

    /** Lets them go, and waits until they have ended. */
    void end() throws IOException, InterruptedException {
        for (RandomAccessFile w : writers) {
            w.write(1);
        }
        for (Thread t : readers) {
            t.join();
        }
        for (RandomAccessFile w : writers) {
            w.close();
        }
    }
}
