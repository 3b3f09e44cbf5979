package dev.baton;

import dev.baton.sched.ConfiguredLimits;
import dev.baton.sched.Inspection;
import dev.baton.sched.RunningTrace;
import dev.baton.sched.Scheduler;
import dev.baton.sched.Stats;
import dev.baton.sched.buffers.Buffers;
import dev.baton.sched.view.WaitsView;
import dev.baton.vthread.JdkAccess;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.Objects;
import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ThreadFactory;

/**
 * A scheduler for virtual threads that does not starve when they block in the kernel: Go's, under
 * the JDK's own virtual threads.
 *
 * {@snippet lang=java :
 * try (var baton = Baton.builder().maxProcs(2).build();
 *         var executor = baton.newVirtualThreadPerTaskExecutor()) {
 *     executor.submit(() -> Baton.blocking(() -> nativeLibrary.compress(data)));
 * }
 * }
 *
 * <p>All methods may be called from any thread. Threads made here are ordinary virtual threads; a
 * virtual thread that one of them starts without naming a scheduler runs here as well.
 */
public final class Baton implements AutoCloseable {
    /** One site for each place in a program that calls {@link #blocking}: its lambda's class. */
    private static final ClassValue<BlockingSite> SITES =
            new ClassValue<>() {
                @Override
                protected BlockingSite computeValue(Class<?> lambda) {
                    String name = lambda.getName();
                    int end = name.indexOf("$$Lambda");
                    String label = "in " + (end < 0 ? name : name.substring(0, end));
                    return new BlockingSite(label, ConfiguredLimits.get().ofSite(label));
                }
            };

    static {
        // While there is stack: a class of the JDK's whose initializer ran out of it in the middle
        // of a look-up can't be used ever after, and blocking() with it.
        siteOf(Baton.class);
    }

    static BlockingSite siteOf(Class<?> lambda) {
        return SITES.get(lambda);
    }

    final Scheduler scheduler;
    private final boolean processWide;
    private final ThreadFactory factory;
    private final Closing closing;

    Baton(Scheduler scheduler, boolean processWide) {
        this.scheduler = scheduler;
        this.processWide = processWide;
        this.factory = task -> scheduler.newThread(null, 0, task);
        this.closing = new Closing("baton-" + scheduler.name() + "-close", scheduler::close);
    }

    /**
     * Starts the description of an instance.
     *
     * @return a builder with the defaults
     */
    public static BatonBuilder builder() {
        return new BatonBuilder();
    }

    private static final class Default {
        static final Baton INSTANCE = builder().name("default").processWide().build();
    }

    /**
     * The instance of the whole process, made on first use with the default options. It is never
     * closed.
     *
     * @return always the same
     * @throws UnsupportedJdkException when Baton can't work on this JVM
     */
    public static Baton defaultInstance() {
        JdkAccess.require();
        return Default.INSTANCE;
    }

    /**
     * Makes virtual threads that run here.
     *
     * @return a factory of unstarted threads; starting one after {@link #close} throws {@link
     *     java.util.concurrent.RejectedExecutionException}
     */
    public ThreadFactory threadFactory() {
        return factory;
    }

    /**
     * What makes a virtual thread run here when the JDK is given it as the thread's scheduler, for
     * who does that by himself: {@link #threadFactory} makes such threads.
     *
     * @return an executor that takes the continuations of virtual threads and nothing else
     */
    public Executor scheduler() {
        return scheduler.adopter();
    }

    /**
     * Starts a virtual thread.
     *
     * @param task what it runs
     * @return the thread
     * @throws java.util.concurrent.RejectedExecutionException when the instance is closed
     */
    public Thread startVirtualThread(Runnable task) {
        Thread t = factory.newThread(task);
        t.start();
        return t;
    }

    /**
     * An executor that starts a virtual thread for each task.
     *
     * @return an executor whose {@code close} waits for its tasks
     */
    public ExecutorService newVirtualThreadPerTaskExecutor() {
        return Executors.newThreadPerTaskExecutor(factory);
    }

