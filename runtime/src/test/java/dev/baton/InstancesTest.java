package dev.baton;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.baton.sched.buffers.Buffer;
import dev.baton.sched.buffers.Buffers;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Future;
import java.util.concurrent.FutureTask;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** The life of an instance, and several side by side. */
class InstancesTest {
    @RegisterExtension private final Watchdog watchdog = new Watchdog();

    @Test
    void gsOfTwoInstancesWakeEachOther() throws Exception {
        Baton one = watchdog.baton(1);
        Baton other = watchdog.baton(2);
        int pairs = 10;
        int rounds = 1_000;
        try (ExecutorService ones = one.newVirtualThreadPerTaskExecutor();
                ExecutorService others = other.newVirtualThreadPerTaskExecutor()) {
            List<Future<Integer>> echoes = new ArrayList<>();
            for (int i = 0; i < pairs; i++) {
                SynchronousQueue<Integer> there = new SynchronousQueue<>();
                SynchronousQueue<Integer> back = new SynchronousQueue<>();
                Future<?> echo =
                        others.submit(() -> {
                            for (int n = 0; n < rounds; n++) {
                                int got = there.take();
                                Baton.blocking(() -> {
                                    back.put(got + 1);
                                    return null;
                                });
                            }
                            return null;
                        });
                echoes.add(
                        ones.submit(() -> {
                            int sum = 0;
                            for (int n = 0; n < rounds; n++) {
                                there.put(n);
                                sum += back.take() - n;
                            }
                            echo.get();
                            return sum;
                        }));
            }
            for (Future<Integer> echo : echoes) {
                assertThat(echo.get()).isEqualTo(rounds);
            }
        }
        assertThat(one.stats().gStarted()).isEqualTo(pairs);
        assertThat(other.stats().gStarted()).isEqualTo(pairs);
    }

    @Test
    void gsShareMonitorsAcrossInstances() throws Exception {
        Baton one = watchdog.baton(1);
        Baton other = watchdog.baton(1);
        Object monitor = new Object();
        AtomicInteger inside = new AtomicInteger();
        List<Thread> gs = new ArrayList<>();
        for (int i = 0; i < 20; i++) {
            gs.add(
                    (i % 2 == 0 ? one : other)
                            .startVirtualThread(() -> {
                                for (int n = 0; n < 100; n++) {
                                    synchronized (monitor) {
                                        assertThat(inside.incrementAndGet()).isEqualTo(1);
                                        Thread.yield();
                                        inside.decrementAndGet();
                                    }
                                }
                            }));
        }
        for (Thread g : gs) {
            g.join();
        }
        assertThat(inside).hasValue(0);
    }

    @Test
    void anInstanceStartedByAGOfAnotherIsItsOwn() throws Exception {
        Baton outer = watchdog.watch(Baton.builder().name("outer").maxProcs(1).build());
        FutureTask<String> carrier =
                new FutureTask<>(() -> {
                    try (Baton inner = Baton.builder().name("inner").maxProcs(1).build();
                            ExecutorService executor = inner.newVirtualThreadPerTaskExecutor()) {
                        return executor.submit(() -> Thread.currentThread().toString()).get();
                    }
                });
        outer.startVirtualThread(carrier);
        assertThat(carrier.get()).contains("@baton-inner-");
    }

    @Test
    void closingOneLeavesTheOtherRunning() throws Exception {
        Baton stays = watchdog.baton(1);
        AtomicBoolean stop = new AtomicBoolean();
        AtomicInteger turns = new AtomicInteger();
        Thread runs =
                stays.startVirtualThread(() -> {
                    while (!stop.get()) {
                        turns.incrementAndGet();
                        LockSupport.parkNanos(10_000);
                    }
                });
        for (int i = 0; i < 20; i++) {
            try (Baton goes = Baton.builder().maxProcs(2).build()) {
                goes.startVirtualThread(() -> LockSupport.parkNanos(100_000));
            }
            int before = turns.get();
            Await.until(() -> turns.get() > before);
        }
        stop.set(true);
        runs.join();
    }

    @Test
    void closeWaitsForAllGsAndTheirChildren() throws Exception {
        Baton baton = watchdog.baton(2);
        AtomicInteger ended = new AtomicInteger();
        CountDownLatch free = new CountDownLatch(1);
        for (int i = 0; i < 20; i++) {
            baton.startVirtualThread(() -> {
                await(free);
                Thread.startVirtualThread(() -> {
                    LockSupport.parkNanos(1_000_000);
                    ended.incrementAndGet();
                });
                Baton.blocking(() -> {
                    Posix.nanosleep(Duration.ofMillis(1));
                    return ended.incrementAndGet();
                });
            });
        }
        FutureTask<Integer> closes =
                new FutureTask<>(() -> {
                    baton.close();
                    return ended.get();
                });
        Thread closer = Thread.ofPlatform().start(closes);
        // Its only way out is that the Gs end, which they can't yet.
        awaitRejection(baton);
        assertThat(closes.isDone()).isFalse();
        free.countDown();
        assertThat(closes.get()).isEqualTo(40);
        closer.join();
        assertThat(baton.stats().threadsLive()).isZero();
    }

    @Test
    void closeGoesOnWhenInterruptedAndStaysInterrupted() throws Exception {
        Baton baton = watchdog.baton(1);
        CountDownLatch free = new CountDownLatch(1);
        Thread g = baton.startVirtualThread(() -> await(free));
        FutureTask<Boolean> closes =
                new FutureTask<>(() -> {
                    baton.close();
                    return Thread.interrupted() && !g.isAlive();
                });
        Thread closer = Thread.ofPlatform().start(closes);
        awaitRejection(baton);
        closer.interrupt();
        assertThat(closes.isDone()).isFalse();
        free.countDown();
        assertThat(closes.get()).isTrue();
    }

