package dev.baton.sched;

import org.jetbrains.lincheck.datastructures.Operation;
import org.jetbrains.lincheck.datastructures.Validate;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * A P that is lent for short Gs while its own G computes: it goes back to its M, or the loan ends,
 * and never both; and no G is left waiting. The broken twins do not end the loan, and do not give
 * the P back.
 */
@Tag("lincheck")
class LentPLincheckTest {
    @Test
    void aLongGIsRunByTheOneThatComputedOrWhereThePIs() {
        ModelCheck.assertHolds(ComesBack.class, "borrow", "comeBack");
    }

    @Test
    void aLoanThatGoesOnIsCaught() {
        ModelCheck.assertCaught(LoanGoesOn.class, "borrow", "comeBack");
    }

    @Test
    void aPThatIsNotGivenBackIsCaught() {
        ModelCheck.assertCaught(KeepsIt.class, "borrow", "inject");
    }

    @Test
    void aLongGThatIsReadiedMeanwhileIsRun() {
        ModelCheck.assertHolds(ComesBack.class, "borrow", "comeBack", "inject");
    }

    @Test
    void aShortGThatIsReadiedMeanwhileIsRun() {
        ModelCheck.assertHolds(ShortOneComes.class, "borrow", "comeBack", "inject");
    }

    @Test
    void aLoanThatSysmonEndsIsOverOnce() {
        ModelCheck.assertHolds(ComesBack.class, "borrow", "comeBack", "end");
    }

    /** A long G waits, another computes, and an M has been handed the P of that. */
    public static class ComesBack {
        final Model model;
        private final M computing;
        private final P p;
        private final M borrows;
        private final ModelG late;

        public ComesBack() {
            this(new Model.RealScheduler(1), false);
        }

        ComesBack(Scheduler sched, boolean lateIsShort) {
            model = new Model(sched);
            computing = model.mWith(model.g(new ModelSteps.StayAway(), new ModelSteps.Park(0)));
            p = computing.p;
            sched.ready(injected(false));
            late = injected(lateIsShort);
            if (!p.lend(p.laWord(), computing)) {
                throw new AssertionError(p + " can't be lent");
            }
            sched.ms.start(p, false);
            borrows = sched.ms.first();
            if (borrows == computing || borrows.nextp != p) {
                throw new AssertionError("no M was handed " + p);
            }
        }

        private ModelG injected(boolean isShort) {
            ModelG g = model.g(new ModelSteps.Compute(), new ModelSteps.Park(0));
            g.burstNs = isShort ? 0 : Discipline.UNMEASURED;
            return g;
        }

        @Operation
        public void borrow() {
            model.run(borrows);
        }

        /** Its G parks. */
        @Operation
        public void comeBack() {
            model.goOn(computing);
        }

        @Operation
        public void inject() {
            model.sched.ready(late);
        }

        /** By sysmon: that G has computed for long. */
        @Operation
        public void end() {
            p.endLoan(computing);
        }

        @Validate
        public void check() {
            model.settle();
            model.host.now += Sysmon.SLICE_NS;
            model.sched.sysmon.retake(model.host.now);
            model.host.now += Sysmon.SLICE_NS;
            model.sched.sysmon.retake(model.host.now);
            model.settle();
            model.checkAtRest();
        }
    }

    public static class ShortOneComes extends ComesBack {
        public ShortOneComes() {
            super(new Model.RealScheduler(1), true);
        }
    }

    private static final class WithP extends Model.RealScheduler {
        private final boolean keeps;

        WithP(boolean keeps) {
            super(1);
            this.keeps = keeps;
        }

        @Override
        Ps newPs(int maxProcs) {
            return new Model.ModelPs(this, maxProcs) {
                @Override
                P makeP(int id) {
                    return new Broken(id, sched);
                }
            };
        }

        private final class Broken extends ModelP {
            Broken(int id, Scheduler sched) {
                super(id, sched);
            }

            @Override
            boolean endLoan(M from) {
                return keeps && super.endLoan(from);
            }

            @Override
            boolean giveBack(int from) {
                return !keeps && super.giveBack(from);
            }
        }
    }

    public static class LoanGoesOn extends ComesBack {
        public LoanGoesOn() {
            super(new WithP(false), false);
        }

        /** Without sysmon, which would take the P from an M that sleeps. */
        @Validate
        @Override
        public void check() {
            model.settle();
            model.checkAtRest();
        }
    }

    public static class KeepsIt extends ComesBack {
        public KeepsIt() {
            super(new WithP(true), false);
        }
    }
}
