package dev.baton.sched;

import org.jetbrains.lincheck.datastructures.Operation;
import org.jetbrains.lincheck.datastructures.Validate;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * Whether the queues of a P are empty is asked by Ms that are about to sleep, while their owner
 * moves a G from {@code runnext} to the ring behind it. The broken twin looks at each once.
 */
@Tag("lincheck")
class DisciplineLincheckTest {
    @Test
    void itIsNotEmptyWhileAGMovesFromRunnextToARing() {
        ModelCheck.assertHolds(Asked.class, "own", "ask");
    }

    @Test
    void lookingAtEachOnceIsCaught() {
        ModelCheck.assertCaught(AskedTwin.class, "own", "ask");
    }

    /** A second G is readied while the first is to run next, and then one of them is run. */
    public static class Asked {
        final Discipline queue;
        private final ModelG second;
        private volatile boolean saidEmpty;

        public Asked() {
            Model model = new Model(new Model.RealScheduler(1));
            queue = new Discipline(model.sched);
            second = model.g();
            queue.put(model.g(), true);
        }

        @Operation
        public void own() {
            queue.put(second, true);
            queue.next(false);
        }

        @Operation
        public void ask() {
            saidEmpty = isEmpty();
        }

        boolean isEmpty() {
            return queue.isEmpty();
        }

        @Validate
        public void check() {
            if (saidEmpty) {
                throw new AssertionError("said to be empty with a G in it at all times");
            }
        }
    }

    public static class AskedTwin extends Asked {
        @Override
        boolean isEmpty() {
            return !queue.hasQueued() && queue.lvRunnext() == null;
        }
    }
}