    @Test
    void manyMayCloseItAtOnceAndAllWait() throws Exception {
        Baton other = watchdog.baton(1);
        Baton baton = watchdog.baton(2);
        CountDownLatch free = new CountDownLatch(1);
        Thread g = baton.startVirtualThread(() -> await(free));
        List<FutureTask<Boolean>> closers = new ArrayList<>();
        List<Thread> threads = new ArrayList<>();
        for (int i = 0; i < 12; i++) {
            FutureTask<Boolean> closer =
                    new FutureTask<>(() -> {
                        baton.close();
                        return Thread.interrupted() && !g.isAlive();
                    });
            closers.add(closer);
            threads.add(
                    switch (i % 3) {
                        case 0 -> Thread.startVirtualThread(closer);
                        case 1 -> other.startVirtualThread(closer);
                        default -> Thread.ofPlatform().start(closer);
                    });
        }
        awaitRejection(baton);
        threads.forEach(Thread::interrupt);
        for (Thread t : threads) {
            if (t.isVirtual()) {
                Await.state(t, Thread.State.WAITING);
            }
        }
        assertThat(closers).noneMatch(FutureTask::isDone);
        free.countDown();
        for (FutureTask<Boolean> closer : closers) {
            assertThat(closer.get()).isTrue();
        }
        assertThat(baton.stats().threadsLive()).isZero();
    }

    @Test
    void aVirtualThreadOfTheJdkMayCloseIt() throws Exception {
        Baton baton = watchdog.baton(1);
        CountDownLatch free = new CountDownLatch(1);
        baton.startVirtualThread(() -> await(free));
        Thread closer = Thread.startVirtualThread(baton::close);
        awaitRejection(baton);
        free.countDown();
        closer.join();
        assertThat(baton.stats().threadsLive()).isZero();
    }

    @Test
    void closingFromAGOfItsOwnIsRefused() throws Exception {
        Baton baton = watchdog.watch(Baton.builder().name("own").maxProcs(1).build());
        FutureTask<Void> closes =
                new FutureTask<>(() -> {
                    baton.close();
                    return null;
                });
        baton.startVirtualThread(closes);
        assertThatThrownBy(closes::get)
                .isInstanceOf(ExecutionException.class)
                .cause()
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("own");
        FutureTask<String> later = new FutureTask<>(() -> "runs");
        baton.startVirtualThread(later);
        assertThat(later.get()).isEqualTo("runs");
    }

    @Test
    void nothingStartsAfterTheClose() throws Exception {
        Baton baton = watchdog.watch(Baton.builder().name("gone").maxProcs(1).build());
        Thread unstarted = baton.threadFactory().newThread(() -> {});
        ExecutorService executor = baton.newVirtualThreadPerTaskExecutor();
        executor.submit(() -> {}).get();
        baton.close();
        assertThatThrownBy(() -> baton.startVirtualThread(() -> {}))
                .isInstanceOf(RejectedExecutionException.class)
                .hasMessageContaining("gone");
        assertThatThrownBy(unstarted::start).isInstanceOf(RejectedExecutionException.class);
        assertThatThrownBy(() -> executor.submit(() -> {}))
                .isInstanceOf(RejectedExecutionException.class);
        baton.close(); // once more does nothing
        executor.close();
        assertThat(baton.stats().gStarted() - baton.stats().gLive()).isPositive();
    }

    @Test
    void closingTwiceMiscountsNoBuffer() throws Exception {
        Baton holds = watchdog.baton(1);
        Baton closed = watchdog.baton(1);
        CountDownLatch held = new CountDownLatch(1);
        CountDownLatch free = new CountDownLatch(1);
        closed.startVirtualThread(() -> Buffers.give(Buffers.take(1))).join();
        closed.close();
        Thread holder =
                holds.startVirtualThread(() -> {
                    Buffer buffer = Buffers.take(1);
                    held.countDown();
                    await(free);
                    Buffers.give(buffer);
                });
        held.await();
        closed.close();
        assertThat(holds.stats().buffersOut()).isEqualTo(1);
        free.countDown();
        holder.join();
        assertThat(holds.stats().buffersOut()).isZero();
    }

    @Test
    void manyInstancesComeAndGo() throws Exception {
        for (int i = 0; i < 100; i++) {
            AtomicInteger ran = new AtomicInteger();
            try (Baton baton = Baton.builder().name("fleeting").maxProcs(1 + i % 3).build()) {
                for (int n = 0; n < 10; n++) {
                    baton.startVirtualThread(ran::incrementAndGet);
                }
            }
            assertThat(ran).hasValue(10);
        }
        Await.until(() ->
                Thread.getAllStackTraces().keySet().stream()
                        .noneMatch(thread -> thread.getName().startsWith("baton-fleeting-")));
    }

    @Test
    void theDefaultInstanceIsOneAndStaysOpen() throws Exception {
        Baton baton = Baton.defaultInstance();
        assertThat(baton).isSameAs(Baton.defaultInstance());
        assertThatThrownBy(baton::close).isInstanceOf(UnsupportedOperationException.class);
        FutureTask<String> runs = new FutureTask<>(() -> Thread.currentThread().toString());
        baton.startVirtualThread(runs);
        assertThat(runs.get()).contains("@baton-default-");
    }

    /** Returns when nothing can be started any more: {@code close} has begun. */
    private static void awaitRejection(Baton baton) {
        Await.until(() -> {
            try {
                baton.startVirtualThread(() -> {});
                return false;
            } catch (RejectedExecutionException e) {
                return true;
            }
        });
    }

    private static void await(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }
}
