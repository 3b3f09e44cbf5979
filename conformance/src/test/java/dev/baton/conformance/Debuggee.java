package dev.baton.conformance;

import java.io.BufferedReader;
import java.io.FileInputStream;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.RandomAccessFile;
import java.nio.charset.StandardCharsets;
import java.util.EnumSet;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;

/**
 * The program that {@link DebuggerTest} debugs. It does what it is told on its standard input, a
 * word in a line, and says "done" when it is done.
 */
final class Debuggee {
    private static volatile boolean go;

    private static RandomAccessFile fifo;

    /** One that nobody has opened: who opens it for reading waits in the kernel for a writer. */
    private static String closedFifo;

    private static Thread thread;

    private Debuggee() {}

    public static void main(String[] args) throws Exception {
        fifo = new RandomAccessFile(args[0], "rw");
        closedFifo = args[1];
        BufferedReader in =
                new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
        for (String word = in.readLine(); word != null; word = in.readLine()) {
            obey(word);
            System.out.println("done");
        }
    }

    private static void obey(String word) throws Exception {
        switch (word) {
            case "park" -> {
                start("parked", Debuggee::parkHere);
                Task.await(thread, EnumSet.of(Thread.State.WAITING));
            }
            case "read" -> startAndAwait("reads", Debuggee::readHere);
            case "open" -> startAndAwait("opens", Debuggee::openHere);
            case "compute" -> {
                AtomicLong steps = new AtomicLong();
                start("computes", () -> computeHere(steps));
                while (steps.get() == 0) {
                    Thread.onSpinWait(); // a latch would be counted down on the way, and seen there
                }
            }
            case "end" -> {
                go = true;
                LockSupport.unpark(thread);
                if (thread.getName().equals("reads")) {
                    fifo.write(1);
                } else if (thread.getName().equals("opens")) {
                    new FileOutputStream(closedFifo).close();
                }
                thread.join();
            }
            default -> throw new IllegalArgumentException(word);
        }
    }

    private static void start(String name, Runnable task) {
        go = false;
        thread = Thread.ofVirtual().name(name).start(task);
    }

    /** Until it runs: the debugger is not told of it before. */
    private static void startAndAwait(String name, Runnable task) throws InterruptedException {
        CountDownLatch begun = new CountDownLatch(1);
        start(
                name,
                () -> {
                    begun.countDown();
                    task.run();
                });
        begun.await();
    }

    private static void parkHere() {
        while (!go) {
            LockSupport.park();
        }
    }

    private static void computeHere(AtomicLong steps) {
        while (!go) {
            steps.lazySet(steps.get() + 1);
        }
    }

    private static void openHere() {
        try {
            new FileInputStream(closedFifo).close();
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    private static void readHere() {
        try {
            int one = fifo.read();
            endsHere(one);
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    /** For a breakpoint. */
    private static void endsHere(int one) {
        go = one == 1;
    }
}
