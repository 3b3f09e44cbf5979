package dev.baton;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * What must not be done with a blocking section is refused at once, by the name of the section, and
 * the scheduler stays sound: the {@link Watchdog} finds every slot free after each of these.
 */
class MisuseTest {
    private static final BlockingSite COMPRESSION = new BlockingSite("compression");
    private static final BlockingSite UPLOAD = new BlockingSite("upload");

    @RegisterExtension private final Watchdog watchdog = new Watchdog();

    private final Queue<Throwable> uncaught = new ConcurrentLinkedQueue<>();
    private Thread.UncaughtExceptionHandler before;

    @BeforeEach
    void listen() {
        before = Thread.getDefaultUncaughtExceptionHandler();
        Thread.setDefaultUncaughtExceptionHandler((thread, e) -> uncaught.add(e));
    }

    @AfterEach
    void listenNoMore() {
        Thread.setDefaultUncaughtExceptionHandler(before);
    }

    @Test
    void enteringTwiceNamesTheSectionThatIsOpen() throws Exception {
        Baton baton = watchdog.baton(1);
        FutureTask<Boolean> twice =
                new FutureTask<>(() -> {
                    assertThat(Baton.enterSyscall(COMPRESSION)).isTrue();
                    try {
                        return Baton.enterSyscall(UPLOAD);
                    } finally {
                        Baton.exitSyscall(); // the first is still open, and can be left
                    }
                });
        baton.startVirtualThread(twice);
        assertThatThrownBy(twice::get)
                .isInstanceOf(ExecutionException.class)
                .cause()
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("compression");
    }

    @Test
    void leavingWithoutHavingEnteredIsRefused() throws Exception {
        Baton baton = watchdog.baton(1);
        FutureTask<Void> leaves = callable(Baton::exitSyscall);
        baton.startVirtualThread(leaves);
        assertThatThrownBy(leaves::get)
                .hasCauseInstanceOf(IllegalStateException.class)
                .hasMessageContaining("without enterSyscall");
    }

    @Test
    void leavingTwiceIsRefusedAndTheGGoesOn() throws Exception {
        Baton baton = watchdog.baton(1);
        FutureTask<String> goesOn =
                new FutureTask<>(() -> {
                    Baton.enterSyscall(COMPRESSION);
                    Baton.exitSyscall();
                    assertThatThrownBy(Baton::exitSyscall)
                            .isInstanceOf(IllegalStateException.class);
                    Thread.yield();
                    return Baton.blocking(() -> "went on");
                });
        baton.startVirtualThread(goesOn);
        assertThat(goesOn.get()).isEqualTo("went on");
    }

    @Test
    void threadsThatAreNotBatonsHaveNoSection() throws Exception {
        assertThat(Baton.enterSyscall(COMPRESSION)).isFalse();
        assertThatThrownBy(Baton::exitSyscall)
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining(Thread.currentThread().toString());
        FutureTask<Boolean> stock = new FutureTask<>(() -> Baton.enterSyscall(COMPRESSION));
        Thread.startVirtualThread(stock);
        assertThat(stock.get()).isFalse();
        FutureTask<Void> leaves = callable(Baton::exitSyscall);
        Thread.startVirtualThread(leaves);
        assertThatThrownBy(leaves::get).hasCauseInstanceOf(IllegalStateException.class);
        assertThat(Baton.<Integer, RuntimeException>blocking(() -> 1)).isEqualTo(1);
        assertThat(Baton.<Integer, RuntimeException>blockingNow(() -> 2)).isEqualTo(2);
    }

    @ParameterizedTest(name = "{0} Ps")
    @ValueSource(ints = {1, 2})
    void aGThatEndsInsideASectionIsReportedByItsName(int procs) throws Exception {
        Baton baton = watchdog.baton(procs);
        for (int i = 0; i < 100; i++) {
            baton.startVirtualThread(() -> Baton.enterSyscall(COMPRESSION)).join();
        }
        Await.until(() -> uncaught.size() == 100);
        assertThat(uncaught)
                .allSatisfy(e ->
                        assertThat(e)
                                .isInstanceOf(IllegalStateException.class)
                                .hasMessageContaining("compression"));
        assertAllPsRun(baton);
    }

