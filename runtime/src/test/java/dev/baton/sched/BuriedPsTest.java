package dev.baton.sched;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Ps come and go: what they have off-heap is used again. The broken twin makes it anew. */
class BuriedPsTest {
    private static final int SPARES = 100;
    private static final int ROUNDS = 20;

    /** Counts the locks that it makes. */
    private static final class CountingHost extends SilentHost {
        private int mutexes;

        @Override
        Mutex newMutex() {
            mutexes++;
            return super.newMutex();
        }
    }

    /** Each P has timers of its own, with a lock that nobody gives back. */
    private static final class NeverUsesAgain extends Scheduler {
        NeverUsesAgain(Host host) {
            super("twin", 1, 10, host);
        }

        @Override
        Ps newPs(int maxProcs) {
            return new Ps(this, maxProcs) {
                @Override
                TimerHeap takeTimers() {
                    return new TimerHeap(host.newMutex());
                }
            };
        }
    }

    @Test
    void theirLocksAreUsedAgain() {
        CountingHost host = new CountingHost();
        check(new Scheduler("test", 1, 10, host), host);
    }

    @Test
    void locksThatAreMadeAnewAreCaught() {
        CountingHost host = new CountingHost();
        assertThatThrownBy(() -> check(new NeverUsesAgain(host), host))
                .isInstanceOf(AssertionError.class)
                .hasMessageContaining("locks made");
    }

    private static void check(Scheduler sched, CountingHost host) {
        int least = host.mutexes;
        for (int round = 0; round < ROUNDS; round++) {
            sched.ps.setMaxprocs(SPARES);
            sched.lock.lock();
            List<P> ps = new ArrayList<>();
            for (P p = sched.ps.get(null); p != null; p = sched.ps.get(null)) {
                ps.add(p);
            }
            assertThat(ps).hasSize(SPARES).doesNotHaveDuplicates();
            assertThat(ps).extracting(p -> p.timers).doesNotHaveDuplicates();
            ps.forEach(sched.ps::put);
            sched.lock.unlock();
            sched.ps.setMaxprocs(1);
            sched.lock.lock();
            sched.ps.trim();
            sched.lock.unlock();
            assertThat(sched.ps.allp()).hasSizeLessThan(SPARES / 10);
        }
        assertThat(host.mutexes - least).as("locks made").isLessThanOrEqualTo(SPARES);
    }
}
