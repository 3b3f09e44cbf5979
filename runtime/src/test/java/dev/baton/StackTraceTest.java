package dev.baton;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.HotSpotDiagnosticMXBean;
import com.sun.management.HotSpotDiagnosticMXBean.ThreadDumpFormat;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Future;
import java.util.concurrent.FutureTask;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicIntegerArray;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * The stacks of Gs, looked at by others. The JDK suspends a virtual thread for that, and hands it
 * to its scheduler again afterwards.
 */
class StackTraceTest {
    private static final int SAMPLES = 10_000;

    @RegisterExtension private final Watchdog watchdog = new Watchdog();

    /** Where the G under test is when its stack is looked at. */
    enum Place {
        PARKED(Thread.State.WAITING) {
            @Override
            void stay(Object monitor, CountDownLatch arrived, AtomicBoolean free) {
                arrived.countDown();
                while (!free.get()) {
                    LockSupport.park();
                }
            }
        },
        SLEEPING(Thread.State.TIMED_WAITING) {
            @Override
            void stay(Object monitor, CountDownLatch arrived, AtomicBoolean free) {
                arrived.countDown();
                while (!free.get()) {
                    LockSupport.parkNanos(3_600_000_000_000L);
                }
            }
        },
        COMPUTING(Thread.State.RUNNABLE) {
            @Override
            void stay(Object monitor, CountDownLatch arrived, AtomicBoolean free) {
                arrived.countDown();
                while (!free.get()) {
                    Thread.onSpinWait();
                }
            }
        },
        WAITING_FOR_A_MONITOR(Thread.State.BLOCKED) {
            @Override
            void stay(Object monitor, CountDownLatch arrived, AtomicBoolean free) {
                arrived.countDown();
                synchronized (monitor) {
                    assertThat(free).isTrue();
                }
            }
        },
        PARKED_IN_A_BLOCKING_SECTION(Thread.State.WAITING) {
            @Override
            void stay(Object monitor, CountDownLatch arrived, AtomicBoolean free) {
                Baton.blocking(() -> {
                    PARKED.stay(monitor, arrived, free);
                    return null;
                });
            }
        },
        IN_A_BLOCKING_SECTION(Thread.State.RUNNABLE) {
            @Override
            void stay(Object monitor, CountDownLatch arrived, AtomicBoolean free) {
                Baton.blockingNow(() -> {
                    COMPUTING.stay(monitor, arrived, free);
                    return null;
                });
            }
        };

        final Thread.State state;

        Place(Thread.State state) {
            this.state = state;
        }

        abstract void stay(Object monitor, CountDownLatch arrived, AtomicBoolean free);
    }

    @ParameterizedTest
    @EnumSource
    void aStackShowsWhereTheGIs(Place place) throws Exception {
        Baton baton = watchdog.baton(1);
        Object monitor = new Object();
        CountDownLatch arrived = new CountDownLatch(1);
        AtomicBoolean free = new AtomicBoolean();
        Thread g;
        synchronized (monitor) {
            g = baton.startVirtualThread(() -> place.stay(monitor, arrived, free));
            arrived.await();
            Await.state(g, place.state);
            for (int i = 0; i < 100; i++) {
                assertThat(g.getStackTrace())
                        .extracting(StackTraceElement::getMethodName)
                        .contains("stay");
            }
            free.set(true);
        }
        LockSupport.unpark(g);
        g.join();
        assertThat(g.getStackTrace()).isEmpty();
    }

    @Test
    void aStackOfARunnableGShowsWhereItWillGoOn() throws Exception {
        Baton baton = watchdog.baton(1);
        AtomicBoolean free = new AtomicBoolean();
        AtomicBoolean end = new AtomicBoolean();
        FutureTask<StackTraceElement[]> stack =
                new FutureTask<>(() -> {
                    Thread parked = Thread.startVirtualThread(() -> parkUntilBoth(free, end));
                    while (parked.getState() != Thread.State.WAITING) {
                        Thread.yield();
                    }
                    free.set(true);
                    LockSupport.unpark(parked); // runnable now: we have the only P
                    StackTraceElement[] frames = parked.getStackTrace();
                    end.set(true);
                    LockSupport.unpark(parked);
                    return frames;
                });
        baton.startVirtualThread(stack);
        assertThat(stack.get())
                .extracting(StackTraceElement::getMethodName)
                .contains("parkUntilBoth");
    }

