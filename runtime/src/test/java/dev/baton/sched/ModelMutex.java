package dev.baton.sched;

import java.util.concurrent.atomic.AtomicInteger;

/** One step to lock and one to unlock where nobody else wants it: fewer interleavings. */
public final class ModelMutex extends Host.Mutex {
    private static final int FREE = 0;
    private static final int HELD = 1;
    private static final int WANTED = 2;

    private final AtomicInteger state = new AtomicInteger(FREE);

    @Override
    public void lock() {
        if (!state.compareAndSet(FREE, HELD)) {
            synchronized (this) {
                while (state.getAndSet(WANTED) != FREE) {
                    ModelHost.await(this);
                }
            }
        }
    }

    /** Whoever fails would try again until his time is over: here he waits. */
    @Override
    boolean tryLock() {
        lock();
        return true;
    }

    @Override
    public void unlock() {
        if (state.getAndSet(FREE) == WANTED) {
            synchronized (this) {
                notifyAll();
            }
        }
    }
}
