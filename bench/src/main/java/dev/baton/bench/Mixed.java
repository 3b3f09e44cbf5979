package dev.baton.bench;

import dev.baton.syscall.Syscall;
import java.util.Arrays;
import java.util.concurrent.CountDownLatch;

/**
 * {@code mixed.syscall} and {@code mixed.sleep}: 1000 Gs on 2 Ps, each of which works for 20 µs and
 * then sleeps for 1 ms, over and over. They would like 980,000 turns a second; two CPUs have time
 * for 100,000.
 *
 * <p>In {@code mixed.syscall} the sleep is {@code nanosleep(2)} by {@link Syscall#nanosleep} (Go:
 * {@code syscall.Nanosleep}), in {@code mixed.sleep} it is the scheduler's own, {@link
 * Thread#sleep(long)} (Go: {@code time.Sleep}). On the stock side, {@link Syscall} is a plain
 * blocking call that holds its carrier.
 *
 * <p>All are started at once; after the warm-up, turns are counted for the length of the
 * measurement.
 *
 * <ul>
 *   <li>{@code mixed.*}: turns a second, of all Gs.
 *   <li>{@code .min} and {@code .max}: the turns of the G that got fewest, and of the one that got
 *       most, as a multiple of the mean. 1 is a fair share, 0 is nothing at all.
 *   <li>{@code .threads}: how many threads the process has more at the end than before.
 * </ul>
 */
final class Mixed {
    static final int GS = 1000;
    private static final double WORK_MICROSECONDS = 20;
    private static final long SLEEP_NS = 1_000_000;

    /** How a G sleeps for {@link #SLEEP_NS}. */
    @FunctionalInterface
    private interface Sleep {
        void sleep() throws InterruptedException;
    }

    private static volatile boolean stop;

    private Mixed() {}

    static void syscall(Run run) throws Exception {
        measure(run, "mixed.syscall", () -> Syscall.nanosleep(SLEEP_NS));
    }

    static void sleep(Run run) throws Exception {
        measure(run, "mixed.sleep", () -> Thread.sleep(SLEEP_NS / 1_000_000));
    }

    private static void measure(Run run, String id, Sleep sleep) throws Exception {
        int steps = Work.stepsFor(WORK_MICROSECONDS);
        int threads = ProcStatus.threads();
        Counters turns = new Counters(run.orCount(GS));
        CountDownLatch ended = new CountDownLatch(turns.size());
        stop = false;
        for (int i = 0; i < turns.size(); i++) {
            int g = i;
            run.side().start(() -> turns(turns, g, steps, sleep, ended));
        }
        Thread.sleep(run.warmup());
        long start = System.nanoTime();
        long[] first = turns.snapshot();
        Thread.sleep(run.length());
        double seconds = (System.nanoTime() - start) / 1e9;
        long[] last = turns.snapshot();
        threads = ProcStatus.threads() - threads;
        stop = true;
        ended.await();

        double[] shares = new double[turns.size()];
        Arrays.setAll(shares, i -> last[i] - first[i]);
        double sum = Arrays.stream(shares).sum();
        if (sum == 0) {
            run.none("never: no G had a turn within " + seconds + " s");
            return;
        }
        double mean = sum / shares.length;
        run.report(id, sum / seconds);
        run.report(id + ".min", Arrays.stream(shares).min().orElseThrow() / mean);
        run.report(id + ".max", Arrays.stream(shares).max().orElseThrow() / mean);
        run.report(id + ".threads", threads);
    }

    private static void turns(Counters turns, int g, int steps, Sleep sleep, CountDownLatch ended) {
        long x = g + 1L;
        try {
            while (!stop) {
                x = Work.compute(steps, x);
                sleep.sleep();
                turns.count(g);
            }
        } catch (InterruptedException e) {
            throw new IllegalStateException("nobody interrupts", e);
        } finally {
            Work.sink = x;
            ended.countDown();
        }
    }
}
