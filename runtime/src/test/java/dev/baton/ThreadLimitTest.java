package dev.baton;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.FileInputStream;
import java.io.FileOutputStream;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Where another thread is needed and can't be had, Gs wait; where threads are left over, they end.
 */
class ThreadLimitTest {
    @RegisterExtension private final Watchdog watchdog = new Watchdog();

    @ParameterizedTest(name = "{0} Ps, {1} threads")
    @CsvSource({"1, 1", "2, 1", "1, 2", "2, 2", "2, 4"})
    void atTheLimitGsWaitInLineAndAWarningSaysSoOnce(int procs, int threads) throws Exception {
        try (StandardError err = new StandardError()) {
            Baton baton =
                    watchdog.watch(Baton.builder().maxProcs(procs).maxThreads(threads).build());
            AtomicInteger calls = new AtomicInteger();
            List<Thread> gs = new ArrayList<>();
            for (int i = 0; i < 40; i++) {
                gs.add(
                        baton.startVirtualThread(() -> {
                            for (int n = 0; n < 5; n++) {
                                Baton.blockingNow(() -> {
                                    Posix.nanosleep(Duration.ofNanos(200_000));
                                    return calls.incrementAndGet();
                                });
                                Posix.nanosleep(Duration.ofNanos(200_000)); // unannounced
                                sleepMillis(1);
                                Thread.yield();
                            }
                        }));
            }
            for (Thread g : gs) {
                g.join();
            }
            assertThat(calls).hasValue(200);
            assertThat(baton.stats().threadsPeak()).isLessThanOrEqualTo(threads);
            assertThat(err.warnings()).singleElement().asString().contains("maxThreads=" + threads);
        }
    }

    @Test
    void theLastThreadServesWhoFreesTheOthers(@TempDir Path dir) throws Exception {
        Baton baton = watchdog.watch(Baton.builder().maxProcs(1).maxThreads(4).build());
        Path fifo = Posix.mkfifo(dir.resolve("fifo"));
        List<Thread> gs = new ArrayList<>();
        AtomicInteger read = new AtomicInteger();
        CountDownLatch reading = new CountDownLatch(3);
        for (int i = 0; i < 3; i++) {
            gs.add(
                    baton.startVirtualThread(() -> {
                        reading.countDown();
                        try (FileInputStream in = new FileInputStream(fifo.toFile())) {
                            read.addAndGet(in.readNBytes(1).length);
                        } catch (IOException e) {
                            throw new AssertionError(e);
                        }
                    }));
        }
        reading.await();
        gs.add(
                baton.startVirtualThread(() -> {
                    try (FileOutputStream out = new FileOutputStream(fifo.toFile())) {
                        out.write(new byte[3]);
                    } catch (IOException e) {
                        throw new AssertionError(e);
                    }
                }));
        for (Thread g : gs) {
            g.join();
        }
        assertThat(read.get()).isEqualTo(3);
        assertThat(baton.stats().threadsPeak()).isLessThanOrEqualTo(4);
    }

    @Test
    void threadsThatAreNotNeededAnyMoreEnd() throws Exception {
        Baton baton = watchdog.baton(2);
        int blocked = 60;
        Semaphore inside = new Semaphore(0);
        CountDownLatch free = new CountDownLatch(1);
        List<Thread> gs = new ArrayList<>();
        for (int i = 0; i < blocked; i++) {
            gs.add(
                    baton.startVirtualThread(() ->
                            Baton.blockingNow(() -> {
                                inside.release();
                                while (free.getCount() > 0) {
                                    Posix.nanosleep(Duration.ofMillis(1));
                                }
                                return null;
                            })));
        }
        inside.acquire(blocked);
        assertThat(baton.stats().threadsLive()).isGreaterThanOrEqualTo(blocked);
        free.countDown();
        for (Thread g : gs) {
            g.join();
        }

        Await.until(() -> baton.stats().threadsLive() <= 2 + 8);

        assertThat(baton.stats().threadsEnded()).isGreaterThanOrEqualTo(blocked - 10);
        assertThat(baton.stats().threadsPeak()).isGreaterThanOrEqualTo(blocked);
    }

    private static void sleepMillis(long millis) {
        try {
            Thread.sleep(millis);
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }
}
