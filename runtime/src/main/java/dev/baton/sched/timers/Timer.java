package dev.baton.sched.timers;

import java.util.concurrent.CancellationException;
import java.util.concurrent.Delayed;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.RunnableScheduledFuture;
import java.util.concurrent.TimeUnit;
import jdk.internal.misc.Unsafe;

/**
 * One deadline of a sleeping G, in the heap of a P. What the JDK gets for {@code schedule(...)}: it
 * keeps it to cancel it. Cancelling takes constant time, from any thread: the heap drops it later.
 */
public final class Timer implements RunnableScheduledFuture<Void> {
    private static final int WAITING = 0;
    private static final int DONE = 1;
    private static final int CANCELLED = 2;

    private static final Unsafe U = Unsafe.getUnsafe();
    private static final long STATE = U.objectFieldOffset(Timer.class, "state");

    final long when;

    /** The heap it is in; it moves when its P goes away. */
    volatile TimerHeap heap;

    private Runnable command;
    private volatile int state;

    /**
     * Makes one that is in no heap yet.
     *
     * @param when on the clock of all deadlines
     * @param command what it runs
     * @param heap where it is going to be put
     */
    public Timer(long when, Runnable command, TimerHeap heap) {
        this.when = when;
        this.command = command;
        this.heap = heap;
    }

    /** Claims it: true for one caller, and then nobody else runs or cancels it. */
    private boolean claim(int next) {
        return state == WAITING && U.compareAndSetInt(this, STATE, WAITING, next);
    }

    @Override
    public void run() {
        tryRun();
    }

    /** Runs it, unless it was run or cancelled before. */
    boolean tryRun() {
        if (!claim(DONE)) {
            return false;
        }
        Runnable r = command;
        command = null;
        r.run();
        return true;
    }

    @Override
    public boolean cancel(boolean mayInterruptIfRunning) {
        if (!claim(CANCELLED)) {
            return false;
        }
        command = null; // what it would have woken must not stay reachable until the deadline
        heap.cancelledOne();
        return true;
    }

    @Override
    public boolean isCancelled() {
        return state == CANCELLED;
    }

    @Override
    public boolean isDone() {
        return state != WAITING;
    }

    @Override
    public boolean isPeriodic() {
        return false;
    }

    @Override
    public Void get() throws ExecutionException {
        throw new UnsupportedOperationException("a virtual thread's timer is not waited for");
    }

    @Override
    public Void get(long timeout, TimeUnit unit) throws ExecutionException {
        if (isCancelled()) {
            throw new CancellationException();
        }
        return get();
    }

    @Override
    public long getDelay(TimeUnit unit) {
        return unit.convert(when - System.nanoTime(), TimeUnit.NANOSECONDS);
    }

    @Override
    public int compareTo(Delayed other) {
        return Long.compare(getDelay(TimeUnit.NANOSECONDS), other.getDelay(TimeUnit.NANOSECONDS));
    }
}