    @Test
    void aGThatThrowsInsideASectionIsReportedTwice() throws Exception {
        Baton baton = watchdog.baton(1);
        baton.startVirtualThread(
                        () -> {
                            Baton.enterSyscall(UPLOAD);
                            throw new UnsupportedOperationException("its own trouble");
                        })
                .join();
        Await.until(() -> uncaught.size() == 2);
        assertThat(uncaught)
                .extracting(Throwable::getMessage)
                .hasSize(2)
                .anyMatch(message -> message.contains("its own trouble"))
                .anyMatch(message -> message.contains("upload"));
        assertAllPsRun(baton);
    }

    @Test
    void gsThatEndInsideASectionTakeNoPFromOthersThatWork() throws Exception {
        Baton baton = watchdog.baton(2);
        AtomicInteger calls = new AtomicInteger();
        List<Thread> threads = new ArrayList<>();
        for (int i = 0; i < 200; i++) {
            threads.add(baton.startVirtualThread(() -> Baton.enterSyscall(UPLOAD)));
            threads.add(
                    baton.startVirtualThread(() -> {
                        for (int n = 0; n < 10; n++) {
                            Baton.blocking(calls::incrementAndGet);
                            Thread.yield();
                        }
                    }));
        }
        for (Thread thread : threads) {
            thread.join();
        }
        Await.until(() -> uncaught.size() == 200);
        assertThat(calls).hasValue(2_000);
    }

    @Test
    void aMissingCallIsRefusedWithoutEntering() throws Exception {
        Baton baton = watchdog.baton(1);
        FutureTask<Void> calls =
                callable(() -> {
                    assertThatThrownBy(() -> Baton.blocking(null))
                            .isInstanceOf(NullPointerException.class);
                    assertThatThrownBy(() -> Baton.blockingNow(null))
                            .isInstanceOf(NullPointerException.class);
                    assertThatThrownBy(Baton::exitSyscall)
                            .isInstanceOf(IllegalStateException.class);
                });
        baton.startVirtualThread(calls);
        calls.get();
    }

    @Test
    void optionsOutOfRangeAreRefusedByNameAndValue() {
        BatonBuilder builder = Baton.builder();
        assertThatThrownBy(() -> builder.maxProcs(0)).hasMessageContaining("maxProcs=0");
        assertThatThrownBy(() -> builder.maxProcs(65_537)).hasMessageContaining("maxProcs=65537");
        assertThatThrownBy(() -> builder.maxThreads(0)).hasMessageContaining("maxThreads=0");
        assertThatThrownBy(() -> builder.name(null)).hasMessageContaining("name");
        assertThatThrownBy(() -> builder.stuckWatch(null)).hasMessageContaining("watch");
        Baton baton = watchdog.baton(1);
        assertThatThrownBy(() -> baton.setMaxProcs(0)).hasMessageContaining("maxProcs=0");
        assertThat(baton.maxProcs()).isEqualTo(1);
    }

    /** As many Gs as there are Ps meet while none of them lets go of its own. */
    private static void assertAllPsRun(Baton baton) throws InterruptedException {
        CountDownLatch all = new CountDownLatch(baton.maxProcs());
        List<Thread> threads = new ArrayList<>();
        for (int i = 0; i < baton.maxProcs(); i++) {
            threads.add(
                    baton.startVirtualThread(() -> {
                        all.countDown();
                        while (all.getCount() > 0) {
                            Thread.onSpinWait();
                        }
                    }));
        }
        for (Thread thread : threads) {
            thread.join();
        }
    }

    private static FutureTask<Void> callable(Runnable task) {
        Callable<Void> call =
                () -> {
                    task.run();
                    return null;
                };
        return new FutureTask<>(call);
    }
}
