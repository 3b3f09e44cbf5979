package dev.baton.sched;

import org.jetbrains.lincheck.datastructures.Operation;
import org.jetbrains.lincheck.datastructures.Validate;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * A P that is lent for short Gs while its own G computes: it goes back to its M, or the loan ends,
 * and never both; and no G is left waiting. The broken twins do not end the loan, and give the P
 * back without a CAS.
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
    void givingItBackWithoutCasIsCaught() {
        ModelCheck.assertCaught(BackWithoutCas.class, "borrow", "comeBack");
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
            sched.waking.ready(injected(false));
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
            model.sched.waking.ready(late);
        }

        /** By sysmon: that G has computed for long. */
        @Operation
        public void end() {
            p.endLoan(computing);
        }

        @Validate
        public void check() {
            model.settle();
            if (hasSysmon()) { // else it would take the P from an M that sleeps
                for (int look = 0; look < 2; look++) {
                    model.host.now += Retake.SLICE_NS;
                    model.sched.sysmon.retake.look(model.host.now);
                }
                model.settle();
            }
            model.checkAtRest();
        }

        boolean hasSysmon() {
            return true;
        }
    }

    public static class ShortOneComes extends ComesBack {
        public ShortOneComes() {
            super(new Model.RealScheduler(1), true);
        }
    }

    /** A P with one of its edges broken. */
    private static final class WithP extends Model.RealScheduler {
        private final boolean endsLoans;

        WithP(boolean endsLoans) {
            super(1);
            this.endsLoans = endsLoans;
        }

        @Override
        Ps newPs(int maxProcs) {
            return new Model.ModelPs(this, maxProcs) {
                @Override
                P makeP(int id) {
                    return endsLoans ? new GivesBackBlindly(id, sched) : new StaysLent(id, sched);
                }
            };
        }
    }

    private static final class StaysLent extends ModelP {
        StaysLent(int id, Scheduler sched) {
            super(id, sched);
        }

        @Override
        boolean comeBack(M by) {
            return comeIn(by);
        }
    }

    private static final class GivesBackBlindly extends ModelP {
        GivesBackBlindly(int id, Scheduler sched) {
            super(id, sched);
        }

        @Override
        boolean giveBack(int from) {
            if (!isLent(laWord())) {
                return false;
            }
            m = lender;
            move(from, INSIDE);
            endLoan(lender);
            goOut();
            return true;
        }
    }

    public static class LoanGoesOn extends ComesBack {
        public LoanGoesOn() {
            super(new WithP(false), false);
        }

        @Override
        boolean hasSysmon() {
            return false;
        }
    }

    public static class BackWithoutCas extends ComesBack {
        public BackWithoutCas() {
            super(new WithP(true), false);
        }

        @Override
        boolean hasSysmon() {
            return false;
        }
    }
}
