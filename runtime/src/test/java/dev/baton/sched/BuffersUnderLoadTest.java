package dev.baton.sched;

import static org.assertj.core.api.Assertions.assertThat;

import dev.baton.BlockingSite;
import dev.baton.Watchdog;
import dev.baton.sched.buffers.Buffer;
import dev.baton.sched.buffers.Buffers;
import java.lang.foreign.ValueLayout;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.FutureTask;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Buffers are taken on one P and given back on another, across calls, parks and yields. */
class BuffersUnderLoadTest {
    private static final int GS = 64;
    private static final int STEPS = 2_000;
    private static final int MOST_HELD = 8;
    private static final BlockingSite SITE = new BlockingSite("load");

    @RegisterExtension private final Watchdog watchdog = new Watchdog();

    private final AtomicLong tickets = new AtomicLong();

    /** A buffer and what its owner wrote into it. */
    private record Held(Buffer buffer, long ticket) {}

    @ParameterizedTest(name = "{0} Ps")
    @ValueSource(ints = {1, 2, 4})
    void noneIsLostOrHasTwoOwners(int procs) throws Exception {
        long outBefore = Buffers.out();
        Scheduler sched = Scheduler.start("buffers", procs, 10_000, StuckWatch.AUTO);
        watchdog.watch(sched::dump, sched::close);
        List<FutureTask<Void>> tasks = new ArrayList<>();
        for (int i = 0; i < GS; i++) {
            SplittableRandom random = new SplittableRandom(100L * procs + i);
            FutureTask<Void> task =
                    new FutureTask<>(() -> {
                        takeAndGive(random, sched);
                        return null;
                    });
            tasks.add(task);
            if (i % 16 == 0) {
                Thread.ofPlatform().start(task); // has no P
            } else {
                sched.newThread(null, 0, task).start();
            }
        }
        for (FutureTask<Void> task : tasks) {
            task.get();
        }
        assertThat(Buffers.out()).isEqualTo(outBefore);
    }

    private void takeAndGive(SplittableRandom random, Scheduler sched) {
        Deque<Held> held = new ArrayDeque<>();
        for (int i = 0; i < STEPS; i++) {
            if (held.size() < MOST_HELD && random.nextBoolean()) {
                held.add(take(1 << random.nextInt(17)));
            } else if (!held.isEmpty()) {
                give(random.nextBoolean() ? held.removeFirst() : held.removeLast());
            }
            switch (random.nextInt(20)) {
                case 0 -> Thread.yield();
                case 1 -> LockSupport.parkNanos(1_000);
                case 2, 3 -> call(SITE, () -> {});
                case 4 -> call(null, Thread::yield);
                // Taken or given inside, where there is no P.
                case 5 -> call(SITE, () -> held.add(take(1)));
                case 6 ->
                        call(
                                null,
                                () -> {
                                    if (!held.isEmpty()) {
                                        give(held.removeFirst());
                                    }
                                });
                case 7 -> {
                    if (random.nextInt(50) == 0) {
                        sched.setMaxProcs(1 + random.nextInt(4));
                    }
                }
                default -> {}
            }
        }
        held.forEach(this::give);
    }

    private static void call(BlockingSite site, Runnable body) {
        boolean entered =
                site == null ? Scheduler.enterSyscallBlock(-1) : Scheduler.enterSyscall(-1, site);
        try {
            body.run();
        } finally {
            if (entered) {
                Scheduler.exitSyscall();
            }
        }
    }

    private Held take(int bytes) {
        Buffer buffer = Buffers.take(bytes);
        assertThat(buffer.capacity()).isGreaterThanOrEqualTo(bytes);
        long ticket = tickets.incrementAndGet();
        buffer.segment().set(ValueLayout.JAVA_LONG, 0, ticket);
        return new Held(buffer, ticket);
    }

    private void give(Held held) {
        // Another owner would have written its own.
        assertThat(held.buffer.segment().get(ValueLayout.JAVA_LONG, 0)).isEqualTo(held.ticket);
        Buffers.give(held.buffer);
    }
}
