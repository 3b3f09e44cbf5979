package dev.baton.sched;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayDeque;
import java.util.Random;
import org.junit.jupiter.api.Test;

class GlobalQueueTest {
    private final Model model = new Model(new Model.RealScheduler(1));
    private final GlobalQueue queue = new GlobalQueue(model.sched.host);

    @Test
    void anEmptyQueueHasNoG() {
        assertThat(queue.get()).isNull();
        assertThat(queue.isEmpty()).isTrue();
        assertThat(queue.size()).isZero();
    }

    @Test
    void gsComeOutInTheOrderInWhichTheyCameIn() {
        Random random = new Random(1);
        ArrayDeque<G> expected = new ArrayDeque<>();
        for (int i = 0; i < 10_000; i++) {
            if (random.nextInt(100) < 50) {
                G g = model.g();
                queue.put(g);
                expected.add(g);
            } else {
                assertThat(queue.get()).isSameAs(expected.poll());
            }
            assertThat(queue.size()).isEqualTo(expected.size());
        }
    }

    @Test
    void aGMayBePutAgainOnceItIsOut() {
        G g = model.g();
        queue.put(g);
        queue.get();
        queue.put(g);

        assertThat(queue.get()).isSameAs(g);
    }

    @Test
    void aGThatIsQueuedTwiceIsABrokenInvariantAndNamed() {
        G g = model.g();
        queue.put(g);

        assertThatThrownBy(() -> queue.put(g))
                .isInstanceOf(InvariantViolation.class)
                .hasMessageContaining("G queued twice")
                .hasMessageContaining(g.toString());
    }

    @Test
    void aGThatIsQueuedInTwoQueuesIsABrokenInvariant() {
        G g = model.g();
        queue.put(g);

        assertThatThrownBy(() -> new GList().put(g)).isInstanceOf(InvariantViolation.class);
    }
}
