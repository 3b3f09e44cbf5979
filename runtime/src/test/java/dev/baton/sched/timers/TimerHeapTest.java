package dev.baton.sched.timers;

import static org.assertj.core.api.Assertions.assertThat;

import dev.baton.sched.ModelMutex;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The heap against a list that is searched: both are told the same, and must answer the same. */
class TimerHeapTest {
    private static final int OPERATIONS = 20_000;
    private static final int MAX_DUE = 16;

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10})
    void takesWhatIsDueInOrderWhateverWasCancelledAndMoved(long seed) {
        Random random = new Random(seed);
        // Deadlines from a small range: many are equal.
        int range = 1 + random.nextInt(10_000);
        TimerHeap heap = new TimerHeap(new ModelMutex());
        TimerHeap other = new TimerHeap(new ModelMutex());
        List<Timer> expected = new ArrayList<>();
        long now = 0;
        for (int i = 0; i < OPERATIONS; i++) {
            int what = random.nextInt(1000);
            if (what < 500) {
                Timer t = new Timer(now + random.nextInt(range), () -> {}, heap);
                // A cancelled one that is still in the heap may stand before it.
                boolean first = t.when < heap.earliest();
                assertThat(heap.add(t)).isEqualTo(first);
                expected.add(t);
            } else if (what < 700 && !expected.isEmpty()) {
                Timer t = expected.remove(random.nextInt(expected.size()));
                assertThat(t.cancel(false)).isTrue();
                assertThat(t.cancel(false)).as("a second time").isFalse();
            } else if (what < 990) {
                now += random.nextInt(range / 4 + 1);
                takeDue(heap, expected, now);
            } else {
                other.takeAll(heap);
                assertThat(heap.earliest()).isEqualTo(TimerHeap.NONE);
                TimerHeap moved = heap;
                heap = other;
                other = moved;
            }
            long earliest = expected.stream().mapToLong(t -> t.when).min().orElse(TimerHeap.NONE);
            assertThat(heap.earliest()).isLessThanOrEqualTo(earliest);
        }
        takeDue(heap, expected, TimerHeap.NONE - 1);
        assertThat(expected).isEmpty();
        assertThat(heap.size()).isZero();
        assertThat(heap.earliest()).isEqualTo(TimerHeap.NONE);
    }

    private static void takeDue(TimerHeap heap, List<Timer> expected, long now) {
        Timer[] due = new Timer[MAX_DUE];
        int n;
        do {
            n = heap.takeDue(now, due);
            for (int k = 0; k < n; k++) {
                Timer t = due[k];
                long earliest = expected.stream().mapToLong(e -> e.when).min().orElse(-1);
                assertThat(t.when).isEqualTo(earliest).isLessThanOrEqualTo(now);
                assertThat(expected.remove(t)).as("taken once, and never cancelled").isTrue();
                t.run();
            }
        } while (n == MAX_DUE);
        assertThat(expected).as("still waiting at " + now).allMatch(t -> t.when > now);
        assertThat(heap.wantsRun(now)).isFalse();
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 4, 5, 16, 17, 64, 1000})
    void cancelledTimersDoNotPileUp(int live) {
        TimerHeap heap = new TimerHeap(new ModelMutex());
        for (int i = 0; i < live; i++) {
            heap.add(new Timer(TimerHeap.NONE - 1, () -> {}, heap));
        }
        int most = 0;
        for (int i = 0; i < 50_000; i++) {
            Timer t = new Timer(1_000_000_000, () -> {}, heap);
            heap.add(t);
            t.cancel(false);
            if (heap.wantsRun(0)) {
                heap.takeDue(0, new Timer[1]);
            }
            most = Math.max(most, heap.size());
        }
        assertThat(most).isLessThanOrEqualTo(2 * live + 64);
    }
}
