package dev.baton;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BrokenBarrierException;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.LinkedBlockingQueue;

/**
 * What {@link DebuggerTest} debugs: Gs that sleep, take a monitor, read from FIFOs in calls that
 * nobody announced, and are in a blocking section. It waits for a line on its standard input,
 * prints what the Gs have summed up, and ends.
 */
final class DebuggedProgram {
    static final int GS = 6;
    static final int ROUNDS = 20;

    /** What a G's FIFO is fed with. */
    static final int FED = 7;

    private static final Object LOCK = new Object();

    /** None is a round ahead of the others, however long the debugger holds one. */
    private static final CyclicBarrier ROUND = new CyclicBarrier(GS, DebuggedProgram::beginsARound);

    private static final LinkedBlockingQueue<RandomAccessFile> HUNGRY = new LinkedBlockingQueue<>();
    private static long total;

    private DebuggedProgram() {}

    public static void main(String[] args) throws Exception {
        List<RandomAccessFile> fifos = new ArrayList<>();
        for (int i = 0; i < GS; i++) {
            Path fifo = Posix.mkfifo(Path.of(args[0], "fifo" + i));
            fifos.add(new RandomAccessFile(fifo.toFile(), "rw"));
        }
        System.in.read();
        try (Baton baton = Baton.builder().maxProcs(2).build()) {
            baton.startVirtualThread(() -> feed());
            for (int i = 0; i < GS; i++) {
                int number = i;
                baton.startVirtualThread(() -> readAll(number, fifos.get(number)));
            }
        }
        System.out.println("total " + total);
    }

    private static void readAll(int number, RandomAccessFile fifo) {
        Thread.currentThread().setName("reader-" + number);
        for (int i = 0; i < ROUNDS; i++) {
            awaitAll();
            int sum = outside(number, fifo);
            synchronized (LOCK) {
                total += sum;
            }
        }
    }

    // Each statement stands on a line of its own, for the debugger steps by lines.

    static int outside(int number, RandomAccessFile fifo) {
        int twice = 2 * number;
        sleep();
        synchronized (LOCK) {
            total -= number;
        }
        HUNGRY.add(fifo);
        int read = read(fifo);
        int squared = Baton.blocking(() -> inside(read));
        int result = twice + squared;
        return result;
    }

    static int inside(int number) {
        int squared = number * number;
        Posix.nanosleep(Duration.ofNanos(100_000));
        return squared;
    }

    /** What all of it comes to. */
    static long expectedTotal() {
        long sum = 0;
        for (int i = 0; i < GS; i++) {
            sum += ROUNDS * (2L * i + FED * FED - i);
        }
        return sum;
    }

    private static void feed() {
        try {
            for (int i = 0; i < GS * ROUNDS; i++) {
                RandomAccessFile fifo = HUNGRY.take();
                sleep(); // so that its reader waits in the kernel
                fifo.write(FED);
            }
        } catch (IOException | InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    /** Runs while all readers but the one that runs it are parked. */
    private static void beginsARound() {}

    private static void awaitAll() {
        try {
            ROUND.await();
        } catch (InterruptedException | BrokenBarrierException e) {
            throw new AssertionError(e);
        }
    }

    private static int read(RandomAccessFile fifo) {
        try {
            return fifo.read();
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    private static void sleep() {
        try {
            Thread.sleep(1);
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }
}
