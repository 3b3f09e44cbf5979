package dev.baton.bench;

import dev.baton.os.Os;
import dev.baton.syscall.Syscall;
import java.io.FileInputStream;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;

/**
 * {@code handoff.*}: how long a runnable G waits for the only P, after the G that has it has gone
 * into a call that blocks for 5 ms.
 *
 * <p>One P. The first G computes, starts a second one (runnable now, but without a P), stamps the
 * time, and makes the call. The second stamps when it runs: the difference is one sample, in
 * microseconds. (After computing and before it starts the second, the first yields while there is
 * nobody else: its time slice begins anew, and it is not preempted between the start of the second
 * and the call. If it is after all, there is no sample.) If the call has returned and the second
 * did not run yet, the first goes on computing until it has, as a G that knows nothing of others
 * would: a hand-off that came too late for the call shows as the time until the scheduler preempts.
 * Where it never does, there is no figure but <em>never</em>.
 *
 * <p>What comes before the call:
 *
 * <ul>
 *   <li>{@code busy}: a sleep of 1 ms by {@link Thread#sleep}, then 200 µs of computing. The
 *       watcher (sysmon) has just had something to do, and looks at its shortest interval. After a
 *       hand-off that came too late for its call it does not, and would be late for the next one,
 *       too; so then the sleep is 25 ms, longer than its longest interval: it sees all Ps idle, and
 *       begins anew.
 *   <li>{@code cold}: 30 ms of computing without a system call. The watcher has found nothing to do
 *       for all that time, and looks at its longest interval.
 * </ul>
 *
 * <p>What the call is:
 *
 * <ul>
 *   <li>{@code handoff.busy}, {@code handoff.cold}: {@code nanosleep} by {@link Syscall#nanosleep};
 *       on Go's side {@code syscall.Nanosleep}. Announced, and on Baton's side from a call site
 *       that has been seen blocking before.
 *   <li>{@code handoff.busy.first}, {@code handoff.cold.first}: the same from a call site of which
 *       nothing is known, each time.
 *   <li>{@code handoff.unannounced.*}: {@link FileInputStream#read()} of an empty FIFO, which
 *       nobody announces. The second G writes the byte that ends it, 5 ms after the first has
 *       begun; if it never runs, that never ends.
 * </ul>
 */
final class Handoff {
    private static final long CALL_NS = 5_000_000;
    private static final Duration REST = Duration.ofMillis(1);
    private static final Duration REST_AFTER_LATE = Duration.ofMillis(25);
    private static final double BUSY_MICROSECONDS = 200;
    private static final double COLD_MICROSECONDS = 30_000;

    /** A call that blocks for {@link #CALL_NS}. */
    @FunctionalInterface
    private interface BlockingCall {
        void block() throws Exception;
    }

    /** What the second G does after it has stamped. */
    @FunctionalInterface
    private interface Afterwards {
        void run(long started);
    }

    private final String id;
    private final Run run;
    private final boolean cold;
    private final int steps;

    /** When the second G ran; 0 while it did not. */
    private volatile long ran;

    /** The last hand-off came too late for its call. */
    private boolean late;

    /** Nobody waits for the first G any more. */
    private volatile boolean abandoned;

    private Handoff(String id, Run run, boolean cold) {
        this.id = id;
        this.run = run;
        this.cold = cold;
        this.steps = Work.stepsFor(cold ? COLD_MICROSECONDS : BUSY_MICROSECONDS);
    }

    static Program announced(String id, boolean cold) {
        return run ->
                new Handoff(id, run, cold)
                        .measure(() -> check(Syscall.nanosleep(CALL_NS)), started -> {});
    }

    static Program first(String id, boolean cold) {
        return run -> {
            Timespec call = new Timespec(CALL_NS);
            new Handoff(id, run, cold).measure(call::sleepFromUnknownSite, started -> {});
        };
    }

    /**
     * The call that nobody announces.
     *
     * @param stuck how Baton is to notice, {@code perf} or {@code proc}: what {@code -Dbaton.stuck}
     *     was set to
     */
    static Program unannounced(String id, boolean cold, String stuck) {
        return run -> {
            Optional<String> watch = run.side().baton().map(b -> b.stats().stuckWatch());
            if (watch.isPresent() && !watch.get().equals(stuck)) {
                run.none("asked to watch threads by " + stuck + ", but it is " + watch.get());
                return;
            }
            Path directory = Files.createTempDirectory("baton-bench-");
            Path fifo = directory.resolve("fifo");
            Os.mkfifo(fifo.toString(), 0600);
            // Opened for both, a FIFO waits for nobody to open its other end.
            try (var writer = new RandomAccessFile(fifo.toFile(), "rw");
                    var reader = new FileInputStream(fifo.toFile())) {
                new Handoff(id, run, cold)
                        .measure(reader::read, started -> feed(writer, started + CALL_NS));
            } finally {
                Files.delete(fifo);
                Files.delete(directory);
            }
        };
    }

    private static void feed(RandomAccessFile writer, long when) {
        while (Run.isBefore(when)) {
            Thread.onSpinWait();
        }
        try {
            writer.write(1);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void check(long result) {
        if (result != 0) {
            throw new IllegalStateException("nanosleep returned " + result);
        }
    }

    private void measure(BlockingCall call, Afterwards afterwards) throws Exception {
        Optional<double[]> us =
                run.inGWhileItProgresses(() -> {
                    for (long end = run.warmupEnds(); Run.isBefore(end); ) {
                        sample(call, afterwards);
                    }
                    Samples samples = new Samples();
                    long end = run.measurementEnds();
                    do {
                        samples.add(sample(call, afterwards) / 1e3);
                    } while (Run.isBefore(end));
                    return samples.toArray();
                });
        if (us.isEmpty()) {
            abandoned = true;
            run.none("never: no other G ran within " + Run.PATIENCE.toSeconds() + " s");
            return;
        }
        run.report(id, Statistics.median(us.get()));
        run.report(id + ".p99", Statistics.quantile(us.get(), 0.99));
    }

    /** One hand-off, in nanoseconds. */
    private long sample(BlockingCall call, Afterwards afterwards) throws Exception {
        long ns;
        do {
            ns = attempt(call, afterwards);
            run.progressed();
        } while (ns < 0);
        return ns;
    }

    /** Returns less than 0 when the second G ran before the call was made. */
    private long attempt(BlockingCall call, Afterwards afterwards) throws Exception {
        if (!cold) {
            Thread.sleep(late ? REST_AFTER_LATE : REST);
        }
        Work.sink = Work.compute(steps, Work.sink);
        Thread.yield();
        ran = 0;
        long[] started = new long[1];
        run.side()
                .start(() -> {
                    ran = System.nanoTime();
                    afterwards.run(started[0]);
                });
        long start = System.nanoTime();
        started[0] = start;
        call.block();
        while (ran == 0) {
            if (abandoned) {
                throw new IllegalStateException("the other G did not run");
            }
            Thread.onSpinWait();
        }
        long ns = ran - start;
        late = ns > CALL_NS;
        return ns;
    }
}
