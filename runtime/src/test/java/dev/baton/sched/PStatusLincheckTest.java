package dev.baton.sched;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.jetbrains.lincheck.LincheckAssertionError;
import org.jetbrains.lincheck.datastructures.ModelCheckingOptions;
import org.jetbrains.lincheck.datastructures.Operation;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * The word of a P while its M goes out of the scheduler and comes in again, sysmon takes it or
 * lends it, and another M runs it and gives it back, or gives it to the first as one that waits for
 * it. Nobody may get it twice. The broken twins come in without a CAS, give it back to an M that
 * does not lend it any more, and give away a P with a loan that is over.
 */
@Tag("lincheck")
class PStatusLincheckTest {
    @Test
    void aPHasOneOwner() {
        assertThatCode(() -> check(Real.class)).doesNotThrowAnyException();
    }

    @Test
    void comingInWithoutCasIsCaught() {
        assertThatThrownBy(() -> check(ComesInWithoutCas.class))
                .isInstanceOf(LincheckAssertionError.class);
    }

    @Test
    void givingBackWithoutCasIsCaught() {
        assertThatThrownBy(() -> check(GivesBackWithoutCas.class))
                .isInstanceOf(LincheckAssertionError.class);
    }

    @Test
    void aPThatIsGivenHasOneOwner() {
        assertThatCode(() -> check(Given.class)).doesNotThrowAnyException();
    }

    @Test
    void givingWithoutCasIsCaught() {
        assertThatThrownBy(() -> check(GivesWithoutCas.class))
                .isInstanceOf(LincheckAssertionError.class);
    }

    @Test
    void whoComesTooLateToLendItChangesNothing() {
        assertThat(lenderAfterALateLoan(new PStatus())).isEqualTo("second");
    }

    @Test
    void lendingWithoutASecondLookIsCaught() {
        assertThat(
                        lenderAfterALateLoan(
                                new PStatus() {
                                    @Override
                                    boolean lend(long seen, M from) {
                                        lender = from;
                                        return super.lend(seen, from);
                                    }
                                }))
                .isEqualTo("first");
    }

    /** The word was seen while the first M had the P, which the second has lent since. */
    private static String lenderAfterALateLoan(PStatus p) {
        M first = new M(0, Real.SCHED);
        M second = new M(1, Real.SCHED);
        p.m = first;
        p.move(PStatus.IDLE, PStatus.INSIDE);
        p.goOut();
        long seen = p.laWord();
        p.take(seen, PStatus.IDLE);
        p.m = second;
        p.move(PStatus.IDLE, PStatus.INSIDE);
        p.goOut();
        assertThat(p.lend(p.laWord(), second)).isTrue();
        assertThat(p.lend(seen, first)).isFalse();
        return p.isLentBy(second) ? "second" : "first";
    }

    private static void check(Class<?> test) {
        new ModelCheckingOptions()
                .iterations(Integer.getInteger("baton.lincheck.iterations", 20))
                .invocationsPerIteration(1000)
                .threads(3)
                .actorsPerThread(4)
                .sequentialSpecification(OneThread.class)
                .minimizeFailedScenario(false)
                .check(test);
    }

    /** The edges of {@link P}, one at a time. The P begins out with its first M. */
    public static class OneThread {
        private int state = PStatus.OUTSIDE;
        private boolean lent;
        private boolean isFirsts = true;

        private boolean move(boolean can, int to) {
            state = can ? to : state;
            return can;
        }

        public boolean comeIn() {
            move(isFirsts && state == PStatus.OUTSIDE, PStatus.INSIDE);
            return isFirsts && state == PStatus.INSIDE;
        }

        public boolean goOut() {
            return move(isFirsts && state == PStatus.INSIDE, PStatus.OUTSIDE);
        }

        public boolean endLoan() {
            boolean was = lent;
            lent = false;
            return was;
        }

        public boolean take() {
            return move(state == PStatus.OUTSIDE, PStatus.IDLE);
        }

        public boolean lend() {
            boolean can = state == PStatus.OUTSIDE && !lent && isFirsts;
            lent |= can;
            return move(can, PStatus.IDLE);
        }

        public boolean acquire() {
            boolean can = state == PStatus.IDLE;
            isFirsts &= !can;
            return move(can, PStatus.INSIDE);
        }

        public boolean otherComesIn() {
            move(!isFirsts && state == PStatus.OUTSIDE, PStatus.INSIDE);
            return !isFirsts && state == PStatus.INSIDE;
        }

        public boolean otherGoesOut() {
            return move(!isFirsts && state == PStatus.INSIDE, PStatus.OUTSIDE);
        }

