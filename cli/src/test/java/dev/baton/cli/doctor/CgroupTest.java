package dev.baton.cli.doctor;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class CgroupTest {
    private static final String V1 =
            """
            30 23 0:27 / /sys/fs/cgroup/cpu,cpuacct rw - cgroup cgroup rw,cpu,cpuacct
            31 23 0:28 / /sys/fs/cgroup/memory rw - cgroup cgroup rw,memory
            32 23 0:29 / /sys/fs/cgroup/unified rw - cgroup2 cgroup2 rw
            """;

    private final Map<String, String> files = new HashMap<>();

    private Cgroup cgroup() {
        return Cgroup.of(file -> Optional.ofNullable(files.get(file.toString())));
    }

    @Test
    void withoutGroupsThereIsNoLimit() {
        assertThat(cgroup().cpus()).isEmpty();
        assertThat(cgroup().memoryBytes()).isEmpty();
    }

    @Test
    void versionTwoTakesTheLeastUpToTheRoot() {
        files.put("/proc/self/cgroup", "0::/pod/container\n");
        files.put("/proc/self/mountinfo", "31 23 0:28 / /sys/fs/cgroup rw - cgroup2 cgroup2 rw\n");
        files.put("/sys/fs/cgroup/pod/container/cpu.max", "max 100000");
        files.put("/sys/fs/cgroup/pod/cpu.max", "150000 100000");
        files.put("/sys/fs/cgroup/pod/container/memory.max", "1048576");
        files.put("/sys/fs/cgroup/pod/memory.max", "2097152");

        assertThat(cgroup().cpus()).hasValue(1.5);
        assertThat(cgroup().memoryBytes()).hasValue(1_048_576);
    }

    @Test
    void versionOneHasAMountForEachController() {
        files.put("/proc/self/mountinfo", V1);
        files.put("/proc/self/cgroup", "5:memory:/m\n3:cpu,cpuacct:/c\n0::/\n");
        files.put("/sys/fs/cgroup/cpu,cpuacct/c/cpu.cfs_quota_us", "50000");
        files.put("/sys/fs/cgroup/cpu,cpuacct/c/cpu.cfs_period_us", "100000");
        files.put("/sys/fs/cgroup/memory/m/memory.limit_in_bytes", "4096");

        assertThat(cgroup().cpus()).hasValue(0.5);
        assertThat(cgroup().memoryBytes()).hasValue(4096);
    }

    @Test
    void versionOnesWordsForNoLimitAreUnderstood() {
        files.put("/proc/self/mountinfo", V1);
        files.put("/proc/self/cgroup", "5:memory:/\n3:cpu:/\n");
        files.put("/sys/fs/cgroup/cpu,cpuacct/cpu.cfs_quota_us", "-1");
        files.put("/sys/fs/cgroup/cpu,cpuacct/cpu.cfs_period_us", "100000");
        files.put("/sys/fs/cgroup/memory/memory.limit_in_bytes", "9223372036854771712");

        assertThat(cgroup().cpus()).isEmpty();
        assertThat(cgroup().memoryBytes()).isEmpty();
    }
}
