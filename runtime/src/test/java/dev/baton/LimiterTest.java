package dev.baton;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
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
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** At most so many calls at a time, and the others wait without a thread. */
class LimiterTest {
    private static final int MOST = 8;
    private static final int CALLS = 200;

    /** Threads that there may be beside those that block. */
    private static final int OTHERS = 8;

    private static final int BEATS = 20;

    @TempDir private Path dir;

    @RegisterExtension private final Watchdog watchdog = new Watchdog();

    private Path fifo;

    @BeforeEach
    void makeFifo() throws IOException {
        fifo = Posix.mkfifo(dir.resolve("fifo"));
    }

    @Test
    void whatHangsHoldsAFewThreadsAndOthersGoOn() throws Exception {
        Baton baton = watchdog.baton(1);
        Limiter limiter = Limiter.of("fifo", MOST);
        List<Thread> openers = new ArrayList<>();
        for (int i = 0; i < CALLS; i++) {
            openers.add(baton.startVirtualThread(() -> limiter.blocking(this::open)));
        }
        Await.until(() -> limiter.inside() == MOST && limiter.waiting() == CALLS - MOST);

        assertHeartBeats(baton);
        assertThat(baton.stats().limitInside()).isGreaterThanOrEqualTo(MOST);
        assertThat(baton.stats().limitWaiting()).isGreaterThanOrEqualTo(CALLS - MOST);
        assertThat(baton.dump())
                .contains(
                        "limit fifo: 8 of 8 places taken, by 8 in " + LimiterTest.class.getName());
        letThemOpen(openers);
        assertThat(baton.stats().threadsPeak()).isLessThanOrEqualTo(MOST + OTHERS);
        assertThat(limiter.inside()).isZero();
        assertThat(limiter.waiting()).isZero();
        assertThat(limiter.waits()).isEqualTo(CALLS - MOST);
        assertThat(limiter.longestWait()).isPositive();
    }

    /** The twin: so the test above would see one that does not limit. */
    @Test
    void withoutALimiterTheyHoldAThreadEach() throws Exception {
        Baton baton = watchdog.baton(1);
        List<Thread> openers = new ArrayList<>();
        for (int i = 0; i < CALLS; i++) {
            openers.add(baton.startVirtualThread(() -> Baton.blocking(this::open)));
        }
        Await.until(() -> baton.stats().syscalls() == CALLS);

        assertHeartBeats(baton);
        letThemOpen(openers);
        assertThat(baton.stats().threadsPeak()).isGreaterThan(MOST + OTHERS);
    }

    private static void assertHeartBeats(Baton baton) throws Exception {
        FutureTask<Integer> heart =
                new FutureTask<>(() -> {
                    int beats = 0;
                    while (beats < BEATS) {
                        Thread.sleep(1);
                        beats++;
                    }
                    return beats;
                });
        baton.startVirtualThread(heart);
        assertThat(heart.get()).isEqualTo(BEATS);
    }

    @Test
    void whoCameFirstIsLetInFirst() throws Exception {
        Baton baton = watchdog.baton(1);
        Limiter limiter = Limiter.of("fifo", 1);
        List<Integer> order = Collections.synchronizedList(new ArrayList<>());
        List<Thread> openers = new ArrayList<>();
        for (int i = 0; i < CALLS / 10; i++) {
            int who = i;
            openers.add(
                    baton.startVirtualThread(() ->
                            limiter.blocking(() -> {
                                order.add(who); // one at a time may be here
                                return open();
                            })));
            Await.until(() -> order.size() == 1 && limiter.waiting() == who);
        }
        letThemOpen(openers);
        assertThat(order).isSorted().hasSize(CALLS / 10);
    }

