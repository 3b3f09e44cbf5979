package dev.baton.sched;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.jetbrains.lincheck.datastructures.ManagedStrategyGuaranteeKt.forClasses;

import dev.baton.linux.FutexMutex;
import dev.baton.sched.queues.RunQueue;
import java.lang.reflect.Method;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.jetbrains.kotlinx.lincheck.Actor;
import org.jetbrains.kotlinx.lincheck.execution.ExecutionScenario;
import org.jetbrains.lincheck.LincheckAssertionError;
import org.jetbrains.lincheck.datastructures.ModelCheckingOptions;
import org.jetbrains.lincheck.datastructures.verifier.EpsilonVerifier;

/**
 * Lincheck's model checker on one scenario. It runs the threads under one interleaving of their
 * accesses to shared memory after the other, those with few switches first; memory is sequentially
 * consistent in it, so it proves protocols and not fences. Scenarios are public classes with a
 * method {@code check} that throws when the end is wrong.
 */
public final class ModelCheck {
    /** How many interleavings are tried: {@code -Dbaton.lincheck.invocations}. */
    public static final int INVOCATIONS = Integer.getInteger("baton.lincheck.invocations", 400);

    private static final int MORE_FOR_TWIN = 10;

    /** Loops are short here, and none of them waits for another thread by spinning. */
    private static final int MAX_LOOP = 1000;

    private ModelCheck() {}

    /**
     * Passes when no interleaving breaks the scenario.
     *
     * @param threads the methods that each thread calls, separated by blanks
     */
    public static void assertHolds(Class<?> scenario, String... threads) {
        assertHolds(INVOCATIONS, scenario, threads);
    }

    /** The same with another number of interleavings. */
    public static void assertHolds(int invocations, Class<?> scenario, String... threads) {
        assertThatCode(() -> run(invocations, scenario, threads)).doesNotThrowAnyException();
    }

    /**
     * Passes when one does. It is tried with more of them, so that the build does not rest on luck
     * (the order in which they are tried is not the same each time); nearly all twins are caught
     * within as many as their scenarios are tried with.
     */
    public static void assertCaught(Class<?> twin, String... threads) {
        assertCaught(INVOCATIONS, twin, threads);
    }

    /** The same with another number of interleavings. */
    public static void assertCaught(int invocations, Class<?> twin, String... threads) {
        assertCaught(() -> run(MORE_FOR_TWIN * invocations, twin, threads));
    }

    /** Passes when the check at the end fails; a hang, say, is not what a twin is to show. */
    public static void assertCaught(ThrowingCallable run) {
        assertThatThrownBy(run)
                .isInstanceOf(LincheckAssertionError.class)
                .hasMessageContaining("Validation function check has failed");
    }

    private static void run(int invocations, Class<?> scenario, String... threads) {
        options(invocations, scenario, threads)
                // Rings are checked by themselves. Here each call of one is one step.
                .addGuarantee(forClasses(RunQueue.class.getName()).allMethods().treatAsAtomic())
                .addGuarantee(
                        forClasses(ModelHost.ParkNote.class.getName()).allMethods().treatAsAtomic())
                // Its word is at an address, which the checker takes for no variable. It is the
                // buffers', of which no scenario has any.
                .addGuarantee(forClasses(FutexMutex.class.getName()).allMethods().ignore())
                // No protocol rests on these.
                .addGuarantee(forClasses(ReturnRate.class.getName()).allMethods().ignore())
                .addGuarantee(forClasses(M.class.getName()).methods("fastrand").ignore())
                .addGuarantee(
                        forClasses(Discipline.class.getName())
                                .methods("charge", "learn", "isContended")
                                .ignore())
                .addGuarantee(
                        forClasses(ModelHost.class.getName())
                                .methods("currentM", "nanoTime", "step", "play")
                                .ignore())
                // Only one thread is left then.
                .addGuarantee(
                        forClasses(Model.class.getName()).methods("settle", "checkAtRest").ignore())
                .check(scenario);
    }

    /** For one scenario, with every access to shared memory a step. */
    public static ModelCheckingOptions options(
            int invocations, Class<?> scenario, String... threads) {
        List<List<Actor>> parallel = new ArrayList<>();
        for (String thread : threads) {
            parallel.add(
                    Arrays.stream(thread.split(" ")).map(name -> actor(scenario, name)).toList());
        }
        return new ModelCheckingOptions()
                .iterations(0)
                .addCustomScenario(
                        new ExecutionScenario(
                                List.of(), parallel, List.of(), actor(scenario, "check")))
                .invocationsPerIteration(invocations)
                .loopIterationsBeforeThreadSwitch(MAX_LOOP)
                .loopBound(MAX_LOOP)
                .minimizeFailedScenario(false)
                .verifier(EpsilonVerifier.class);
    }

    private static Actor actor(Class<?> scenario, String name) {
        for (Method m : scenario.getMethods()) {
            if (m.getName().equals(name)) {
                return new Actor(m, List.of());
            }
        }
        throw new IllegalArgumentException(scenario.getName() + " has no public method " + name);
    }
}
