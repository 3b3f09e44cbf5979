package dev.baton.bench;

import java.util.SplittableRandom;
import java.util.concurrent.CountDownLatch;

/**
 * {@code wakeup.loaded.N}: how late a G wakes from a sleep of 1 ms beside N others that compute, on
 * 2 Ps. The others each compute for 0.3 ms and then sleep for 1 to 2 ms, evenly distributed, over
 * and over: 8 of them ask for 1.3 CPUs, 32 for 5, 64 for 11.
 *
 * <ul>
 *   <li>{@code wakeup.loaded.N}: milliseconds from when the sleep should have ended to when the G
 *       runs, the median of all its sleeps in the time; {@code .p99} their 99th percentile.
 *   <li>{@code .work}: how often a second the others computed for 0.3 ms, all together: what waking
 *       others sooner costs them.
 * </ul>
 */
final class LoadedWakeup {
    private static final double BURST_MICROSECONDS = 300;
    private static final long SLEEP_NS = 1_000_000;

    private final String id;
    private final Run run;
    private final int steps = Work.stepsFor(BURST_MICROSECONDS);
    private final Counters bursts;
    private final CountDownLatch ended;
    private volatile boolean stop;
    private double burstsPerSecond;

    private LoadedWakeup(String id, Run run, int others) {
        this.id = id;
        this.run = run;
        this.bursts = new Counters(others);
        this.ended = new CountDownLatch(others);
    }

    static Program beside(int others) {
        return run -> new LoadedWakeup("wakeup.loaded." + others, run, others).measure();
    }

    private void measure() throws Exception {
        for (int i = 0; i < bursts.size(); i++) {
            int g = i;
            run.side().start(() -> burst(g));
        }
        double[] ms = run.inG(this::sleeper);
        stop = true;
        ended.await();
        run.report(id, Statistics.median(ms));
        run.report(id + ".p99", Statistics.quantile(ms, 0.99));
        run.report(id + ".work", burstsPerSecond);
    }

    private double[] sleeper() throws InterruptedException {
        for (long end = run.warmupEnds(); Run.isBefore(end); ) {
            lateness();
        }
        Samples ms = new Samples();
        long before = bursts.sum();
        long start = System.nanoTime();
        long end = run.measurementEnds();
        do {
            ms.add(lateness() / 1e6);
        } while (Run.isBefore(end));
        burstsPerSecond = (bursts.sum() - before) / ((System.nanoTime() - start) / 1e9);
        return ms.toArray();
    }

    private static long lateness() throws InterruptedException {
        long start = System.nanoTime();
        Thread.sleep(SLEEP_NS / 1_000_000);
        return System.nanoTime() - start - SLEEP_NS;
    }

    private void burst(int g) {
        SplittableRandom random = new SplittableRandom(g);
        long x = g + 1L;
        try {
            while (!stop) {
                x = Work.compute(steps, x);
                bursts.count(g);
                long ns = random.nextLong(SLEEP_NS, 2 * SLEEP_NS);
                Thread.sleep(ns / 1_000_000, (int) (ns % 1_000_000));
            }
        } catch (InterruptedException e) {
            throw new IllegalStateException("nobody interrupts", e);
        } finally {
            Work.sink = x;
            ended.countDown();
        }
    }
}
