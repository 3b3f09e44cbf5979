package programs.rates;

import java.nio.file.Path;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicLongArray;
import java.util.concurrent.atomic.AtomicReference;

/** Threads that do something over and over until the crew is closed, and how much they did. */
final class Crew implements AutoCloseable {
    /** A cache line, so that threads on two CPUs don't take one from each other. */
    private static final int PADDING = 128 / Long.BYTES;

    private final Path directory;
    private final Queue<AtomicLongArray> counters = new ConcurrentLinkedQueue<>();
    private final Queue<Thread> threads = new ConcurrentLinkedQueue<>();
    private final AtomicReference<Exception> failure = new AtomicReference<>();
    private volatile boolean closed;

    /**
     * With nobody in it.
     *
     * @param directory for files
     */
    Crew(Path directory) {
        this.directory = directory;
    }

    /** Where files go. */
    Path directory() {
        return directory;
    }

    /** Starts a virtual thread. */
    void virtual(Step step) {
        add(Thread.ofVirtual().unstarted(loop(step)));
    }

    /** Starts so many virtual threads that all do the same. */
    void virtual(int n, Step step) {
        for (int i = 0; i < n; i++) {
            virtual(step);
        }
    }

    /** Starts a thread of the OS. */
    void platform(Step step) {
        add(Thread.ofPlatform().daemon().unstarted(loop(step)));
    }

    private void add(Thread thread) {
        threads.add(thread);
        thread.start();
    }

    private Runnable loop(Step step) {
        AtomicLongArray counter = new AtomicLongArray(2 * PADDING);
        counters.add(counter);
        return () -> {
            try {
                while (!closed) {
                    // Written by this thread alone.
                    counter.lazySet(PADDING, counter.getPlain(PADDING) + step.run());
                }
            } catch (Exception e) {
                if (!closed) {
                    failure.compareAndSet(null, e);
                }
            }
        };
    }

    /** How many operations there were so far. */
    long done() {
        return counters.stream().mapToLong(counter -> counter.get(PADDING)).sum();
    }

    /**
     * Looks whether all is well.
     *
     * @throws Exception what the first thread that failed threw
     */
    void check() throws Exception {
        if (failure.get() != null) {
            throw failure.get();
        }
    }

    /** Has them end; waits for nobody. */
    @Override
    public void close() {
        closed = true;
        threads.forEach(Thread::interrupt);
    }
}
