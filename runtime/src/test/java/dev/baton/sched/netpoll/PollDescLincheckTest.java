package dev.baton.sched.netpoll;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.jetbrains.lincheck.datastructures.ManagedStrategyGuaranteeKt.forClasses;

import dev.baton.sched.ModelCheck;
import dev.baton.sched.netpoll.ModelKernel.Waiter;
import org.jetbrains.lincheck.datastructures.Operation;
import org.jetbrains.lincheck.datastructures.Validate;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * One waits for a descriptor while something comes, the time is up, or the number is closed and
 * another's, whose owner waits too: nobody sleeps for whom something came, or whose file is closed.
 * Each rule of {@link PollDesc} has a broken twin without it.
 *
 * <p>In {@link Late} and what follows, one that still waits for the old file comes to the number
 * when it is another's; whoever keeps count of those who use a file never lets that happen.
 */
@Tag("lincheck")
class PollDescLincheckTest {
    private static final int INVOCATIONS = 10 * ModelCheck.INVOCATIONS;

    private static final String[] WAITS = {"waitA goOnA", "arrive poll", "poll"};
    private static final String[] TIMES_OUT = {"waitA timeOutA waitA goOnA", "arrive poll"};
    private static final String[] CLOSES = {"waitA goOnA", "close", "arrive poll"};
    private static final String[] EVICTS = {"evict", "close waitB", "arriveB poll"};
    private static final String[] LATE = {"waitA goOnA", "close waitB", "arriveB poll"};
    private static final String[] STALE = {"close waitB goOnB", "arrive arriveB poll poll"};
    private static final String[] AGAIN = {"close waitAgain goOnA", "arrive poll poll"};
    private static final String[] COUNTS = {"waitA", "openToo", "look"};

    @Test
    void whatComesIsNotLost() {
        assertHolds(Waits.class, WAITS);
    }

    @Test
    void leavingNoReadyIsCaught() {
        assertCaught(LeavesNoReady.class, WAITS);
    }

    @Test
    void afterATimeOutItWaitsAgain() {
        assertHolds(Waits.class, TIMES_OUT);
    }

    @Test
    void leavingNoReadyAfterATimeOutIsCaught() {
        assertCaught(LeavesNoReady.class, TIMES_OUT);
    }

    @Test
    void nobodySleepsOverAClose() {
        assertHolds(Closes.class, CLOSES);
    }

    @Test
    void endingTheLifeAfterLookingIsCaught() {
        assertCaught(EndsTheLifeLast.class, CLOSES);
    }

    @Test
    void waitingWithoutLookingAtTheLifeIsCaught() {
        assertCaught(LooksBefore.class, CLOSES);
    }

    @Test
    void aDelayedEvictionTakesNothingFromTheNextOwner() {
        assertHolds(Late.class, EVICTS);
    }

    @Test
    void takingReadyOutAtTheCloseIsCaught() {
        assertCaught(TakesReadyOut.class, EVICTS);
    }

    @Test
    void oneThatComesLateTakesNothingFromTheNextOwner() {
        assertHolds(Late.class, LATE);
    }

    @Test
    void givingNothingBackIsCaught() {
        assertCaught(GivesNothingBack.class, LATE);
    }

    @Test
    void notCorrectingALateRegistrationIsCaught() {
        assertCaught(CorrectsNothing.class, LATE);
    }

    @Test
    void goingWithoutCasIsCaught() {
        assertCaught(GoesWithoutCas.class, LATE);
    }

    @Test
    void eventsOfTheOldFileDoNotHideThoseOfTheNew() {
        assertHolds(Late.class, STALE);
    }

    @Test
    void stayingRegisteredOverACloseIsCaught() {
        assertCaught(StaysRegistered.class, STALE);
    }

    @Test
    void theSameFileUnderItsNumberAgainIsToldOfTheNewLife() {
        assertHolds(Again.class, AGAIN);
    }

    @Test
    void keepingWhatTheKernelWasToldFirstIsCaught() {
        assertCaught(KeepsTheFirst.class, AGAIN);
    }

    @Test
    void whoWaitsIsCounted() {
        assertHolds(Counts.class, COUNTS);
    }

