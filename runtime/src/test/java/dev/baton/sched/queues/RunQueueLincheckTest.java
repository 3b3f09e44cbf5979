package dev.baton.sched.queues;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import org.jetbrains.lincheck.LincheckAssertionError;
import org.jetbrains.lincheck.datastructures.ModelCheckingOptions;
import org.jetbrains.lincheck.datastructures.Operation;
import org.jetbrains.lincheck.datastructures.StressOptions;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * The ring of a P, under all interleavings of its owner with thieves. Its broken twin takes without
 * a CAS.
 */
@Tag("lincheck")
class RunQueueLincheckTest {
    @Test
    void ownerAndThievesTakeEachElementOnceAndInOrder() {
        assertThatCode(() -> check(Real.class)).doesNotThrowAnyException();
    }

    @Test
    void aQueueThatTakesWithoutCasIsCaught() {
        assertThatThrownBy(() -> check(WithoutCas.class))
                .isInstanceOf(LincheckAssertionError.class);
    }

    /** The model checker knows no reordering; real threads on this machine may. */
    @Test
    void theSameOnRealThreads() {
        assertThatCode(() -> checkOnThreads(Real.class)).doesNotThrowAnyException();
    }

    private static void checkOnThreads(Class<?> test) {
        new StressOptions()
                .iterations(Integer.getInteger("baton.lincheck.iterations", 20))
                .invocationsPerIteration(1000)
                .threads(3)
                .actorsPerThread(3)
                .actorsBefore(2)
                .actorsAfter(1)
                .sequentialSpecification(OneThread.class)
                .minimizeFailedScenario(false)
                .check(test);
    }

    private static void check(Class<?> test) {
        new ModelCheckingOptions()
                .iterations(Integer.getInteger("baton.lincheck.iterations", 20))
                .invocationsPerIteration(1000)
                .threads(3)
                .actorsPerThread(3)
                .actorsBefore(2)
                .actorsAfter(1)
                .sequentialSpecification(OneThread.class)
                .minimizeFailedScenario(false)
                .check(test);
    }

    /** What the queue does when nobody else is there. */
    public static class OneThread {
        private final ArrayDeque<Integer> queue = new ArrayDeque<>();
        private int next;

        public int put() {
            queue.add(++next);
            return next;
        }

        public Integer get() {
            return queue.poll();
        }

        public List<Integer> steal() {
            List<Integer> stolen = new ArrayList<>();
            for (int n = (queue.size() + 1) / 2; n > 0; n--) {
                stolen.add(queue.poll());
            }
            return stolen;
        }
    }

    public static class Real {
        private final RunQueue<Integer> queue = new RunQueue<>();
        private int next;

        @Operation(nonParallelGroup = "owner")
        public int put() {
            queue.put(++next);
            return next;
        }

        @Operation(nonParallelGroup = "owner")
        public Integer get() {
            return queue.get();
        }

        @Operation
        public List<Integer> steal() {
            RunQueue<Integer> own = new RunQueue<>();
            Integer last = queue.stealInto(own);
            List<Integer> stolen = new ArrayList<>();
            for (Integer i = own.get(); i != null; i = own.get()) {
                stolen.add(i);
            }
            if (last != null) {
                stolen.add(last);
            }
            return stolen;
        }
    }

    /** The same with a plain write of {@code head} where the owner takes. */
    public static class WithoutCas {
        private static final VarHandle SLOT = MethodHandles.arrayElementVarHandle(Integer[].class);

        private final Integer[] slots = new Integer[16];
        private volatile int head;
        private volatile int tail;
        private int next;

        @Operation(nonParallelGroup = "owner")
        public int put() {
            int t = tail;
            SLOT.setOpaque(slots, t & 15, ++next);
            tail = t + 1;
            return next;
        }

        @Operation(nonParallelGroup = "owner")
        public Integer get() {
            int h = head;
            if (tail == h) {
                return null;
            }
            Integer i = (Integer) SLOT.getOpaque(slots, h & 15);
            head = h + 1;
            return i;
        }

        @Operation
        public List<Integer> steal() {
            List<Integer> stolen = new ArrayList<>();
            int h = head;
            int n = tail - h;
            n -= n / 2;
            for (int i = 0; i < n; i++) {
                stolen.add((Integer) SLOT.getOpaque(slots, (h + i) & 15));
            }
            head = h + n;
            return stolen;
        }
    }
}
