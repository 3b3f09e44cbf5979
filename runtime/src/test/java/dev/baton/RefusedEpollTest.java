package dev.baton;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.baton.linux.RefusedCall;
import dev.baton.linux.RefusedEpollProgram;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A sandbox refuses what an Epoll needs: it says which call, and leaves nothing open. */
class RefusedEpollTest {
    @ParameterizedTest
    @CsvSource({
        "EPOLL_CREATE, epoll_create1",
        "EVENTFD, eventfd2",
        "EPOLL_ADD, epoll_ctl",
        "EPOLL_WAIT, epoll_pwait"
    })
    void theCallIsNamedAndNothingLeftOpen(RefusedCall call, String name) throws Exception {
        JavaProcess process = run(call);
        assertThat(process.output().lines())
                .anyMatch(line ->
                        line.startsWith("refused: " + name + ": ") && line.endsWith("(errno 13)"))
                .contains("left open: 0");
    }

    /** The twin: a call that it does not need, so that it is made. */
    @ParameterizedTest
    @CsvSource("MEMBARRIER")
    void withAnotherCallRefusedItIsMade(RefusedCall call) throws Exception {
        assertThat(run(call).output().lines()).contains("made: true", "left open: 0");
    }

    private static JavaProcess run(RefusedCall call) throws Exception {
        JavaProcess process =
                JavaProcess.run(JavaProcess.BATON_FLAGS, RefusedEpollProgram.class, call.name());
        assumeTrue(process.exitCode() != RefusedEpollProgram.NO_SECCOMP, "no seccomp here");
        assertThat(process.exitCode()).as(process.output()).isZero();
        return process;
    }
}
