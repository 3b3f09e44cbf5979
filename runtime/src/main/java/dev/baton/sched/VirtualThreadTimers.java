package dev.baton.sched;

import dev.baton.vthread.VirtualThreads;
import java.util.Collection;
import java.util.List;
import java.util.concurrent.AbstractExecutorService;
import java.util.concurrent.Callable;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;

/**
 * Stands in the JDK's place for the timers of virtual threads with a scheduler of their own. {@code
 * VirtualThread.afterYield} calls {@link #schedule} on the carrier, with its P in hand: so the
 * timer goes into the heap of that P. What comes from any other thread is handed to the service
 * that was there.
 */
final class VirtualThreadTimers extends AbstractExecutorService
        implements ScheduledExecutorService {
    private static boolean installed;

    private final ScheduledExecutorService before;

    private VirtualThreadTimers(ScheduledExecutorService before) {
        this.before = before;
    }

    /** Puts itself into the JDK's array, once in a process. */
    static synchronized void install() {
        if (!installed) {
            ScheduledExecutorService[] services = VirtualThreads.delayedTaskSchedulers();
            for (int i = 0; i < services.length; i++) {
                services[i] = new VirtualThreadTimers(services[i]);
            }
            installed = true;
        }
    }

    @Override
    public ScheduledFuture<?> schedule(Runnable command, long delay, TimeUnit unit) {
        if (Thread.currentThread() instanceof MThread t) {
            return t.m.sched.timers.add(t.m, command, unit.toNanos(delay));
        }
        return before.schedule(command, delay, unit);
    }

    @Override
    public <V> ScheduledFuture<V> schedule(Callable<V> callable, long delay, TimeUnit unit) {
        return before.schedule(callable, delay, unit);
    }

    @Override
    public ScheduledFuture<?> scheduleAtFixedRate(
            Runnable command, long initialDelay, long period, TimeUnit unit) {
        return before.scheduleAtFixedRate(command, initialDelay, period, unit);
    }

    @Override
    public ScheduledFuture<?> scheduleWithFixedDelay(
            Runnable command, long initialDelay, long delay, TimeUnit unit) {
        return before.scheduleWithFixedDelay(command, initialDelay, delay, unit);
    }

    @Override
    public void execute(Runnable command) {
        before.execute(command);
    }

    @Override
    public void shutdown() {
        before.shutdown();
    }

    @Override
    public List<Runnable> shutdownNow() {
        return before.shutdownNow();
    }

    @Override
    public boolean isShutdown() {
        return before.isShutdown();
    }

    @Override
    public boolean isTerminated() {
        return before.isTerminated();
    }

    @Override
    public boolean awaitTermination(long timeout, TimeUnit unit) throws InterruptedException {
        return before.awaitTermination(timeout, unit);
    }

    @Override
    public void close() {
        before.close();
    }

    @Override
    public <T> T invokeAny(Collection<? extends Callable<T>> tasks)
            throws InterruptedException, java.util.concurrent.ExecutionException {
        return before.invokeAny(tasks);
    }
}
