package dev.baton.sched;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * The whole scheduler in one thread, under schedules that a seed replays.
 *
 * <ul>
 *   <li>{@code -Dbaton.sim.seeds=N} runs so many seeds in place of 100,000;
 *   <li>{@code -Dbaton.sim.from=N} begins with that one;
 *   <li>{@code -Dbaton.sim.seed=N} runs that one only and prints what happened.
 * </ul>
 */
class SimulationTest {
    private static final long SEEDS = Long.getLong("baton.sim.seeds", 100_000);
    private static final long FROM = Long.getLong("baton.sim.from", 0);
    private static final Long ONLY = Long.getLong("baton.sim.seed");

    /** The rarest of the broken rules shows in one seed of ten thousand or so. */
    private static final long SEEDS_FOR_A_TWIN = 100_000;

    @Test
    void noSeedBreaksARule() throws InterruptedException {
        if (ONLY != null) {
            SimResult r = SimWorld.replay(ONLY, SimTwin.SOUND);
            System.err.println(r);
            assertThat(r.failure()).isNull();
            return;
        }
        AtomicLong next = new AtomicLong(FROM);
        AtomicReference<SimResult> failed = new AtomicReference<>();
        List<Thread> workers = new ArrayList<>();
        for (int i = 0; i < Runtime.getRuntime().availableProcessors(); i++) {
            Thread worker =
                    Thread.ofPlatform()
                            .start(() -> {
                                long seed;
                                while (failed.get() == null
                                        && (seed = next.getAndIncrement()) < FROM + SEEDS) {
                                    SimResult r = SimWorld.run(seed, SimTwin.SOUND);
                                    if (r.failure() != null) {
                                        failed.compareAndSet(null, r);
                                    }
                                }
                            });
            workers.add(worker);
        }
        for (Thread worker : workers) {
            worker.join();
        }
        SimResult r = failed.get();
        if (r != null) {
            fail(r + "\nAgain with -Dtest=SimulationTest -Dbaton.sim.seed=" + r.seed());
        }
        assertThat(next.get()).as("a worker died").isGreaterThanOrEqualTo(FROM + SEEDS);
    }

    @Test
    void aSeedRunsTheSameTwice() {
        for (long seed = 0; seed < 500; seed++) {
            SimResult first = SimWorld.run(seed, SimTwin.SOUND);
            assertThat(SimWorld.run(seed, SimTwin.SOUND)).isEqualTo(first);
        }
    }

    /** It goes on, with all that it has, or the process ends. */
    @Test
    void whoThrowsTakesNothingAlong() {
        if (ONLY != null) {
            System.err.println(SimWorld.runWithAFault(ONLY, SimTwin.SOUND));
        }
        for (long seed = FROM; seed < FROM + SEEDS / 20; seed++) {
            SimResult r = SimWorld.runWithAFault(seed, SimTwin.SOUND);
            assertThat(r.failure()).as("%s", r).isNull();
        }
    }

    @Test
    void whoThrowsAndEndsInSilenceIsNoticed() {
        long seed = 0;
        SimResult r = SimWorld.runWithAFault(seed, SimTwin.WHO_THROWS_ENDS_ALONE);
        while (r.failure() == null && seed < 100) {
            r = SimWorld.runWithAFault(++seed, SimTwin.WHO_THROWS_ENDS_ALONE);
        }
        assertThat(r.failure()).isNotNull();
    }

    /** Each broken twin is noticed: a simulation that can't see a bug is none. */
    @ParameterizedTest
    @EnumSource(
            mode = EnumSource.Mode.EXCLUDE,
            names = {"SOUND", "WHO_THROWS_ENDS_ALONE"})
    void aBrokenRuleIsNoticed(SimTwin twin) {
        long seed = 0;
        SimResult r = SimWorld.run(seed, twin);
        while (r.failure() == null && seed < SEEDS_FOR_A_TWIN) {
            r = SimWorld.run(++seed, twin);
        }
        assertThat(r.failure()).as("%s in %d seeds", twin, seed + 1).isNotNull();
    }
}
