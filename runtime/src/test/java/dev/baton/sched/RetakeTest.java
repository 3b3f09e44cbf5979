package dev.baton.sched;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

/**
 * When sysmon takes a P out of a call: when its M sleeps there, though it was in another call at
 * each look before (a reader into whose pipe a byte comes every 0.3 ms); and not while its M runs.
 * And when it is taken from one that computes: when that has had its slice of a CPU.
 */
class RetakeTest {
    private static final long LOOK_NS = 500_000;
    private static final int LOOKS = 10;
    private static final long SLICE_NS = Retake.SLICE_NS;

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
            sched.sysmon.retake.look(look * LOOK_NS);
        }
        assertThat(m.p.laState()).isEqualTo(PStatus.OUTSIDE);
        assertThat(m.p.m).isSameAs(m);
        assertThat(sched.stats().retakes).isZero();
    }

    @Test
    void whoComputesGivesItUpAfterItsSlice() {
        kernel.share = 1;
        assertThat(takenAfter(kernel)).isBetween(SLICE_NS, 2 * SLICE_NS);
    }

    @Test
    void whomTheOsLetsRunHalfOfTheTimeHasItTwiceAsLong() {
        kernel.share = 0.5;
        assertThat(takenAfter(kernel)).isBetween(2 * SLICE_NS, 3 * SLICE_NS);
    }

    @Test
    void whomTheOsDoesNotLetRunKeepsItAsOneThatComputesForLong() {
        assertKeptWithoutACpu(kernel);
    }

    @Test
    void byTheClockItIsTakenFromWhomTheOsDoesNotLetRun() {
        Kernel twin =
                new Kernel() {
                    @Override
                    long cpuNanos(M m) {
                        return -1; // as where the system does not tell
                    }
                };
        assertThatThrownBy(() -> assertKeptWithoutACpu(twin)).isInstanceOf(AssertionError.class);
    }

    private static void assertKeptWithoutACpu(Kernel kernel) {
        kernel.share = 0;
        assertThat(takenAfter(kernel))
                .isBetween(Retake.HOG_SLICE_NS, Retake.HOG_SLICE_NS + SLICE_NS);
    }

    /** When it is taken from an M that runs its G, while an ordinary one waits. */
    private static long takenAfter(Kernel kernel) {
        kernel.state = Host.KernelState.RUNNING;
        Scheduler sched = new Scheduler("test", 1, 10, kernel);
        M m = inACall(sched);
        m.curg.soStatus(G.SYSCALL, G.RUNNING);
        long now = 0;
        while (sched.stats().sparesComputing == 0 && now < 2 * Retake.HOG_SLICE_NS) {
            now += LOOK_NS;
            kernel.now = now;
            sched.sysmon.retake.look(now);
        }
        return now - LOOK_NS; // the burst was seen to begin at the first look
    }

    private static void assertTakenFromOneThatSleeps(Kernel kernel) {
        kernel.state = Host.KernelState.ASLEEP;
        Scheduler sched = new Scheduler("test", 1, 10, kernel);
        M m = inACall(sched);
        for (int look = 1; look <= LOOKS && sched.stats().retakes == 0; look++) {
            m.nextCall();
            sched.sysmon.retake.look(look * LOOK_NS);
        }
        assertThat(sched.stats().retakes).isEqualTo(1);
    }

    /** The only P is left in a call, and a G waits for it. */
    static M inACall(Scheduler sched) {
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
        long now;

        /** Of a CPU. */
        double share = 1;

        @Override
        long cpuNanos(M m) {
            return (long) (share * now);
        }

        @Override
        void startThread(M m) {}

        @Override
        KernelState kernelState(M m) {
            return state;
        }
    }
}