        public boolean giveBack() {
            boolean can = lent && !isFirsts && state == PStatus.INSIDE;
            isFirsts |= can;
            lent &= !can;
            return move(can, PStatus.OUTSIDE);
        }

        public boolean giveTo() {
            boolean can = !isFirsts && state == PStatus.INSIDE;
            isFirsts |= can;
            return move(can, PStatus.OUTSIDE); // one that is lent stays so
        }
    }

    public static class Real {
        private static final Scheduler SCHED = new Scheduler("test", 1, 1, new SilentHost());

        final PStatus p = newWord();
        final M first = new M(0, SCHED);
        private final M other = new M(1, SCHED);
        private boolean firstIsIn;
        boolean otherIsIn;

        public Real() {
            p.m = first;
            p.move(PStatus.IDLE, PStatus.INSIDE);
            p.goOut();
        }

        PStatus newWord() {
            return new PStatus();
        }

        @Operation(nonParallelGroup = "first")
        public boolean comeIn() {
            firstIsIn |= !firstIsIn && p.comeIn(first);
            return firstIsIn;
        }

        @Operation(nonParallelGroup = "first")
        public boolean goOut() {
            boolean can = firstIsIn;
            if (can) {
                firstIsIn = false;
                p.goOut();
            }
            return can;
        }

        @Operation(nonParallelGroup = "first")
        public boolean endLoan() {
            return p.endLoan(first);
        }

        /** By sysmon, as are the next. */
        @Operation(nonParallelGroup = "sysmon")
        public boolean take() {
            for (; ; ) {
                long w = p.laWord();
                if (PStatus.state(w) != PStatus.OUTSIDE) {
                    return false;
                }
                if (p.take(w, PStatus.IDLE)) {
                    return true;
                }
            }
        }

        @Operation(nonParallelGroup = "sysmon")
        public boolean lend() {
            for (; ; ) {
                long w = p.laWord();
                if (PStatus.state(w) != PStatus.OUTSIDE || PStatus.isLent(w) || p.m != first) {
                    if (w == p.laWord()) {
                        return false;
                    }
                } else if (p.lend(w, first)) {
                    return true;
                }
            }
        }

        /** By the M that it was handed to, as are the next. */
        @Operation(nonParallelGroup = "other")
        public boolean acquire() {
            if (p.laState() != PStatus.IDLE) {
                return false;
            }
            p.m = other;
            otherIsIn = p.move(PStatus.IDLE, PStatus.INSIDE);
            return otherIsIn;
        }

        @Operation(nonParallelGroup = "other")
        public boolean otherComesIn() {
            otherIsIn |= !otherIsIn && p.comeIn(other);
            return otherIsIn;
        }

        @Operation(nonParallelGroup = "other")
        public boolean otherGoesOut() {
            boolean can = otherIsIn;
            if (can) {
                otherIsIn = false;
                p.goOut();
            }
            return can;
        }

        @Operation(nonParallelGroup = "other")
        public boolean giveBack() {
            boolean back = otherIsIn && p.giveBack(PStatus.INSIDE);
            otherIsIn &= !back;
            return back;
        }
    }

    /** The first may also wait for a P with its G. */
    public static class Given extends Real {
        @Operation(nonParallelGroup = "other")
        public boolean giveTo() {
            boolean given = otherIsIn && p.giveTo(first, PStatus.INSIDE);
            otherIsIn &= !given;
            return given;
        }
    }

    /** Looks, and then writes. */
    private static void store(PStatus p, long to) {
        while (!p.casWord(p.laWord(), to)) {
            // as if it were a store
        }
    }

    public static class ComesInWithoutCas extends Real {
        @Override
        PStatus newWord() {
            return new PStatus() {
                @Override
                boolean comeIn(M by) {
                    long w = laWord();
                    if (state(w) != OUTSIDE || m != by) {
                        return false;
                    }
                    store(this, w - OUTSIDE + INSIDE);
                    return true;
                }
            };
        }
    }

    public static class GivesBackWithoutCas extends Real {
        @Override
        PStatus newWord() {
            return new PStatus() {
                @Override
                boolean giveBack(int from) {
                    long w = laWord();
                    if (!isLent(w)) {
                        return false;
                    }
                    m = lender;
                    PStatus back = new PStatus();
                    back.move(IDLE, INSIDE);
                    back.goOut();
                    store(this, back.laWord());
                    return true;
                }
            };
        }
    }

    public static class GivesWithoutCas extends Given {
        @Override
        PStatus newWord() {
            return new PStatus() {
                @Override
                boolean giveTo(M to, int from) {
                    long w = laWord();
                    if (state(w) != from) {
                        return false;
                    }
                    m = to;
                    store(this, w - from + OUTSIDE); // a loan that has ended since goes on
                    return true;
                }
            };
        }
    }
}