    @ParameterizedTest(name = "{0} Ps")
    @ValueSource(ints = {1, 2, 4})
    void noGIsLostWhoseStackIsLookedAtAgainAndAgain(int procs) throws Exception {
        Baton baton = watchdog.baton(procs);
        int pairs = 4;
        AtomicBoolean stop = new AtomicBoolean();
        AtomicIntegerArray turns = new AtomicIntegerArray(4 * pairs);
        List<Thread> threads = new ArrayList<>();
        for (int i = 0; i < pairs; i++) {
            int yields = 4 * i;
            threads.add(
                    baton.startVirtualThread(() -> {
                        while (!stop.get()) {
                            Thread.yield();
                            turns.incrementAndGet(yields);
                        }
                    }));
            int sleeps = yields + 1;
            threads.add(
                    baton.startVirtualThread(() -> {
                        while (!stop.get()) {
                            LockSupport.parkNanos(20_000);
                            turns.incrementAndGet(sleeps);
                        }
                    }));
            int calls = yields + 2;
            threads.add(
                    baton.startVirtualThread(() -> {
                        while (!stop.get()) {
                            Baton.blocking(() -> turns.incrementAndGet(calls));
                            Thread.yield();
                        }
                    }));
            int parks = yields + 3;
            threads.add(
                    baton.startVirtualThread(() -> {
                        while (!stop.get()) {
                            LockSupport.park();
                            turns.incrementAndGet(parks);
                        }
                    }));
        }
        int n = threads.size();
        awaitATurnOfEach(threads, turns);
        long frames = 0;
        for (int i = 0; i < SAMPLES; i++) {
            Thread sampled = threads.get(i % n);
            frames += sampled.getStackTrace().length;
            LockSupport.unpark(threads.get((i % pairs) * 4 + 3));
        }
        assertThat(frames).as("frames seen in all").isPositive();

        awaitATurnOfEach(threads, turns); // each still goes on
        stop.set(true);
        for (Thread thread : threads) {
            LockSupport.unpark(thread);
            thread.join();
        }
    }

    @Test
    void gsLookAtEachOthersStacks() throws Exception {
        Baton baton = watchdog.baton(2);
        List<Thread> threads = new ArrayList<>();
        CountDownLatch allStarted = new CountDownLatch(1);
        int n = 8;
        for (int i = 0; i < n; i++) {
            int own = i;
            threads.add(
                    baton.startVirtualThread(() -> {
                        awaitUninterruptibly(allStarted);
                        for (int k = 0; k < 500; k++) {
                            threads.get((own + 1 + k % (n - 1)) % n).getStackTrace();
                            Thread.yield();
                        }
                    }));
        }
        allStarted.countDown();
        for (Thread thread : threads) {
            thread.join();
        }
        assertThat(baton.stats().gStarted()).isEqualTo(n);
    }

    @Test
    void allStackTracesOfTheProcessShowTheMs() throws Exception {
        Baton baton = watchdog.watch(Baton.builder().name("shown").maxProcs(2).build());
        AtomicBoolean stop = new AtomicBoolean();
        Thread busy =
                baton.startVirtualThread(() -> {
                    while (!stop.get()) {
                        Thread.yield();
                    }
                });
        for (int i = 0; i < 100; i++) {
            Map<Thread, StackTraceElement[]> all = Thread.getAllStackTraces();
            assertThat(all.keySet())
                    .extracting(Thread::getName)
                    .anyMatch(name -> name.startsWith("baton-shown-"));
        }
        stop.set(true);
        busy.join();
    }

    @ParameterizedTest
    @EnumSource
    void aThreadDumpListsTheGs(ThreadDumpFormat format, @TempDir Path dir) throws Exception {
        Baton baton = watchdog.baton(1);
        AtomicBoolean free = new AtomicBoolean();
        List<Thread> gs = new ArrayList<>();
        try (ExecutorService executor = baton.newVirtualThreadPerTaskExecutor()) {
            CountDownLatch started = new CountDownLatch(10);
            List<Future<?>> tasks = new ArrayList<>();
            for (int i = 0; i < 10; i++) {
                int n = i;
                tasks.add(
                        executor.submit(() -> {
                            Thread.currentThread().setName("dumped G " + n);
                            synchronized (gs) {
                                gs.add(Thread.currentThread());
                            }
                            started.countDown();
                            parkUntil(free);
                        }));
            }
            started.await();
            Path file = dir.resolve("dump");

            ManagementFactory.getPlatformMXBean(HotSpotDiagnosticMXBean.class)
                    .dumpThreads(file.toString(), format);

            String dump = Files.readString(file);
            assertThat(dump).contains("parkUntil");
            for (int i = 0; i < 10; i++) {
                assertThat(dump).contains("dumped G " + i);
            }
            free.set(true);
            gs.forEach(LockSupport::unpark);
            for (Future<?> task : tasks) {
                task.get();
            }
        }
    }

    private static void awaitATurnOfEach(List<Thread> threads, AtomicIntegerArray turns) {
        for (int i = 0; i < threads.size(); i++) {
            int g = i;
            int before = turns.get(g);
            Await.until(() -> {
                LockSupport.unpark(threads.get(g));
                return turns.get(g) > before;
            });
        }
    }

    private static void parkUntil(AtomicBoolean free) {
        while (!free.get()) {
            LockSupport.park();
        }
    }

    private static void parkUntilBoth(AtomicBoolean first, AtomicBoolean second) {
        parkUntil(first);
        parkUntil(second);
    }

    private static void awaitUninterruptibly(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }
}
