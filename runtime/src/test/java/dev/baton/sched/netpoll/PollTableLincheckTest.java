package dev.baton.sched.netpoll;

import dev.baton.sched.ModelCheck;
import org.jetbrains.lincheck.datastructures.Operation;
import org.jetbrains.lincheck.datastructures.Validate;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * A table that two make grow at once, by the same chunk and by others: a number's desc is the same
 * for all, and for ever. The broken twin puts the new array in the place of whatever is there.
 */
@Tag("lincheck")
class PollTableLincheckTest {
    private static final String[] GROWS = {"low high", "highToo lowToo"};

    @Test
    void aNumberHasOneDesc() {
        ModelCheck.assertHolds(Grows.class, GROWS);
    }

    @Test
    void growingWithoutCasIsCaught() {
        ModelCheck.assertCaught(GrowsWithoutCas.class, GROWS);
    }

    /** One of a chunk is enough. */
    static class Table extends PollTable {
        Table() {
            super(new ModelKernel());
        }

        @Override
        PollDesc[] newChunk(int chunk) {
            PollDesc[] made = new PollDesc[1024];
            made[7] = new PollDesc(this, chunk * 1024 + 7);
            return made;
        }
    }

    public static class Grows {
        private final PollTable table = newTable();
        private final PollDesc[] lows = new PollDesc[3];
        private final PollDesc[] highs = new PollDesc[3];

        public Grows() {}

        PollTable newTable() {
            return new Table();
        }

        @Operation
        public void low() {
            lows[0] = table.get(7);
        }

        @Operation
        public void lowToo() {
            lows[1] = table.get(7);
        }

        @Operation
        public void high() {
            highs[0] = table.get(1024 + 7);
        }

        @Operation
        public void highToo() {
            highs[1] = table.get(1024 + 7);
        }

        @Validate
        public void check() {
            lows[2] = table.find(7);
            highs[2] = table.find(1024 + 7);
            for (PollDesc[] seen : new PollDesc[][] {lows, highs}) {
                for (PollDesc desc : seen) {
                    if (desc == null || desc != seen[2]) {
                        throw new AssertionError("another for the same number, or none");
                    }
                }
            }
        }
    }

    public static class GrowsWithoutCas extends Grows {
        @Override
        PollTable newTable() {
            return new Table() {
                @Override
                boolean casChunks(PollDesc[][] from, PollDesc[][] to) {
                    while (!super.casChunks(lvChunks(), to)) {
                        // as if it were a store
                    }
                    return true;
                }
            };
        }
    }
}
