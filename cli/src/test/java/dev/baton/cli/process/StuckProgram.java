package dev.baton.cli.process;

import java.io.FileInputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.locks.LockSupport;
import java.util.concurrent.locks.ReentrantLock;

/** Virtual threads that wait in all the ways that there are; ends when its standard input does. */
public final class StuckProgram {
    private static final ReentrantLock LOCK = new ReentrantLock();
    private static final Object MONITOR = new Object();
    private static final CountDownLatch NEVER = new CountDownLatch(1);

    private StuckProgram() {}

    /**
     * Begins.
     *
     * @param args a FIFO that nobody writes to; how many wait for one latch
     */
    public static void main(String[] args) throws Exception {
        List<Thread> all = new ArrayList<>();
        for (int i = 0; i < Integer.parseInt(args[1]); i++) {
            all.add(start("crowd-" + i, StuckProgram::awaitLatch));
        }
        all.add(start("holder", StuckProgram::holdAndSleep));
        while (!LOCK.isLocked()) {
            Thread.yield();
        }
        all.add(start("wants lock", LOCK::lock));
        CountDownLatch has = new CountDownLatch(1);
        all.add(start("has monitor", () -> holdMonitor(has)));
        has.await();
        all.add(start("wants monitor", StuckProgram::enterMonitor));
        all.add(start("parks", LockSupport::park));
        for (Thread thread : all) {
            while (!isStuck(thread.getState())) {
                Thread.yield();
            }
        }
        Thread reads = start("reads", () -> read(args[0]));
        Thread computes = start("computes", StuckProgram::compute);
        while (!isIn(reads, "read0", "open0") || !isIn(computes, "compute")) {
            Thread.yield();
        }
        System.out.println("ready");
        while (System.in.read() >= 0) {
            // until its end
        }
        System.exit(0);
    }

    private static boolean isStuck(Thread.State state) {
        return state == Thread.State.WAITING
                || state == Thread.State.TIMED_WAITING
                || state == Thread.State.BLOCKED;
    }

    private static boolean isIn(Thread thread, String... methods) {
        for (StackTraceElement frame : thread.getStackTrace()) {
            if (List.of(methods).contains(frame.getMethodName())) {
                return true;
            }
        }
        return false;
    }

    private static Thread start(String name, Runnable task) {
        return Thread.ofVirtual().name(name).start(task);
    }

    private static void awaitLatch() {
        try {
            NEVER.await();
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    private static void holdAndSleep() {
        LOCK.lock();
        sleep();
    }

    private static void sleep() {
        try {
            Thread.sleep(1_000_000);
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    private static void holdMonitor(CountDownLatch has) {
        synchronized (MONITOR) {
            has.countDown();
            awaitLatch();
        }
    }

    private static void enterMonitor() {
        synchronized (MONITOR) {
            System.out.println("entered");
        }
    }

    private static void read(String fifo) {
        try (FileInputStream in = new FileInputStream(fifo)) {
            in.read();
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    private static void compute() {
        for (long n = 0; n >= 0; n++) {
            Thread.onSpinWait();
        }
    }
}
