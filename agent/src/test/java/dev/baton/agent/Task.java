package dev.baton.agent;

import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;

/**
 * What another thread does, and what came of it.
 *
 * @param thread that does it
 * @param future of its result
 */
record Task<T>(Thread thread, FutureTask<T> future) {
    static <T> Task<T> start(Callable<T> body) {
        return start(Thread.ofVirtual(), body);
    }

    static <T> Task<T> start(Thread.Builder builder, Callable<T> body) {
        FutureTask<T> future = new FutureTask<>(body);
        return new Task<>(builder.start(future), future);
    }

    /** Now and then the thread is seen to wait, or it has ended; else it may not even run. */
    Task<T> perhapsWaits(Random random) throws InterruptedException {
        if (random.nextInt(4) > 0) {
            while (switch (thread.getState()) {
                case WAITING, TIMED_WAITING, TERMINATED -> false;
                default -> true;
            }) {
                Thread.sleep(1); // to yield only would starve who polls for the JDK's scheduler
            }
        }
        return this;
    }

    /** Its result, after the thread has ended, or what it threw. */
    T result() throws Exception {
        thread.join();
        try {
            return future.get();
        } catch (ExecutionException e) {
            if (e.getCause() instanceof Exception cause) {
                throw cause;
            }
            throw e;
        }
    }

    /**
     * Waits for its end.
     *
     * @throws AssertionError when it did not throw such a one
     */
    void failsWith(Class<? extends Exception> expected) throws Exception {
        T result;
        try {
            result = result();
        } catch (Exception e) {
            if (expected.isInstance(e)) {
                return;
            }
            throw e;
        }
        throw new AssertionError("no " + expected.getSimpleName() + " but " + result);
    }
}
