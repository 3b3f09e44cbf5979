package dev.baton.sched;

import org.jetbrains.lincheck.datastructures.Operation;
import org.jetbrains.lincheck.datastructures.Validate;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * Ms and Ps that go idle while Gs become runnable elsewhere: no G is left in a queue with a free P
 * and no M that looks. The broken twin stops without the last look.
 */
@Tag("lincheck")
class IdleListsLincheckTest {
    @Test
    void anMThatStopsSeesAGReadiedFromOutside() {
        ModelCheck.assertHolds(StopsBesideInjector.class, "run", "inject");
    }

    @Test
    void stoppingWithoutALastLookAtTheGlobalQueueIsCaught() {
        ModelCheck.assertCaught(StopsBesideInjectorTwin.class, "run", "inject");
    }

    @Test
    void anMThatStopsSeesAGInTheQueueOfAnMThatComputes() {
        ModelCheck.assertHolds(StopsBesideComputer.class, "run", "compute");
    }

    @Test
    void stoppingWithoutALastLookAtTheQueuesOfOthersIsCaught() {
        ModelCheck.assertCaught(StopsBesideComputerTwin.class, "run", "compute");
    }

    @Test
    void aPThatIsHandedOffSeesAGReadiedFromOutside() {
        ModelCheck.assertHolds(HandsOffBesideInjector.class, "enter", "inject");
    }

    @Test
    void handingOffWithoutALookIsCaught() {
        ModelCheck.assertCaught(HandsOffBesideInjectorTwin.class, "enter", "inject");
    }

    @Test
    void twoThatWakeAnMAtOnceWakeEnough() {
        ModelCheck.assertHolds(TwoInjectors.class, "inject", "injectAnother", "run");
    }

    @Test
    void findingWorkAndWakingNobodyIsCaught() {
        ModelCheck.assertCaught(TwoInjectorsTwin.class, "inject", "injectAnother", "run");
    }

    @Test
    void idlePsAreCountedRightWhileMaxprocsChanges() {
        ModelCheck.assertHolds(Resized.class, "run", "fewer more", "inject");
    }

    @Test
    void stoppingWithoutALastLookWhileMaxprocsChangesIsCaught() {
        ModelCheck.assertCaught(ResizedTwin.class, "run", "fewer more", "inject");
    }

    private static final class WithoutLastLook extends Model.RealScheduler {
        WithoutLastLook(int maxProcs) {
            super(maxProcs);
        }

        @Override
        WorkSearch newSearch() {
            return new WorkSearch(this) {
                @Override
                boolean lastLook(M m) {
                    return false;
                }
            };
        }
    }

    /** What the scenarios have in common. */
    public abstract static class Scenario {
        final Model model;
        final ModelG waiting;

        Scenario(Scheduler sched) {
            model = new Model(sched);
            waiting = model.g(new ModelSteps.Compute(), new ModelSteps.StayAway());
        }

        /** From a thread that is no M. */
        @Operation
        public void inject() {
            model.sched.waking.ready(waiting);
        }

        @Validate
        public void check() {
            model.settle();
            model.checkAtRest();
        }
    }

    /** An M with nothing to do, and a G that a platform thread readies. */
    public static class StopsBesideInjector extends Scenario {
        private final M m;

        public StopsBesideInjector() {
            this(new Model.RealScheduler(1));
        }

        StopsBesideInjector(Scheduler sched) {
            super(sched);
            m = model.m();
        }

        @Operation
        public void run() {
            model.run(m);
        }
    }

    public static class StopsBesideInjectorTwin extends StopsBesideInjector {
        public StopsBesideInjectorTwin() {
            super(new WithoutLastLook(1));
        }
    }

    /** An M with nothing to do, and one whose G readies another and computes on for ever. */
    public static class StopsBesideComputer extends Scenario {
        private final M m;
        private final M busy;

        public StopsBesideComputer() {
            this(new Model.RealScheduler(2));
        }

        StopsBesideComputer(Scheduler sched) {
            super(sched);
            busy =
                    model.mWith(
                            model.g(
                                    new ModelSteps.StayAway(),
                                    new ModelSteps.Start(waiting),
                                    new ModelSteps.StayAway()));
            m = model.m();
        }

        @Operation
        public void run() {
            model.run(m);
        }

        @Operation
        public void compute() {
            model.goOn(busy);
        }
    }

    public static class StopsBesideComputerTwin extends StopsBesideComputer {
        public StopsBesideComputerTwin() {
            super(new WithoutLastLook(2));
        }
    }

    /** A G that goes into the kernel for long. */
    public static class HandsOffBesideInjector extends Scenario {
        private final M m;

        public HandsOffBesideInjector() {
            this(new Model.RealScheduler(1));
        }

        HandsOffBesideInjector(Scheduler sched) {
            super(sched);
            m =
                    model.mWith(
                            model.g(
                                    new ModelSteps.StayAway(),
                                    new ModelSteps.EnterBlock(),
                                    new ModelSteps.StayAway()));
        }

        @Operation
        public void enter() {
            model.goOn(m);
        }
    }

    public static class HandsOffBesideInjectorTwin extends HandsOffBesideInjector {
        public HandsOffBesideInjectorTwin() {
            super(new Model.HandsOffBlindly(1));
        }
    }

    /** Two platform threads ready a G each that computes for ever, while one M stops. */
    public static class TwoInjectors extends StopsBesideInjector {
        private final ModelG another;

        public TwoInjectors() {
            this(new Model.RealScheduler(2));
        }

        TwoInjectors(Scheduler sched) {
            super(sched);
            another = model.g(new ModelSteps.Compute(), new ModelSteps.StayAway());
        }

        @Operation
        public void injectAnother() {
            model.sched.waking.ready(another);
        }
    }

    private static final class WakesNobody extends Waking {
        WakesNobody(Scheduler sched) {
            super(sched);
        }

        @Override
        int stopSpinning(M m) {
            super.stopSpinning(m);
            return 1; // as if another one were still looking
        }
    }

    public static class TwoInjectorsTwin extends TwoInjectors {
        public TwoInjectorsTwin() {
            super(
                    new Model.RealScheduler(2) {
                        @Override
                        Waking newWaking() {
                            return new WakesNobody(this);
                        }
                    });
        }
    }

    /** Somebody changes maxprocs, down and up, while an M stops. */
    public static class Resized extends StopsBesideInjector {
        public Resized() {
            this(new Model.RealScheduler(2));
        }

        Resized(Scheduler sched) {
            super(sched);
        }

        @Operation
        public void fewer() {
            model.sched.setMaxProcs(1);
        }

        @Operation
        public void more() {
            model.sched.setMaxProcs(3);
        }
    }

    public static class ResizedTwin extends Resized {
        public ResizedTwin() {
            super(new WithoutLastLook(2));
        }
    }
}
