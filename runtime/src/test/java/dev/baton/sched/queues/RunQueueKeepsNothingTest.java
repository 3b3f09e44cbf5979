package dev.baton.sched.queues;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.lang.reflect.Field;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;

/**
 * What was taken from a ring, by its owner or by a thief, is not in it any more when the owner has
 * looked next. The broken twin leaves it there, as Go's does.
 */
class RunQueueKeepsNothingTest {
    private static final Field SLOTS;

    static {
        try {
            SLOTS = RunQueue.class.getDeclaredField("slots");
            SLOTS.setAccessible(true);
        } catch (NoSuchFieldException e) {
            throw new ExceptionInInitializerError(e);
        }
    }

    /** Its owner never looks back. */
    private static final class LeavesWhatWasStolen extends RunQueue<Object> {
        @Override
        void clearBehind(int h) {}
    }

    @Test
    void afterAnyMixtureOfPutsAndThefts() {
        check(RunQueue::new);
    }

    @Test
    void aRingThatLeavesWhatWasStolenIsCaught() {
        assertThatThrownBy(() -> check(LeavesWhatWasStolen::new))
                .isInstanceOf(AssertionError.class)
                .hasMessageContaining("slots that hold something");
    }

    private static void check(Supplier<RunQueue<Object>> make) {
        SplittableRandom random = new SplittableRandom(12);
        for (int round = 0; round < 200; round++) {
            RunQueue<Object> queue = make.get();
            RunQueue<Object> thief = make.get();
            List<Object> out = new ArrayList<>();
            int in = 0;
            for (int step = 0; step < 100; step++) {
                in += play(queue, thief, out, random);
            }
            assertHoldsOnlyWhatIsQueued(queue, out);
            assertHoldsOnlyWhatIsQueued(thief, out);
            assertThat(out).doesNotContainNull().doesNotHaveDuplicates().hasSize(in);
        }
    }

    /** One thing that the owner of a ring or a thief with one of its own does, some times. */
    private static int play(
            RunQueue<Object> queue,
            RunQueue<Object> thief,
            List<Object> out,
            SplittableRandom random) {
        int in = 0;
        switch (random.nextInt(4)) {
            case 0 -> {
                for (int n = random.nextInt(RunQueue.CAPACITY); n > 0; n--) {
                    put(queue, new Object(), out);
                    in++;
                }
            }
            case 1 -> {
                for (int n = random.nextInt(RunQueue.CAPACITY); n > 0; n--) {
                    addIfAny(out, queue.get());
                }
            }
            case 2 -> {
                RunQueue<Object> other = new RunQueue<>();
                addIfAny(out, queue.stealInto(other));
                for (Object o = other.get(); o != null; o = other.get()) {
                    out.add(o);
                }
            }
            default -> {
                for (Object o = thief.get(); o != null; o = thief.get()) {
                    out.add(o); // it has nothing when it steals
                }
                addIfAny(out, queue.stealInto(thief));
            }
        }
        return in;
    }

    private static void put(RunQueue<Object> queue, Object o, List<Object> out) {
        Object[] batch = new Object[RunQueue.CAPACITY / 2 + 1];
        if (!queue.put(o)) {
            queue.putSlow(o, batch, (b, n) -> out.addAll(Arrays.asList(b).subList(0, n)));
            assertThat(batch).containsOnlyNulls();
        }
    }

    private static void addIfAny(List<Object> out, Object o) {
        if (o != null) {
            out.add(o);
        }
    }

    private static void assertHoldsOnlyWhatIsQueued(RunQueue<Object> queue, List<Object> out) {
        addIfAny(out, queue.get()); // the owner's next look
        assertThat(Arrays.stream(slots(queue)).filter(o -> o != null).count())
                .as("slots that hold something")
                .isEqualTo(queue.size());
        for (Object o = queue.get(); o != null; o = queue.get()) {
            out.add(o);
        }
    }

    private static Object[] slots(RunQueue<Object> queue) {
        try {
            return (Object[]) SLOTS.get(queue);
        } catch (IllegalAccessException e) {
            throw new AssertionError(e);
        }
    }
}
