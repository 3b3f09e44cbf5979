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

    @Test
    void severalAreAddedAtOnceBesideOne() {
        ModelCheck.assertHolds(Both.class, "putBoth", "put", "take");
    }

    @Test
    void pilingThemOnWhatWasTheTopBeforeIsCaught() {
        ModelCheck.assertCaught(BothTwin.class, "putBoth", "put", "take");
    }

    /** Two are put at once, one by itself, one is taken if there is one. */
    public static class Both {
        private final GlobalQueue<Element> queue = newQueue();
        private final Object[] both = {null, new Element(), new Element()};
        private final Element third = new Element();
        private final List<Element> taken = new ArrayList<>();

        GlobalQueue<Element> newQueue() {
            return new GlobalQueue<>(() -> {});
        }

        @Operation
        public void putBoth() {
            queue.putAll(both, 1, 3);
        }

        @Operation
        public void put() {
            queue.put(third);
        }

        @Operation
        public void take() {
            Element g = queue.get();
            if (g != null) {
                taken.add(g);
            }
        }

        @Validate
        public void check() {
            int size = queue.size();
            for (Element g = queue.get(); g != null; g = queue.get()) {
                taken.add(g);
                size--;
            }
            if (taken.size() != 3
                    || size != 0
                    || !taken.contains(third)
                    || taken.indexOf(both[1]) > taken.indexOf(both[2])) {
                throw new AssertionError("taken " + taken + ", size wrong by " + size);
            }
        }
    }

    public static class BothTwin extends Both {
        @Override
        GlobalQueue<Element> newQueue() {
            return new GlobalQueue<>(() -> {}) {
                private Node piled;

                @Override
                Node pile(Object[] gs, int from, int to, Node top) {
                    if (piled == null) {
                        piled = super.pile(gs, from, to, top);
                    }
                    return piled;
                }
            };
        }
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
