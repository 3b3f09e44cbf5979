package dev.baton.sched;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

/**
 * A spare P becomes an ordinary one while its M looks for work, and its own ring is full of long
 * Gs, which it has passed over. The broken twin asks again before it steals: there is no room then
 * for what it takes.
 */
class SpareStealsTest {
    private static final int MANY = 200;

    @Test
    void anMLooksForWhatItBeganToLookForThoughItsPIsNoSpareAnyMore() {
        Host host = new HookedHost();
        assertThat(spinningAfterTheSearch(new Model.RealScheduler(2, host))).isZero();
    }

    @Test
    void askingAgainBeforeStealingIsCaught() {
        Scheduler twin =
                new Model.RealScheduler(2, new HookedHost()) {
                    @Override
                    G stealWork(M m, P p, long now, boolean shortOnesOnly) {
                        return super.stealWork(m, p, now, ps.isForShortOnes(p));
                    }
                };
        assertThatThrownBy(() -> spinningAfterTheSearch(twin))
                .hasStackTraceContaining("into a queue without room");
    }

    /** How many Ms are counted as looking when none does. */
    private static int spinningAfterTheSearch(Scheduler sched) {
        Model model = new Model(sched);
        M computing = model.mWith(staysAway(model, g -> {}));
        model.mWith(staysAway(model, g -> readyMany(model)));
        ModelG quick = model.g(g -> readyMany(model), new ModelSteps.Park(0));
        quick.burstNs = 0;
        sched.ready(quick);
        assertThat(sched.ps.markStuck(computing.p, P.BUSY, computing.p.dispatches())).isTrue();
        M spare = sched.ms.first();
        P its = spare.nextp;
        assertThat(its.spare).isTrue();
        ((HookedHost) sched.host).hook =
                () -> {
                    if (sched.host.currentM() == spare
                            && spare.spinning
                            && its.queue.size() >= MANY
                            && computing.p.stuck == P.BUSY) {
                        sched.ps.markStuck(
                                computing.p, P.STUCK_COMPUTING, computing.p.dispatches());
                    }
                };
        model.run(spare);
        ((HookedHost) sched.host).hook = () -> {};
        model.host.throwFailure();
        assertThat(computing.p.stuck).isEqualTo(P.STUCK_COMPUTING);
        return sched.nmspinning();
    }

    private static ModelG staysAway(Model model, ModelG.Step first) {
        return model.g(first, new ModelSteps.StayAway(), new ModelSteps.Park(0));
    }

    private static void readyMany(Model model) {
        for (int i = 0; i < MANY; i++) {
            model.sched.ready(model.g(new ModelSteps.Park(0)));
        }
    }

    /** Something is done at each step, as another thread would. */
    private static final class HookedHost extends ModelHost {
        private Runnable hook = () -> {};

        @Override
        void step() {
            hook.run();
        }
    }
}
