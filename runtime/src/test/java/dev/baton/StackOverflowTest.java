package dev.baton;

import static org.assertj.core.api.Assertions.assertThat;

import dev.baton.vthread.VirtualThreads;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicIntegerArray;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import java.util.regex.Pattern;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * A G whose stack overflows in a call of the scheduler's, at each of the scheduler's instructions:
 * it recurses to the end of the stack and makes the call in every frame on the way back, first with
 * room for nothing, then for the first steps of the call, at last for all of it. The scheduler is
 * as sound as before.
 *
 * <p>In a process of its own, which is not closed: the JDK has the same trouble in its own few
 * instructions. {@code LockSupport.unpark} that overflows between the change of the thread's state
 * and {@code execute} leaves a thread that is never run again, and its locks, which that unparks
 * with, may stay locked.
 */
class StackOverflowTest {
    @RegisterExtension private final Watchdog watchdog = new Watchdog();

    /** What is called at the end of the stack. */
    enum Call {
        /** Readies a G that is parked. */
        UNPARK,
        /** Readies a new G. */
        START,
        /** Makes a G of a thread that the JDK starts: what a program under the agent does. */
        ADOPT,
        /** Enters and leaves, at a site that the scheduler has to learn about. */
        BLOCKING,
        /** Hands the P off, and needs another. */
        BLOCKING_NOW,
        /** Readies a G where there is no P. */
        UNPARK_INSIDE,
        /** Takes the lock of the scheduler for a look. */
        STATS,
        /** Takes it for a change. */
        MAX_PROCS
    }

    /** Overflows, and then wants the scheduler to work. */
    static final class Program {
        private static final int PROCS = 2;
        private static final int CLIMBERS = 2;
        private static final int CLIMBS = 8;
        private static final int TARGETS = 400;

        /** After so many calls that returned there is room. */
        private static final int ENOUGH = 20;

        private static final Pattern QUIET =
                Pattern.compile("maxprocs=(\\d+) npidle=\\1 nmspinning=0 runq=0 ");

        private static final AtomicLong OVERFLOWS = new AtomicLong();
        private static final AtomicLong CALLS = new AtomicLong();
        private static final AtomicLong STARTED_RAN = new AtomicLong();
        private static final AtomicIntegerArray WOKEN = new AtomicIntegerArray(TARGETS);

        /** Calls for each target that were about to begin. Where one overflowed, it is one more. */
        private static final AtomicIntegerArray BEGUN = new AtomicIntegerArray(TARGETS);

        /** And those that returned. */
        private static final AtomicIntegerArray RETURNED = new AtomicIntegerArray(TARGETS);

        private static final List<Thread> TARGET = new ArrayList<>();

        @SuppressWarnings("unused") // written, so that what is written is kept
        private static volatile long sink;

        private static Baton baton;
        private static Executor scheduler;
        private static Call call;

        public static void main(String[] args) throws Exception {
            call = Call.valueOf(args[0]);
            baton = Baton.builder().maxProcs(PROCS).build();
            scheduler = baton.scheduler();
            for (int i = 0; i < TARGETS; i++) {
                int number = i;
                TARGET.add(
                        baton.startVirtualThread(() -> {
                            while (true) {
                                LockSupport.park();
                                WOKEN.incrementAndGet(number);
                            }
                        }));
            }
            List<Thread> climbers = new ArrayList<>();
            for (int i = 0; i < CLIMBERS; i++) {
                climbers.add(baton.startVirtualThread(Program::climbOften));
            }
            for (Thread climber : climbers) {
                climber.join();
            }
            Thread platform = new Thread(Program::climbOften);
            platform.start();
            platform.join();
            run1000();
            nothingIsLost();
            Await.until(() -> isQuiet(baton.dump()));
            System.out.println("overflows: " + (OVERFLOWS.get() > CLIMBS));
            System.out.println("calls: " + (CALLS.get() > CLIMBS));
            System.out.println("sound");
            System.exit(0);
        }

