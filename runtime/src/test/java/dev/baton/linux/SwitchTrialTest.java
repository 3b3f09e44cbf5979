package dev.baton.linux;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SwitchTrialTest {
    @ParameterizedTest
    @ValueSource(
            strings = {
                "4.17.0",
                "4.18.0-553.el8",
                "5.4.0",
                "6.18.44-x",
                "10.0",
                "unknown",
                "4",
                ".3",
                "3.x"
            })
    void aKernelThatMayTellIsTried(String release) {
        assertThat(SwitchTrial.refusalOfKernel(release)).isNull();
    }

    @ParameterizedTest
    @ValueSource(strings = {"4.16.18", "3.10.0-1160.el7"})
    void aKernelThatCannotTellIsNot(String release) {
        assertThat(SwitchTrial.refusalOfKernel(release))
                .isEqualTo(
                        "perf events of Linux "
                                + release
                                + " don't say who went to sleep; 4.17 does");
    }

    @Test
    void theReasonOfARefusalIsGivenInWords() {
        assertThat(PerfEvent.whyNot(13, "4"))
                .isEqualTo("forbidden, since kernel.perf_event_paranoid is 4; 2 would do");
        assertThat(PerfEvent.whyNot(1, "2"))
                .isEqualTo(
                        "forbidden (errno 1) although kernel.perf_event_paranoid is 2: by a seccomp"
                                + " filter, as in a container, or a security module");
        assertThat(PerfEvent.whyNot(38, "2"))
                .isEqualTo("this kernel has none, or a seccomp filter hides them (errno 38)");
        assertThat(PerfEvent.whyNot(24, "2")).isEqualTo("Too many open files (errno 24)");
    }

    @Test
    void oneIsTrueOfAllowedAndRefused() {
        assertThat(SwitchWatch.allowed()).isEqualTo(SwitchWatch.refusal() == null);
    }
}
