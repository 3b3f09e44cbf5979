package dev.baton.sched.queues;

import dev.baton.sched.ModelCheck;
import java.util.ArrayList;
import java.util.List;
import org.jetbrains.lincheck.datastructures.Operation;
import org.jetbrains.lincheck.datastructures.Validate;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * The line of all: Gs are put from two threads and one is taken, and none is lost or comes twice;
 * and who asks meanwhile whether it is empty is not told so while there is always one. The broken
 * twin swaps the stack before it says how many it moves.
 */
@Tag("lincheck")
class GlobalQueueLincheckTest {
    @Test
    void itIsNotEmptyWhileGsMoveFromTheStackToTheList() {
        ModelCheck.assertHolds(Line.class, "take", "put", "ask");
    }

    @Test
    void swappingTheStackUnannouncedIsCaught() {
        ModelCheck.assertCaught(LineTwin.class, "take", "put", "ask");
    }

    /** Two are in it; one is taken, one is put. */
    public static class Line {
        private final GlobalQueue<Element> queue = newQueue();
        private final List<Element> all = new ArrayList<>();
        private final List<Element> taken = new ArrayList<>();
        private final Element third;
        private volatile boolean saidEmpty;

        public Line() {
            for (int i = 0; i < 2; i++) {
                Element g = new Element();
                all.add(g);
                queue.put(g);
            }
            third = new Element();
            all.add(third);
        }

        GlobalQueue<Element> newQueue() {
            return new GlobalQueue<>(() -> {});
        }

        @Operation
        public void take() {
            taken.add(queue.get());
        }

        @Operation
        public void put() {
            queue.put(third);
        }

        @Operation
        public void ask() {
            saidEmpty = queue.isEmpty();
        }

        @Validate
        public void check() {
            if (saidEmpty) {
                throw new AssertionError("said to be empty with a G in it at all times");
            }
            for (Element g = queue.get(); g != null; g = queue.get()) {
                taken.add(g);
            }
            if (!taken.equals(all)) {
                throw new AssertionError("put " + all + ", taken " + taken);
            }
        }
    }

    public static class LineTwin extends Line {
        @Override
        GlobalQueue<Element> newQueue() {
            return new GlobalQueue<>(() -> {}) {
                @Override
                void willList(int n) {}
            };
        }
    }
}
