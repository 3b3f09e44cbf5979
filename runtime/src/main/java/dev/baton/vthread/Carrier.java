package dev.baton.vthread;

import java.util.concurrent.ForkJoinPool;
import jdk.internal.misc.CarrierThread;

/**
 * A platform thread that the JDK takes for one of its own carriers. That makes the JDK itself tell
 * us two things with no bytecode changed: its {@code Blocker} announces blocking calls, and a
 * virtual thread that has left the carrier passes here <em>before</em> anybody else can see that it
 * parked.
 *
 * <p>The pool that the super class wants is never used: nothing is submitted to it and it starts no
 * thread.
 */
public abstract class Carrier extends CarrierThread {
    private static final ForkJoinPool UNUSED_POOL = new ForkJoinPool(1);

    private boolean workWaits;

    /** Makes a carrier, not started. */
    protected Carrier() {
        super(UNUSED_POOL);
    }

    /** What the carrier does for its life: runs continuations. Never returns before it ends. */
    @Override
    public abstract void run();

    /**
     * A virtual thread has left this carrier because it parked, waits for a monitor or yields. Runs
     * on the carrier, before the thread's new state is seen by others, so nobody can have made it
     * runnable again yet.
     */
    protected abstract void unmounted();

    /**
     * The virtual thread that is mounted here is about to block in a call of the JDK's own.
     *
     * @return true when announced, and {@link #leaveBlocking} is owed
     */
    protected abstract boolean enterBlocking();

    /** The call that {@link #enterBlocking} announced has returned. */
    protected abstract void leaveBlocking();

    /**
     * Tells the JDK whether others wait to run here: code of its that would spin for a partner lets
     * them run then. By this thread, also where a virtual thread is mounted.
     *
     * @param waits whether one waits
     */
    protected final void setWorkWaits(boolean waits) {
        if (workWaits != waits) {
            workWaits = waits;
            CarrierQueue.set(this, waits);
        }
    }

    /** {@inheritDoc} Called by {@code jdk.internal.misc.Blocker.begin}. */
    @Override
    public final boolean beginBlocking() {
        return enterBlocking();
    }

    /**
     * {@inheritDoc} Called by {@code Blocker.end} on the mounted thread, and by {@code
     * VirtualThread.afterYield} on the carrier after every yield.
     */
    @Override
    public final void endBlocking() {
        if (Thread.currentThread() == this) {
            unmounted();
        } else {
            leaveBlocking();
        }
    }

    /**
     * Does nothing. A program may interrupt all threads that it finds; a virtual thread that is
     * held here by a native frame would not park any more, and nobody would tell it why. The JDK
     * itself, for the virtual thread that is mounted, does not come by here.
     */
    @Override
    public final void interrupt() {}

    /**
     * {@inheritDoc} The JDK's own scheduler: {@code
     * VirtualThread.externalSubmitRunContinuationOrThrow} hands it a thread of the JDK's that is
     * started here. Not given to the constructor: the pool would take this thread for one of its
     * workers.
     */
    @Override
    public final ForkJoinPool getPool() {
        return VirtualThreads.defaultScheduler();
    }

    /**
     * {@inheritDoc} Never 0: at 0, {@code VirtualThread.afterYield} and {@code
     * lazySubmitRunContinuation} would hand the virtual thread to the (unused) pool, and it would
     * leave the scheduler for good.
     */
    @Override
    public final int getQueuedTaskCount() {
        return 1;
    }
}
