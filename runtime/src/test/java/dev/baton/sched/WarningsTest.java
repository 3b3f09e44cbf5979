package dev.baton.sched;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;

/** Where warnings go, and who waits for whom. */
class WarningsTest {
    /** With a logger that the test has; or none. */
    private static class Tested extends Warnings {
        private final Consumer<String> logger;
        final List<String> errors = Collections.synchronizedList(new ArrayList<>());
        final List<Thread> threads = Collections.synchronizedList(new ArrayList<>());

        Tested(Consumer<String> logger) {
            this.logger = logger;
        }

        @Override
        void startThread() {
            Thread thread = Thread.ofPlatform().daemon().unstarted(this);
            threads.add(thread);
            thread.start();
        }

        @Override
        Consumer<String> findLogger() {
            assertThat(Thread.currentThread()).isIn(threads);
            return logger;
        }

        @Override
        void writeError(String lines) {
            errors.add(lines);
        }

        void awaitIdle() throws InterruptedException {
            for (int i = 0; i < threads.size(); i++) {
                threads.get(i).join();
            }
            assertThat(isIdle()).isTrue();
        }
    }

    @Test
    void withoutALoggerEachLineIsKnownToBeBatons() throws Exception {
        Tested warnings = new Tested(null);
        warnings.say("one");
        warnings.awaitIdle();
        warnings.say("two\nand three");

        assertThat(warnings.errors).containsExactly("baton: one", "baton: two\nbaton: and three");
        assertThat(warnings.threads).as("none once that is known").hasSize(1);
    }

    @Test
    void aLoggerGetsAllInTheirOrder() throws Exception {
        List<String> logged = Collections.synchronizedList(new ArrayList<>());
        Tested warnings = new Tested(logged::add);
        List<String> all = new ArrayList<>();
        for (int i = 0; i < 100; i++) {
            all.add("warning " + i);
            warnings.say("warning " + i);
            if (i % 10 == 0) {
                warnings.awaitIdle();
            }
        }
        warnings.awaitIdle();

        assertThat(logged).isEqualTo(all);
        assertThat(warnings.errors).isEmpty();
    }

    @Test
    void whatManySayAtOnceIsSaidOnceEach() throws Exception {
        List<String> logged = Collections.synchronizedList(new ArrayList<>());
        Tested warnings = new Tested(logged::add);
        List<Thread> sayers = new ArrayList<>();
        for (int t = 0; t < 4; t++) {
            int from = 50 * t;
            sayers.add(
                    Thread.ofPlatform()
                            .start(() -> {
                                for (int i = from; i < from + 50; i++) {
                                    warnings.say("warning " + i);
                                }
                            }));
        }
        for (Thread sayer : sayers) {
            sayer.join();
        }
        warnings.awaitIdle();

        assertThat(logged).hasSize(200).doesNotHaveDuplicates();
    }

    @Test
    void aLoggerThatThrowsIsNoLossOfTheWarning() throws Exception {
        Tested warnings =
                new Tested(what -> {
                    throw new IllegalStateException("closed");
                });
        warnings.say("one");
        warnings.awaitIdle();

        assertThat(warnings.errors)
                .containsExactly(
                        "baton: one (System.Logger threw java.lang.IllegalStateException: closed)");
    }

    @Test
    void aFinderThatThrowsIsSaidAndThereIsNone() throws Exception {
        Tested warnings =
                new Tested(null) {
                    @Override
                    Consumer<String> findLogger() {
                        throw new NoClassDefFoundError("org/slf4j/Logger");
                    }
                };
        warnings.say("one");
        warnings.awaitIdle();
        warnings.say("two");

        assertThat(warnings.errors)
                .hasSize(3)
                .first()
                .asString()
                .contains("System.Logger", "org/slf4j/Logger");
        assertThat(warnings.errors.subList(1, 3)).containsExactly("baton: one", "baton: two");
    }

    /** The warning is of that, say. */
    @Test
    void whereThereIsNoThreadStandardErrorHasIt() {
        Tested warnings =
                new Tested(what -> {}) {
                    @Override
                    void startThread() {
                        throw new OutOfMemoryError("unable to create native thread");
                    }
                };
        warnings.say("one");
        warnings.say("two");

        assertThat(warnings.errors).containsExactly("baton: one", "baton: two");
        assertThat(warnings.isIdle()).isTrue();
    }

    /** One that has blocked for good, on a lock of whoever warns, say. */
    @Test
    void aLoggerThatBlocksKeepsNobody() throws Exception {
        CountDownLatch never = new CountDownLatch(1);
        CountDownLatch inside = new CountDownLatch(1);
        Tested warnings =
                new Tested(what -> {
                    inside.countDown();
                    await(never);
                });

        assertThat(isKept(() -> warnings.say("one"))).isFalse();
        inside.await();
        int more = Warnings.MOST_WAITING + 20;
        assertThat(
                        isKept(() -> {
                            for (int i = 0; i < more; i++) {
                                warnings.say("warning " + i);
                            }
                        }))
                .isFalse();
        // At the program's end what waits is written after all.
        warnings.end();
        assertThat(warnings.errors)
                .hasSize(Warnings.MOST_WAITING - 1)
                .startsWith("baton: warning 0")
                .doesNotHaveDuplicates();

        never.countDown();
        warnings.awaitIdle();
        assertThat(warnings.errors)
                .last()
                .isEqualTo("baton: 21 warnings more were lost: the logger did not come back");
    }

    /** The twin: one that calls the logger itself is kept by it. */
    @Test
    void whoCallsTheLoggerItselfIsKept() throws Exception {
        CountDownLatch let = new CountDownLatch(1);
        Tested twin =
                new Tested(what -> await(let)) {
                    @Override
                    void startThread() {
                        threads.add(Thread.currentThread());
                        run();
                    }
                };
        assertThat(isKept(() -> twin.say("one"))).isTrue();
        let.countDown();
    }

    private static void await(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    /** Whether a thread that does this comes to wait for something, rather than to its end. */
    private static boolean isKept(Runnable task) throws InterruptedException {
        Thread thread = Thread.ofPlatform().daemon().start(task);
        while (thread.getState() != Thread.State.TERMINATED) {
            if (thread.getState() == Thread.State.WAITING) {
                return true;
            }
            Thread.sleep(1);
        }
        return false;
    }
}
