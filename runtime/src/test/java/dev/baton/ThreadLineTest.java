package dev.baton;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.FileInputStream;
import java.io.FileOutputStream;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.Semaphore;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** What calls do that are known to block, where all threads are taken. */
class ThreadLineTest {
    private static final int THREADS = 4;

    /** On one P: one thread is left to run others by. */
    private static final int BLOCKABLE = THREADS - 1;

    private static final int CALLS = 20;

    @TempDir private Path dir;

    @RegisterExtension private final Watchdog watchdog = new Watchdog();

    @Test
    void whoWouldBlockWaitsWithoutAThreadAndOthersRunOn() throws Exception {
        Baton baton = limited(AtMaxThreads.WAIT);
        Path fifo = Posix.mkfifo(dir.resolve("fifo"));
        List<Thread> openers = new ArrayList<>();
        for (int i = 0; i < CALLS; i++) {
            openers.add(baton.startVirtualThread(() -> open(fifo)));
        }
        Await.until(() -> baton.stats().threadWaiting() == CALLS - BLOCKABLE);

        FutureTask<Integer> other = new FutureTask<>(() -> 42);
        baton.startVirtualThread(other);

        assertThat(other.get()).isEqualTo(42);
        assertThat(baton.stats().threadsPeak()).isLessThanOrEqualTo(THREADS);
        letThemOpen(fifo, openers);
        assertThat(baton.stats().threadsPeak()).isLessThanOrEqualTo(THREADS);
        assertThat(baton.stats().threadWaits()).isEqualTo(CALLS - BLOCKABLE);
        assertThat(baton.stats().threadWaiting()).isZero();
        assertThat(baton.stats().longestThreadWaitNs()).isPositive();
    }

    @Test
    void whoCameFirstIsLetInFirst() throws Exception {
        Baton baton = watchdog.watch(Baton.builder().maxProcs(1).maxThreads(2).build());
        Path fifo = Posix.mkfifo(dir.resolve("fifo"));
        List<Integer> order = Collections.synchronizedList(new ArrayList<>());
        List<Thread> openers = new ArrayList<>();
        for (int i = 0; i < CALLS; i++) {
            int who = i;
            openers.add(
                    baton.startVirtualThread(() ->
                            Baton.blockingNow(() -> {
                                order.add(who); // one at a time may be here
                                return openFifo(fifo);
                            })));
            Await.until(() -> order.size() == 1 && baton.stats().threadWaiting() == who);
        }
        letThemOpen(fifo, openers);
        assertThat(order).isSorted().hasSize(CALLS);
    }

    @Test
    void whatWouldBlockFailsWhereItIsToFail() throws Exception {
        Baton baton = limited(AtMaxThreads.FAIL);
        Path fifo = Posix.mkfifo(dir.resolve("fifo"));
        List<Thread> openers = new ArrayList<>();
        Semaphore inside = new Semaphore(0);
        for (int i = 0; i < BLOCKABLE; i++) {
            openers.add(
                    baton.startVirtualThread(() ->
                            Baton.blockingNow(() -> {
                                inside.release();
                                return openFifo(fifo);
                            })));
        }
        inside.acquire(BLOCKABLE);
        FutureTask<Void> oneMore =
                new FutureTask<>(() -> {
                    Baton.blockingNow(() -> openFifo(fifo));
                    return null;
                });
        baton.startVirtualThread(oneMore);

        assertThatThrownBy(oneMore::get)
                .isInstanceOf(ExecutionException.class)
                .cause()
                .isInstanceOf(RejectedExecutionException.class)
                .hasMessageContaining("maxThreads=" + THREADS);
        letThemOpen(fifo, openers);
    }

    @Test
    void moreThreadsThanThereMayBeAreHadWhereThatIsChosen() throws Exception {
        try (StandardError err = new StandardError()) {
            Baton baton = limited(AtMaxThreads.GO_ON);
            Path fifo = Posix.mkfifo(dir.resolve("fifo"));
            List<Thread> openers = new ArrayList<>();
            Semaphore inside = new Semaphore(0);
            for (int i = 0; i < CALLS; i++) {
                openers.add(
                        baton.startVirtualThread(() ->
                                Baton.blockingNow(() -> {
                                    inside.release();
                                    return openFifo(fifo);
                                })));
            }
            inside.acquire(CALLS);
            letThemOpen(fifo, openers);
            assertThat(baton.stats().threadsPeak()).isGreaterThanOrEqualTo(CALLS);
            assertThat(err.warnings())
                    .singleElement()
                    .asString()
                    .contains("maxThreads=" + THREADS, "going on with more");
        }
    }

