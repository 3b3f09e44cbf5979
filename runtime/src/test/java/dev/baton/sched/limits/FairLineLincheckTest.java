package dev.baton.sched.limits;

import dev.baton.sched.ModelCheck;
import org.jetbrains.lincheck.datastructures.Operation;
import org.jetbrains.lincheck.datastructures.Validate;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * Who gives a place back, who gives up in line and who comes, at the same time: nobody waits while
 * a place is free, no more are in than there are places, each that is let in is woken, and nobody
 * who was in line before is overtaken. The broken twins do not look at the line again when they had
 * a place for nobody, and let who comes straight in.
 */
@Tag("lincheck")
class FairLineLincheckTest {
    private static final String[] GIVES_UP = {"leave", "firstGivesUp", "secondComes"};
    private static final String[] COMES = {"leave", "secondComes"};

    @Test
    void nobodyWaitsWhileAPlaceIsFree() {
        ModelCheck.assertHolds(Calls.class, GIVES_UP);
    }

    @Test
    void nobodyIsOvertaken() {
        ModelCheck.assertHolds(Calls.class, COMES);
    }

    @Test
    void notLookingAgainIsCaught() {
        ModelCheck.assertCaught(LooksOnce.class, GIVES_UP);
    }

    @Test
    void goingStraightInIsCaught() {
        ModelCheck.assertCaught(Overtakes.class, COMES);
    }

    /** One who wants the only place. */
    private static final class Caller extends FairLine.Waiter {
        private volatile int woken;

        @SuppressWarnings("NonAtomicVolatileUpdate") // by one at a time
        @Override
        protected void wake() {
            woken++;
        }
    }

    /** One has the place, a first waits in line. */
    public static class Calls {
        private final FairLine line = newLine();
        private final Caller first = new Caller();
        private final Caller second = new Caller();
        private volatile boolean givesUp;
        private volatile boolean hasGivenUp;
        private volatile boolean hasCome;
        private volatile boolean cameStraightIn;
        private volatile boolean wrong;

        public Calls() {
            line.enter(new Caller());
            line.enter(first);
        }

        FairLine newLine() {
            return new FairLine(1);
        }

        @Operation
        public void leave() {
            line.leave();
        }

        @Operation
        public void firstGivesUp() {
            givesUp = true;
            hasGivenUp = line.giveUp(first);
        }

        @Operation
        public void secondComes() {
            cameStraightIn = line.enter(second);
            wrong = second.isIn() && !givesUp && !first.isIn();
            hasCome = true;
        }

        @Validate
        public void check() {
            int in = (first.isIn() ? 1 : 0) + (second.isIn() ? 1 : 0);
            boolean waits = (!first.isIn() && !hasGivenUp) || (hasCome && !second.isIn());
            if (wrong
                    || (hasGivenUp && first.isIn())
                    || in != line.inside()
                    || in > 1
                    || (in == 0 && waits)
                    || first.woken != (first.isIn() ? 1 : 0)
                    || second.woken != (second.isIn() && !cameStraightIn ? 1 : 0)) {
                throw new IllegalStateException(
                        "inside=" + line.inside() + " in=" + in + " waits=" + waits);
            }
        }
    }

    /** A place for nobody is made free, and that is all. */
    public static class LooksOnce extends Calls {
        @Override
        FairLine newLine() {
            return new FairLine(1) {
                @Override
                protected boolean looksAgain() {
                    return false;
                }
            };
        }
    }

    /** Who comes takes what is free, whoever waits. */
    public static class Overtakes extends Calls {
        @Override
        FairLine newLine() {
            return new FairLine(1) {
                @Override
                protected boolean mayGoStraightIn() {
                    return true;
                }
            };
        }
    }
}
