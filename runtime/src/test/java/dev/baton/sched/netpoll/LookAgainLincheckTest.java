package dev.baton.sched.netpoll;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.jetbrains.lincheck.datastructures.ManagedStrategyGuaranteeKt.forClasses;

import dev.baton.sched.ModelCheck;
import dev.baton.sched.netpoll.ModelKernel.Waiter;
import org.jetbrains.lincheck.datastructures.Operation;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * One waits for a descriptor while his deadline is set to one that is over, and something comes:
 * nobody sleeps whose time is over, and what came is not lost for the next. With broken twins.
 */
@Tag("lincheck")
class LookAgainLincheckTest {
    private static final int INVOCATIONS = 10 * ModelCheck.INVOCATIONS;

    private static final String[] EXPIRES = {"waitA goOnA", "expire"};
    private static final String[] BOTH = {"waitA goOnA", "expire", "arrive poll"};

    @Test
    void nobodySleepsWhoseTimeIsOver() {
        assertHolds(EXPIRES);
    }

    @Test
    void whatComesAtTheSameTimeChangesNothing() {
        assertHolds(BOTH);
    }

    @Test
    void lookingBeforeItIsKnownThatOneWaitsIsCaught() {
        ModelCheck.assertCaught(() -> run(10 * INVOCATIONS, LooksBefore.class, EXPIRES));
    }

    @Test
    void wakingBeforeTheDeadlineIsSetIsCaught() {
        ModelCheck.assertCaught(() -> run(10 * INVOCATIONS, WakesFirst.class, EXPIRES));
    }

    private static void assertHolds(String... threads) {
        assertThatCode(() -> run(INVOCATIONS, Expires.class, threads)).doesNotThrowAnyException();
    }

    private static void run(int invocations, Class<?> scenario, String... threads) {
        ModelCheck.options(invocations, scenario, threads)
                .addGuarantee(forClasses(ModelKernel.class.getName()).allMethods().treatAsAtomic())
                .check(scenario);
    }

    /** As {@code dev.baton.os.Readiness} waits. */
    public static class Expires extends PollDescLincheckTest.Scenario {
        private volatile boolean expired;

        @Override
        void await(Waiter w) {
            while (!expired && !kernel.read(w.of) && desc.open(w.seq) == 0) {
                if (!desc.prepare(PollDesc.READ, w.thread, w.seq)) {
                    if (mayPark()) {
                        w.parked = true;
                    } else {
                        desc.finish(PollDesc.READ, w.thread);
                    }
                    return;
                }
            }
        }

        boolean mayPark() {
            return !expired;
        }

        @Operation
        public void expire() {
            setExpired();
            desc.lookAgain(PollDesc.READ);
        }

        final void setExpired() {
            expired = true;
        }

        @Override
        void checkAtRest() {
            super.checkAtRest();
            if (a.parked && expired) {
                throw new AssertionError("sleeps for ever, and its time is over");
            }
        }
    }

    /** It is only asked at the top of the loop. */
    public static class LooksBefore extends Expires {
        @Override
        boolean mayPark() {
            return true;
        }
    }

    /** Who looks again finds nothing changed. */
    public static class WakesFirst extends Expires {
        @Override
        @Operation
        public void expire() {
            desc.lookAgain(PollDesc.READ);
            setExpired();
        }
    }
}
