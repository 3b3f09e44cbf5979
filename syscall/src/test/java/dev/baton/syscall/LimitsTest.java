package dev.baton.syscall;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class LimitsTest {
    private static final int NO_RESOURCE = 99;

    private final Rlimit[] limit = new Rlimit[1];

    @Test
    void aLimitIsChangedAndPutBack() {
        assertThat(Limits.getrlimit(Limits.RLIMIT_CORE, limit)).isZero();
        Rlimit before = limit[0];
        Rlimit none = new Rlimit(0, before.hard());
        assertThat(Limits.prlimit64(0, Limits.RLIMIT_CORE, none, limit)).isZero();
        assertThat(limit[0]).as("the one until now").isEqualTo(before);
        assertThat(Limits.getrlimit(Limits.RLIMIT_CORE, limit)).isZero();
        assertThat(limit[0]).isEqualTo(none);
        assertThat(Limits.setrlimit(Limits.RLIMIT_CORE, before)).isZero();

        assertThat(Limits.getrlimit(NO_RESOURCE, limit)).isEqualTo(Errno.EINVAL.result());
        assertThat(Limits.setrlimit(Limits.RLIMIT_CORE, new Rlimit(2, 1)))
                .isEqualTo(Errno.EINVAL.result());
        assertThat(Limits.prlimit64(Integer.MAX_VALUE, Limits.RLIMIT_CORE, null, limit))
                .isEqualTo(Errno.ESRCH.result());
    }

    @Test
    void descriptorsAreCountedAsTheJdkCountsThem() {
        var system =
                java.lang.management.ManagementFactory.getPlatformMXBean(
                        com.sun.management.UnixOperatingSystemMXBean.class);
        assertThat(Limits.getrlimit(Limits.RLIMIT_NOFILE, limit)).isZero();
        assertThat(limit[0].soft()).isEqualTo(system.getMaxFileDescriptorCount());
    }

    @Test
    void usageGrows() {
        Rusage[] usage = new Rusage[1];
        assertThat(Limits.getrusage(Limits.RUSAGE_SELF, usage)).isZero();
        Rusage before = usage[0];
        assertThat(before.userNanos()).isPositive();
        assertThat(before.maxResidentKib()).isBetween(1_000L, 1L << 32);
        assertThat(before.minorFaults()).isPositive();
        assertThat(Limits.getrusage(Limits.RUSAGE_THREAD, usage)).isZero();
        long voluntary = usage[0].voluntarySwitches();
        assertThat(Syscall.nanosleep(1_000)).isZero();
        assertThat(Limits.getrusage(Limits.RUSAGE_THREAD, usage)).isZero();
        assertThat(usage[0].voluntarySwitches()).as("it slept").isGreaterThan(voluntary);
        assertThat(Limits.getrusage(NO_RESOURCE, usage)).isEqualTo(Errno.EINVAL.result());
    }
}
