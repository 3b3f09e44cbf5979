package dev.baton.bench;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.IntConsumer;

/** One run of one side of one experiment: what was asked for, and what was found. */
public final class Run {
    /**
     * After so long without progress an experiment is said to have come to a standstill. Long
     * enough for a machine that others use too, where a thread may wait for a CPU now and then.
     */
    static final Duration PATIENCE = Duration.ofSeconds(2);

    private final Side side;
    private final Duration warmup;
    private final Duration length;
    private final int count;
    private final Map<String, Double> values = new LinkedHashMap<>();
    private Optional<String> none = Optional.empty();

    /** What {@link #progressed} counts. */
    private final AtomicLong progress = new AtomicLong();

    /**
     * Describes a run.
     *
     * @param side where Gs come from
     * @param warmup how long to run before anything counts
     * @param length how long to measure
     * @param count how many Gs; 0 for the experiment's own number
     */
    public Run(Side side, Duration warmup, Duration length, int count) {
        this.side = side;
        this.warmup = warmup;
        this.length = length;
        this.count = count;
    }

    Side side() {
        return side;
    }

    Duration warmup() {
        return warmup;
    }

    Duration length() {
        return length;
    }

    /** How many Gs: what was asked for, else the experiment's own number. */
    int orCount(int ownNumber) {
        return count > 0 ? count : ownNumber;
    }

    /** Gives one number to the world. */
    void report(String figure, double value) {
        values.put(figure, value);
    }

    /** Says that there is no figure here, and why: that is a result, not an error. */
    void none(String why) {
        none = Optional.of(why);
    }

    /**
     * What was found.
     *
     * @return by the figure's id
     */
    public Map<String, Double> values() {
        return values;
    }

    /**
     * Why nothing was found.
     *
     * @return empty when something was
     */
    public Optional<String> none() {
        return none;
    }

    // ---- Running in Gs -------------------------------------------------------------------------

    /**
     * Runs a task in a G and waits for it, on the main thread.
     *
     * @throws Exception what the task throws
     */
    <T> T inG(Callable<T> task) throws Exception {
        FutureTask<T> future = new FutureTask<>(task);
        side.start(future);
        return result(future);
    }

    /**
     * Runs a task in a G as long as it {@linkplain #progressed makes progress}.
     *
     * @return empty when there was none for {@link #PATIENCE}; the G is left where it is
     * @throws Exception what the task throws
     */
    <T> Optional<T> inGWhileItProgresses(Callable<T> task) throws Exception {
        CountDownLatch ended = new CountDownLatch(1);
        FutureTask<T> future =
                new FutureTask<>(task) {
                    @Override
                    protected void done() {
                        ended.countDown();
                    }
                };
        side.start(future);
        return await(ended) ? Optional.of(result(future)) : Optional.empty();
    }

    /** The experiment got on by one step. Called by any thread. */
    void progressed() {
        progress.incrementAndGet();
    }

    /**
     * Waits while there is progress.
     *
     * @return false when there was none for {@link #PATIENCE}
     */
    boolean await(CountDownLatch ended) throws InterruptedException {
        long seen = progress.get();
        while (!ended.await(PATIENCE.toMillis(), TimeUnit.MILLISECONDS)) {
            long now = progress.get();
            if (now == seen) {
                return false;
            }
            seen = now;
        }
        return true;
    }

    private static <T> T result(FutureTask<T> future) throws Exception {
        try {
            return future.get();
        } catch (ExecutionException e) {
            if (e.getCause() instanceof Exception cause) {
                throw cause;
            }
            throw e;
        }
    }

    // ---- Measuring -----------------------------------------------------------------------------

    /** Whether the warm-up or the measurement goes on, for loops that look at the clock. */
    static boolean isBefore(long deadline) {
        return System.nanoTime() - deadline < 0;
    }

    long warmupEnds() {
        return System.nanoTime() + warmup.toNanos();
    }

    long measurementEnds() {
        return System.nanoTime() + length.toNanos();
    }

    /**
     * Measures something short in windows of many repetitions: first until the warm-up is over,
     * then until the time is. To be called in the G that is to do it.
     *
     * @param n how many operations a window has
     * @param operations does n operations
     * @return nanoseconds an operation took in each of the measured windows, at least one
     */
    double[] windows(int n, IntConsumer operations) {
        for (long end = warmupEnds(); isBefore(end); ) {
            operations.accept(n);
        }
        Samples ns = new Samples();
        long end = measurementEnds();
        do {
            ns.add(window(n, operations));
        } while (isBefore(end));
        return ns.toArray();
    }

    /** Nanoseconds an operation takes. */
    static double window(int n, IntConsumer operations) {
        long start = System.nanoTime();
        operations.accept(n);
        return (double) (System.nanoTime() - start) / n;
    }
}
