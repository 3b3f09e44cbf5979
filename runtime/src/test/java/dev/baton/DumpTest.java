package dev.baton;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Which Gs a dump shows. */
class DumpTest {
    @RegisterExtension private final Watchdog watchdog = new Watchdog();

    @Test
    void eachGThatLivesIsShownWhoeverStartedIt() throws Exception {
        CountDownLatch over = new CountDownLatch(1);
        CountDownLatch started = new CountDownLatch(4);
        Runnable task =
                () -> {
                    started.countDown();
                    awaitUninterruptibly(over);
                };
        try (Baton baton = Baton.builder().maxProcs(2).build();
                Baton other = Baton.builder().maxProcs(1).build();
                ExecutorService executor =
                        Executors.newThreadPerTaskExecutor(
                                r -> unstarted(baton, "of-an-executor", r))) {
            Thread ended = start(baton, "ended", () -> {});
            start(
                    baton,
                    "a-parent",
                    () -> {
                        Thread.ofVirtual().name("its-child").start(task);
                        task.run();
                    });
            executor.execute(task);
            start(other, "of-another-instance", task);
            Thread unstarted = unstarted(baton, "not-started", task);
            ended.join();
            started.await();

            assertThat(baton.dump())
                    .contains("\"a-parent\"", "\"its-child\"", "\"of-an-executor\"")
                    .doesNotContain("of-another-instance", "not-started", "\"ended\"")
                    .doesNotContain("those that only wait");
            assertThat(unstarted.getState()).isEqualTo(Thread.State.NEW);
            over.countDown();
        }
    }

    @Test
    void manyAreCounted() throws Exception {
        CountDownLatch over = new CountDownLatch(1);
        try (Baton baton = Baton.builder().maxProcs(2).build()) {
            CountDownLatch started = new CountDownLatch(1000);
            for (int i = 0; i < 1000; i++) {
                baton.startVirtualThread(() -> {
                    started.countDown();
                    awaitUninterruptibly(over);
                });
            }
            started.await();

            String dump = baton.dump();

            assertThat(dump).contains("and 800 more");
            assertThat(dump.lines().filter(line -> line.startsWith("  G"))).hasSize(200);
            over.countDown();
        }
    }

    /** One G computes, one waits to run, or computes as well by then, one only waits. */
    static final class ThreeGs {
        public static void main(String[] args) throws Exception {
            Baton baton = Baton.builder().maxProcs(1).build();
            CountDownLatch parks = new CountDownLatch(1);
            start(
                    baton,
                    "waits",
                    () -> {
                        parks.countDown();
                        LockSupport.park();
                    });
            parks.await();
            CountDownLatch dumped = new CountDownLatch(1);
            start(
                    baton,
                    "computes",
                    () -> {
                        Thread.ofVirtual().name("is-next").start(() -> spinUntil(dumped));
                        System.out.println(baton.dump());
                        dumped.countDown();
                    });
            dumped.await();
            System.exit(0);
        }
    }

    @Test
    void whereTheJdkDoesNotTrackThemThoseThatRunOrAreQueuedAreShown() throws Exception {
        List<String> flags = new ArrayList<>(JavaProcess.BATON_FLAGS);
        flags.add("-Djdk.trackAllThreads=false");

        JavaProcess process = JavaProcess.run(flags, ThreeGs.class);

        assertThat(process.exitCode()).as(process.output()).isZero();
        String gs = process.output().substring(process.output().indexOf("\nGs\n"));
        assertThat(gs)
                .contains("\"computes\"", "\"is-next\"", "and those that only wait: ")
                .contains("-Djdk.trackAllThreads=false")
                .doesNotContain("\"waits\"");
    }

    private static void spinUntil(CountDownLatch latch) {
        while (latch.getCount() > 0) {
            Thread.onSpinWait();
        }
    }

    private static void awaitUninterruptibly(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    private static Thread unstarted(Baton baton, String name, Runnable task) {
        Thread t = baton.threadFactory().newThread(task);
        t.setName(name);
        return t;
    }

    private static Thread start(Baton baton, String name, Runnable task) {
        Thread t = unstarted(baton, name, task);
        t.start();
        return t;
    }
}
