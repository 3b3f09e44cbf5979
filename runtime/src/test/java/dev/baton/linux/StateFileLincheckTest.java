package dev.baton.linux;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.lang.reflect.Method;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jetbrains.kotlinx.lincheck.Actor;
import org.jetbrains.kotlinx.lincheck.execution.ExecutionScenario;
import org.jetbrains.lincheck.LincheckAssertionError;
import org.jetbrains.lincheck.datastructures.ModelCheckingOptions;
import org.jetbrains.lincheck.datastructures.Operation;
import org.jetbrains.lincheck.datastructures.Validate;
import org.jetbrains.lincheck.datastructures.verifier.EpsilonVerifier;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * A thread ends while others look at it: its descriptor is closed once and not used again, and what
 * another thread with its number does is not told of it. One broken twin closes its file at its end
 * whoever reads it, one is looked up by its number, and one leaves the closing to nobody.
 */
@Tag("lincheck")
class StateFileLincheckTest {
    private static final int INVOCATIONS = Integer.getInteger("baton.lincheck.invocations", 400);

    @Test
    void aThreadEndsWhileOneLooks() {
        assertHolds(Ends.class, "look look", "end");
    }

    @Test
    void aThreadEndsWhileTwoLook() {
        assertHolds(Ends.class, "look look", "look", "end");
    }

    @Test
    void closingWhatIsBeingReadIsCaught() {
        assertCaught(ClosesAtOnce.class, "look look", "end");
    }

    @Test
    void lookingUpByNumberIsCaught() {
        assertCaught(ByNumber.class, "look look", "end");
    }

    @Test
    void closingNothingThatIsBeingReadIsCaught() {
        assertCaught(LeavesItOpen.class, "look look", "end");
    }

    private static void assertHolds(Class<?> scenario, String... threads) {
        assertThatCode(() -> check(scenario, threads)).doesNotThrowAnyException();
    }

    private static void assertCaught(Class<?> twin, String... threads) {
        assertThatThrownBy(() -> check(twin, threads))
                .isInstanceOf(LincheckAssertionError.class)
                .hasMessageContaining("Validation function check has failed");
    }

    private static void check(Class<?> scenario, String... threads) {
        List<List<Actor>> parallel = new ArrayList<>();
        for (String thread : threads) {
            parallel.add(
                    Arrays.stream(thread.split(" ")).map(name -> actor(scenario, name)).toList());
        }
        new ModelCheckingOptions()
                .iterations(0)
                .addCustomScenario(
                        new ExecutionScenario(
                                List.of(), parallel, List.of(), actor(scenario, "check")))
                .invocationsPerIteration(INVOCATIONS)
                .minimizeFailedScenario(false)
                .verifier(EpsilonVerifier.class)
                .check(scenario);
    }

    private static Actor actor(Class<?> scenario, String name) {
        for (Method m : scenario.getMethods()) {
            if (m.getName().equals(name)) {
                return new Actor(m, List.of());
            }
        }
        throw new IllegalArgumentException(scenario.getName() + " has no public method " + name);
    }

    /** The kernel, with one thread of that number and then another one, and one descriptor. */
    static class Kernel extends StateFile {
        private static final int TID = 4711;
        private static final int FD = 7;
        private static final char OWN = 'S';
        static final char ANOTHERS = 'R';

        /** The thread is over, and its number another's. */
        volatile boolean reused;

        volatile boolean isOpen;
        private volatile boolean isOfAnother;
        volatile String wrong;

        char look() {
            return look(TID);
        }

        @Override
        int mostNow() {
            return 1; // a count that was not given back shows
        }

        @Override
        int open(int tid) {
            if (isOpen) {
                wrong = "two files open";
            }
            isOfAnother = reused;
            isOpen = true;
            return FD;
        }

        @Override
        char read(int fd) {
            if (!isOpen) {
                wrong = "read of a descriptor that is closed";
            }
            return isOfAnother ? ANOTHERS : OWN;
        }

        @Override
        void close(int fd) {
            if (!isOpen) {
                wrong = "a descriptor closed twice";
            }
            isOpen = false;
        }

        @Override
        char once(int tid) {
            return reused ? ANOTHERS : OWN;
        }
    }

    /** A thread that is looked at, and ends. */
    public static class Ends {
        private final Kernel kernel;

        public Ends() {
            this(new Kernel());
        }

        Ends(Kernel kernel) {
            this.kernel = kernel;
        }

        @Operation
        public void look() {
            if (kernel.look() == Kernel.ANOTHERS) {
                kernel.wrong = "another thread's state";
            }
        }

        @Operation
        public void end() {
            kernel.end();
            kernel.reused = true;
        }

        @Validate
        public void check() {
            if (kernel.wrong != null) {
                throw new AssertionError(kernel.wrong);
            }
            if (kernel.isOpen) {
                throw new AssertionError("a descriptor left open");
            }
            Kernel next = new Kernel();
            next.look();
            if (!next.isOpen) {
                throw new AssertionError("a file that is counted and not open");
            }
            next.end();
        }
    }

    public static class ClosesAtOnce extends Ends {
        public ClosesAtOnce() {
            super(
                    new Kernel() {
                        @Override
                        public void end() {
                            isOpen = false;
                            super.end();
                        }

                        @Override
                        void close(int fd) {
                            isOpen = false;
                        }
                    });
        }
    }

    public static class ByNumber extends Ends {
        public ByNumber() {
            super(
                    new Kernel() {
                        @Override
                        char look() {
                            return once(0);
                        }
                    });
        }
    }

    public static class LeavesItOpen extends Ends {
        public LeavesItOpen() {
            super(
                    new Kernel() {
                        private volatile boolean ending;

                        @Override
                        public void end() {
                            ending = true;
                            super.end();
                            ending = false;
                        }

                        @Override
                        void close(int fd) {
                            if (ending) {
                                super.close(fd);
                            }
                        }
                    });
        }
    }
}
