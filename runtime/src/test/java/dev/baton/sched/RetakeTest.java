package dev.baton.sched;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

/**
 * When sysmon takes a P out of a call: when its M sleeps there, though it was in another call at
 * each look before (a reader into whose pipe a byte comes every 0.3 ms); and not while its M runs.
 */
class RetakeTest {
    private static final long LOOK_NS = 500_000;
    private static final int LOOKS = 10;

    private final Kernel kernel = new Kernel();

    @Test
    void itIsTakenFromAnMThatSleepsHoweverShortItsCallsAre() {
        assertTakenFromOneThatSleeps(kernel);
    }

    @Test
    void whoWantsToSeeTheSameCallTwiceNeverTakesIt() {
        Kernel twin =
                new Kernel() {
                    private long seenCalls = -1;

                    @Override
                    KernelState kernelState(M m) {
                        boolean same = m.calls() == seenCalls;
                        seenCalls = m.calls();
                        return same ? super.kernelState(m) : KernelState.RUNNING;
                    }
                };
        assertThatThrownBy(() -> assertTakenFromOneThatSleeps(twin))
                .isInstanceOf(AssertionError.class);
    }

    @Test
    void anMThatRunsKeepsItHoweverLongItsCallTakes() {
        kernel.state = Host.KernelState.RUNNING;
        Scheduler sched = new Scheduler("test", 1, 10, kernel);
        M m = inACall(sched);
        for (int look = 1; look <= LOOKS; look++) {
            sched.sysmon.retake(look * LOOK_NS);
        }
        assertThat(m.p.laState()).isEqualTo(PStatus.OUTSIDE);
        assertThat(m.p.m).isSameAs(m);
        assertThat(sched.stats().retakes).isZero();
    }

    private static void assertTakenFromOneThatSleeps(Kernel kernel) {
        kernel.state = Host.KernelState.ASLEEP;
        Scheduler sched = new Scheduler("test", 1, 10, kernel);
        M m = inACall(sched);
        for (int look = 1; look <= LOOKS && sched.stats().retakes == 0; look++) {
            m.nextCall();
            sched.sysmon.retake(look * LOOK_NS);
        }
        assertThat(sched.stats().retakes).isEqualTo(1);
    }

    /** The only P is left in a call, and a G waits for it. */
    private static M inACall(Scheduler sched) {
        sched.lock.lock();
        P p = sched.ps.get(null);
        sched.lock.unlock();
        sched.ms.start(p, false);
        M m = sched.ms.first();
        m.takeNextP();
        G g = new G(sched);
        g.soStatus(G.IDLE, G.SYSCALL);
        m.curg = g;
        m.goOut();
        sched.runq.put(new G(sched));
        return m;
    }

    /** What each M is said to do. */
    private static class Kernel extends SilentHost {
        KernelState state;

        @Override
        void startThread(M m) {}

        @Override
        KernelState kernelState(M m) {
            return state;
        }
    }
}