    @Test
    void countingAfterwardsIsCaught() {
        assertCaught(CountsAfterwards.class, COUNTS);
    }

    private static void assertHolds(Class<?> scenario, String... threads) {
        assertThatCode(() -> run(INVOCATIONS, scenario, threads)).doesNotThrowAnyException();
    }

    private static void assertCaught(Class<?> twin, String... threads) {
        ModelCheck.assertCaught(() -> run(10 * INVOCATIONS, twin, threads));
    }

    private static void run(int invocations, Class<?> scenario, String... threads) {
        ModelCheck.options(invocations, scenario, threads)
                .addGuarantee(forClasses(ModelKernel.class.getName()).allMethods().treatAsAtomic())
                .check(scenario);
    }

    /** A descriptor that nobody has waited for yet. */
    public abstract static class Scenario {
        final Waiter a = new Waiter(1);
        final Waiter b = new Waiter(2);
        final ModelKernel kernel = newKernel();
        final PollTable table = new PollTable(kernel);
        final PollDesc desc = newDesc();

        Scenario() {
            a.seq = desc.seq();
        }

        ModelKernel newKernel() {
            return new ModelKernel(a, b);
        }

        PollDesc newDesc() {
            return new PollDesc(table, 7);
        }

        void await(Waiter w) {
            while (kernel.isOpen(w.of) && !kernel.read(w.of) && desc.open(w.seq) == 0) {
                if (!desc.prepare(PollDesc.READ, w.thread, w.seq)) {
                    w.parked = true;
                    return;
                }
            }
        }

        boolean goOn(Waiter w) {
            if (!w.parked || !w.permit) {
                return false;
            }
            w.permit = false;
            w.parked = false;
            desc.finish(PollDesc.READ, w.thread);
            await(w);
            return true;
        }

        boolean pollOnce() {
            int seq = kernel.fetch();
            if (seq == ModelKernel.NONE) {
                return false;
            }
            Thread t = desc.ready(PollDesc.READ, seq);
            if (t != null) {
                kernel.unpark(t);
            }
            return true;
        }

        @Operation
        public void waitA() {
            await(a);
        }

        @Operation
        public void goOnA() {
            goOn(a);
        }

        @Operation
        public void timeOutA() {
            if (a.parked) {
                a.parked = false;
                desc.finish(PollDesc.READ, a.thread);
            }
        }

        @Operation
        public void waitB() {
            b.seq = desc.seq();
            await(b);
        }

        @Operation
        public void goOnB() {
            goOn(b);
        }

        @Operation
        public void arrive() {
            kernel.arrive(1);
        }

        @Operation
        public void arriveB() {
            kernel.arrive(2);
        }

        @Operation
        public void poll() {
            pollOnce();
        }

        @Operation
        public void evict() {
            desc.close();
        }

        @Validate
        public void check() {
            checkAtRest();
        }

        /** The kernel goes on telling what it was told; parked ones go on; then all rest. */
        void checkAtRest() {
            boolean moved = true;
            for (int i = 0; moved && i < 100; i++) {
                moved = pollOnce() || goOn(a) || goOn(b);
            }
            if (moved) {
                throw new AssertionError("it never rests");
            }
            for (Waiter w : new Waiter[] {a, b}) {
                if (w.parked && kernel.owes(w.of)) {
                    throw new AssertionError("sleeps for ever: the one of file " + w.of);
                }
            }
        }
    }

    public static class Waits extends Scenario {
        public Waits() {}
    }

    public static class LeavesNoReady extends Waits {
        @Override
        PollDesc newDesc() {
            return new PollDesc(table, 7) {
                @Override
                Thread unblock(int mode, boolean ioReady) {
                    return super.unblock(mode, false);
                }
            };
        }
    }

    /** And that is the end of it. */
    public static class Closes extends Scenario {
        public Closes() {}

        @Operation
        public void close() {
            desc.close();
            kernel.close(true);
        }
    }

    public static class EndsTheLifeLast extends Closes {
        @Override
        PollDesc newDesc() {
            return new PollDesc(table, 7) {
                @Override
                public void close() {
                    unparkAll();
                    endLife();
                }
            };
        }
    }

