package dev.baton.linux;

import jdk.internal.misc.Unsafe;

/**
 * A lock that blocks the OS thread and never parks it: for the scheduler's own few instructions,
 * where a Java lock would call the scheduler.
 *
 * <p>Not reentrant and not fair. Whoever holds it must not yield, park or block: on a virtual
 * thread that would leave the lock held by a thread that isn't running. Nothing is allocated. As
 * with a Java lock, what was written before {@link #unlock} is seen after the next {@link #lock}.
 */
public final class FutexMutex implements AutoCloseable {
    private static final Unsafe U = Unsafe.getUnsafe();

    private static final int FREE = 0;
    private static final int HELD = 1;

    /** Held, and somebody may be asleep in the kernel: whoever unlocks must wake one. */
    private static final int CONTENDED = 2;

    // The sections are shorter than the two switches of a sleep, so looking a while pays, but only
    // when the holder can run meanwhile.
    private static final int SPINS = Runtime.getRuntime().availableProcessors() > 1 ? 100 : 0;

    private static final long CLOSED = 0;

    static {
        FutexCall.link();
    }

    private long word = CacheLines.take();

    /** A free lock. */
    public FutexMutex() {}

    /**
     * Takes the lock; blocks the OS thread while another has it.
     *
     * @throws IllegalStateException when closed
     */
    public void lock() {
        if (!tryLock()) {
            lockContended();
        }
    }

    /**
     * Takes the lock if it is free.
     *
     * @return whether it was
     * @throws IllegalStateException when closed
     */
    public boolean tryLock() {
        return U.compareAndSetInt(null, open(), FREE, HELD);
    }

    /**
     * Lets the lock go; enters the kernel only when somebody may be asleep.
     *
     * @throws IllegalMonitorStateException when nobody has it
     */
    public void unlock() {
        long w = open();
        int before = U.getAndSetInt(null, w, FREE);
        if (before == CONTENDED) {
            FutexCall.wakeOne(w);
        } else if (before == FREE) {
            throw new IllegalMonitorStateException("unlock of a mutex that nobody has locked");
        }
    }

    private long open() {
        long w = word;
        if (w == CLOSED) {
            throw new IllegalStateException("this mutex is closed");
        }
        return w;
    }

    /** {@return whether somebody has the lock at this moment; for assertions and dumps} */
    public boolean isLocked() {
        long w = word;
        return w != CLOSED && U.getIntAcquire(null, w) != FREE;
    }

    /** Gives the word back. Nobody may have the lock or want it. */
    @Override
    public void close() {
        if (word != CLOSED) {
            long line = word;
            word = CLOSED;
            CacheLines.giveBack(line);
        }
    }

    private void lockContended() {
        long w = open();
        for (int i = 0; i < SPINS; i++) {
            // Look before trying: a failing CAS would take the line from the holder each time.
            if (U.getIntOpaque(null, w) == FREE && tryLock()) {
                return;
            }
            Thread.onSpinWait();
        }
        // From here on the word says CONTENDED whenever we might sleep. Taking the lock that way
        // costs at most one wake-up too many, and none is ever missing.
        while (U.getAndSetInt(null, w, CONTENDED) != FREE) {
            FutexCall.wait(w, CONTENDED, 0);
        }
    }
}
