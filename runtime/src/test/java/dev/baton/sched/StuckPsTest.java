package dev.baton.sched;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/**
 * Ps that are stuck for good are not among those that each M that looks for work walks, however
 * many they are; and are again when their Ms come back.
 */
class StuckPsTest {
    private static final int STUCK = 100;

    private final Scheduler sched =
            new Scheduler(
                    "test",
                    1,
                    2 * STUCK,
                    new SilentHost() {
                        @Override
                        void startThread(M m) {}
                    });

    @Test
    void whoIsStuckForGoodIsNotLookedThrough() {
        for (P p : run(STUCK)) {
            assertThat(sched.ps.markStuck(p, P.STUCK_BLOCKED, p.dispatches())).isTrue();
            assertThat(sched.ps.livep()).doesNotContain(p);
        }
        assertThat(sched.ps.livep()).hasSizeLessThan(STUCK / 10);
        assertThat(sched.ps.allp()).hasSizeGreaterThanOrEqualTo(STUCK);
    }

    @Test
    void whoComputesForAMomentIs() {
        P p = run(1).getFirst();
        assertThat(sched.ps.markStuck(p, P.BUSY, p.dispatches())).isTrue();
        assertThat(sched.ps.livep()).contains(p);
        assertThat(sched.ps.markStuck(p, P.STUCK_COMPUTING, p.dispatches())).isTrue();
        assertThat(sched.ps.livep()).doesNotContain(p);
    }

    @Test
    void whoComesBackIsAgainAndOnce() {
        List<P> ps = run(STUCK);
        ps.forEach(p -> sched.ps.markStuck(p, P.STUCK_BLOCKED, p.dispatches()));
        ps.forEach(sched.ps::settle);
        assertThat(sched.ps.livep()).containsAll(ps).doesNotHaveDuplicates();
    }

    /** Ps that each run on an M of its own. */
    private List<P> run(int n) {
        List<P> running = new ArrayList<>();
        sched.ps.setMaxprocs(n);
        for (int i = 0; i < n; i++) {
            sched.lock.lock();
            P p = sched.ps.get(null);
            sched.lock.unlock();
            sched.ms.start(p, false);
            sched.takeNextP(sched.ms.first());
            running.add(p);
        }
        return running;
    }
}
