package dev.baton.sched;

import org.jetbrains.lincheck.datastructures.Operation;
import org.jetbrains.lincheck.datastructures.Validate;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * The slot that a P lends to short Gs while its own G computes: no short G is left waiting beside
 * it, and no long one when the slot is there for any again. The broken twins lend it and wake
 * nobody, and hold a P for a spare one when the other has gone.
 */
@Tag("lincheck")
class LentSlotLincheckTest {
    @Test
    void aShortGThatIsReadiedWhileTheSlotIsLentIsRun() {
        ModelCheck.assertHolds(Lends.class, "lend", "inject");
    }

    @Test
    void lendingTheSlotAndWakingNobodyIsCaught() {
        ModelCheck.assertCaught(LendsTwin.class, "lend", "inject");
    }

    @Test
    void aLongGIsRunByTheOneThatComputedOrByTheSpareP() {
        ModelCheck.assertHolds(ComesBack.class, "spare", "comeBack");
    }

    @Test
    void aSparePThatStaysOneIsCaught() {
        ModelCheck.assertCaught(ComesBackTwin.class, "spare", "comeBack");
    }

    @Test
    void aLongGThatIsReadiedMeanwhileIsRun() {
        ModelCheck.assertHolds(ComesBackBesideInjector.class, "spare", "comeBack", "inject");
    }

    @Test
    void aSlotThatIsGivenForGoodIsUsed() {
        ModelCheck.assertHolds(GivenForGood.class, "spare", "give");
    }

    /** What the scenarios have in common: one P, whose G computes. */
    public abstract static class Scenario {
        final Model model;
        final M busy;
        final P p;

        Scenario(Scheduler sched) {
            model = new Model(sched);
            busy = model.mWith(model.g(new ModelSteps.StayAway(), new ModelSteps.Park(0)));
            p = busy.p;
        }

        /** By sysmon. */
        void mark(int why) {
            if (!model.sched.ps.markStuck(p, why, p.dispatches())) {
                throw new AssertionError(p + " can't be marked");
            }
        }

        ModelG injected(boolean isShort) {
            ModelG g = model.g(new ModelSteps.Compute(), new ModelSteps.Park(0));
            g.burstNs = isShort ? 0 : Discipline.UNMEASURED;
            return g;
        }

        @Validate
        public void check() {
            model.settle();
            model.checkAtRest();
        }
    }

    public static class Lends extends Scenario {
        private final ModelG g;

        public Lends() {
            this(new Model.RealScheduler(1));
        }

        Lends(Scheduler sched) {
            super(sched);
            g = injected(true);
        }

        @Operation
        public void lend() {
            mark(P.BUSY);
        }

        @Operation
        public void inject() {
            model.sched.ready(g);
        }
    }

    public static class LendsTwin extends Lends {
        public LendsTwin() {
            super(new WakesNobody());
        }

        private static final class WakesNobody extends Model.RealScheduler {
            private boolean marks;

            WakesNobody() {
                super(1);
            }

            @Override
            Ps newPs(int maxProcs) {
                return new Model.ModelPs(this, maxProcs) {
                    @Override
                    boolean markStuck(P p, int why, long dispatches) {
                        marks = true;
                        boolean marked = super.markStuck(p, why, dispatches);
                        marks = false;
                        return marked;
                    }
                };
            }

            @Override
            void wakep(int enough) {
                if (!marks) {
                    super.wakep(enough);
                }
            }
        }
    }

    /** A long G waits, and an M has been handed the spare P, in which it may not run that one. */
    public static class ComesBack extends Scenario {
        private final M spare;

        public ComesBack() {
            this(new Model.RealScheduler(1));
        }

        ComesBack(Scheduler sched) {
            super(sched);
            model.sched.ready(injected(false));
            mark(P.BUSY);
            spare = model.sched.ms.first();
            if (spare == busy || spare.nextp == null || !spare.nextp.spare) {
                throw new AssertionError("no M was handed a spare P");
            }
        }

        @Operation
        public void spare() {
            model.run(spare);
        }

        /** Its G parks. */
        @Operation
        public void comeBack() {
            model.goOn(busy);
        }
    }

    public static class ComesBackTwin extends ComesBack {
        public ComesBackTwin() {
            super(new StaysSpare());
        }

        /** Nor does it look again when it has become idle, which would make up for it. */
        private static final class StaysSpare extends Model.RealScheduler {
            StaysSpare() {
                super(1);
            }

            @Override
            Ps newPs(int maxProcs) {
                return new Model.ModelPs(this, maxProcs) {
                    @Override
                    boolean isForShortOnes(P p) {
                        return p.spare;
                    }
                };
            }

            @Override
            boolean lastLook(M m) {
                return false;
            }
        }
    }

    public static class ComesBackBesideInjector extends ComesBack {
        private final ModelG g = injected(false);

        @Operation
        public void inject() {
            model.sched.ready(g);
        }
    }

    /** The other has computed for 10 ms. */
    public static class GivenForGood extends ComesBack {
        @Operation
        public void give() {
            mark(P.STUCK_COMPUTING);
        }
    }
}
