package dev.baton.sched.uring;

import dev.baton.sched.ModelCheck;
import org.jetbrains.lincheck.datastructures.Operation;
import org.jetbrains.lincheck.datastructures.Validate;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * Two make requests, one after the other, while results come: each gets its own, whatever comes
 * twice or late, and no two wait in one place. The broken twins do not look for which request a
 * result is, and take a place by its index alone.
 */
@Tag("lincheck")
class WaitTableLincheckTest {
    private static final String[] LATE = {"callA callA", "againA serve serve"};
    private static final String[] TWO = {"callA callA", "callB"};

    @Test
    void aLateResultIsForNobody() {
        ModelCheck.assertHolds(Calls.class, LATE);
    }

    @Test
    void noTwoHaveTheSamePlace() {
        ModelCheck.assertHolds(Calls.class, "pairA", "pairB");
        ModelCheck.assertHolds(Calls.class, TWO);
    }

    @Test
    void notToLookForWhichRequestIsCaught() {
        ModelCheck.assertCaught(AnyResultWillDo.class, LATE);
    }

    @Test
    void theTopAloneIsCaught() {
        ModelCheck.assertCaught(TopIsAnIndex.class, "pairA", "pairB");
    }

    /** A and B make requests; the kernel answers with a number of the request. */
    public static class Calls {
        private final Thread self = new Thread();
        final WaitTable table = newTable();
        private volatile long lastOfA = -1;
        private volatile boolean wrong;
        private volatile Wait heldA;

        /** Two places have been used before, and are free. */
        public Calls() {
            Wait first = table.begin(self);
            Wait second = table.begin(self);
            table.end(first, false);
            table.end(second, false);
        }

        WaitTable newTable() {
            return new WaitTable(3);
        }

        @Operation
        public void callA() {
            Wait w = table.begin(self);
            heldA = w;
            long data = w.userData();
            if (w.isDone()) {
                wrong = true; // nobody has served it
            }
            lastOfA = data;
            table.complete(data, 7);
            wrong |= !w.isDone() || w.result() != 7;
            heldA = null;
            table.end(w, true);
        }

        /** The kernel's mistake: the last result comes once more, and is another. */
        @Operation
        public void againA() {
            long data = lastOfA;
            if (data >= 0 && heldA == null) {
                table.complete(data, 8);
            }
        }

        @Operation
        public void serve() {
            againA();
        }

        @Operation
        public void callB() {
            Wait w = table.begin(self);
            wrong |= w == heldA;
            table.complete(w.userData(), 9);
            wrong |= w.result() != 9;
            table.end(w, true);
        }

        @Operation
        public void pairA() {
            pair(1);
        }

        @Operation
        public void pairB() {
            pair(2);
        }

        /** Two at a time, of which the first ends first: below the top there is another then. */
        private void pair(int who) {
            Wait first = table.begin(self);
            Wait second = table.begin(self);
            if (second == null) {
                end(first, who);
                return;
            }
            end(first, who);
            end(second, 10 * who);
        }

        private void end(Wait w, int result) {
            table.complete(w.userData(), result);
            wrong |= w.result() != result;
            table.end(w, true);
        }

        @Validate
        public void check() {
            if (wrong || table.underWay() != 0) {
                throw new AssertionError("a result of another, or " + table.underWay() + " left");
            }
            int n = 0;
            for (Wait w = table.begin(self); w != null; w = table.begin(self)) {
                n++;
            }
            if (n != 3) {
                throw new AssertionError(n + " places");
            }
        }
    }

    public static class AnyResultWillDo extends Calls {
        @Override
        WaitTable newTable() {
            return new WaitTable(3) {
                @Override
                Wait newWait(int index) {
                    return new Wait(index) {
                        @Override
                        boolean isFor(long word, int seq) {
                            return true;
                        }
                    };
                }
            };
        }
    }

    public static class TopIsAnIndex extends Calls {
        @Override
        WaitTable newTable() {
            return new WaitTable(3) {
                @Override
                long changed(long top, int first) {
                    return first;
                }
            };
        }
    }
}
