package dev.baton;

import dev.baton.sched.ConfiguredLimits;
import dev.baton.sched.InvariantViolation;
import dev.baton.sched.RunningTrace;
import dev.baton.sched.Scheduler;
import dev.baton.sched.StuckWatch;
import dev.baton.settings.OnOff;
import dev.baton.settings.SettingNames;
import dev.baton.vthread.JdkAccess;
import dev.baton.vthread.VirtualThreads;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicInteger;

/** The options of a {@link Baton}. Not for several threads at once. */
public final class BatonBuilder {
    /** The most that {@link #maxProcs} may be. */
    public static final int MOST_PROCS = 1 << 16;

    /** Go's limit of threads. */
    public static final int DEFAULT_MAX_THREADS = 10_000;

    /** What {@link #spareThreads} is where it was not said. */
    public static final int DEFAULT_SPARE_THREADS = 4;

    /** What {@link #spareThreadDelay} is where it was not said. */
    public static final Duration DEFAULT_SPARE_THREAD_DELAY = Duration.ofSeconds(4);

    /** The longest that {@link #spareThreadDelay} may be. */
    public static final Duration LONGEST_SPARE_THREAD_DELAY = Duration.ofDays(1);

    private static final Duration SHORTEST_SPARE_THREAD_DELAY = Duration.ofMillis(1);

    private static final AtomicInteger COUNT = new AtomicInteger();

    private int maxProcs = Runtime.getRuntime().availableProcessors();
    private int maxThreads = DEFAULT_MAX_THREADS;
    private AtMaxThreads atMaxThreads = AtMaxThreads.WAIT;
    private int spareThreads = DEFAULT_SPARE_THREADS;
    private Duration spareThreadDelay = DEFAULT_SPARE_THREAD_DELAY;
    private String name;
    private StuckWatch stuckWatch;
    private boolean processWide;
    private boolean timeWaits;

    /** Null for what the property says. */
    private Boolean ioUring;

    /** For {@link #traceIfWaited}; null without. */
    private Path traceFile;

    private long traceLimitNs;

    BatonBuilder() {}

    /**
     * How many virtual threads run at a time.
     *
     * @param n 1 to 65,536; the number of processors by default
     * @return this
     * @throws IllegalArgumentException outside that range
     */
    public BatonBuilder maxProcs(int n) {
        maxProcs = checkMaxProcs(n);
        return this;
    }

    /**
     * How many OS threads run virtual threads or block for them. At the limit, calls that are known
     * to block wait in line for one, as {@link #atMaxThreads} says, and a warning tells once which
     * calls hold them. What is not known to block may take the last one; then what needs another
     * waits until one is free.
     *
     * @param n at least 1; {@value #DEFAULT_MAX_THREADS} by default
     * @return this
     * @throws IllegalArgumentException for less than 1
     */
    public BatonBuilder maxThreads(int n) {
        if (n < 1) {
            throw new IllegalArgumentException("maxThreads=" + n + ": must be at least 1");
        }
        maxThreads = n;
        return this;
    }

    /**
     * What a call does that is known to block when all threads are taken.
     *
     * @param policy {@link AtMaxThreads#WAIT} by default
     * @return this
     */
    public BatonBuilder atMaxThreads(AtMaxThreads policy) {
        this.atMaxThreads = Objects.requireNonNull(policy, "policy");
        return this;
    }

    /**
     * How many OS threads that nobody needs stay, beside as many as virtual threads run at a time.
     * The next burst of calls that block begins with them; each holds some tens of KiB.
     *
     * @param n at least 0; {@value #DEFAULT_SPARE_THREADS} by default
     * @return this
     * @throws IllegalArgumentException for less than 0
     */
    public BatonBuilder spareThreads(int n) {
        if (n < 0) {
            throw new IllegalArgumentException("spareThreads=" + n + ": must be at least 0");
        }
        spareThreads = n;
        return this;
    }

    /**
     * How long nobody has needed one of the others when it ends. One that stays gives back then
     * what its stack has held of memory.
     *
     * @param delay at least a millisecond, a day at most; four seconds by default
     * @return this
     * @throws IllegalArgumentException outside that range
     */
    public BatonBuilder spareThreadDelay(Duration delay) {
        if (delay.compareTo(SHORTEST_SPARE_THREAD_DELAY) < 0
                || delay.compareTo(LONGEST_SPARE_THREAD_DELAY) > 0) {
            throw new IllegalArgumentException(
                    "spareThreadDelay="
                            + delay
                            + ": must be from a millisecond to "
                            + LONGEST_SPARE_THREAD_DELAY.toHours()
                            + " hours");
        }
        spareThreadDelay = delay;
        return this;
    }

