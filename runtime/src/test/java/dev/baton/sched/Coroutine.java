package dev.baton.sched;

import dev.baton.vthread.VirtualThreads;
import java.util.concurrent.Executor;

/**
 * A stack of its own that runs only when it is resumed: a virtual thread whose continuation goes
 * nowhere but into a field, made through the same seam as Baton's own.
 */
final class Coroutine implements Executor {
    private Runnable continuation;

    /** Makes one that begins with {@code body} when it is first resumed. */
    Coroutine(Runnable body) {
        VirtualThreads.newVirtualThread(this, null, VirtualThreads.NO_INHERIT_THREAD_LOCALS, body)
                .start();
    }

    /** By the JDK: at the start and after each {@link #suspend}. */
    @Override
    public void execute(Runnable continuation) {
        this.continuation = continuation;
    }

    /** Runs it on the calling platform thread until it suspends or ends. */
    void resume() {
        Runnable c = continuation;
        if (c == null) {
            throw new IllegalStateException("it has ended, or waits for a lock of the JDK's");
        }
        continuation = null;
        c.run();
    }

    /** Returns control to whoever resumed the caller. */
    static void suspend() {
        Thread.yield();
    }
}
