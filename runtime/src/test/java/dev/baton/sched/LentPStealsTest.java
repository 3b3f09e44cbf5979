package dev.baton.sched;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

/**
 * The loan of a P ends while an M looks for work with it, and its own ring is full of long Gs,
 * which it has passed over. The broken twin asks again before it steals: there is no room then for
 * what it takes.
 */
class LentPStealsTest {
    private static final int MANY = 200;

    @Test
    void anMLooksForWhatItBeganToLookForThoughItsPIsNotLentAnyMore() {
        Host host = new HookedHost();
        assertThat(spinningAfterTheSearch(new Model.RealScheduler(2, host))).isZero();
    }

    @Test
    void askingAgainBeforeStealingIsCaught() {
        Scheduler twin =
                new Model.RealScheduler(2, new HookedHost()) {
                    @Override
                    WorkSearch newSearch() {
                        return new AsksAgain(this);
                    }
                };
        assertThatThrownBy(() -> spinningAfterTheSearch(twin))
                .hasStackTraceContaining("into a queue without room");
    }

    private static final class AsksAgain extends WorkSearch {
        AsksAgain(Scheduler sched) {
            super(sched);
        }

        @Override
        G stealWork(M m, P p, boolean shortOnesOnly) {
            return super.stealWork(m, p, p.isForShortOnes());
        }
    }

    /** How many Ms are counted as looking when none does. */
    private static int spinningAfterTheSearch(Scheduler sched) {
        Model model = new Model(sched);
        M computing = model.mWith(staysAway(model, g -> {}));
        model.mWith(staysAway(model, g -> readyMany(model)));
        ModelG quick = model.g(g -> readyMany(model), new ModelSteps.Park(0));
        quick.burstNs = 0;
        sched.waking.ready(quick);
        P its = computing.p;
        assertThat(its.lend(its.laWord(), computing)).isTrue();
        sched.ms.start(its, false);
        M borrows = sched.ms.first();
        assertThat(borrows.nextp).isSameAs(its);
        ((HookedHost) sched.host).hook =
                () -> {
                    if (sched.host.currentM() == borrows
                            && borrows.spinning
                            && its.queue.size() >= MANY) {
                        its.endLoan(computing);
                    }
                };
        model.run(borrows);
        ((HookedHost) sched.host).hook = () -> {};
        model.host.throwFailure();
        assertThat(PStatus.isLent(its.laWord())).isFalse();
        return sched.waking.nmspinning();
    }

    private static ModelG staysAway(Model model, ModelG.Step first) {
        return model.g(first, new ModelSteps.StayAway(), new ModelSteps.Park(0));
    }

    private static void readyMany(Model model) {
        for (int i = 0; i < MANY; i++) {
            model.sched.waking.ready(model.g(new ModelSteps.Park(0)));
        }
    }
}