    /**
     * The name, for the names of the OS threads and for dumps.
     *
     * @param name not null
     * @return this
     */
    public BatonBuilder name(String name) {
        this.name = Objects.requireNonNull(name, "name");
        return this;
    }

    /**
     * How the scheduler learns of threads that sleep in a call that nobody announced: for tests,
     * without it what {@code -Dbaton.stuck} says.
     */
    BatonBuilder stuckWatch(StuckWatch watch) {
        this.stuckWatch = Objects.requireNonNull(watch, "watch");
        return this;
    }

    /**
     * Says that the instance lasts as long as the process: it is never closed. So the JDK's pollers
     * of sockets, which are virtual threads themselves and never end, need not be kept away from
     * it: when one of its virtual threads is the first to wait for a socket, they run here, and an
     * event on a socket takes a thread switch less.
     *
     * @return this
     */
    public BatonBuilder processWide() {
        processWide = true;
        return this;
    }

    /**
     * Times how long each virtual thread that can run waits until it does: {@link
     * BatonStats#longestWaitNs}. It costs two looks at the clock each time that one runs, some 50
     * ns.
     *
     * @return this
     */
    public BatonBuilder timeWaits() {
        timeWaits = true;
        return this;
    }

    /**
     * Whether virtual threads are to wait for files in the kernel's io_uring, where that is there
     * and allowed, and hold no thread meanwhile. What they read and write is the same without.
     *
     * @param wanted by default what {@code -Dbaton.iouring} says, else true
     * @return this
     */
    public BatonBuilder ioUring(boolean wanted) {
        ioUring = wanted;
        return this;
    }

    /**
     * Records a trace in memory from the beginning, and writes what it has to a file by itself when
     * a virtual thread has waited for too long to be run, once a minute at most. Times waits, as
     * {@link #timeWaits}.
     *
     * @param limit how long is too long, more than 0
     * @param file the first is written to this name with {@code .1} appended, the second with
     *     {@code .2}; those are not there yet
     * @return this
     * @throws IllegalArgumentException for a limit that is not positive
     */
    public BatonBuilder traceIfWaited(Duration limit, Path file) {
        if (!limit.isPositive()) {
            throw new IllegalArgumentException("traceIfWaited(" + limit + "): must be more than 0");
        }
        traceLimitNs = limit.toNanos();
        traceFile = Objects.requireNonNull(file, "file");
        timeWaits = true;
        return this;
    }

    /**
     * Makes the instance. It has no thread but its watcher until the first virtual thread starts.
     *
     * @return a new instance
     * @throws UnsupportedJdkException when Baton can't work on this JVM; the message says in one
     *     line what it needs
     * @throws IllegalArgumentException when one of the system properties {@code baton.stuck},
     *     {@code baton.fatal}, {@code baton.iouring} and {@code baton.limit} has a value that it
     *     can't have
     */
    public Baton build() {
        JdkAccess.require();
        InvariantViolation.checkProperty();
        ConfiguredLimits.check();
        String n = name == null ? Integer.toString(COUNT.incrementAndGet()) : name;
        StuckWatch w = stuckWatch == null ? StuckWatch.fromProperty() : stuckWatch;
        boolean rings = ioUring == null ? OnOff.ofProperty("baton.iouring", true) : ioUring;
        for (String complaint :
                SettingNames.firstComplaints(
                        System.getProperties().stringPropertyNames(), List.of())) {
            System.err.println("baton: " + complaint);
        }
        if (!processWide) {
            // The pollers would inherit the scheduler of whoever touches a socket first, and never
            // let it close.
            VirtualThreads.startPollers();
        }
        Scheduler scheduler = Scheduler.start(n, maxProcs, maxThreads, w);
        scheduler.atMaxThreads(atMaxThreads);
        scheduler.spareThreads(spareThreads, spareThreadDelay.toNanos());
        if (timeWaits) {
            scheduler.timeWaits();
        }
        if (!rings) {
            scheduler.forbidIoUring();
        }
        if (processWide) {
            scheduler.serveProcess();
        }
        if (traceFile != null) {
            try {
                scheduler
                        .trace(null, RunningTrace.DEFAULT_BYTES)
                        .writeOnLongWaits(traceLimitNs, traceFile);
            } catch (IOException e) {
                throw new UncheckedIOException(e); // there is no file yet
            }
        }
        return new Baton(scheduler, processWide);
    }

    static int checkMaxProcs(int n) {
        if (n < 1 || n > MOST_PROCS) {
            throw new IllegalArgumentException("maxProcs=" + n + ": must be 1 to " + MOST_PROCS);
        }
        return n;
    }
}
