package dev.baton.sched;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/** How many Ms are woken for Gs that come from outside, before the first of them runs. */
class WakingTest {
    @Test
    void asManyAsGsWait() {
        assertThat(msAfter(3, 4)).isEqualTo(3);
    }

    @Test
    void notMoreThanThereArePs() {
        assertThat(msAfter(100, 4)).isEqualTo(4);
    }

    @Test
    void oneForOne() {
        assertThat(msAfter(1, 4)).isEqualTo(1);
    }

    private static int msAfter(int injected, int maxProcs) {
        Scheduler sched = new Scheduler("test", maxProcs, 1_000, new NoThreads());
        for (int i = 0; i < injected; i++) {
            sched.waking.inject(new G(sched));
        }
        assertThat(sched.waking.nmspinning()).isEqualTo(sched.ms.count());
        return sched.ms.count();
    }

    /** Ms are made, and don't get a CPU. */
    private static final class NoThreads extends SilentHost {
        @Override
        void startThread(M m) {}
    }
}