    public static class LooksBefore extends Closes {
        @Override
        PollDesc newDesc() {
            return new PollDesc(table, 7) {
                @Override
                public boolean prepare(int mode, Thread self, int seq) {
                    return seq() != seq || super.prepare(mode, self, seq());
                }
            };
        }
    }

    /** The next one has its number at once; the old file has another one left. */
    public static class Late extends Scenario {
        public Late() {}

        @Operation
        public void close() {
            desc.close();
            kernel.close(false);
            kernel.open(2);
        }

        /** One may find the other in the word, for a moment. */
        @Override
        void await(Waiter w) {
            for (int i = 0; i < 3; i++) {
                try {
                    super.await(w);
                    return;
                } catch (IllegalStateException e) {
                    // It was told: nothing is lost.
                }
            }
        }
    }

    public static class TakesReadyOut extends Late {
        @Override
        PollDesc newDesc() {
            return new PollDesc(table, 7) {
                @Override
                void unparkAll() {
                    super.unparkAll();
                    if (!prepare(READ, a.thread, seq())) {
                        finish(READ, a.thread);
                    }
                }
            };
        }
    }

    public static class GivesNothingBack extends Late {
        @Override
        PollDesc newDesc() {
            return new PollDesc(table, 7) {
                @Override
                void giveBack(int mode) {}
            };
        }
    }

    public static class CorrectsNothing extends Late {
        @Override
        PollDesc newDesc() {
            return new PollDesc(table, 7) {
                @Override
                void correct(int newer) {}
            };
        }
    }

    public static class GoesWithoutCas extends Late {
        @Override
        PollDesc newDesc() {
            return new PollDesc(table, 7) {
                @Override
                public boolean finish(int mode, Thread self) {
                    return unblock(mode, false) != self;
                }
            };
        }
    }

    /** The file of before is registered, and stays so under the number's name. */
    public static class StaysRegistered extends Late {
        @Override
        PollDesc newDesc() {
            return new PollDesc(table, 7) {
                private boolean isRegistered;

                @Override
                public int open(int seq) {
                    if (isRegistered) {
                        return 0;
                    }
                    isRegistered = true;
                    return super.open(seq);
                }
            };
        }

        public StaysRegistered() {
            desc.open(a.seq);
        }
    }

    /** A duplicate takes the number of which it is one; registered since before. */
    public static class Again extends Scenario {
        public Again() {
            desc.open(a.seq);
        }

        @Operation
        public void close() {
            desc.close();
            kernel.close(false);
            kernel.open(1);
        }

        @Operation
        public void waitAgain() {
            a.seq = desc.seq();
            await(a);
        }
    }

    public static class KeepsTheFirst extends Again {
        @Override
        ModelKernel newKernel() {
            return new FirstWins(a, b);
        }
    }

    /** EEXIST is as good as 0, it seems. */
    public static class FirstWins extends ModelKernel {
        private boolean isRegistered;

        FirstWins(Waiter... waiters) {
            super(waiters);
        }

        @Override
        public int add(int fd, int seq) {
            if (isRegistered) {
                return 0;
            }
            isRegistered = true;
            return super.add(fd, seq);
        }
    }

    /** One that has seen somebody sleep looks whether any do. */
    public static class Counts extends Scenario {
        private volatile boolean uncounted;

        public Counts() {}

        /** As one that waits to write. */
        @Operation
        public void openToo() {
            desc.open(a.seq);
        }

        @Operation
        public void look() {
            uncounted = a.parked && table.waiting() == 0;
        }

        @Override
        void checkAtRest() {
            if (uncounted || table.waiting() != 1) {
                throw new AssertionError("waits uncounted; in the end: " + table.waiting());
            }
            desc.close();
            if (table.waiting() != 0) {
                throw new AssertionError("counted for ever");
            }
        }
    }

    public static class CountsAfterwards extends Counts {
        @Override
        PollDesc newDesc() {
            return new PollDesc(table, 7) {
                private volatile boolean counted;

                @Override
                public int open(int seq) {
                    int before = table.waiting();
                    int errno = super.open(seq);
                    if (before == 0 && !counted) {
                        counted = true;
                        table.addRegistered(-1); // as if it had not been, up to here
                        table.addRegistered(1);
                    }
                    return errno;
                }
            };
        }
    }
}
