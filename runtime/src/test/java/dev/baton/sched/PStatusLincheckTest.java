package dev.baton.sched;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.jetbrains.lincheck.LincheckAssertionError;
import org.jetbrains.lincheck.datastructures.ModelCheckingOptions;
import org.jetbrains.lincheck.datastructures.Operation;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * The status of a P while its M goes into the kernel and comes back, sysmon retakes it and hands it
 * to another M, and the world is stopped. Nobody may get it twice. The broken twin comes back
 * without a CAS.
 */
@Tag("lincheck")
class PStatusLincheckTest {
    @Test
    void whoeverTakesAPOutOfASyscallIsTheOnlyOne() {
        assertThatCode(() -> check(Real.class)).doesNotThrowAnyException();
    }

    @Test
    void anExitWithoutCasIsCaught() {
        assertThatThrownBy(() -> check(ExitWithoutCas.class))
                .isInstanceOf(LincheckAssertionError.class);
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

    /** The edges of {@link P}, one at a time. */
    public static class OneThread {
        private int status = P.RUNNING;

        private boolean move(int from, int to) {
            boolean can = status == from;
            status = can ? to : status;
            return can;
        }

        public boolean enter() {
            return move(P.RUNNING, P.SYSCALL);
        }

        public boolean exit() {
            return move(P.SYSCALL, P.RUNNING);
        }

        public boolean retake() {
            return move(P.SYSCALL, P.IDLE);
        }

        public boolean acquire() {
            return move(P.IDLE, P.RUNNING);
        }

        public boolean stop() {
            return move(P.SYSCALL, P.GCSTOP);
        }

        public boolean start() {
            return move(P.GCSTOP, P.IDLE);
        }
    }

    public static class Real {
        final PStatus p = new PStatus();

        public Real() {
            p.soStatus(P.RUNNING);
        }

        /** By the M that has it: nobody else writes a P that is RUNNING. */
        @Operation(nonParallelGroup = "M")
        public boolean enter() {
            if (p.laStatus() != P.RUNNING) {
                return false;
            }
            p.soStatus(P.SYSCALL);
            return true;
        }

        @Operation(nonParallelGroup = "M")
        public boolean exit() {
            return p.laStatus() == P.SYSCALL && p.casStatus(P.SYSCALL, P.RUNNING);
        }

        /** By sysmon. */
        @Operation
        public boolean retake() {
            return p.casStatus(P.SYSCALL, P.IDLE);
        }

        /** By an M that was handed it, which is never the one in the kernel. */
        @Operation(nonParallelGroup = "M")
        public boolean acquire() {
            return p.casStatus(P.IDLE, P.RUNNING);
        }

        @Operation
        public boolean stop() {
            return p.casStatus(P.SYSCALL, P.GCSTOP);
        }

        @Operation
        public boolean start() {
            return p.casStatus(P.GCSTOP, P.IDLE);
        }
    }

    /** Looks, and then writes. */
    public static class ExitWithoutCas extends Real {
        @Operation(nonParallelGroup = "M")
        @Override
        public boolean exit() {
            if (p.laStatus() != P.SYSCALL) {
                return false;
            }
            p.soStatus(P.RUNNING);
            return true;
        }
    }
}
