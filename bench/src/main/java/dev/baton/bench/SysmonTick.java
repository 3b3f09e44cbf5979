package dev.baton.bench;

import java.util.concurrent.CountDownLatch;

/**
 * {@code sysmon.tick}: microseconds from one look of the busy watcher (sysmon) to the next. It
 * means to sleep for 20 µs in between; a thread that asks Linux for that gets some 90 µs, unless it
 * has asked for a smaller timer slack than 50 µs.
 *
 * <p>On Baton's side it is the watcher itself that is looked at: the kernel counts how often a
 * thread went to sleep, and the figure is the time divided by that. It is kept at its shortest
 * interval by a G that blocks for 300 µs in calls from ever new call sites, so that the watcher has
 * a P to retake each time, beside another that computes and yields, on one P.
 *
 * <p>On Go's side it is the sleep that Go's sysmon does: the median of {@code nanosleep} of 20 µs
 * on a thread with Linux's usual timer slack.
 */
final class SysmonTick {
    private static final long CALL_NS = 300_000;
    private static final double COMPUTE_MICROSECONDS = 100;

    private static volatile boolean stop;

    private SysmonTick() {}

    static void measure(Run run) throws Exception {
        Timespec call = new Timespec(CALL_NS);
        int steps = Work.stepsFor(COMPUTE_MICROSECONDS);
        CountDownLatch ended = new CountDownLatch(2);
        stop = false;
        run.side()
                .start(() -> {
                    while (!stop) {
                        call.sleepFromUnknownSite();
                    }
                    ended.countDown();
                });
        run.side()
                .start(() -> {
                    while (!stop) {
                        Work.sink = Work.compute(steps, Work.sink);
                        Thread.yield();
                    }
                    ended.countDown();
                });
        Thread.sleep(run.warmup());
        long sysmon = ProcStatus.tid(run.side().sysmonThread());
        long start = System.nanoTime();
        long before = ProcStatus.sleeps(sysmon);
        Thread.sleep(run.length());
        double us = (System.nanoTime() - start) / 1e3;
        long sleeps = ProcStatus.sleeps(sysmon) - before;
        stop = true;
        ended.await();
        if (sleeps == 0) {
            run.none("never: the watcher did not look once within " + us + " µs");
            return;
        }
        run.report("sysmon.tick", us / sleeps);
    }
}
