package dev.baton.sched;

import dev.baton.sched.logging.ProgramLog;
import dev.baton.vthread.PlatformThreads;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;

/**
 * What Baton warns of while a program runs: to the program's own logging where it has brought some,
 * else to standard error, each line with {@code baton: } before it.
 *
 * <p>A logger is code of the program's. It may block, want a lock of somebody's who waits for the
 * one that warns, or wait for a virtual thread; and to look for one reads files. So whoever warns
 * does neither, nor waits for it: it may be an M amid scheduling, which others wait for. A thread
 * that is made for that does, and ends when there is nothing left to say. It begins with the first
 * warning. Where there is no logger, which is known then, the next ones are written to standard
 * error by whoever warns; and all are where there is no thread to be had, for warnings may be of
 * that.
 *
 * <p>Nothing here waits, but for standard error. {@link #said} counts those that are in the queue
 * or in the thread's hand; whoever finds it at 0 starts the thread, which goes on until it has
 * brought it back to 0. So there is one thread at most, and none is forgotten.
 *
 * <p>No lambda here, whose first use would have the JVM make a class amid scheduling. Not final for
 * the tests alone.
 */
class Warnings implements Runnable {
    static final Warnings OF_PROCESS = new Warnings();

    private static final String OURS = "baton: ";

    /** Where a logger does not come back, more than that are only counted. */
    static final int MOST_WAITING = 256;

    private final Queue<String> waiting = new ConcurrentLinkedQueue<>();
    private final AtomicInteger said = new AtomicInteger();
    private final AtomicInteger lost = new AtomicInteger();

    /** There is no logger, or nobody to wait for it any more. */
    private volatile boolean isDirect;

    /** Null before the first warning. By the thread alone. */
    private Consumer<String> logger;

    /** Nothing to say yet. */
    Warnings() {}

    /** Warns. From any thread, also one that holds a lock of the scheduler's; throws nothing. */
    final void say(String what) {
        try {
            if (isDirect) {
                print(what);
            } else if (said.get() >= MOST_WAITING) {
                lost.incrementAndGet();
            } else {
                waiting.add(what);
                if (said.getAndIncrement() == 0) {
                    start();
                }
            }
        } catch (Throwable e) {
            // No memory: whoever warns goes on.
        }
    }

    private void start() {
        try {
            startThread();
        } catch (Throwable e) {
            drain(false); // with what others say meanwhile
        }
    }

    /** Has a thread {@link #run} this; throws where it can't. */
    void startThread() {
        // Not with the context of whoever warns, but with a class loader, which loggers ask for.
        Thread thread = new Thread(PlatformThreads.rootGroup(), this, "baton-log", 0, false);
        thread.setDaemon(true);
        thread.start();
    }

    /** Finds the logger, or says null. Asked once, by the thread. */
    Consumer<String> findLogger() {
        return ProgramLog.find();
    }

    /** Writes lines to standard error. */
    void writeError(String lines) {
        System.err.println(lines);
    }

    /** By the thread. */
    @Override
    public final void run() {
        if (logger == null && !isDirect) {
            try {
                logger = findLogger();
            } catch (Throwable e) {
                print("no warnings go to the program's System.Logger: " + e);
            }
            isDirect = logger == null;
        }
        drain(true);
    }

    private void drain(boolean byThread) {
        do {
            String next = waiting.poll();
            if (next != null) { // else it was written at the end of the program
                write(next, byThread);
            }
            int n = lost.getAndSet(0);
            if (n > 0) {
                write(n + " warnings more were lost: the logger did not come back", byThread);
            }
        } while (said.decrementAndGet() > 0);
    }

    private void write(String what, boolean byThread) {
        if (!byThread || isDirect) {
            print(what);
            return;
        }
        try {
            logger.accept(what);
        } catch (Throwable e) {
            print(what + " (System.Logger threw " + e + ')');
        }
    }

    private void print(String what) {
        try {
            writeError(OURS + what.replace("\n", "\n" + OURS));
        } catch (Throwable e) {
            // A System.err of the program's own, or no memory.
        }
    }

    /**
     * The program has come to its end: what waits for its logger goes to standard error, as does
     * all that comes. By the thread that ends the JVM.
     */
    final void end() {
        isDirect = true;
        for (String next = waiting.poll(); next != null; next = waiting.poll()) {
            print(next);
        }
    }

    /** Whether all is said. For tests, which look at what was. */
    final boolean isIdle() {
        return said.get() == 0;
    }
}
