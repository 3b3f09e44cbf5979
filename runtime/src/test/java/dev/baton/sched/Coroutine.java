package dev.baton.sched;

import dev.baton.vthread.VirtualThreads;
import java.util.concurrent.Executor;

/**
 * A stack of its own that runs only when it is resumed: a virtual thread whose continuation goes
 * nowhere but into a field, made through the same seam as Baton's own.
 */
final class Coroutine implements Executor {
    private static final long LONGEST_LOCK_NS = 10_000_000_000L;

    private final Thread thread;

    /** Written by who resumes it, or by who lets go of a lock of the JDK's. */
    private volatile Runnable continuation;

    /** Makes one that begins with {@code body} when it is first resumed. */
    Coroutine(Runnable body) {
        thread =
                VirtualThreads.newVirtualThread(
                        this, null, VirtualThreads.NO_INHERIT_THREAD_LOCALS, body);
        thread.start();
    }

    /** By the JDK: at the start and after each {@link #suspend}. */
    @Override
    public void execute(Runnable continuation) {
        this.continuation = continuation;
    }

    /** Runs it on the calling platform thread until it suspends or ends. */
    void resume() {
        if (continuation == null) {
            throw new IllegalStateException("it has ended");
        }
        do {
            Runnable c = continuation;
            continuation = null;
            c.run();
        } while (hasMetALock());
    }

    /**
     * Whether it waited for a lock of the JDK's, which no coroutine has, and can go on: that of its
     * Cleaner, which a segment of memory is told to. Else it has suspended itself, or ended.
     */
    private boolean hasMetALock() {
        if (continuation != null || !thread.isAlive()) {
            return false;
        }
        long deadline = System.nanoTime() + LONGEST_LOCK_NS;
        while (continuation == null) {
            if (System.nanoTime() > deadline) {
                throw new IllegalStateException("it waits for a lock of the JDK's");
            }
            Thread.onSpinWait();
        }
        return true;
    }

    /** Returns control to whoever resumed the caller. */
    static void suspend() {
        Thread.yield();
    }
}
