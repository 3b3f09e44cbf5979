package dev.baton.bench;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.locks.LockSupport;

/**
 * {@code parked.memory}: bytes of resident memory that a parked G takes. A million of them call
 * {@link LockSupport#park} at once (Go: receive from a channel that nobody sends to); the figure is
 * what the process has more than before, after a full garbage collection on both occasions, divided
 * by their number.
 *
 * <p>A JVM keeps part of its heap free for what will be allocated next, and that part was resident
 * while the Gs started. It is asked to keep little ({@code -XX:MaxHeapFreeRatio} in {@link
 * Catalogue}), for it belongs to no G.
 */
final class ParkedMemory {
    static final int GS = 1_000_000;

    private static volatile boolean released;

    private ParkedMemory() {}

    static void measure(Run run) throws Exception {
        int n = run.orCount(GS);
        Thread[] gs = new Thread[n];
        CountDownLatch parked = new CountDownLatch(n);
        Runnable task =
                () -> {
                    parked.countDown();
                    while (!released) {
                        LockSupport.park();
                    }
                };
        released = false;
        System.gc();
        long before = ProcStatus.residentBytes();
        for (int i = 0; i < n; i++) {
            gs[i] = run.side().start(task);
        }
        parked.await();
        System.gc();
        run.report("parked.memory", (double) (ProcStatus.residentBytes() - before) / n);
        released = true;
        for (Thread g : gs) {
            LockSupport.unpark(g);
        }
        for (Thread g : gs) {
            g.join();
        }
    }
}
