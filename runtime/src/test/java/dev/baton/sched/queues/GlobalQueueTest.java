package dev.baton.sched.queues;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayDeque;
import java.util.Random;
import org.junit.jupiter.api.Test;

class GlobalQueueTest {
    private final GlobalQueue<Element> queue = new GlobalQueue<>(() -> {});

    @Test
    void anEmptyQueueHasNoG() {
        assertThat(queue.get()).isNull();
        assertThat(queue.isEmpty()).isTrue();
        assertThat(queue.size()).isZero();
    }

    @Test
    void gsComeOutInTheOrderInWhichTheyCameIn() {
        Random random = new Random(1);
        ArrayDeque<Element> expected = new ArrayDeque<>();
        for (int i = 0; i < 10_000; i++) {
            if (random.nextInt(100) < 50) {
                Element g = new Element();
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
        Element g = new Element();
        queue.put(g);
        queue.get();
        queue.put(g);

        assertThat(queue.get()).isSameAs(g);
    }

    @Test
    void oneThatIsQueuedTwiceIsRefused() {
        Element e = new Element();
        queue.put(e);

        assertThatThrownBy(() -> queue.put(e)).hasMessage("queued twice");
        assertThatThrownBy(() -> new GList<Element>().put(e)).hasMessage("queued twice");
    }
}
