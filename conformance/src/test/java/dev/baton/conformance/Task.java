package dev.baton.conformance;

import java.time.Duration;
import java.util.EnumSet;
import java.util.Set;
import java.util.concurrent.Callable;

/**
 * What a check has done by another thread, virtual unless it says otherwise: its value or exception
 * comes back to the check, and the check can wait until the thread is seen to wait.
 */
final class Task<T> {
    private final Thread thread;
    private T value;
    private Throwable thrown;

    /** What a task does that has no value. */
    @FunctionalInterface
    interface Action {
        void run() throws Throwable;
    }

    private Task(Thread.Builder builder, Callable<T> body) {
        thread =
                builder.unstarted(() -> {
                    try {
                        value = body.call();
                    } catch (Throwable e) {
                        thrown = e;
                    }
                });
    }

    /** Starts a virtual thread that computes a value. */
    static <T> Task<T> call(Callable<T> body) {
        return callOn(Thread.ofVirtual(), body);
    }

    /** Starts a thread that computes a value. */
    static <T> Task<T> callOn(Thread.Builder builder, Callable<T> body) {
        var task = new Task<>(builder, body);
        task.thread.start();
        return task;
    }

    /** Starts a virtual thread. */
    static Task<Void> start(Action body) {
        return startOn(Thread.ofVirtual(), body);
    }

    /** Starts a thread. */
    static Task<Void> startOn(Thread.Builder builder, Action body) {
        return callOn(
                builder,
                () -> {
                    try {
                        body.run();
                    } catch (Exception | Error e) {
                        throw e;
                    } catch (Throwable e) {
                        throw new AssertionError(e);
                    }
                    return null;
                });
    }

    Thread thread() {
        return thread;
    }

    /** Waits until the thread has ended, and throws what it threw. */
    T result() throws Exception {
        if (!Patience.FOR_ONE_THING.waitFor(thread::join)) {
            AssertionError stuck = new AssertionError(thread + " does not end; it is here:");
            stuck.setStackTrace(thread.getStackTrace());
            throw stuck;
        }
        if (thrown instanceof Error error) {
            throw error;
        }
        if (thrown instanceof Exception exception) {
            throw exception;
        }
        return value;
    }

    /** Waits until the thread has no more to do until somebody does something. */
    Task<T> awaitWaiting() throws InterruptedException {
        return await(Thread.State.WAITING);
    }

    /** Waits until the thread waits with a limit. */
    Task<T> awaitTimedWaiting() throws InterruptedException {
        return await(Thread.State.TIMED_WAITING);
    }

    /** Waits until the thread is in one of these states. */
    Task<T> await(Thread.State first, Thread.State... more) throws InterruptedException {
        await(thread, EnumSet.of(first, more));
        return this;
    }

    /** Waits until any thread is in one of these states. */
    static void await(Thread thread, Set<Thread.State> states) throws InterruptedException {
        if (!Patience.FOR_A_STATE.waitFor(step -> isInOneOf(thread, states, step))) {
            AssertionError never =
                    new AssertionError(
                            thread
                                    + " is "
                                    + thread.getState()
                                    + " and never was one of "
                                    + states
                                    + "; it is here:");
            never.setStackTrace(thread.getStackTrace());
            throw never;
        }
    }

    private static boolean isInOneOf(Thread thread, Set<Thread.State> states, Duration step)
            throws InterruptedException {
        for (long polls = step.toMillis(); polls > 0; polls--) {
            if (states.contains(thread.getState())) {
                return true;
            }
            Thread.sleep(1);
        }
        return false;
    }

    /** Lets the others run for a moment. */
    static void pause() {
        try {
            Thread.sleep(1);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