    @Test
    void whoWaitsHoldsNoThreadThoughItHasAMonitor() throws Exception {
        Baton baton = watchdog.baton(1);
        Limiter limiter = Limiter.of("fifo", 1);
        List<Thread> openers = take(baton, limiter);
        Object[] monitors = new Object[CALLS];
        for (int i = 0; i < CALLS; i++) {
            Object monitor = new Object();
            monitors[i] = monitor;
            openers.add(
                    baton.startVirtualThread(() -> {
                        synchronized (monitor) {
                            limiter.blocking(this::open);
                        }
                    }));
        }
        Await.until(() -> limiter.waiting() == CALLS);

        assertHeartBeats(baton);
        AtomicInteger entered = new AtomicInteger();
        Thread other =
                baton.startVirtualThread(() -> {
                    synchronized (monitors[CALLS - 1]) {
                        entered.incrementAndGet();
                    }
                });
        Await.state(other, Thread.State.BLOCKED);
        assertThat(entered).hasValue(0);
        letThemOpen(openers);
        other.join();
        assertThat(baton.stats().threadsPeak()).isLessThanOrEqualTo(OTHERS);
    }

    @Test
    void whoIsInterruptedInTheLineWaitsOnAndIsInterruptedThen() throws Exception {
        Baton baton = watchdog.baton(1);
        Limiter limiter = Limiter.of("fifo", 1);
        List<Thread> openers = take(baton, limiter);
        FutureTask<Boolean> interrupted =
                new FutureTask<>(
                        () -> limiter.blocking(() -> Thread.currentThread().isInterrupted()));
        Thread waiter = baton.startVirtualThread(interrupted);
        Await.until(() -> limiter.waiting() == 1);

        waiter.interrupt();

        assertThat(limiter.waiting()).isOne();
        letThemOpen(openers);
        assertThat(interrupted.get()).isTrue();
    }

    @Test
    void whoWaitsInterruptiblyLeavesTheLineAndTheNextComes() throws Exception {
        Baton baton = watchdog.baton(1);
        Limiter limiter = Limiter.of("fifo", 1);
        List<Thread> openers = take(baton, limiter);
        AtomicInteger calls = new AtomicInteger();
        FutureTask<Integer> first =
                new FutureTask<>(() -> limiter.blockingInterruptibly(calls::incrementAndGet));
        FutureTask<Integer> second =
                new FutureTask<>(() -> limiter.blockingInterruptibly(calls::incrementAndGet));
        Thread waiter = baton.startVirtualThread(first);
        Await.until(() -> limiter.waiting() == 1);
        baton.startVirtualThread(second);
        Await.until(() -> limiter.waiting() == 2);

        waiter.interrupt();

        assertThatThrownBy(first::get)
                .isInstanceOf(ExecutionException.class)
                .cause()
                .isInstanceOf(InterruptedException.class)
                .hasMessage("in line for fifo");
        assertThat(limiter.waiting()).isOne();
        letThemOpen(openers);
        assertThat(second.get()).isOne();
        assertThat(limiter.inside()).isZero();
    }

    @Test
    void aPermitThatComesInTheLineIsThereAfterwards() throws Exception {
        Baton baton = watchdog.baton(1);
        Limiter limiter = Limiter.of("fifo", 1);
        List<Thread> openers = take(baton, limiter);
        Thread waiter =
                baton.startVirtualThread(() -> {
                    limiter.blocking(() -> null);
                    LockSupport.park(); // for ever, were it lost
                });
        Await.until(() -> limiter.waiting() == 1);

        LockSupport.unpark(waiter);
        assertHeartBeats(baton); // the waiter has had its turn, and waits again
        assertThat(limiter.waiting()).isOne();

        letThemOpen(openers);
        waiter.join();
    }

    @Test
    void whoHasAPlaceMakesFurtherCallsByIt() throws Exception {
        Baton baton = watchdog.baton(1);
        Limiter limiter = Limiter.of("nested", 1);
        FutureTask<Integer> nested =
                new FutureTask<>(() ->
                        limiter.blocking(
                                () -> limiter.blocking(limiter::inside) + limiter.inside()));
        baton.startVirtualThread(nested);

        assertThat(nested.get()).isEqualTo(2);
        assertThat(limiter.inside()).isZero();
    }

