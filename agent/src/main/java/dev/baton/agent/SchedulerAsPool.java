package dev.baton.agent;

import dev.baton.Baton;
import dev.baton.sched.view.MView;
import dev.baton.sched.view.PView;
import dev.baton.sched.view.SchedulerView;
import java.util.Objects;
import java.util.concurrent.ForkJoinPool;

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

    /** How many Ms there are. */
    @Override
    public int getPoolSize() {
        SchedulerView view = view();
        return view != null ? view.threads() : baton.hasFailed() ? own.getPoolSize() : 0;
    }

    /** How many Gs are on an M: they run, or are in a call. */
    @Override
    public int getActiveThreadCount() {
        SchedulerView view = view();
        if (view == null) {
            return baton.hasFailed() ? own.getActiveThreadCount() : 0;
        }
        return (int) view.ms().stream().map(MView::g).filter(Objects::nonNull).count();
    }

    /** How many have a P and run. */
    @Override
    public int getRunningThreadCount() {
        SchedulerView view = view();
        if (view == null) {
            return baton.hasFailed() ? own.getRunningThreadCount() : 0;
        }
        return (int) view.ms().stream().filter(m -> m.g() != null && m.p() >= 0).count();
    }

    /** How many Gs wait in the queues of Ps. */
    @Override
    public long getQueuedTaskCount() {
        SchedulerView view = view();
        if (view == null) {
            return baton.hasFailed() ? own.getQueuedTaskCount() : 0;
        }
        return view.ps().stream().mapToLong(PView::queue).sum();
    }

    /** How many wait in the line of all. */
    @Override
    public int getQueuedSubmissionCount() {
        SchedulerView view = view();
        if (view == null) {
            return baton.hasFailed() ? own.getQueuedSubmissionCount() : 0;
        }
        return (int) view.globalQueue();
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
        return "Baton[parallelism = %d, size = %d, active = %d, running = %d, steals = %d, "
                        .formatted(
                                getParallelism(),
                                getPoolSize(),
                                getActiveThreadCount(),
                                getRunningThreadCount(),
                                getStealCount())
                + "tasks = %d, submissions = %d]"
                        .formatted(getQueuedTaskCount(), getQueuedSubmissionCount());
    }
}
