package dev.baton.os;

import dev.baton.Baton;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;

/** Threads of one kind, for tests of what waits. Closing waits for them all. */
final class Crew implements AutoCloseable {
    private static final long SECONDS = 60;

    private final Baton baton;
    private final ExecutorService executor;

    /** What kind of threads. */
    enum Kind {
        PLATFORM,
        /** Virtual ones of the JDK's scheduler. */
        STOCK,
        /** Gs on one P. */
        BATON
    }

    private Crew(Baton baton, ExecutorService executor) {
        this.baton = baton;
        this.executor = executor;
    }

    static Crew of(Kind kind) {
        return switch (kind) {
            case PLATFORM ->
                    new Crew(
                            null,
                            Executors.newThreadPerTaskExecutor(Thread.ofPlatform().factory()));
            case STOCK -> new Crew(null, Executors.newVirtualThreadPerTaskExecutor());
            case BATON -> {
                Baton baton = Baton.builder().maxProcs(1).build();
                yield new Crew(baton, baton.newVirtualThreadPerTaskExecutor());
            }
        };
    }

    /** One of them, and what it found. */
    record Member<T>(Thread thread, Future<T> found) {
        /** Returns when it waits. */
        Member<T> awaitParked() {
            long begin = System.nanoTime();
            while (!isParked()) {
                if (found.isDone() || System.nanoTime() - begin > SECONDS * 1_000_000_000L) {
                    throw new AssertionError(thread + " does not wait: " + found);
                }
                Thread.onSpinWait();
            }
            return this;
        }

        boolean isParked() {
            Thread.State state = thread.getState();
            return state == Thread.State.WAITING || state == Thread.State.TIMED_WAITING;
        }

        T get() throws Exception {
            try {
                return found.get(SECONDS, TimeUnit.SECONDS);
            } catch (ExecutionException e) {
                throw e.getCause() instanceof Exception cause ? cause : e;
            }
        }

        /** What it threw; null when it didn't. */
        Throwable thrown() throws Exception {
            try {
                found.get(SECONDS, TimeUnit.SECONDS);
                return null;
            } catch (ExecutionException e) {
                return e.getCause();
            }
        }
    }

    <T> Member<T> start(Callable<T> task) throws Exception {
        CompletableFuture<Thread> thread = new CompletableFuture<>();
        Future<T> found =
                executor.submit(() -> {
                    thread.complete(Thread.currentThread());
                    return task.call();
                });
        return new Member<>(thread.get(SECONDS, TimeUnit.SECONDS), found);
    }

    @Override
    public void close() {
        executor.close();
        if (baton != null) {
            baton.close();
        }
    }
}
