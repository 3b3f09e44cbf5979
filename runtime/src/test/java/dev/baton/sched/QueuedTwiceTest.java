package dev.baton.sched;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.baton.sched.queues.GList;
import org.junit.jupiter.api.Test;

class QueuedTwiceTest {
    @Test
    void aGThatIsQueuedTwiceIsABrokenInvariantAndNamed() {
        Model model = new Model(new Model.RealScheduler(1));
        G g = model.g();
        model.sched.runq.put(g);

        assertThatThrownBy(() -> model.sched.runq.put(g))
                .isInstanceOf(InvariantViolation.class)
                .hasMessageContaining("G queued twice")
                .hasMessageContaining(g.toString());
    }

    @Test
    void aGThatIsQueuedInTwoQueuesIsABrokenInvariant() {
        Model model = new Model(new Model.RealScheduler(1));
        G g = model.g();
        model.sched.runq.put(g);

        assertThatThrownBy(() -> new GList<G>().put(g)).isInstanceOf(InvariantViolation.class);
    }
}
