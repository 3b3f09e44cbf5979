package dev.baton.sched;

import org.jetbrains.lincheck.datastructures.Operation;
import org.jetbrains.lincheck.datastructures.Validate;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * The M that waits for the next timer, while others add earlier ones and go idle: somebody always
 * waits for the earliest. The broken twins don't look again after they have taken that place, and
 * don't wake who has it.
 */
@Tag("lincheck")
class PollerLincheckTest {
    @Test
    void twoThatGoIdleWaitForTheEarlierTimer() {
        ModelCheck.assertHolds(TwoSleep.class, "run", "runOther");
    }

    @Test
    void notLookingAgainIsCaught() {
        ModelCheck.assertCaught(TwoSleepTwin.class, "run", "runOther");
    }

    @Test
    void oneThatWaitsIsToldOfAnEarlierTimer() {
        ModelCheck.assertHolds(OneWaits.class, "run", "poll");
    }

    @Test
    void notTellingTheOneThatWaitsIsCaught() {
        ModelCheck.assertCaught(OneWaitsTwin.class, "run", "poll");
    }

    @Test
    void aSleepInsideASectionIsWaitedForThoughAllPsAreTaken() {
        ModelCheck.assertHolds(SleepsInside.class, "run", "runOther");
    }

    @Test
    void tellingNobodyOfATimerInsideASectionIsCaught() {
        ModelCheck.assertCaught(SleepsInsideTwin.class, "run", "runOther");
    }

    private static final long SOON_NS = 1_000_000;
    private static final long LATER_NS = 2_000_000;
    private static final long LAST_NS = 1_000_000_000;

    private static ModelG.Step[] sleep(long ns) {
        return new ModelG.Step[] {new ModelSteps.StayAway(), new ModelSteps.Park(ns)};
    }

    public abstract static class Scenario {
        final Model model;
        M m;
        M other;

        Scenario(Scheduler sched) {
            model = new Model(sched);
        }

        @Operation
        public void run() {
            model.goOn(m);
        }

        @Operation
        public void runOther() {
            model.goOn(other);
        }

        @Validate
        public void check() {
            model.settle();
            model.checkAtRest();
        }
    }

    public static class TwoSleep extends Scenario {
        public TwoSleep() {
            this(new Model.RealScheduler(2));
        }

        TwoSleep(Scheduler sched) {
            super(sched);
            m = model.mWith(model.g(sleep(SOON_NS)));
            other = model.mWith(model.g(sleep(LATER_NS)));
        }
    }

    /** The second look of the M that waits finds what the first one found. */
    private static final class LooksOnce extends Timers {
        private final Host host;
        private final long[] found = new long[8];

        LooksOnce(Scheduler sched) {
            super(sched);
            this.host = sched.host;
        }

        @Override
        long earliest() {
            M m = host.currentM();
            if (m == null) {
                return super.earliest(); // the test asks
            }
            if (poller() != m) {
                found[m.id] = super.earliest();
            }
            return found[m.id];
        }
    }

    public static class TwoSleepTwin extends TwoSleep {
        public TwoSleepTwin() {
            super(
                    new Model.RealScheduler(2) {
                        @Override
                        Timers newTimers() {
                            return new LooksOnce(this);
                        }
                    });
        }
    }

    /** A third M waits already, for long; it is woken, or does not sleep yet. */
    public static class OneWaits extends Scenario {
        private final M polls;

        public OneWaits() {
            this(new Model.RealScheduler(2));
        }

        OneWaits(Scheduler sched) {
            super(sched);
            m = model.mWith(model.g(sleep(SOON_NS)));
            polls = model.mWith(model.g(sleep(LAST_NS)));
        }

        @Operation
        public void poll() {
            model.goOn(polls);
        }
    }

    private static final class DoesNotTellTheOneThatWaits extends Waking {
        DoesNotTellTheOneThatWaits(Scheduler sched) {
            super(sched);
        }

        @Override
        void wakeNetPoller(long when) {
            if (sched.timers.poller() == null) {
                super.wakeNetPoller(when);
            }
        }
    }

    public static class OneWaitsTwin extends OneWaits {
        public OneWaitsTwin() {
            super(
                    new Model.RealScheduler(2) {
                        @Override
                        Waking newWaking() {
                            return new DoesNotTellTheOneThatWaits(this);
                        }
                    });
        }
    }

    /** One P: a G sleeps inside a section, the other hands its P off. */
    public static class SleepsInside extends Scenario {
        public SleepsInside() {
            this(new Model.RealScheduler(1));
        }

        SleepsInside(Scheduler sched) {
            super(sched);
            m =
                    model.mWith(
                            model.g(
                                    new ModelSteps.EnterBlock(),
                                    new ModelSteps.StayAway(),
                                    new ModelSteps.Park(SOON_NS)));
            other =
                    model.mWith(
                            model.g(
                                    new ModelSteps.StayAway(),
                                    new ModelSteps.EnterBlock(),
                                    new ModelSteps.StayAway()));
        }
    }

    public static class SleepsInsideTwin extends SleepsInside {
        public SleepsInsideTwin() {
            super(
                    new Model.RealScheduler(1) {
                        @Override
                        Waking newWaking() {
                            return new Waking(this) {
                                @Override
                                void wakeNetPoller(long when) {}
                            };
                        }
                    });
        }
    }
}
