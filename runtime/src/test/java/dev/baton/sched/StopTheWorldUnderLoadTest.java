package dev.baton.sched;

import static org.assertj.core.api.Assertions.assertThat;

import dev.baton.BlockingSite;
import dev.baton.Watchdog;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.FutureTask;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The world is stopped while Gs do all that Gs do. */
class StopTheWorldUnderLoadTest {
    private static final int STOPS = 200;
    private static final long PATIENCE_NS = 100_000_000_000L;
    private static final BlockingSite SITE = new BlockingSite("load");

    @RegisterExtension private final Watchdog watchdog = new Watchdog();

    private final AtomicBoolean over = new AtomicBoolean();
    private final AtomicInteger turns = new AtomicInteger();

    @ParameterizedTest(name = "{0} Ps")
    @ValueSource(ints = {1, 2, 4})
    void nothingIsDispatchedWhileTheWorldIsStopped(int procs) throws Exception {
        Scheduler sched = scheduler(procs);
        List<Thread> load = load(sched);
        for (int i = 0; i < STOPS; i++) {
            awaitTurns();
            whileStopped(sched, () -> assertNothingIsDispatched(sched));
        }
        end(load);
    }

    @ParameterizedTest(name = "{0} Ps")
    @ValueSource(ints = {1, 2, 4})
    void aGStopsTheWorldAndGoesOnItself(int procs) throws Exception {
        Scheduler sched = scheduler(procs);
        List<Thread> load = load(sched);
        FutureTask<Integer> stops =
                new FutureTask<>(() -> {
                    int stopped = 0;
                    for (int i = 0; i < STOPS; i++) {
                        Thread.yield();
                        whileStopped(sched, () -> assertNothingIsDispatched(sched));
                        stopped++;
                    }
                    return stopped;
                });
        start(sched, stops);
        assertThat(stops.get()).isEqualTo(STOPS);
        awaitTurns();
        end(load);
    }

    @ParameterizedTest(name = "{0} Ps")
    @ValueSource(ints = {1, 2, 4})
    void stopsOfSeveralThreadsComeOneAfterTheOther(int procs) throws Exception {
        Scheduler sched = scheduler(procs);
        List<Thread> load = load(sched);
        AtomicInteger inside = new AtomicInteger();
        AtomicInteger stopped = new AtomicInteger();
        Runnable stopper =
                () -> {
                    for (int i = 0; i < STOPS / 4; i++) {
                        whileStopped(
                                sched,
                                () -> {
                                    assertThat(inside.incrementAndGet()).isEqualTo(1);
                                    stopped.incrementAndGet();
                                    inside.decrementAndGet();
                                });
                        Thread.yield();
                    }
                };
        List<Thread> stoppers = new ArrayList<>();
        for (int i = 0; i < 2; i++) {
            stoppers.add(start(sched, stopper));
            stoppers.add(Thread.ofPlatform().start(stopper));
        }
        for (Thread thread : stoppers) {
            thread.join();
        }
        assertThat(stopped).hasValue(STOPS);
        end(load);
    }

    @Test
    void stopsAndMaxprocsMix() throws Exception {
        Scheduler sched = scheduler(2);
        List<Thread> load = load(sched);
        Thread changes =
                start(
                        sched,
                        () -> {
                            for (int i = 0; i < STOPS; i++) {
                                sched.setMaxProcs(1 + i % 5);
                                LockSupport.parkNanos(100_000);
                            }
                        });
        for (int i = 0; i < STOPS; i++) {
            whileStopped(sched, () -> assertNothingIsDispatched(sched));
        }
        changes.join();
        awaitTurns();
        end(load);
    }

    @Test
    void aStopDoesNotWaitForAGThatBlocksOrComputes() throws Exception {
        Scheduler sched = scheduler(2);
        CountDownLatch inside = new CountDownLatch(2);
        // Neither comes to the scheduler before the stop has been.
        Thread blocks =
                start(
                        sched,
                        () -> {
                            boolean entered = Scheduler.enterSyscall(-1, SITE);
                            inside.countDown();
                            computeUntilOver();
                            if (entered) {
                                Scheduler.exitSyscall();
                            }
                        });
        Thread computes =
                start(
                        sched,
                        () -> {
                            inside.countDown();
                            computeUntilOver();
                        });
        inside.await();
        AtomicInteger stopped = new AtomicInteger();
        for (int i = 0; i < 10; i++) {
            whileStopped(sched, stopped::incrementAndGet);
        }
        assertThat(stopped).hasValue(10);
        over.set(true);
        blocks.join();
        computes.join();
    }

    @Test
    void anIdleWorldIsStoppedToo() throws Exception {
        Scheduler sched = scheduler(4);
        start(sched, () -> {}).join();
        AtomicInteger stopped = new AtomicInteger();
        whileStopped(sched, stopped::incrementAndGet);
        assertThat(stopped).hasValue(1);
        start(sched, stopped::incrementAndGet).join();
        assertThat(stopped).hasValue(2);
    }

    private Scheduler scheduler(int procs) {
        Scheduler sched = Scheduler.start("stopped", procs, 10_000, StuckWatch.AUTO);
        watchdog.watch(sched::dump, sched::close);
        return sched;
    }

    /** However long it takes. */
    private static void whileStopped(Scheduler sched, Runnable task) {
        assertThat(sched.world.whileStopped(task, PATIENCE_NS)).isTrue();
    }

    /** An M whose P was taken may run on with its G, but must not take another one. */
    private static void assertNothingIsDispatched(Scheduler sched) {
        long before = dispatches(sched);
        long end = System.nanoTime() + 100_000;
        while (System.nanoTime() - end < 0) {
            Thread.onSpinWait();
        }
        assertThat(dispatches(sched)).isEqualTo(before);
    }

    private static long dispatches(Scheduler sched) {
        long sum = 0;
        sched.lock.lock();
        for (M m = sched.ms.first(); m != null; m = m.allNext) {
            sum += m.dispatches();
        }
        sched.lock.unlock();
        return sum;
    }

    private List<Thread> load(Scheduler sched) {
        List<Thread> gs = new ArrayList<>();
        for (int i = 0; i < 40; i++) {
            int kind = i % 4;
            gs.add(
                    start(
                            sched,
                            () -> {
                                while (!over.get()) {
                                    takeATurn(kind);
                                    turns.incrementAndGet();
                                }
                            }));
        }
        return gs;
    }

    private static void takeATurn(int kind) {
        switch (kind) {
            case 0 -> Thread.yield();
            case 1 -> LockSupport.parkNanos(20_000);
            case 2 -> {
                if (Scheduler.enterSyscall(-1, SITE)) {
                    Scheduler.exitSyscall();
                }
                Thread.yield();
            }
            default -> {
                Scheduler.enterSyscallBlock(-1);
                try {
                    LockSupport.parkNanos(10_000);
                } finally {
                    Scheduler.exitSyscall();
                }
            }
        }
    }

    private void awaitTurns() {
        int enough = turns.get() + 10;
        while (turns.get() - enough < 0) {
            LockSupport.parkNanos(20_000);
        }
    }

    private void computeUntilOver() {
        while (!over.get()) {
            Thread.onSpinWait();
        }
    }

    private void end(List<Thread> load) throws InterruptedException {
        over.set(true);
        for (Thread thread : load) {
            thread.join();
        }
    }

    private static Thread start(Scheduler sched, Runnable task) {
        Thread thread = sched.newThread(null, 0, task);
        thread.start();
        return thread;
    }
}