    @Test
    void aCallThatThrowsGivesItsPlaceBack() {
        Limiter limiter = Limiter.of("throws", 1);
        for (int i = 0; i < 2; i++) {
            assertThatThrownBy(() ->
                            limiter.blocking(() -> {
                                throw new IOException("no");
                            }))
                    .isInstanceOf(IOException.class);
        }
        assertThat(limiter.inside()).isZero();
    }

    @Test
    void platformThreadsAndTheJdksOwnWaitInTheSameLine() throws Exception {
        Baton baton = watchdog.baton(1);
        Limiter limiter = Limiter.of("fifo", 1);
        List<Thread> openers = take(baton, limiter);
        Semaphore inside = new Semaphore(0);
        BlockingCall<Void, RuntimeException> call =
                () -> {
                    inside.release();
                    return null;
                };
        List<Thread> others =
                List.of(
                        Thread.ofPlatform().start(() -> limiter.blocking(call)),
                        Thread.ofVirtual().start(() -> limiter.blocking(call)));
        Await.until(() -> limiter.waiting() == 2);

        assertThat(inside.tryAcquire()).isFalse();
        letThemOpen(openers);
        for (Thread t : others) {
            t.join();
        }
        assertThat(inside.availablePermits()).isEqualTo(2);
    }

    @Test
    void theFirstThatWaitsTellsWhoHasThePlaces() throws Exception {
        try (StandardError err = new StandardError()) {
            Baton baton = watchdog.baton(1);
            Limiter limiter = Limiter.of("fifo", 2);
            List<Thread> openers = new ArrayList<>();
            for (int i = 0; i < MOST; i++) {
                openers.add(baton.startVirtualThread(() -> limiter.blocking(this::open)));
            }
            Await.until(() -> limiter.waiting() == MOST - 2);
            letThemOpen(openers);
            assertThat(err.warnings())
                    .singleElement()
                    .asString()
                    // One that has just come in may not have said yet where it is.
                    .startsWith("baton: the limit fifo is reached: all 2 places are taken, by ")
                    .endsWith(
                            " in " + LimiterTest.class.getName() + "; further calls wait in line");
        }
    }

    /** They are Gs that have not ended, and go on when their turn comes. */
    @Test
    void closeWaitsForWhoIsInLine() throws Exception {
        Baton baton = Baton.builder().maxProcs(1).build();
        watchdog.watch(baton);
        Limiter limiter = Limiter.of("fifo", 1);
        List<Thread> openers = take(baton, limiter);
        openers.add(baton.startVirtualThread(() -> limiter.blocking(this::open)));
        Await.until(() -> limiter.waiting() == 1);
        Thread closer = Thread.ofPlatform().start(baton::close);
        Await.state(closer, Thread.State.WAITING);

        letThemOpen(openers);

        closer.join();
        assertThat(limiter.waits()).isOne();
    }

    @Test
    void aLimitOfNoneIsRefused() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Limiter.of("none", 0))
                .withMessage("Limiter none: most=0: must be at least 1");
    }

    /** One has the only place, and is in the kernel. */
    private List<Thread> take(Baton baton, Limiter limiter) {
        List<Thread> openers = new ArrayList<>();
        openers.add(baton.startVirtualThread(() -> limiter.blocking(this::open)));
        Await.until(() -> limiter.inside() == 1);
        return openers;
    }

    /** Waits in the kernel for a writer. */
    private Void open() {
        try {
            new FileInputStream(fifo.toFile()).close();
            return null;
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    /** A writer that stays until all have ended: who opens it for reading waits for nobody then. */
    private void letThemOpen(List<Thread> openers) throws Exception {
        try (FileOutputStream out = new FileOutputStream(fifo.toFile())) {
            for (Thread opener : openers) {
                opener.join();
            }
            assertThat(out.getFD().valid()).isTrue();
        }
    }
}
