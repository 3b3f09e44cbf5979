package dev.baton.sched.queues;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.jetbrains.lincheck.datastructures.ManagedStrategyGuaranteeKt.forClasses;

import dev.baton.sched.ModelCheck;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.jetbrains.lincheck.datastructures.Operation;
import org.jetbrains.lincheck.datastructures.Validate;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * The ring of a P when it is full: its owner gives the older half away while a thief takes one. The
 * broken twin gives it away without a CAS.
 */
@Tag("lincheck")
class RunQueueOverflowLincheckTest {
    @Test
    void aFullRingGivesHalfAwayWhileAThiefTakesOne() {
        assertThatCode(() -> check(Full.class)).doesNotThrowAnyException();
    }

    @Test
    void givingHalfAwayWithoutCasIsCaught() {
        ModelCheck.assertCaught(() -> check(FullWithoutCas.class));
    }

    private static void check(Class<?> scenario) {
        ModelCheck.options(ModelCheck.INVOCATIONS / 4, scenario, "put", "steal")
                .addGuarantee(
                        forClasses(Full.class.getName()).methods("fill", "checkAtRest").ignore())
                .check(scenario);
    }

    /** A ring full of 0, 1, 2, …, to which one more is put. */
    public static class Full {
        static final int HALF = RunQueue.CAPACITY / 2;

        final RunQueue<Integer> queue = new RunQueue<>();
        final List<Integer> taken = new ArrayList<>();
        private final RunQueue<Integer> thiefs = new RunQueue<>();
        private Integer stolen;

        public Full() {
            fill();
        }

        private void fill() {
            for (int i = 0; i < RunQueue.CAPACITY; i++) {
                queue.put(i);
            }
        }

        @Operation
        public void put() {
            Integer last = RunQueue.CAPACITY;
            while (!queue.put(last) && !putSlow(last)) {
                // The thief made room between the two.
            }
        }

        boolean putSlow(Integer last) {
            return queue.putSlow(last, new Object[HALF + 1], this::take);
        }

        private void take(Object[] batch, int n) {
            for (int i = 0; i < n; i++) {
                taken.add((Integer) batch[i]);
            }
        }

        @Operation
        public void steal() {
            stolen = queue.stealInto(thiefs);
        }

        @Validate
        public void check() {
            checkAtRest();
        }

        private void checkAtRest() {
            for (Integer i = queue.get(); i != null; i = queue.get()) {
                taken.add(i);
            }
            for (Integer i = thiefs.get(); i != null; i = thiefs.get()) {
                taken.add(i);
            }
            taken.add(stolen);
            Collections.sort(taken);
            for (int i = 0; i <= RunQueue.CAPACITY; i++) {
                if (taken.size() <= i || taken.get(i) != i) {
                    throw new AssertionError(i + " was lost or taken twice: " + taken);
                }
            }
        }
    }

    /** Looks, and then writes. */
    public static class FullWithoutCas extends Full {
        private static final VarHandle HEAD;

        static {
            try {
                HEAD =
                        MethodHandles.privateLookupIn(RunQueue.class, MethodHandles.lookup())
                                .findVarHandle(RunQueue.class, "head", int.class);
            } catch (ReflectiveOperationException e) {
                throw new ExceptionInInitializerError(e);
            }
        }

        @Override
        boolean putSlow(Integer last) {
            int h = (int) HEAD.getAcquire(queue);
            if (queue.size() / 2 != HALF) {
                return false;
            }
            for (int i = 0; i < HALF; i++) {
                taken.add(h + i); // what was put there
            }
            HEAD.setRelease(queue, h + HALF);
            taken.add(last);
            return true;
        }
    }
}
