package dev.baton.vthread;

import java.util.concurrent.ForkJoinWorkerThread;
import jdk.internal.misc.Unsafe;

/**
 * The queue that a carrier has as a worker of a ForkJoinPool, and that nothing is ever put into.
 * Whether it <em>looks</em> empty matters: {@code SynchronousQueue}, {@code LinkedTransferQueue}
 * and {@code Exchanger} spin for a partner, unless {@code ForkJoinWorkerThread.hasKnownQueuedWork}
 * says that the carrier has something better to do; and then the partner is what waits for it.
 *
 * <p>An improvement only. On a JDK in which one of the fields is not there, nothing is told.
 */
final class CarrierQueue {
    private static final Unsafe U = Unsafe.getUnsafe();
    private static final long NOT_THERE = -1;

    private static final long QUEUE;
    private static final long BASE;
    private static final long TOP;

    static {
        long queue = NOT_THERE;
        long base = NOT_THERE;
        long top = NOT_THERE;
        try {
            Class<?> c = Class.forName("java.util.concurrent.ForkJoinPool$WorkQueue");
            base = U.objectFieldOffset(c, "base");
            top = U.objectFieldOffset(c, "top");
            queue = U.objectFieldOffset(ForkJoinWorkerThread.class, "workQueue");
        } catch (ClassNotFoundException | InternalError e) { // what Unsafe throws of a field
            queue = NOT_THERE;
        }
        QUEUE = queue;
        BASE = base;
        TOP = top;
    }

    private CarrierQueue() {}

    /** Makes a carrier's queue look as if it had something in it, or not. By the carrier. */
    static void set(ForkJoinWorkerThread carrier, boolean looksFull) {
        Object queue = QUEUE == NOT_THERE ? null : U.getReference(carrier, QUEUE);
        if (queue != null) {
            U.putInt(queue, TOP, U.getInt(queue, BASE) + (looksFull ? 1 : 0));
        }
    }
}
