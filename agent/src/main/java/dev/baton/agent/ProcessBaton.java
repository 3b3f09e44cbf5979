package dev.baton.agent;

import dev.baton.Baton;
import dev.baton.BatonBuilder;
import dev.baton.BatonStats;
import dev.baton.Gate;
import dev.baton.UnsupportedJdkException;
import dev.baton.agent.live.ProcessDump;
import dev.baton.sched.Inspection;
import dev.baton.vthread.JdkAccess;
import dev.baton.vthread.MountNotices;
import dev.baton.vthread.PlatformThreads;
import dev.baton.vthread.ThreadEnd;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.Executor;
import java.util.function.Supplier;

/**
 * The one Baton of the process. It starts with the first virtual thread, so a program that has none
 * pays for none, and what the program sets in {@code main} is heeded.
 */
final class ProcessBaton implements Runnable, Supplier<Inspection> {
    private static final String PARALLELISM = "jdk.virtualThreadScheduler.parallelism";
    private static final String MAX_POOL_SIZE = "jdk.virtualThreadScheduler.maxPoolSize";
    private static final BatonStats NOT_STARTED =
            new BatonStats(
                    0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, "", 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0,
                    0, 0, 0, 0, "none");

    private final Settings settings;
    private final TraceSettings trace;
    private final Supplier<String> beforeStart;

    /** Null before the first use. */
    private volatile Baton baton;

    /** Null before the first use. */
    private volatile Executor scheduler;

    /** The thread that starts Baton; what virtual threads it makes itself are the JDK's. */
    private volatile Thread starter;

    /** Baton could not start: all virtual threads are the JDK's, from the first on. */
    private volatile boolean failed;

    /**
     * Describes it.
     *
     * @param beforeStart is run before it starts, on a thread of its own; says what it did
     */
    ProcessBaton(Settings settings, TraceSettings trace, Supplier<String> beforeStart) {
        this.settings = settings;
        this.trace = trace;
        this.beforeStart = beforeStart;
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
            Thread thread = new Thread(PlatformThreads.rootGroup(), this, "baton-start", 0, false);
            thread.setDaemon(true);
            thread.setContextClassLoader(null); // not the program's, which may want it unloaded
            starter = thread;
            try {
                thread.start();
                ThreadEnd.awaitUninterruptibly(thread);
            } catch (OutOfMemoryError e) {
                failToStart(e);
            }
        }
        return scheduler;
    }

    /** Starts Baton, on a thread made for that. */
    @Override
    public void run() {
        try {
            JdkAccess.require(); // where nobody has asked before
            String takenOver = beforeStart.get();
            // Agents that were attached, as this one was, are not to be seen.
            String notices =
                    settings.isLate() ? "kept: the program ran before" : MountNotices.switchOff();
            BatonBuilder builder = Baton.builder().name("main").processWide();
            if (maxProcs() > 0) {
                builder.maxProcs(maxProcs());
            }
            if (maxThreads() > 0) {
                builder.maxThreads(maxThreads());
            }
            builder.atMaxThreads(settings.atMaxThreads());
            if (settings.spareThreads() >= 0) {
                builder.spareThreads(settings.spareThreads());
            }
            if (settings.spareThreadMs() > 0) {
                builder.spareThreadDelay(Duration.ofMillis(settings.spareThreadMs()));
            }
            if (settings.stats()) {
                builder.timeWaits();
            }
            builder.ioUring(settings.ioUring());
            trace.describe(builder);
            Baton built = builder.build();
            trace.start(built);
            RecorderWatch.start(built);
            baton = built;
            scheduler = built.scheduler();
            if (settings.log()) {
                StandardError.println(
                        "baton: %s on JDK %s, maxprocs=%d; took over %s; notices of mounts: %s"
                                .formatted(
                                        OwnModule.version(),
                                        Runtime.version(),
                                        built.maxProcs(),
                                        takenOver,
                                        notices));
            }
            if (settings.schedtraceMs() > 0) {
                SchedTracer.start(built, settings.schedtraceMs(), settings.scheddetail());
            }
        } catch (UnsupportedJdkException e) {
            fail(e.getMessage() + "; the program runs without Baton");
        } catch (Throwable e) {
            failToStart(e);
        }
    }

    /** What was asked of Baton, else what was asked of the JDK's scheduler; 0 for neither. */
    private int maxProcs() {
        return settings.maxProcs() > 0 ? settings.maxProcs() : positive(PARALLELISM);
    }

    private int maxThreads() {
        return settings.maxThreads() > 0 ? settings.maxThreads() : positive(MAX_POOL_SIZE);
    }

    /** A property of the JDK's, as it reads it; whether it makes sense is for the JDK to say. */
    private static int positive(String property) {
        return Math.max(Integer.getInteger(property, 0), 0);
    }

    /** How many Gs run at a time; before the first virtual thread, how many will. */
    int parallelism() {
        Baton b = baton;
        if (b != null) {
            return b.maxProcs();
        }
        return maxProcs() > 0 ? maxProcs() : Runtime.getRuntime().availableProcessors();
    }

    /** What is said of each poller of the JDK's, once there was a virtual thread. */
    String poller() {
        Inspection inspection = get();
        long registered = inspection == null ? 0 : inspection.view().inNetpoll();
        return "not used: Baton's netpoll [registered = " + registered + "]";
    }

    /** Whether virtual threads are the JDK's, since Baton could not start. */
    boolean hasFailed() {
        return failed;
    }

    /** For who looks at what runs; null before there was a virtual thread. */
    @Override
    public Inspection get() {
        Baton b = baton;
        return b == null ? null : b.inspect();
    }

    /** The instance; null before there was a virtual thread. */
    Baton instance() {
        return baton;
    }

    /**
     * The whole state, for a person to read.
     *
     * @return several lines
     */
    String dump() {
        Baton b = baton;
        if (b == null) {
            return "baton: not started, for there was no virtual thread yet\n";
        }
        StringBuilder out = new StringBuilder();
        if (settings.maxProcs() == 0) {
            sayReadAs(out, PARALLELISM, "maxProcs");
        }
        if (settings.maxThreads() == 0) {
            sayReadAs(out, MAX_POOL_SIZE, "maxThreads");
        }
        return out.append(new ProcessDump(b.inspect()).text(n -> {})).toString();
    }

    private static void sayReadAs(StringBuilder out, String property, String as) {
        if (positive(property) > 0) {
            out.append("baton: ").append(property).append('=').append(positive(property));
            out.append(" is read as ").append(as).append('\n');
        }
    }

    /** The counters as one line of JSON; all of them 0 when there was no virtual thread. */
    String stats() {
        Baton b = baton;
        return StatsLine.of(b == null ? NOT_STARTED : b.stats());
    }

    /** The counters and limits by name; none when there was no virtual thread. */
    Map<String, Long> counters() {
        Baton b = baton;
        return b == null ? Map.of() : Gate.counters(b);
    }

    private void fail(String line) {
        failed = true;
        StandardError.println("baton: " + line);
    }

    private void failToStart(Throwable e) {
        fail("can't start: " + e + "; virtual threads run on the JDK's scheduler");
    }
}
