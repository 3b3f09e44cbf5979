package dev.baton.sched.timers;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.concurrent.locks.ReentrantLock;
import org.jetbrains.lincheck.LincheckAssertionError;
import org.jetbrains.lincheck.datastructures.IntGen;
import org.jetbrains.lincheck.datastructures.ModelCheckingOptions;
import org.jetbrains.lincheck.datastructures.Operation;
import org.jetbrains.lincheck.datastructures.Param;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * Timers that are run, cancelled and moved to another heap at the same time: each either runs once
 * or is cancelled. The broken twin runs without claiming.
 */
@Tag("lincheck")
class TimerLincheckTest {
    private static final int TIMERS = 3;

    @Test
    void aTimerRunsOnceOrIsCancelled() {
        assertThatCode(() -> check(Real.class)).doesNotThrowAnyException();
    }

    @Test
    void aTimerThatRunsUnclaimedIsCaught() {
        assertThatThrownBy(() -> check(Unclaimed.class)).isInstanceOf(LincheckAssertionError.class);
    }

    private static void check(Class<?> test) {
        new ModelCheckingOptions()
                .iterations(Integer.getInteger("baton.lincheck.iterations", 20))
                .invocationsPerIteration(500)
                .threads(3)
                .actorsPerThread(2)
                .sequentialSpecification(OneThread.class)
                .minimizeFailedScenario(false)
                .check(test);
    }

    private static final class JavaLock implements TimerHeap.Lock {
        private final ReentrantLock lock = new ReentrantLock();

        @Override
        public void lock() {
            lock.lock();
        }

        @Override
        public void unlock() {
            lock.unlock();
        }
    }

    public static class OneThread {
        private final boolean[] done = new boolean[TIMERS];

        private boolean finish(int i) {
            boolean first = !done[i];
            done[i] = true;
            return first;
        }

        public boolean run(int i) {
            return finish(i);
        }

        public boolean cancel(int i) {
            return finish(i);
        }

        public void move() {}
    }

    @Param(name = "timer", gen = IntGen.class, conf = "0:2")
    public static class Real {
        final TimerHeap heap = new TimerHeap(new JavaLock());
        final TimerHeap other = new TimerHeap(new JavaLock());
        final Timer[] timers = new Timer[TIMERS];
        final int[] runs = new int[TIMERS];

        public Real() {
            for (int i = 0; i < TIMERS; i++) {
                int timer = i;
                timers[i] = new Timer(i, () -> runs[timer]++, heap);
                heap.add(timers[i]);
            }
        }

        /** Takes what is due out of the heaps and runs one. */
        @Operation
        public boolean run(@Param(name = "timer") int i) {
            heap.takeDue(i, new Timer[1]);
            return timers[i].tryRun();
        }

        @Operation
        public boolean cancel(@Param(name = "timer") int i) {
            return timers[i].cancel(false);
        }

        @Operation(nonParallelGroup = "move")
        public void move() {
            other.takeAll(heap);
        }
    }

    @Param(name = "timer", gen = IntGen.class, conf = "0:2")
    public static class Unclaimed extends Real {
        @Operation
        @Override
        public boolean run(@Param(name = "timer") int i) {
            if (timers[i].isDone()) {
                return false;
            }
            timers[i].tryRun();
            return true;
        }
    }
}