        private static void climbOften() {
            for (int i = 0; i < CLIMBS; i++) {
                shift(i % 8);
            }
        }

        /** Makes the frames of a climb begin elsewhere than those of the one before. */
        private static long shift(int n) {
            long a = n;
            long b = a * 3;
            if (n == 0) {
                climb(0, a, b, a + b, a - b);
                return b;
            }
            return shift(n - 1) + a + b;
        }

        /**
         * Returns in how many frames below the call had all the room that it needs. The parameters
         * beyond the first make the frame larger, or it would be tried too often.
         */
        @SuppressWarnings("InfiniteRecursion") // ends with the stack
        private static int climb(int depth, long a, long b, long c, long d) {
            int returned;
            try {
                returned = climb(depth + 1, b, c, d, a);
            } catch (StackOverflowError e) {
                OVERFLOWS.incrementAndGet();
                returned = 0;
            }
            sink = a ^ b ^ c ^ d; // all of them are kept until here
            if (returned < ENOUGH) {
                try {
                    BEGUN.incrementAndGet(depth % TARGETS);
                    call(depth);
                    RETURNED.incrementAndGet(depth % TARGETS);
                    CALLS.incrementAndGet();
                    returned++;
                } catch (StackOverflowError e) {
                    return returned;
                }
            }
            return returned;
        }

        private static void call(int n) {
            switch (call) {
                case UNPARK -> LockSupport.unpark(TARGET.get(n % TARGETS));
                case START -> baton.startVirtualThread(STARTED_RAN::incrementAndGet);
                case ADOPT ->
                        VirtualThreads.newVirtualThread(
                                        scheduler, null, 0, STARTED_RAN::incrementAndGet)
                                .start();
                case BLOCKING -> Baton.blocking(() -> n);
                case BLOCKING_NOW -> Baton.blockingNow(() -> n);
                case UNPARK_INSIDE ->
                        Baton.blocking(() -> {
                            LockSupport.unpark(TARGET.get(n % TARGETS));
                            return null;
                        });
                case STATS -> baton.stats();
                case MAX_PROCS -> baton.setMaxProcs(PROCS);
            }
        }

        private static void run1000() throws InterruptedException {
            CountDownLatch ran = new CountDownLatch(1000);
            for (int i = 0; i < 1000; i++) {
                baton.startVirtualThread(() -> {
                    Thread.yield();
                    LockSupport.parkNanos(1000);
                    Baton.blocking(() -> null);
                    ran.countDown();
                });
            }
            ran.await();
        }

        /** Where the call returned, it did what it is for. */
        private static void nothingIsLost() {
            if (call == Call.START || call == Call.ADOPT) {
                Await.until(() -> STARTED_RAN.get() >= CALLS.get());
            }
            for (int i = 0; i < TARGETS; i++) {
                int number = i;
                if (BEGUN.get(i) == RETURNED.get(i)) {
                    int before = WOKEN.get(i);
                    LockSupport.unpark(TARGET.get(i));
                    Await.until(() -> WOKEN.get(number) > before);
                }
            }
        }

        /** Nothing runs and nothing waits to be run. */
        private static boolean isQuiet(String dump) {
            return QUIET.matcher(dump).find()
                    && dump.lines().noneMatch(line -> line.contains(" runnable"));
        }
    }

    @ParameterizedTest
    @EnumSource
    void theSchedulerSurvivesAnOverflowAtAnyOfItsInstructions(Call call) throws Exception {
        List<String> flags = new ArrayList<>(JavaProcess.BATON_FLAGS);
        flags.add("-Dbaton.fatal=halt");
        JavaProcess process = JavaProcess.run(flags, Program.class, call.name());
        assertThat(process.output().lines()).contains("overflows: true", "calls: true", "sound");
        assertThat(process.exitCode()).as(process.output()).isZero();
    }
}