    /** The readers wait for a writer, and that one for a thread. */
    @Test
    void theLimitGivesWayWhereAllWaitForOneInTheLine() throws Exception {
        try (StandardError err = new StandardError()) {
            Baton baton = limited(AtMaxThreads.WAIT);
            Path fifo = Posix.mkfifo(dir.resolve("fifo"));
            List<Thread> all = new ArrayList<>();
            for (int i = 0; i < BLOCKABLE; i++) {
                all.add(baton.startVirtualThread(() -> open(fifo)));
            }
            all.add(baton.startVirtualThread(() -> Baton.blockingNow(() -> write(fifo))));
            for (Thread t : all) {
                t.join();
            }
            assertThat(err.warnings())
                    .last()
                    .asString()
                    .contains("one more is let in", BLOCKABLE + " in ");
        }
    }

    @Test
    void whoIsInterruptedInTheLineWaitsOnAndIsInterruptedThen() throws Exception {
        Baton baton = limited(AtMaxThreads.WAIT);
        Path fifo = Posix.mkfifo(dir.resolve("fifo"));
        List<Thread> openers = takeAllThreads(baton, fifo);
        FutureTask<Boolean> interrupted =
                new FutureTask<>(
                        () -> Baton.blockingNow(() -> Thread.currentThread().isInterrupted()));
        Thread waiter = baton.startVirtualThread(interrupted);
        Await.until(() -> baton.stats().threadWaiting() == 1);

        waiter.interrupt();

        assertThat(interrupted.isDone()).isFalse();
        letThemOpen(fifo, openers);
        assertThat(interrupted.get()).isTrue();
    }

    @Test
    void aPermitThatComesInTheLineIsThereAfterwards() throws Exception {
        Baton baton = limited(AtMaxThreads.WAIT);
        Path fifo = Posix.mkfifo(dir.resolve("fifo"));
        List<Thread> openers = takeAllThreads(baton, fifo);
        Thread waiter =
                baton.startVirtualThread(() -> {
                    Baton.blockingNow(() -> null);
                    LockSupport.park(); // for ever, were it lost
                });
        Await.until(() -> baton.stats().threadWaiting() == 1);

        LockSupport.unpark(waiter);
        FutureTask<Integer> other = new FutureTask<>(() -> 42);
        baton.startVirtualThread(other);
        assertThat(other.get()).isEqualTo(42); // the waiter has had its turn, and waits again

        letThemOpen(fifo, openers);
        waiter.join();
    }

    /** As many open the FIFO as may block, and are in the kernel. */
    private static List<Thread> takeAllThreads(Baton baton, Path fifo) {
        List<Thread> openers = new ArrayList<>();
        for (int i = 0; i < BLOCKABLE; i++) {
            openers.add(baton.startVirtualThread(() -> open(fifo)));
        }
        Await.until(() -> baton.stats().syscalls() == BLOCKABLE);
        return openers;
    }

    private Baton limited(AtMaxThreads policy) {
        return watchdog.watch(
                Baton.builder().maxProcs(1).maxThreads(THREADS).atMaxThreads(policy).build());
    }

    private static void open(Path fifo) {
        Baton.blockingNow(() -> openFifo(fifo));
    }

    /** Waits in the kernel for a writer. */
    private static Void openFifo(Path fifo) {
        try {
            new FileInputStream(fifo.toFile()).close();
            return null;
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    private static Void write(Path fifo) {
        try (FileOutputStream out = new FileOutputStream(fifo.toFile())) {
            out.write(1);
            return null;
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    /** A writer that stays until all have ended: who opens it for reading waits for nobody then. */
    private static void letThemOpen(Path fifo, List<Thread> openers) throws Exception {
        FileOutputStream out = new FileOutputStream(fifo.toFile());
        for (Thread opener : openers) {
            opener.join();
        }
        out.close();
    }
}
