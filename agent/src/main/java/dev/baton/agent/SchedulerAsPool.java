package dev.baton.agent;

import dev.baton.Baton;
import dev.baton.sched.view.SchedulerView;
import java.util.concurrent.ForkJoinPool;
import java.util.function.ToLongFunction;

/**
 * Baton in the shape in which the JDK's instruments know a scheduler of virtual threads: a {@code
 * ForkJoinPool}, asked for its figures by {@code VirtualThreadSchedulerMXBean} and shown by {@code
 * jcmd Thread.vthread_scheduler}. It runs nothing and has no threads.
 *
 * <p>The bean keeps the one that it was given first, which may be before the first virtual thread,
 * when nobody knows yet whether Baton can start. So each answer looks who the scheduler is.
 */
final class SchedulerAsPool extends ForkJoinPool {
    private final ProcessBaton baton;
    private final ForkJoinPool own;

    /**
     * Describes it.
     *
     * @param own the JDK's: answers where virtual threads are its own, and runs what is given to
     *     run, for whoever asks for the JDK's scheduler to run something means that one
     */
    SchedulerAsPool(ProcessBaton baton, ForkJoinPool own) {
        super(1); // the least; it makes none before there is a task
        this.baton = baton;
        this.own = own;
    }

    /** Null before the first virtual thread, and where Baton could not start. */
    private SchedulerView view() {
        Baton b = baton.instance();
        return b == null ? null : b.inspect().view();
    }

    /** How many Gs run at a time. */
    @Override
    public int getParallelism() {
        return baton.hasFailed() ? own.getParallelism() : baton.parallelism();
    }

    /** Changes that; before the first virtual thread it starts Baton. */
    @Override
    public int setParallelism(int size) {
        if (baton.scheduler() == null) {
            return own.setParallelism(size);
        }
        return baton.instance().setMaxProcs(size);
    }

    /** One of its figures: Baton's, or the JDK's where virtual threads are its own. */
    private long figure(ToLongFunction<SchedulerView> ours, ToLongFunction<ForkJoinPool> theirs) {
        return baton.hasFailed() ? theirs.applyAsLong(own) : of(view(), ours);
    }

    private static long of(SchedulerView view, ToLongFunction<SchedulerView> figure) {
        return view == null ? 0 : figure.applyAsLong(view);
    }

    /** How many Ms there are. */
    @Override
    public int getPoolSize() {
        return (int) figure(SchedulerView::threads, ForkJoinPool::getPoolSize);
    }

    /** How many Gs are on an M: they run, or are in a call. */
    @Override
    public int getActiveThreadCount() {
        return (int) figure(SchedulerView::mounted, ForkJoinPool::getActiveThreadCount);
    }

    /** How many have a P and run. */
    @Override
    public int getRunningThreadCount() {
        return (int) figure(SchedulerAsPool::running, ForkJoinPool::getRunningThreadCount);
    }

    private static long running(SchedulerView view) {
        return view.ms().stream().filter(m -> m.g() != null && m.p() >= 0).count();
    }

    /** How many Gs wait in the queues of Ps. */
    @Override
    public long getQueuedTaskCount() {
        return figure(SchedulerView::queuedAtPs, ForkJoinPool::getQueuedTaskCount);
    }

    /** How many wait in the line of all. */
    @Override
    public int getQueuedSubmissionCount() {
        return (int) figure(SchedulerView::globalQueue, ForkJoinPool::getQueuedSubmissionCount);
    }

    @Override
    public boolean hasQueuedSubmissions() {
        return getQueuedSubmissionCount() > 0;
    }

    /** What Ps took from each other. */
    @Override
    public long getStealCount() {
        Baton b = baton.instance();
        return b != null ? b.stats().steals() : baton.hasFailed() ? own.getStealCount() : 0;
    }

    @Override
    public void execute(Runnable task) {
        own.execute(task);
    }

    /** As a pool of the JDK's shows itself, with whose figures they are. */
    @Override
    public String toString() {
        if (baton.hasFailed()) {
            return own.toString();
        }
        SchedulerView view = view(); // all of one moment
        return "Baton[parallelism = %d, size = %d, active = %d, running = %d, steals = %d, "
                        .formatted(
                                getParallelism(),
                                of(view, SchedulerView::threads),
                                of(view, SchedulerView::mounted),
                                of(view, SchedulerAsPool::running),
                                getStealCount())
                + "tasks = %d, submissions = %d]"
                        .formatted(
                                of(view, SchedulerView::queuedAtPs),
                                of(view, SchedulerView::globalQueue));
    }
}
