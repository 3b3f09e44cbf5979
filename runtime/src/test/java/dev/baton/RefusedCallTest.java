package dev.baton;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.baton.linux.RefusedCall;
import dev.baton.linux.SwitchWatch;
import dev.baton.sched.RefusedCallProgram;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** A sandbox refuses what is only an improvement: all works without. */
class RefusedCallTest {
    @RegisterExtension private final Watchdog watchdog = new Watchdog();

    @TempDir private Path dir;

    @ParameterizedTest
    @EnumSource
    void gsRunAndBlockAndSleepWithout(RefusedCall call) throws Exception {
        check(call);
    }

    /** The two of all these that the default profile of Docker and containerd refuses. */
    @Test
    void theyDoInAContainerAsDockerMakesIt() throws Exception {
        check(List.of(RefusedCall.PERF_EVENTS, RefusedCall.IO_URING));
    }

    @ParameterizedTest
    @EnumSource
    void whatItIsForAndWhatIsThereWithoutStandsInThePageOnContainers(RefusedCall call)
            throws IOException {
        assertThat(Files.readAllLines(Path.of("../docs/containers.md")))
                .filteredOn(line -> line.endsWith(" | `" + call + "` |"))
                .hasSize(1);
    }

    /**
     * Each call is really refused to the threads of Baton that make it, and one that threw there
     * would be found.
     */
    @ParameterizedTest
    @EnumSource
    void aTwinThatThrowsWhereItIsRefusedIsFound(RefusedCall call) {
        assumeTrue(SwitchWatch.allowed() || !isOfPerfEvents(call), "no perf events here");
        assertThatThrownBy(() -> check(call, "twin"))
                .isInstanceOf(AssertionError.class)
                .hasMessageContaining("baton: broken invariant: ")
                .hasMessageContaining(" threw java.lang.IllegalStateException: refused: " + call);
    }

    private static boolean isOfPerfEvents(RefusedCall call) {
        return call == RefusedCall.PERF_EVENTS || call == RefusedCall.PERF_IOCTL;
    }

    private void check(RefusedCall call, String... twin) throws IOException, InterruptedException {
        check(List.of(call), twin);
    }

    private void check(List<RefusedCall> calls, String... twin)
            throws IOException, InterruptedException {
        List<String> flags = new ArrayList<>(JavaProcess.BATON_FLAGS);
        flags.add("-Dbaton.fatal=halt");
        List<String> args = new ArrayList<>();
        args.add(calls.stream().map(RefusedCall::name).collect(Collectors.joining(",")));
        args.add(Posix.mkfifo(dir.resolve("fifo")).toString());
        args.addAll(List.of(twin));
        JavaProcess process =
                JavaProcess.run(flags, RefusedCallProgram.class, args.toArray(String[]::new));

        assumeTrue(process.exitCode() != RefusedCallProgram.NO_SECCOMP, "no seccomp here");
        assertThat(process.exitCode()).as(process.output()).isZero();
        boolean perf =
                SwitchWatch.allowed() && calls.stream().noneMatch(RefusedCall::isNeededForAlarms);
        assertThat(process.output().lines())
                .contains("watch: " + (perf ? "perf" : "proc"), "done")
                .doesNotContain("told: true")
                .noneMatch(line -> line.startsWith("baton: "));
    }
}
