package dev.baton.sched;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.concurrent.locks.LockSupport;

/**
 * Gs that become runnable where there is no stack left to make them so: a call of {@code unpark} or
 * {@code Thread.start} at the very end of a stack. An error thrown there would lose the G, for the
 * JDK has already noted that it was submitted. So it is handed to a thread that has room, by the
 * least that can be done: a CAS, and a wake-up that is one call of the JVM's.
 *
 * <p>One thread for the whole process, asleep unless stacks overflow.
 */
final class LateReady extends Thread {
    private static final LateReady THREAD = new LateReady();
    private static final VarHandle NEWEST;

    static {
        try {
            NEWEST = MethodHandles.lookup().findVarHandle(LateReady.class, "newest", Entry.class);
        } catch (ReflectiveOperationException e) {
            throw new ExceptionInInitializerError(e);
        }
        THREAD.start();
    }

    @SuppressWarnings("unused") // by NEWEST
    private Entry newest;

    private static final class Entry {
        final G executor;
        final Runnable continuation;
        Entry older;

        Entry(G executor, Runnable continuation) {
            this.executor = executor;
            this.continuation = continuation;
        }
    }

    private LateReady() {
        super(null, null, "baton-late-ready", 0, false);
        setDaemon(true);
        setContextClassLoader(null); // not the program's, which may want it unloaded
    }

    /** Starts the thread, while there is stack enough. */
    static void prepare() {
        LockSupport.unpark(THREAD);
    }

    /** What {@link G#execute} was called with; it is called again, a little later. */
    static void execute(G executor, Runnable continuation) {
        Entry e = new Entry(executor, continuation);
        do {
            e.older = (Entry) NEWEST.getVolatile(THREAD);
        } while (!NEWEST.compareAndSet(THREAD, e.older, e));
        LockSupport.unpark(THREAD);
    }

    /** Does nothing: a program may interrupt all threads that it finds, and this would not park. */
    @Override
    public void interrupt() {}

    @Override
    public void run() {
        for (; ; ) {
            Entry e = (Entry) NEWEST.getAndSet(this, null);
            if (e == null) {
                LockSupport.park(this);
            }
            for (; e != null; e = e.older) {
                try {
                    e.executor.execute(e.continuation);
                } catch (Throwable refused) {
                    e.executor.sched().warn(e.executor + ": could not be readied: " + refused);
                }
            }
        }
    }
}
