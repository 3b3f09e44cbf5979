package dev.baton.sched;

import org.jetbrains.lincheck.datastructures.Operation;
import org.jetbrains.lincheck.datastructures.Validate;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * A G that leaves its M while others make it runnable again, and while somebody looks at its stack,
 * which the JDK does not let it run meanwhile. The broken twin does not look again after it found a
 * G that was not to run.
 */
@Tag("lincheck")
class ReadyLincheckTest {
    @Test
    void aGThatIsUnparkedWhileItParksGoesOn() {
        ModelCheck.assertHolds(Parks.class, "run", "unpark");
    }

    @Test
    void aGWhoseStackIsLookedAtWhileItIsUnparkedGoesOn() {
        ModelCheck.assertHolds(Parks.class, "run", "unpark", "look");
    }

    @Test
    void aGWhoseStackIsLookedAtWhileItIsRunGoesOn() {
        ModelCheck.assertHolds(5 * ModelCheck.INVOCATIONS, IsRun.class, "run", "look");
    }

    @Test
    void aGThatIsReadiedAmidTheTakingOfThePGoesOn() {
        ModelCheck.assertHolds(
                10 * ModelCheck.INVOCATIONS, ReadiesNext.class, "run", "fewerPs retake");
    }

    @Test
    void notLookingWhoHasThePAfterwardsIsCaught() {
        ModelCheck.assertCaught(
                5 * ModelCheck.INVOCATIONS, ReadiesNextTwin.class, "run", "fewerPs retake");
    }

    @Test
    void notLookingAgainAfterAGThatDidNotRunIsCaught() {
        ModelCheck.assertCaught(5 * ModelCheck.INVOCATIONS, IsRunTwin.class, "run", "look");
    }

    public abstract static class Scenario {
        final Model model;
        final ModelG g;
        M m;

        Scenario(Scheduler sched) {
            model = new Model(sched);
            g =
                    model.g(
                            new ModelSteps.StayAway(),
                            new ModelSteps.Park(0),
                            new ModelSteps.Compute(),
                            new ModelSteps.Park(0));
            m = model.mWith(g);
        }

        @Operation
        public void look() {
            g.lookAtStack();
        }

        @Validate
        public void check() {
            model.settle();
            model.checkAtRest();
        }
    }

    public static class Parks extends Scenario {
        public Parks() {
            super(new Model.RealScheduler(1));
        }

        @Operation
        public void run() {
            model.goOn(m);
        }

        @Operation
        public void unpark() {
            g.unpark();
        }
    }

    /**
     * The G on an M readies another while sysmon finds that M asleep, and takes its P; which goes
     * idle, for there is nothing to run, or for there are to be fewer Ps, and the other is busy.
     */
    public static class ReadiesNext {
        private final Model model;
        private final M m;

        public ReadiesNext() {
            this(new Model.RealScheduler(2));
        }

        ReadiesNext(Scheduler sched) {
            model = new Model(sched);
            ModelG parked =
                    model.g(
                            new ModelSteps.StayAway(),
                            new ModelSteps.Park(0),
                            new ModelSteps.Compute(),
                            new ModelSteps.Park(0));
            model.goOn(model.mWith(parked));
            model.mWith(model.g(new ModelSteps.StayAway()));
            m =
                    model.mWith(
                            model.g(
                                    new ModelSteps.StayAway(),
                                    new ModelSteps.Enter(),
                                    g -> parked.unpark(),
                                    new ModelSteps.StayAway()));
        }

        @Operation
        public void run() {
            model.goOn(m);
        }

        @Operation
        public void fewerPs() {
            model.sched.setMaxProcs(1);
        }

        @Operation
        public void retake() {
            P p = m.p;
            long w = p.laWord();
            if (p.m == m && p.take(w, PStatus.IDLE)) {
                model.sched.waking.handoffp(p);
            }
        }

        /** Thieves alone look there, and all that are not idle may have enough to do for ever. */
        @Validate
        public void check() {
            for (P p : model.sched.ps.allp()) {
                if (p.laState() == PStatus.IDLE && !p.queue.isEmpty()) {
                    throw new AssertionError(p + " is idle and has a G");
                }
            }
        }
    }

    public static class ReadiesNextTwin extends ReadiesNext {
        public ReadiesNextTwin() {
            super(
                    new Model.RealScheduler(2) {
                        @Override
                        Waking newWaking() {
                            return new Waking(this) {
                                @Override
                                boolean isUntouched(P p, long word) {
                                    return true;
                                }
                            };
                        }
                    });
        }
    }

    /** It is in a queue, and an M has been woken for it. */
    public static class IsRun extends Scenario {
        public IsRun() {
            this(new ModelHost());
        }

        IsRun(ModelHost host) {
            super(new Model.RealScheduler(1, host));
            model.goOn(m);
            g.unpark();
        }

        @Operation
        public void run() {
            model.run(m);
        }
    }

    public static class IsRunTwin extends IsRun {
        public IsRunTwin() {
            super(
                    new ModelHost() {
                        @Override
                        boolean isRunnable(G g) {
                            return false;
                        }
                    });
        }
    }
}
