package dev.baton.sched.tracing;

import dev.baton.sched.ModelCheck;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.List;
import org.jetbrains.lincheck.datastructures.Operation;
import org.jetbrains.lincheck.datastructures.Validate;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * Chunks go from writers to who drains and back: each is in one place, and what is handed over
 * comes out, in the order of who handed it over. The broken twins don't count the changes of the
 * stack of free ones, and take the full ones in two steps.
 */
@Tag("lincheck")
class ChunkPoolLincheckTest {
    @Test
    void aChunkIsTakenByOneWriter() {
        ModelCheck.assertHolds(Free.class, "take", "takeAndFree");
    }

    @Test
    void aStackThatDoesNotCountItsChangesIsCaught() {
        ModelCheck.assertCaught(FreeTwin.class, "take", "takeAndFree");
    }

    @Test
    void whatIsHandedOverComesOutOnce() {
        ModelCheck.assertHolds(
                ModelCheck.INVOCATIONS / 4, Full.class, "handOverTwo", "handOver", "drain");
    }

    @Test
    void takingTheFullOnesInTwoStepsIsCaught() {
        ModelCheck.assertCaught(
                ModelCheck.INVOCATIONS / 4, FullTwin.class, "handOverTwo", "handOver", "drain");
    }

    private static final int CHUNKS = 3;

    private static ChunkPool filled(ChunkPool pool) {
        // Nothing is written to it.
        pool.addAll(MemorySegment.ofArray(new byte[CHUNKS * Chunk.BYTES]), CHUNKS);
        return pool;
    }

    /** One takes a chunk; the other takes two, and frees the first while it keeps the second. */
    public static class Free {
        private final ChunkPool pool = filled(newPool());
        private final List<Chunk> keepsOne = new ArrayList<>();
        private final List<Chunk> keepsOther = new ArrayList<>();

        public Free() {}

        ChunkPool newPool() {
            return new ChunkPool();
        }

        @Operation
        public void take() {
            add(keepsOne, pool.take());
        }

        @Operation
        public void takeAndFree() {
            Chunk first = pool.take();
            add(keepsOther, pool.take());
            if (first != null) {
                pool.put(first);
            }
        }

        private static void add(List<Chunk> keeps, Chunk c) {
            if (c != null) {
                keeps.add(c);
            }
        }

        @Validate
        public void check() {
            List<Integer> all = new ArrayList<>();
            keepsOne.forEach(c -> all.add(c.number));
            keepsOther.forEach(c -> all.add(c.number));
            for (Chunk c = pool.take(); c != null && all.size() <= CHUNKS; c = pool.take()) {
                all.add(c.number);
            }
            if (all.size() != CHUNKS || all.stream().distinct().count() != CHUNKS) {
                throw new AssertionError("chunks " + all);
            }
        }
    }

    public static class FreeTwin extends Free {
        public FreeTwin() {}

        @Override
        ChunkPool newPool() {
            return new ChunkPool() {
                @Override
                long changed(long was, int first) {
                    return first;
                }
            };
        }
    }

    /** One hands two over, another one; somebody drains meanwhile. */
    public static class Full {
        private final ChunkPool pool = filled(newPool());
        private final Chunk[] chunks = new Chunk[CHUNKS];
        private final List<Integer> drained = new ArrayList<>();

        public Full() {
            for (int i = 0; i < CHUNKS; i++) {
                chunks[i] = pool.take();
            }
        }

        ChunkPool newPool() {
            return new ChunkPool();
        }

        @Operation
        public void handOverTwo() {
            pool.handOver(chunks[0]);
            pool.handOver(chunks[1]);
        }

        @Operation
        public void handOver() {
            pool.handOver(chunks[2]);
        }

        @Operation
        public void drain() {
            for (Chunk c = pool.takeFull(); c != null; c = c.nextFull) {
                drained.add(c.number);
            }
        }

        @Validate
        public void check() {
            drain();
            if (drained.size() != CHUNKS
                    || drained.stream().distinct().count() != CHUNKS
                    || drained.indexOf(chunks[0].number) > drained.indexOf(chunks[1].number)) {
                throw new AssertionError("drained " + drained);
            }
        }
    }

    public static class FullTwin extends Full {
        public FullTwin() {}

        @Override
        ChunkPool newPool() {
            return new ChunkPool() {
                @Override
                Chunk takeStack() {
                    Chunk last = peekFull();
                    super.takeStack(); // and what came in between is gone
                    return last;
                }
            };
        }
    }
}
