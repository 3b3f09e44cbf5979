package dev.baton.bench.jmh;

import dev.baton.Baton;
import java.util.List;
import java.util.concurrent.AbstractExecutorService;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.TimeUnit;

/**
 * What JMH runs its workers on instead of threads of its own: Gs, on as many Ps as there are
 * workers, and one more for their partners. JMH makes one for each fork, by its name in {@code
 * jmh.executor.class}.
 */
public final class GExecutor extends AbstractExecutorService {
    private static volatile Baton baton;

    private final Baton mine;
    private final ExecutorService gs;

    /**
     * As JMH wants it.
     *
     * @param maxThreads how many workers there will be
     * @param prefix of their names, which Gs have no use for
     */
    @SuppressWarnings("StaticAssignmentInConstructor") // JMH keeps the object from benchmarks
    public GExecutor(int maxThreads, String prefix) {
        mine = Baton.builder().maxProcs(maxThreads + 1).name("jmh").build();
        gs = mine.newVirtualThreadPerTaskExecutor();
        baton = mine;
    }

    /** The instance that the workers run on, for starting more Gs. */
    static Baton baton() {
        return baton;
    }

    @Override
    public void execute(Runnable task) {
        gs.execute(task);
    }

    @Override
    public void shutdown() {
        gs.shutdown();
    }

    @Override
    public List<Runnable> shutdownNow() {
        return gs.shutdownNow();
    }

    @Override
    public boolean isShutdown() {
        return gs.isShutdown();
    }

    @Override
    public boolean isTerminated() {
        return gs.isTerminated();
    }

    @Override
    public boolean awaitTermination(long timeout, TimeUnit unit) throws InterruptedException {
        boolean ended = gs.awaitTermination(timeout, unit);
        if (ended) {
            mine.close();
        }
        return ended;
    }
}
