package dev.baton.conformance;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import java.util.concurrent.locks.ReentrantLock;

/**
 * The program that {@link ToolInterfaceTest} starts with an agent, to suspend all of its virtual
 * threads but one again and again, wherever they are in what they do. The one does what needs no
 * other thread: it computes, wakes others, reads a file. It never waits, for who waits may have to
 * wait for a carrier that a suspended thread has.
 */
final class SuspendedCrowd {
    private static final int ROUNDS = 150;
    private static final int STEPS_IN_A_ROUND = 20;
    private static final int BYTES = 512;

    private final Path file;
    private final List<Task<?>> tasks = new ArrayList<>();
    private final List<Thread> parkers = new CopyOnWriteArrayList<>();
    private final AtomicLong steps = new AtomicLong();
    private volatile boolean stop;

    private SuspendedCrowd(Path file) {
        this.file = file;
    }

    public static void main(String[] args) throws Exception {
        System.load(args[0]); // where the natives are; the JVM has it as an agent already
        Path file = Files.write(Path.of(args[1]), new byte[BYTES]);
        SuspendedCrowd crowd = new SuspendedCrowd(file);
        Task<Void> one = Task.start(crowd::goOn);
        Progress progress = crowd.new Progress();
        progress.await("before", 0, one); // on plain java it has a carrier from now on
        crowd.gather();
        for (int round = 1; round <= ROUNDS; round++) {
            progress.await("before", round, one);
            check(ThreadTool.suspendAllBut(one.thread()));
            progress.await("in", round, one);
            check(ThreadTool.resumeAll());
        }
        crowd.stop = true;
        one.result();
        for (Task<?> task : crowd.tasks) {
            task.result();
        }
        System.out.println("went on");
    }

    private static void check(int error) {
        if (error != ThreadTool.NONE) {
            throw new AssertionError("JVM TI error " + error);
        }
    }

    private void gather() {
        for (int i = 0; i < 2; i++) {
            parkers.add(add(this::park));
            add(this::yields);
            add(this::sleep);
            add(this::read);
            add(this::startOthers);
            BlockingQueue<Integer> queue = new ArrayBlockingQueue<>(1);
            add(() -> put(queue));
            add(() -> take(queue));
            ReentrantLock lock = new ReentrantLock();
            add(() -> lock(lock));
            add(() -> lock(lock));
        }
        for (Thread parker : parkers) {
            add(() -> unpark(parker));
        }
    }

    private Thread add(Task.Action action) {
        Task<Void> task = Task.start(action);
        tasks.add(task);
        return task.thread();
    }

    private void park() {
        while (!stop) {
            LockSupport.parkNanos(1_000_000);
        }
    }

    private void unpark(Thread parker) {
        while (!stop) {
            LockSupport.unpark(parker);
            Thread.yield();
        }
    }

    private void yields() {
        while (!stop) {
            Thread.yield();
        }
    }

    private void sleep() throws InterruptedException {
        while (!stop) {
            Thread.sleep(0, 50_000);
        }
    }

    private void read() throws IOException {
        byte[] bytes = new byte[BYTES];
        try (RandomAccessFile open = new RandomAccessFile(file.toFile(), "r")) {
            while (!stop) {
                open.seek(0);
                open.readFully(bytes);
                Thread.yield();
            }
        }
    }

    private void startOthers() throws InterruptedException {
        while (!stop) {
            Thread.startVirtualThread(Thread::yield).join();
        }
    }

    private void put(BlockingQueue<Integer> queue) throws InterruptedException {
        while (!stop) {
            queue.put(1);
        }
        queue.put(0);
    }

    private static void take(BlockingQueue<Integer> queue) throws InterruptedException {
        while (queue.take() != 0) {
            Thread.onSpinWait();
        }
    }

    private void lock(ReentrantLock lock) {
        while (!stop) {
            lock.lock();
            try {
                Thread.onSpinWait();
            } finally {
                lock.unlock();
            }
            Thread.yield();
        }
    }

    private void goOn() throws IOException {
        byte[] bytes = new byte[BYTES];
        try (RandomAccessFile open = new RandomAccessFile(file.toFile(), "r")) {
            while (!stop) {
                parkers.forEach(LockSupport::unpark);
                open.seek(0);
                open.readFully(bytes);
                steps.incrementAndGet();
            }
        }
    }

    /** Waits until the one has gone on. */
    private final class Progress {
        private long seen;

        void await(String when, int round, Task<?> one) throws InterruptedException {
            seen = steps.get();
            if (!Patience.FOR_A_STATE.waitFor(step -> hasGoneOn())) {
                System.out.println("stands still " + when + " round " + round);
                for (StackTraceElement frame : one.thread().getStackTrace()) {
                    System.out.println("  at " + frame);
                }
                Runtime.getRuntime().halt(1);
            }
        }

        private boolean hasGoneOn() throws InterruptedException {
            for (int polls = 0; polls < 50; polls++) {
                if (steps.get() - seen >= STEPS_IN_A_ROUND) {
                    return true;
                }
                Thread.sleep(1);
            }
            return false;
        }
    }
}
