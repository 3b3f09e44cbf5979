package dev.baton.sched;

import org.jetbrains.lincheck.datastructures.Operation;
import org.jetbrains.lincheck.datastructures.Validate;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * Gs that enter the kernel and come back, while sysmon retakes Ps, others come back too, and the
 * world is stopped: a P has one user, every G goes on, and no slot is lost. The broken twin changes
 * the P's word without a CAS.
 */
@Tag("lincheck")
class SyscallPathLincheckTest {
    @Test
    void aPIsRetakenOrComesBackNotBoth() {
        ModelCheck.assertHolds(Retaken.class, "run", "retake retake");
    }

    @Test
    void retakingWithoutCasIsCaught() {
        ModelCheck.assertCaught(RetakenTwin.class, "run", "retake retake");
    }

    @Test
    void twoThatComeBackForOnePBothGoOn() {
        ModelCheck.assertHolds(
                2 * ModelCheck.INVOCATIONS, TwoComeBack.class, "comeBack", "run", "retake retake");
    }

    @Test
    void twoThatComeBackWithoutCasAreCaught() {
        ModelCheck.assertCaught(
                2 * ModelCheck.INVOCATIONS,
                TwoComeBackTwin.class,
                "comeBack",
                "run",
                "retake retake");
    }

    @Test
    void aGThatParksInsideASectionTakesItsPBackOrFindsAnother() {
        ModelCheck.assertHolds(ParksInside.class, "run", "retake retake", "unpark");
    }

    @Test
    void aGThatParksInsideASectionWithoutCasIsCaught() {
        ModelCheck.assertCaught(ParksInsideTwin.class, "run", "retake retake", "unpark");
    }

    @Test
    void aPHandedOffAtOnceIsFoundByOneThatComesBack() {
        ModelCheck.assertHolds(HandsOffAtOnce.class, "run", "comeBack");
    }

    @Test
    void handingOffAtOnceWithoutALookIsCaught() {
        ModelCheck.assertCaught(HandsOffAtOnceTwin.class, "run", "comeBack");
    }

    @Test
    void whileTheWorldIsStoppedNobodyComputes() {
        ModelCheck.assertHolds(Stopped.class, "run", "stop", "comeBack");
    }

    @Test
    void comingBackWithoutCasWhileTheWorldIsStoppedIsCaught() {
        ModelCheck.assertCaught(StoppedTwin.class, "run", "stop", "comeBack");
    }

    /** Looks, and then writes. */
    private static final class WithoutCas extends Model.RealScheduler {
        WithoutCas(int maxProcs) {
            super(maxProcs);
        }

        @Override
        Ps newPs(int maxProcs) {
            return new Model.ModelPs(this, maxProcs) {
                @Override
                P makeP(int id) {
                    return new PWithoutCas(id, sched);
                }
            };
        }
    }

    private static final class PWithoutCas extends ModelP {
        PWithoutCas(int id, Scheduler sched) {
            super(id, sched);
        }

        @Override
        boolean casWord(long from, long to) {
            if (laWord() != from) {
                return false;
            }
            while (!super.casWord(laWord(), to)) {
                // as if it were a store
            }
            return true;
        }
    }

    /** What the scenarios have in common: a G that computes, is in the kernel, and computes. */
    public abstract static class Scenario {
        final Model model;
        final M m;
        final M inKernel;

        Scenario(Scheduler sched, boolean withOneInKernel, ModelG.Step... steps) {
            model = new Model(sched);
            if (withOneInKernel) {
                inKernel =
                        model.mWith(
                                model.g(
                                        new ModelSteps.EnterBlock(),
                                        new ModelSteps.StayAway(),
                                        new ModelSteps.Exit(),
                                        new ModelSteps.Compute(),
                                        new ModelSteps.Park(0)));
            } else {
                inKernel = null;
            }
            m = model.mWith(model.g(steps));
        }

        static ModelG.Step[] enterAndExit() {
            return new ModelG.Step[] {
                new ModelSteps.StayAway(),
                new ModelSteps.Compute(),
                new ModelSteps.Enter(),
                new ModelSteps.Exit(),
                new ModelSteps.Compute(),
                new ModelSteps.Park(0)
            };
        }

        @Operation
        public void run() {
            model.goOn(m);
        }

        @Operation
        public void comeBack() {
            model.goOn(inKernel);
        }

        /** One look of sysmon: whoever is out with a P sleeps. */
        @Operation
        public void retake() {
            model.host.now += Retake.SLICE_NS;
            model.sched.sysmon.retake.look(model.host.now);
        }

        @Validate
        public void check() {
            model.settle();
            model.checkAtRest();
        }
    }

    public static class Retaken extends Scenario {
        public Retaken() {
            this(new Model.RealScheduler(1));
        }

        Retaken(Scheduler sched) {
            super(sched, false, enterAndExit());
        }
    }

    public static class RetakenTwin extends Retaken {
        public RetakenTwin() {
            super(new WithoutCas(1));
        }
    }

    public static class TwoComeBack extends Scenario {
        public TwoComeBack() {
            this(new Model.RealScheduler(1));
        }

        TwoComeBack(Scheduler sched) {
            super(sched, true, enterAndExit());
        }
    }

    public static class TwoComeBackTwin extends TwoComeBack {
        public TwoComeBackTwin() {
            super(new WithoutCas(1));
        }
    }

    public static class ParksInside extends Scenario {
        private final ModelG parks;

        public ParksInside() {
            this(new Model.RealScheduler(1));
        }

        ParksInside(Scheduler sched) {
            super(
                    sched,
                    false,
                    new ModelSteps.StayAway(),
                    new ModelSteps.Enter(),
                    new ModelSteps.Park(0),
                    new ModelSteps.Exit(),
                    new ModelSteps.Compute(),
                    new ModelSteps.Park(0));
            parks = (ModelG) m.curg;
        }

        @Operation
        public void unpark() {
            parks.unpark();
        }
    }

    public static class HandsOffAtOnce extends Scenario {
        public HandsOffAtOnce() {
            this(new Model.RealScheduler(1));
        }

        HandsOffAtOnce(Scheduler sched) {
            super(
                    sched,
                    true,
                    new ModelSteps.StayAway(),
                    new ModelSteps.Compute(),
                    new ModelSteps.EnterBlock(),
                    new ModelSteps.StayAway());
        }
    }

    public static class Stopped extends Scenario {
        public Stopped() {
            this(new Model.RealScheduler(1));
        }

        Stopped(Scheduler sched) {
            super(sched, true, enterAndExit());
        }

        @Operation
        public void stop() {
            model.sched.world.whileStopped(new Stop(model.host), Long.MAX_VALUE / 2);
        }

        private record Stop(ModelHost host) implements Runnable {
            @Override
            public void run() {
                host.isWorldStopped = true;
                host.isWorldStopped = false;
            }
        }
    }

    public static class StoppedTwin extends Stopped {
        public StoppedTwin() {
            super(new WithoutCas(1));
        }
    }

    public static class ParksInsideTwin extends ParksInside {
        public ParksInsideTwin() {
            super(new WithoutCas(1));
        }
    }

    public static class HandsOffAtOnceTwin extends HandsOffAtOnce {
        public HandsOffAtOnceTwin() {
            super(new Model.HandsOffBlindly(1));
        }
    }
}
