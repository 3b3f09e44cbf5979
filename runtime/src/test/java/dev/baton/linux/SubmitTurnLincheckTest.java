package dev.baton.linux;

import dev.baton.sched.ModelCheck;
import java.util.concurrent.atomic.AtomicInteger;
import org.jetbrains.lincheck.datastructures.Operation;
import org.jetbrains.lincheck.datastructures.Validate;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * Two put and submit: when both are gone, the kernel has taken both, and no two have submitted at a
 * time. The broken twins don't look again after they gave the turn back, and take no turn.
 */
@Tag("lincheck")
class SubmitTurnLincheckTest {
    @Test
    void nothingThatWasPutIsLeft() {
        ModelCheck.assertHolds(Puts.class, "put put", "put", "put");
    }

    @Test
    void notToLookAgainIsCaught() {
        ModelCheck.assertCaught(LooksOnce.class, "put put", "put");
    }

    @Test
    void submittingWithoutATurnIsCaught() {
        ModelCheck.assertCaught(TakesNoTurn.class, "put", "put");
    }

    /** The queue is a number. */
    public static class Puts {
        final AtomicInteger put = new AtomicInteger();

        private volatile int taken;
        private volatile boolean submitting;
        private volatile boolean two;
        final Turn turn = newTurn();

        public Puts() {}

        Turn newTurn() {
            return new Turn();
        }

        @Operation
        public void put() {
            put.incrementAndGet();
            turn.submit();
        }

        @Validate
        public void check() {
            if (two) {
                throw new AssertionError("two submit at a time");
            }
            if (taken != put.get()) {
                throw new AssertionError(taken + " taken of " + put.get());
            }
        }

        class Turn extends SubmitTurn {
            @Override
            boolean isPending() {
                return taken != put.get();
            }

            @Override
            void submitPending() {
                two |= submitting;
                submitting = true;
                taken = put.get();
                submitting = false;
            }
        }
    }

    /** Who came just before the turn was given back has left his to one who is gone. */
    public static class LooksOnce extends Puts {
        @Override
        Turn newTurn() {
            return new Turn() {
                @Override
                public void submit() {
                    if (isPending() && takeTurn()) {
                        submitPending();
                        giveBack();
                    }
                }
            };
        }
    }

    public static class TakesNoTurn extends Puts {
        @Override
        Turn newTurn() {
            return new Turn() {
                @Override
                boolean takeTurn() {
                    return true;
                }
            };
        }
    }
}
