package dev.baton.sched.timers;

import dev.baton.sched.ModelCheck;
import dev.baton.sched.ModelMutex;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jetbrains.lincheck.datastructures.Operation;
import org.jetbrains.lincheck.datastructures.Validate;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * A heap of timers that one thread adds to while another takes what is due and a third moves all to
 * another heap: none is lost or doubled, and the earliest is known. The broken twin has no lock.
 */
@Tag("lincheck")
class TimerHeapLincheckTest {
    @Test
    void noTimerIsLostBetweenAddTakeAndMove() {
        ModelCheck.assertHolds(Real.class, "add", "takeDue", "move");
    }

    @Test
    void aHeapWithoutALockIsCaught() {
        ModelCheck.assertCaught(WithoutLock.class, "add", "takeDue", "move");
    }

    public static class Real {
        private static final int TIMERS = 4;
        private static final int LAST_DUE = 1;

        private final TimerHeap heap;
        private final TimerHeap other;
        private final Timer[] timers = new Timer[TIMERS];
        private final Timer[] due = new Timer[TIMERS];
        private int taken;

        public Real() {
            this(new ModelMutex(), new ModelMutex());
        }

        Real(TimerHeap.Lock lock, TimerHeap.Lock otherLock) {
            heap = new TimerHeap(lock);
            other = new TimerHeap(otherLock);
            for (int i = 0; i < TIMERS; i++) {
                timers[i] = new Timer(i, null, heap);
            }
            heap.add(timers[1]);
            heap.add(timers[3]);
        }

        @Operation
        public void add() {
            heap.add(timers[2]);
            heap.add(timers[0]);
        }

        @Operation
        public void takeDue() {
            taken = heap.takeDue(LAST_DUE, due);
        }

        @Operation
        public void move() {
            other.takeAll(heap);
        }

        @Validate
        public void check() {
            List<Timer> all = new ArrayList<>();
            for (int i = 0; i < taken; i++) {
                if (due[i].when > LAST_DUE) {
                    throw new AssertionError("taken at " + LAST_DUE + ": " + due[i].when);
                }
                all.add(due[i]);
            }
            drain(heap, all);
            drain(other, all);
            for (Timer t : timers) {
                if (all.indexOf(t) < 0 || all.indexOf(t) != all.lastIndexOf(t)) {
                    throw new AssertionError("the timer at " + t.when + " was lost or doubled");
                }
            }
        }

        private static void drain(TimerHeap heap, List<Timer> all) {
            long earliest = heap.earliest();
            Timer[] rest = new Timer[2 * TIMERS];
            int n = heap.takeDue(TIMERS, rest);
            if (earliest != (n == 0 ? TimerHeap.NONE : rest[0].when)) {
                throw new AssertionError("the earliest is not at " + earliest);
            }
            all.addAll(Arrays.asList(rest).subList(0, n));
        }
    }

    private static final class NoLock implements TimerHeap.Lock {
        @Override
        public void lock() {}

        @Override
        public void unlock() {}
    }

    public static class WithoutLock extends Real {
        public WithoutLock() {
            super(new NoLock(), new NoLock());
        }
    }
}
