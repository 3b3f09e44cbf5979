package dev.baton;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.baton.sched.ExitUnderLockProgram;
import java.io.IOException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The JVM ends, whoever ends it and whatever the scheduler is about. */
class ExitTest {
    @RegisterExtension private final Watchdog watchdog = new Watchdog();

    @Test
    void theGThatEndsTheJvmStaysOnItsM() throws Exception {
        checkExitUnderLock();
    }

    @Test
    void theTwinThatParksThereIsFound() {
        assertThatThrownBy(() -> checkExitUnderLock("twin"))
                .isInstanceOf(AssertionError.class)
                .hasMessageContaining("has left its M");
    }

    private static void checkExitUnderLock(String... twin)
            throws IOException, InterruptedException {
        JavaProcess process =
                JavaProcess.run(JavaProcess.BATON_FLAGS, ExitUnderLockProgram.class, twin);
        assertThat(process.exitCode())
                .as(process.output())
                .isEqualTo(ExitUnderLockProgram.EXIT_CODE);
    }

    /** Closes an instance when the JVM ends, amid the work of its Gs. */
    static final class ClosesInAHook {
        private ClosesInAHook() {}

        public static void main(String[] args) throws InterruptedException {
            Baton baton = Baton.builder().maxProcs(1).build();
            CountDownLatch end = new CountDownLatch(1);
            CountDownLatch runs = new CountDownLatch(1);
            baton.startVirtualThread(() -> {
                while (end.getCount() > 0) {
                    runs.countDown();
                    LockSupport.parkNanos(1_000);
                }
                System.out.println("the G ended");
            });
            Runtime.getRuntime()
                    .addShutdownHook(
                            new Thread(() -> {
                                end.countDown();
                                baton.close();
                                System.out.println("closed");
                            }));
            runs.await();
        }
    }

    @Test
    void aHookMayCloseAnInstance() throws Exception {
        JavaProcess process = JavaProcess.run(JavaProcess.BATON_FLAGS, ClosesInAHook.class);
        assertThat(process.exitCode()).as(process.output()).isZero();
        assertThat(process.output().lines()).containsExactly("the G ended", "closed");
    }

    /** Ends amid wake-ups from outside, which keep the lock busy, and Ms that come and go. */
    static final class Program {
        private static final int PARKED = 64;
        private static final int WAKERS = 3;
        private static final int HALT_CODE = 9;
        private static final int EXIT_CODE = 7;

        private static Baton baton;

        private Program() {}

        public static void main(String[] args) throws InterruptedException {
            baton = Baton.builder().maxProcs(4).build();
            Thread[] parked = new Thread[PARKED];
            CountDownLatch woken = new CountDownLatch(10 * PARKED);
            for (int i = 0; i < PARKED; i++) {
                parked[i] =
                        baton.startVirtualThread(() -> {
                            while (true) {
                                LockSupport.park();
                                woken.countDown();
                            }
                        });
            }
            for (int i = 0; i < WAKERS; i++) {
                int first = i;
                Thread.ofPlatform().daemon().start(() -> wake(parked, first));
            }
            woken.await();
            end(args[0]);
            new CountDownLatch(1).await();
        }

        private static void wake(Thread[] threads, int first) {
            for (int i = first; ; i++) {
                LockSupport.unpark(threads[i % threads.length]);
            }
        }

        private static void end(String how) {
            switch (how) {
                case "exit-by-platform-thread" -> System.exit(EXIT_CODE);
                case "exit-by-g" -> baton.startVirtualThread(() -> System.exit(EXIT_CODE));
                case "exit-by-many" -> {
                    for (int i = 0; i < PARKED; i++) {
                        baton.startVirtualThread(() -> System.exit(EXIT_CODE));
                        Thread.ofVirtual().start(() -> System.exit(EXIT_CODE));
                    }
                }
                case "exit-by-g-in-a-section" ->
                        baton.startVirtualThread(() ->
                                Baton.blockingNow(() -> {
                                    System.exit(EXIT_CODE);
                                    return null;
                                }));
                case "halt-by-g" ->
                        baton.startVirtualThread(() -> Runtime.getRuntime().halt(HALT_CODE));
                case "sigterm" -> terminate();
                case "sigterm-while-a-g-exits" -> {
                    Runtime.getRuntime().addShutdownHook(new Thread(Program::terminate));
                    baton.startVirtualThread(() -> System.exit(EXIT_CODE));
                }
                case "halt-while-a-g-exits" -> {
                    // Its hook never ends: the G that exits has parked, and waits for it.
                    Runtime.getRuntime()
                            .addShutdownHook(
                                    new Thread(() -> {
                                        baton.startVirtualThread(
                                                () -> Runtime.getRuntime().halt(HALT_CODE));
                                        LockSupport.park();
                                    }));
                    baton.startVirtualThread(() -> System.exit(EXIT_CODE));
                }
                default -> throw new IllegalArgumentException(how);
            }
        }

        private static void terminate() {
            try {
                String pid = Long.toString(ProcessHandle.current().pid());
                new ProcessBuilder("kill", "-TERM", pid).inheritIO().start().waitFor();
            } catch (IOException | InterruptedException e) {
                throw new AssertionError(e);
            }
        }
    }

    @ParameterizedTest
    @CsvSource({
        "exit-by-platform-thread, 7",
        "exit-by-g, 7",
        "exit-by-many, 7",
        "exit-by-g-in-a-section, 7",
        "halt-by-g, 9",
        "halt-while-a-g-exits, 9",
        "sigterm, 143",
        "sigterm-while-a-g-exits, 7"
    })
    void whoeverEndsItItEnds(String how, int exitCode) throws Exception {
        JavaProcess process = JavaProcess.run(JavaProcess.BATON_FLAGS, Program.class, how);
        assertThat(process.exitCode()).as(process.output()).isEqualTo(exitCode);
    }
}
