package dev.baton;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.baton.linux.IoUringRefusal;
import dev.baton.sched.RefusedRingProgram;
import org.junit.jupiter.api.Test;

/** A sandbox refuses io_uring: calls are made in another way, and it is not asked for again. */
class RefusedRingTest {
    @Test
    void whoWouldWaitForTheRingIsNotServed() throws Exception {
        JavaProcess process = JavaProcess.run(JavaProcess.BATON_FLAGS, RefusedRingProgram.class);
        assumeTrue(process.exitCode() != RefusedRingProgram.NO_SECCOMP, "no seccomp here");
        assertThat(process.exitCode()).as(process.output()).isZero();
        assertThat(process.output())
                .contains("seccomp filter", "not served: true", "asked again: false")
                .contains("read by the JDK: true", "done");
    }

    /** The twin: what says that it is refused says something else where it is not. */
    @Test
    void whereItIsNotRefusedItServes() throws Exception {
        assumeTrue(IoUringRefusal.ask() == null, "no io_uring here");
        JavaProcess process =
                JavaProcess.run(JavaProcess.BATON_FLAGS, RefusedRingProgram.class, "twin");
        assertThat(process.exitCode()).as(process.output()).isZero();
        assertThat(process.output())
                .contains("null", "not served: false", "asked again: true")
                .contains("read by the JDK: false", "done");
    }
}
