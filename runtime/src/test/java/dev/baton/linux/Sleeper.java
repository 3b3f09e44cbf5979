package dev.baton.linux;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.function.BooleanSupplier;

/** A platform thread whose kernel state a test waits for. */
final class Sleeper implements AutoCloseable {
    private static final Duration LIMIT = Duration.ofMinutes(1);

    private final Thread thread;
    private final CountDownLatch started = new CountDownLatch(1);
    private volatile int tid;
    private volatile Throwable failure;

    private Sleeper(Body body) {
        thread =
                Thread.ofPlatform()
                        .daemon()
                        .unstarted(() -> {
                            tid = Libc.gettid();
                            started.countDown();
                            try {
                                body.run();
                            } catch (Throwable t) {
                                failure = t;
                            }
                        });
    }

    /** Starts the thread; its number is known on return. */
    static Sleeper start(Body body) throws InterruptedException {
        Sleeper sleeper = new Sleeper(body);
        sleeper.thread.start();
        sleeper.started.await();
        return sleeper;
    }

    int tid() {
        return tid;
    }

    void awaitState(char state) {
        awaitState(tid, state);
    }

    static void awaitState(int tid, char state) {
        awaitTrue("thread " + tid + " is seen as " + state, () -> ThreadState.of(tid) == state);
    }

    /** Looks until it is so. */
    static void awaitTrue(String what, BooleanSupplier condition) {
        long start = System.nanoTime();
        while (!condition.getAsBoolean()) {
            if (System.nanoTime() - start > LIMIT.toNanos()) {
                throw new AssertionError("never: " + what);
            }
            Thread.onSpinWait();
        }
    }

    /** Waits for the thread's end, and hands on what it threw. */
    void join() throws InterruptedException {
        if (!thread.join(LIMIT)) {
            throw new AssertionError("thread " + tid + " does not end");
        }
        if (failure != null) {
            throw new AssertionError("thread " + tid + " failed", failure);
        }
    }

    /** Does nothing: the thread is a daemon, and a test that got through has joined it. */
    @Override
    public void close() {}

    interface Body {
        void run() throws Exception;
    }
}
