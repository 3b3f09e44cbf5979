package dev.baton;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.baton.sched.Scheduler;
import dev.baton.sched.StuckWatch;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** What a thread that closes an instance takes while it waits. The twins close by themselves. */
class ClosersTest {
    @RegisterExtension private final Watchdog watchdog = new Watchdog();

    /** A virtual thread on the JDK's only carrier closes; another has to free what it waits for. */
    static final class OnOneCarrier {
        private OnOneCarrier() {}

        public static void main(String[] args) throws InterruptedException {
            Scheduler sched = Scheduler.start("closed", 1, 100, StuckWatch.AUTO);
            Baton baton = new Baton(sched, false);
            CountDownLatch free = new CountDownLatch(1);
            CountDownLatch closing = new CountDownLatch(1);
            Thread g = baton.startVirtualThread(() -> await(free));
            boolean twin = args.length > 0;
            Thread closer =
                    Thread.startVirtualThread(() -> {
                        closing.countDown();
                        if (twin) {
                            sched.close();
                        } else {
                            baton.close();
                        }
                    });
            closing.await();
            Thread.startVirtualThread(free::countDown);
            // Only the twin waits that long.
            if (!closer.join(twin ? Duration.ofSeconds(2) : Duration.ofMinutes(1))) {
                System.out.println("the closer holds its carrier");
                Runtime.getRuntime().halt(1);
            }
            System.out.println("closed: " + !g.isAlive());
        }
    }

    @Test
    void aVirtualThreadParks() throws Exception {
        checkOnOneCarrier();
    }

    @Test
    void theTwinThatHoldsItsCarrierIsFound() {
        assertThatThrownBy(() -> checkOnOneCarrier("twin"))
                .isInstanceOf(AssertionError.class)
                .hasMessageContaining("holds its carrier");
    }

    private static void checkOnOneCarrier(String... twin) throws Exception {
        List<String> flags = new ArrayList<>(JavaProcess.BATON_FLAGS);
        flags.add("-Djdk.virtualThreadScheduler.parallelism=1");
        flags.add("-Djdk.virtualThreadScheduler.maxPoolSize=1");
        JavaProcess process = JavaProcess.run(flags, OnOneCarrier.class, twin);
        assertThat(process.exitCode()).as(process.output()).isZero();
        assertThat(process.output()).contains("closed: true");
    }

    @Test
    void twoPlatformThreadsSleep() throws Exception {
        Baton baton = watchdog.baton(1);
        checkAsleep(baton, baton::close);
    }

    @Test
    void theTwinWhoseClosersWakeEachOtherIsFound() {
        Scheduler sched = Scheduler.start("twin", 1, 100, StuckWatch.PROC);
        Baton baton = new Baton(sched, false);
        assertThatThrownBy(() -> checkAsleep(baton, sched::close))
                .isInstanceOf(AssertionError.class)
                .hasMessageContaining("CPU time of the closers");
    }

    private static void checkAsleep(Baton baton, Runnable close) throws InterruptedException {
        ThreadMXBean threads = ManagementFactory.getThreadMXBean();
        CountDownLatch free = new CountDownLatch(1);
        baton.startVirtualThread(() -> await(free));
        List<Thread> closers = new ArrayList<>();
        for (int i = 0; i < 2; i++) {
            closers.add(Thread.ofPlatform().start(close));
        }
        // They get as much of the CPUs as this, if they want it.
        long computedNs = 400_000_000;
        long end = threads.getCurrentThreadCpuTime() + computedNs;
        while (threads.getCurrentThreadCpuTime() < end) {
            Thread.onSpinWait();
        }
        long closersNs = 0;
        for (Thread closer : closers) {
            closersNs += threads.getThreadCpuTime(closer.threadId());
        }
        free.countDown();
        for (Thread closer : closers) {
            closer.join();
        }
        assertThat(closersNs).as("CPU time of the closers").isLessThan(computedNs / 4);
    }

    private static void await(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }
}