    /**
     * How many virtual threads run at a time.
     *
     * @return at least 1
     */
    public int maxProcs() {
        return scheduler.maxProcs();
    }

    /**
     * Changes how many virtual threads run at a time. More start at once; when there are too many,
     * the next that come to the scheduler stop.
     *
     * @param n at least 1
     * @return what it was before
     * @throws IllegalArgumentException for less than 1
     */
    public int setMaxProcs(int n) {
        return scheduler.setMaxProcs(BatonBuilder.checkMaxProcs(n));
    }

    /**
     * What happened since the instance was built.
     *
     * @return a snapshot; counters may be a little behind each other
     */
    public BatonStats stats() {
        return stats(scheduler);
    }

    static BatonStats stats(Scheduler scheduler) {
        Stats s = scheduler.stats();
        WaitsView waits = s.waits.view();
        return new BatonStats(
                s.maxProcs,
                s.gStarted,
                s.gStarted - s.gEnded,
                s.syscalls,
                s.handoffs,
                s.retakes,
                s.steals,
                s.sparesBlocked,
                s.sparesBusy,
                s.sparesComputing,
                waits.count(),
                waits.p50Ns(),
                waits.p99Ns(),
                waits.longestNs(),
                waits.longestSite(),
                s.threadsStarted,
                s.threadsLive,
                s.threadsPeak,
                s.threadsEnded,
                s.threadWaits,
                s.threadWaiting,
                s.longestThreadWaitNs,
                s.limitInside,
                s.limitWaits,
                s.limitWaiting,
                s.longestLimitWaitNs,
                Buffers.out(),
                s.fileCallsCached,
                s.fileCallsByRing,
                s.fileCallsByHandOff,
                scheduler.stuckWatch());
    }

    /**
     * The state of all Gs, Ms and Ps, for a person to read.
     *
     * @return several lines of one moment, at which no virtual thread here was about to be run:
     *     what ran just then is shown as it waits to go on. What did not come in time to be stopped
     *     so runs on meanwhile, in a call or computing, and its own state may change as it is
     *     written down. Where all this takes more than 100 ms it is taken while they run, and says
     *     so
     */
    public String dump() {
        return scheduler.dump();
    }

    /**
     * For the agent, which looks at what runs: Ps, Ms and Gs one by one.
     *
     * @return what can be asked again and again
     */
    @SuppressWarnings("exports") // the agent is in the same module
    public Inspection inspect() {
        return scheduler.inspect();
    }

    /**
     * The state in one line, of the shape that Go prints with {@code GODEBUG=schedtrace}: how many
     * Ps, idle Ps, threads, spinning and idle threads there are, and how long the global queue and
     * the queue of each P are.
     *
     * @param elapsedMs what the line begins with: how long the program has run, in milliseconds
     * @return the line, without its end
     */
    public String schedtrace(long elapsedMs) {
        return scheduler.schedtrace(elapsedMs);
    }

    /**
     * The state in a line, and one for each P, M and G, of the shape that Go prints with {@code
     * GODEBUG=schedtrace,scheddetail=1}.
     *
     * @param elapsedMs what the first line begins with
     * @return the lines, without the end of the last
     */
    public String scheddetail(long elapsedMs) {
        return scheduler.scheddetail(elapsedMs);
    }

    /**
     * Begins to write a trace to a file: all that happens, until it is closed. Of a process that is
     * killed the file has what happened up to a quarter of a second before.
     *
     * @param file one that is not there yet; it is made so that only its owner may read it
     * @return the trace, to be closed
     * @throws IOException when there is a file, or a symbolic link, of that name, or it can't be
     *     created
     * @throws IllegalStateException when this instance is traced already
     */
    public BatonTrace trace(Path file) throws IOException {
        Objects.requireNonNull(file, "file");
        return new BatonTrace(scheduler.trace(file, RunningTrace.DEFAULT_BYTES));
    }

