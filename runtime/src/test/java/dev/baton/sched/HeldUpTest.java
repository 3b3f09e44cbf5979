package dev.baton.sched;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/**
 * An M is held up in the scheduler for long, just after it has taken several Gs from the line of
 * all into its ring: its P is marked, and emptied before they are in it. The G that it runs then
 * never comes back; the others run all the same. The broken twin does not look at the mark once
 * more.
 */
class HeldUpTest {
    private static final int GS = 10;

    @Test
    void whatAnMTookJustAfterItsPWasMarkedIsRunByOthers() {
        assertThat(leftOver(new Model.RealScheduler(1, new HookedHost()))).isZero();
    }

    @Test
    void notLookingAtTheMarkAgainIsCaught() {
        Scheduler twin =
                new Model.RealScheduler(1, new HookedHost()) {
                    @Override
                    void settleInScheduler(P p) {}
                };
        assertThat(leftOver(twin)).isPositive();
    }

    /** How many Gs are where nobody finds them. */
    private static int leftOver(Scheduler sched) {
        Model model = new Model(sched);
        M m = model.m();
        P p = m.nextp;
        sched.ready(model.g(new ModelSteps.StayAway(), new ModelSteps.Park(0)));
        for (int i = 1; i < GS; i++) {
            sched.ready(model.g(new ModelSteps.Park(0)));
        }
        HookedHost host = (HookedHost) sched.host;
        host.hook =
                () -> {
                    if (sched.host.currentM() == m && p.laStatus() == P.RUNNING && m.curg == null) {
                        host.hook = () -> {}; // what follows has steps of its own
                        sched.ps.markStuck(p, P.STUCK_COMPUTING, p.dispatches());
                    }
                };
        model.run(m);
        // The next look of sysmon: that G sleeps in a call that nobody announced.
        sched.ps.markStuck(p, P.STUCK_BLOCKED, p.dispatches());
        model.settle();
        return p.queue.size() + sched.runq.size();
    }

    /** Something is done at one step, as another thread would. */
    private static final class HookedHost extends ModelHost {
        private Runnable hook = () -> {};

        @Override
        void step() {
            hook.run();
        }
    }
}
