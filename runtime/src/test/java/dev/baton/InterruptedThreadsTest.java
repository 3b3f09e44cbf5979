package dev.baton;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/**
 * A program may find the threads of Baton's ({@link Thread#getAllStackTraces}) and interrupt them:
 * they go on as before, and take no CPU for it.
 */
class InterruptedThreadsTest {
    private static final ThreadMXBean THREADS = ManagementFactory.getThreadMXBean();

    /** What the test itself computes meanwhile, of CPU time; and what an idle thread may. */
    private static final long COMPUTED_NS = 400_000_000;

    private static final long IDLE_NS = COMPUTED_NS / 4;

    @RegisterExtension private final Watchdog watchdog = new Watchdog();

    @Test
    void theyAreAsIdleAsBefore() throws Exception {
        check();
    }

    @Test
    void theTwinThatParksWithAnInterruptIsFound() throws Exception {
        // As the thread for Gs that are readied late was.
        boolean[] end = new boolean[1];
        Thread twin =
                Thread.ofPlatform()
                        .name("baton-interrupted-twin")
                        .start(() -> {
                            while (!end[0]) {
                                LockSupport.park(end);
                            }
                        });
        assertThatThrownBy(this::check)
                .isInstanceOf(AssertionError.class)
                .hasMessageContaining(twin.getName());
        end[0] = true;
        twin.join();
    }

    private void check() throws Exception {
        Baton baton = watchdog.watch(Baton.builder().name("interrupted").maxProcs(2).build());
        CountDownLatch inside = new CountDownLatch(3);
        CountDownLatch free = new CountDownLatch(1);
        // One M waits for a timer, one is in a call, one keeps a G that parks: and one is idle.
        Thread sleeper = baton.startVirtualThread(() -> LockSupport.parkNanos(Long.MAX_VALUE));
        baton.startVirtualThread(() -> Baton.blockingNow(() -> waitInside(inside, free)));
        baton.startVirtualThread(() -> {
            int[] sorted = {2, 1};
            Posix.qsort(
                    sorted,
                    (a, b) -> {
                        waitInside(inside, free);
                        return Integer.compare(a, b);
                    });
        });
        baton.startVirtualThread(inside::countDown);
        inside.await();

        Map<Thread, Long> before = new HashMap<>();
        for (Thread t : Thread.getAllStackTraces().keySet()) {
            if (t.getName().startsWith("baton-interrupted-")
                    || t.getName().equals("baton-late-ready")) {
                t.interrupt();
                before.put(t, cpuNanos(t));
            }
        }
        assertThat(before).hasSizeGreaterThanOrEqualTo(4);
        long end = THREADS.getCurrentThreadCpuTime() + COMPUTED_NS;
        while (THREADS.getCurrentThreadCpuTime() < end) {
            Thread.onSpinWait();
        }
        Map<String, Long> busy = new HashMap<>();
        before.forEach((t, ns) -> {
            if (cpuNanos(t) - ns > IDLE_NS) {
                busy.put(t.getName(), cpuNanos(t) - ns);
            }
        });
        free.countDown();
        LockSupport.unpark(sleeper);
        assertThat(busy).as("nanoseconds on a CPU while idle").isEmpty();
    }

    private static long cpuNanos(Thread t) {
        return THREADS.getThreadCpuTime(t.threadId());
    }

    private static Object waitInside(CountDownLatch inside, CountDownLatch free) {
        inside.countDown();
        try {
            free.await();
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
        return null;
    }
}
