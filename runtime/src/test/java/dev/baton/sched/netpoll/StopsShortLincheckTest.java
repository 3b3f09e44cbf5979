package dev.baton.sched.netpoll;

import dev.baton.sched.ModelCheck;
import org.jetbrains.lincheck.datastructures.Operation;
import org.jetbrains.lincheck.datastructures.Validate;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * Three pollers mark three lives of one number at once, each as if it were the last to come: the
 * last life's mark stays. The broken twin looks and then stores.
 */
@Tag("lincheck")
class StopsShortLincheckTest {
    private static final String[] MARKS = {"first", "second", "third"};

    @Test
    void theMarkOfTheLastLifeStays() {
        ModelCheck.assertHolds(Marks.class, MARKS);
    }

    @Test
    void storingItIsCaught() {
        ModelCheck.assertCaught(MarksByStore.class, MARKS);
    }

    public static class Marks {
        private final PollDesc desc = newDesc(new PollTable(new ModelKernel()));

        public Marks() {}

        PollDesc newDesc(PollTable table) {
            return new PollDesc(table, 7);
        }

        @Operation
        public void first() {
            desc.stopsShort(0);
        }

        @Operation
        public void second() {
            desc.stopsShort(1);
        }

        @Operation
        public void third() {
            desc.stopsShort(2);
        }

        @Validate
        public void check() {
            if (desc.lvStopsShort() != 2) {
                throw new AssertionError("life 2 stops short, and life " + desc.lvStopsShort());
            }
        }
    }

    public static class MarksByStore extends Marks {
        @Override
        PollDesc newDesc(PollTable table) {
            return new PollDesc(table, 7) {
                @Override
                boolean casStopsShort(int from, int to) {
                    while (!super.casStopsShort(lvStopsShort(), to)) {
                        // as if it were a store
                    }
                    return true;
                }
            };
        }
    }
}
