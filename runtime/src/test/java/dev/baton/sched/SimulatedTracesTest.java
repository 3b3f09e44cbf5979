package dev.baton.sched;

import static org.assertj.core.api.Assertions.assertThat;

import dev.baton.trace.EventType;
import dev.baton.trace.TraceChecker;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Traces of the whole scheduler under schedules that a seed replays: each keeps the rules. {@code
 * -Dbaton.sim.traces=N} makes so many in place of 1,000, {@code -Dbaton.sim.from=N} begins there.
 */
class SimulatedTracesTest {
    private static final long TRACES = Long.getLong("baton.sim.traces", 1000);
    private static final long FROM = Long.getLong("baton.sim.from", 0);
    private static final long TRACES_FOR_A_TWIN = 2000;

    /** Several steps of the simulation. */
    private static final long COARSE_NS = 500;

    @TempDir Path dir;

    @Test
    void eachKeepsTheRules() throws IOException {
        for (long seed = FROM; seed < FROM + TRACES; seed++) {
            assertThat(trace(seed, SimTracing.Twin.SOUND, 1)).as("seed %d", seed).isEmpty();
        }
    }

    @Test
    void eachKeepsTheRulesByAClockThatIsCoarserThanWhatHappens() throws IOException {
        for (long seed = FROM; seed < FROM + TRACES; seed++) {
            assertThat(trace(seed, SimTracing.Twin.SOUND, COARSE_NS)).as("seed %d", seed).isEmpty();
        }
    }

    @Test
    void allThatCanHappenHappens() throws IOException {
        Map<EventType, Integer> seen = new EnumMap<>(EventType.class);
        for (long seed = 0; seed < 200; seed++) {
            Path file = dir.resolve("t");
            SimWorld.runTraced(seed, SimTracing.Twin.SOUND, 1, file);
            if (Files.exists(file)) {
                TraceChecker.count(file).forEach((type, n) -> seen.merge(type, n, Integer::sum));
                Files.delete(file);
            }
        }
        seen.forEach((type, n) -> {
            switch (type) {
                case GC, LOST, GO_NAME, LONG_CALL, GO_WAITED, KERNEL_WAIT, GO_IN_SYSCALL -> {}
                default -> assertThat(n).as("%s", type).isPositive();
            }
        });
    }

    @ParameterizedTest
    @EnumSource(mode = EnumSource.Mode.EXCLUDE, names = "SOUND")
    void aBrokenRuleIsNoticed(SimTracing.Twin twin) throws IOException {
        long seed = 0;
        while (seed < TRACES_FOR_A_TWIN && trace(seed, twin, 1).isEmpty()) {
            seed++;
        }
        assertThat(seed).as("%s", twin).isLessThan(TRACES_FOR_A_TWIN);
    }

    private List<String> trace(long seed, SimTracing.Twin twin, long grainNs) throws IOException {
        Path file = dir.resolve("t");
        long lost = SimWorld.runTraced(seed, twin, grainNs, file);
        if (!Files.exists(file)) {
            return List.of(); // it was over before
        }
        // Nobody drains it here: in a few worlds more happens than there is room for.
        List<String> violations = lost == 0 ? TraceChecker.check(file) : List.of();
        Files.delete(file);
        return violations;
    }
}
