package dev.baton;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** {@code maxprocs} goes up and down while Gs run, wait, sleep and block. */
class MaxProcsTest {
    @RegisterExtension private final Watchdog watchdog = new Watchdog();

    @Test
    void nothingIsLostWhenItChangesUnderLoad() throws Exception {
        Baton baton = watchdog.baton(2);
        AtomicBoolean stop = new AtomicBoolean();
        AtomicInteger turns = new AtomicInteger();
        List<Future<Integer>> gs = new ArrayList<>();
        int sum = 0;
        try (ExecutorService executor = baton.newVirtualThreadPerTaskExecutor()) {
            for (int i = 0; i < 100; i++) {
                int kind = i % 4;
                gs.add(
                        executor.submit(() -> {
                            int own = 0;
                            while (!stop.get()) {
                                takeATurn(kind);
                                turns.incrementAndGet();
                                own++;
                            }
                            return own;
                        }));
            }
            Random random = new Random(7);
            for (int i = 0; i < 100; i++) {
                int was = baton.maxProcs();
                assertThat(baton.setMaxProcs(1 + random.nextInt(8))).isEqualTo(was);
                int before = turns.get();
                Await.until(() -> turns.get() > before + 20);
            }
            stop.set(true);
            for (Future<Integer> g : gs) {
                sum += g.get();
            }
        }
        assertThat(sum).isEqualTo(turns.get());
    }

    @Test
    void itCanBeChangedByAG() throws Exception {
        Baton baton = watchdog.baton(1);
        try (ExecutorService executor = baton.newVirtualThreadPerTaskExecutor()) {
            Future<Integer> was =
                    executor.submit(() -> {
                        int before = baton.setMaxProcs(4);
                        Thread.yield();
                        baton.setMaxProcs(1);
                        Thread.yield();
                        return before;
                    });
            assertThat(was.get()).isEqualTo(1);
        }
        assertThat(baton.maxProcs()).isEqualTo(1);
    }

    @Test
    void sleepersWakeThoughTheirPIsGone() throws Exception {
        Baton baton = watchdog.baton(8);
        List<Thread> gs = new ArrayList<>();
        CountDownLatch asleep = new CountDownLatch(200);
        for (int i = 0; i < 200; i++) {
            gs.add(
                    baton.startVirtualThread(() -> {
                        asleep.countDown();
                        LockSupport.parkNanos(20_000_000);
                    }));
        }
        asleep.await();
        baton.setMaxProcs(1);
        AtomicBoolean stop = new AtomicBoolean();
        Thread busy =
                baton.startVirtualThread(() -> {
                    while (!stop.get()) {
                        Thread.yield();
                    }
                });
        for (Thread g : gs) {
            g.join();
        }
        stop.set(true);
        busy.join();
    }

    private static void takeATurn(int kind) throws InterruptedException {
        switch (kind) {
            case 0 -> Thread.yield();
            case 1 -> LockSupport.parkNanos(50_000);
            case 2 ->
                    Baton.blocking(() -> {
                        Posix.nanosleep(Duration.ofNanos(20_000));
                        return null;
                    });
            default -> Thread.startVirtualThread(Thread::yield).join();
        }
    }
}
