package dev.baton.agent;

import dev.baton.Baton;
import dev.baton.BatonBuilder;
import java.util.concurrent.Executor;

/**
 * The one Baton of the process. It starts with the first virtual thread, so a program that has none
 * pays for none, and what the program sets in {@code main} is heeded.
 */
final class ProcessBaton {
    private final Settings settings;

    /** Null before the first use. */
    private volatile Executor scheduler;

    /** The thread that starts Baton; what virtual threads it makes itself are the JDK's. */
    private volatile Thread starter;

    /** Baton could not start: all virtual threads are the JDK's, from the first on. */
    private volatile boolean failed;

    ProcessBaton(Settings settings) {
        this.settings = settings;
    }

    /** The scheduler of all virtual threads, or null when Baton could not start. */
    Executor scheduler() {
        Executor s = scheduler;
        if (s != null || failed || Thread.currentThread() == starter) {
            return s;
        }
        return start();
    }

    private synchronized Executor start() {
        if (scheduler == null && !failed) {
            // On a thread of its own: the caller may be deep in its stack, or hold who knows what
            // as its context.
            Thread thread = new Thread(rootGroup(), this::build, "baton-start", 0, false);
            thread.setDaemon(true);
            starter = thread;
            try {
                thread.start();
                joinFully(thread);
            } catch (OutOfMemoryError e) {
                fail(e);
            }
        }
        return scheduler;
    }

    private void build() {
        try {
            BatonBuilder builder = Baton.builder().name("main").processWide();
            int maxProcs = settings.maxProcs();
            if (maxProcs > 0) {
                builder.maxProcs(maxProcs);
            }
            int maxThreads = settings.maxThreads();
            if (maxThreads > 0) {
                builder.maxThreads(maxThreads);
            }
            scheduler = builder.build().scheduler();
        } catch (Throwable e) {
            fail(e);
        }
    }

    private void fail(Throwable e) {
        failed = true;
        System.err.println(
                "baton: can't start: " + e + "; virtual threads run on the JDK's scheduler");
    }

    private static ThreadGroup rootGroup() {
        ThreadGroup group = Thread.currentThread().getThreadGroup();
        while (group.getParent() != null) {
            group = group.getParent();
        }
        return group;
    }

    private static void joinFully(Thread thread) {
        boolean interrupted = false;
        while (true) {
            try {
                thread.join();
                break;
            } catch (InterruptedException e) {
                interrupted = true;
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }
}