    /**
     * Begins to record a trace in memory, which keeps the last 32 MiB of it, some million events,
     * for {@link BatonTrace#snapshot}.
     *
     * @return the trace, to be closed
     * @throws IllegalStateException when this instance is traced already
     */
    public BatonTrace flightRecorder() {
        try {
            return new BatonTrace(scheduler.trace(null, RunningTrace.DEFAULT_BYTES));
        } catch (IOException e) {
            throw new UncheckedIOException(e); // there is no file
        }
    }

    /**
     * Runs a call that may block its thread in the kernel: others go on meanwhile. From a place
     * that turns out to block, the P is handed to another thread at once; from any other it is
     * taken when the call lasts. The call may do what it likes: park, take locks, start or wake
     * others, call this again.
     *
     * <p>On a thread that is not Baton's this is just the call.
     *
     * @param call the call
     * @param <T> its result
     * @param <X> what it throws
     * @return what the call returns
     * @throws X what the call throws
     */
    public static <T, X extends Throwable> T blocking(BlockingCall<T, X> call) throws X {
        BlockingSite site = siteOf(call.getClass());
        if (site.limit() != null) {
            return Limiter.under(site.limit(), site, call);
        }
        if (!Scheduler.enterSyscall(-1, site)) {
            return call.call();
        }
        try {
            return call.call();
        } finally {
            Scheduler.exitSyscall();
        }
    }

    /**
     * As {@link #blocking}, for a call that is known to block: the P is handed off at once, every
     * time.
     *
     * @param call the call
     * @param <T> its result
     * @param <X> what it throws
     * @return what the call returns
     * @throws X what the call throws
     */
    public static <T, X extends Throwable> T blockingNow(BlockingCall<T, X> call) throws X {
        if (!Scheduler.enterSyscallBlock(-1)) {
            return call.call();
        }
        try {
            return call.call();
        } finally {
            Scheduler.exitSyscall();
        }
    }

    /**
     * Enters a blocking section by hand, where {@link #blocking} does not fit: {@link #exitSyscall}
     * follows in a {@code finally}.
     *
     * @param site what has been learned about this place; keep it in a static field
     * @return true when entered; false on a thread that is not Baton's, where no exit is owed
     * @throws IllegalStateException when the thread is inside a section already; the message names
     *     it
     */
    public static boolean enterSyscall(BlockingSite site) {
        return Scheduler.enterSyscallOnce(site);
    }

    /**
     * Leaves the section that {@link #enterSyscall} began.
     *
     * @throws IllegalStateException when the thread is in no section
     */
    public static void exitSyscall() {
        Scheduler.exitSyscall();
    }

    /**
     * Lets others run if the current virtual thread has computed for 10 ms while they waited. For
     * long loops; nanoseconds when there is nothing to do. Does nothing on other threads.
     */
    public static void checkpoint() {
        Scheduler.checkpoint();
    }

    /**
     * Waits until all virtual threads of this instance have ended, as {@link ExecutorService#close}
     * does, then ends its OS threads. No new one may be started from now on.
     *
     * <p>Any number of threads may close it, at once or one after the other: all return when it is
     * closed. A platform thread sleeps until then, and a virtual thread, of the JDK's scheduler or
     * of another instance, parks. When interrupted, goes on waiting and leaves the interrupt status
     * set.
     *
     * <p>A shutdown hook that closes it has the JVM wait for its virtual threads before it ends:
     * for good, when one of them never ends, or is the one that called {@link System#exit}.
     *
     * @throws UnsupportedOperationException for {@link #defaultInstance}, and for what was built
     *     {@linkplain BatonBuilder#processWide process-wide}
     * @throws IllegalStateException from a virtual thread of this instance, which would wait for
     *     itself
     */
    @Override
    public void close() {
        if (processWide) {
            throw new UnsupportedOperationException(
                    "the instance is that of the whole process and is not closed");
        }
        scheduler.beginClose();
        closing.run();
    }
}
