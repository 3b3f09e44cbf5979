package dev.baton;

import static org.assertj.core.api.Assertions.assertThat;

import dev.baton.sched.ThrowingSchedulerProgram;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What the scheduler's own code throws ends the process, and never leaves it waiting. */
class ThrowingSchedulerTest {
    private static final int BROKEN = 134;

    @RegisterExtension private final Watchdog watchdog = new Watchdog();

    @ParameterizedTest
    @ValueSource(strings = {"dispatch", "unmount", "ready", "sysmon"})
    void theProcessEndsWithItsState(String part) throws Exception {
        JavaProcess process =
                JavaProcess.run(JavaProcess.BATON_FLAGS, ThrowingSchedulerProgram.class, part);
        assertThat(process.exitCode()).as(process.output()).isEqualTo(BROKEN);
        assertThat(process.output())
                .contains("broken invariant", "as told, in " + part, "baton \"throws\"", "Gs");
    }
}
