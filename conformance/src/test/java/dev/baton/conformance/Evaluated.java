package dev.baton.conformance;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import java.util.concurrent.locks.ReentrantLock;

/**
 * The program in which {@link EvaluationTest} evaluates methods, on a virtual thread that stops at
 * a breakpoint again and again, in a crowd of others that park, yield, sleep and read.
 */
final class Evaluated {
    private static final int BYTES = 512;
    private static final int RESULT = 7;

    private static final ReentrantLock LOCK = new ReentrantLock();
    private static final Object MONITOR = new Object();
    private static final AtomicInteger TURNS = new AtomicInteger();

    private static RandomAccessFile file;
    private static Thread parked;
    private static volatile boolean stop;

    private Evaluated() {}

    public static void main(String[] args) throws Exception {
        Path path = Files.write(Path.of(args[0]), new byte[BYTES]);
        file = new RandomAccessFile(path.toFile(), "r");
        all(); // what is done for the first time may need what others have
        parked = Thread.ofVirtual().start(Evaluated::park);
        for (int i = 0; i < 2; i++) {
            Thread.startVirtualThread(Evaluated::park);
            Thread.startVirtualThread(Evaluated::yields);
            Thread.startVirtualThread(Evaluated::sleep);
            RandomAccessFile own = new RandomAccessFile(path.toFile(), "r");
            Thread.startVirtualThread(() -> read(own));
        }
        Thread stops = Thread.ofVirtual().name("stops").start(Evaluated::run);
        System.out.println("ready");
        while (System.in.read() >= 0) {
            Thread.onSpinWait();
        }
        stop = true;
        stops.join();
    }

    private static void run() {
        try {
            while (!stop) {
                stopsHere();
                stepsHere();
                LockSupport.parkNanos(100_000);
            }
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    /** For a breakpoint. */
    private static void stopsHere() {
        TURNS.incrementAndGet();
    }

    private static void all() throws IOException {
        parked = Thread.currentThread();
        for (int i = 0; i < 2000; i++) {
            read();
            unpark();
            lock();
        }
        parkBriefly();
    }

    // ---- These are evaluated --------------------------------------------------------------------

    static int compute() {
        int n = 0;
        for (int i = 0; i < BYTES; i++) {
            n += TURNS.get();
        }
        return n >= 0 ? RESULT : n;
    }

    static int read() throws IOException {
        byte[] bytes = new byte[BYTES];
        file.seek(0);
        file.readFully(bytes);
        return RESULT;
    }

    static int unpark() {
        LockSupport.unpark(parked);
        return RESULT;
    }

    static int lock() {
        LOCK.lock();
        try {
            synchronized (MONITOR) {
                return RESULT;
            }
        } finally {
            LOCK.unlock();
        }
    }

    static int parkBriefly() {
        LockSupport.parkNanos(1_000_000);
        return RESULT;
    }

    static int yieldOnce() {
        Thread.yield();
        return RESULT;
    }

    static int startOne() {
        Thread.startVirtualThread(TURNS::incrementAndGet);
        return RESULT;
    }

    /** For steps. */
    private static void stepsHere() throws IOException {
        int result = read();
        result += unpark();
        LockSupport.unpark(parked);
        result += lock();
        result += parkBriefly();
        result += yieldOnce();
        result += startOne();
        TURNS.addAndGet(result);
    }

    // ---- The crowd ------------------------------------------------------------------------------

    private static void park() {
        while (!stop) {
            LockSupport.parkNanos(1_000_000);
        }
    }

    private static void yields() {
        while (!stop) {
            LockSupport.unpark(parked);
            Thread.yield();
            LockSupport.parkNanos(20_000);
        }
    }

    private static void sleep() {
        while (!stop) {
            LockSupport.parkNanos(50_000);
        }
    }

    private static void read(RandomAccessFile own) {
        try {
            byte[] bytes = new byte[BYTES];
            while (!stop) {
                own.seek(0);
                own.readFully(bytes);
                LockSupport.parkNanos(20_000);
            }
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }
}
