package dev.baton.cli.doctor;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class CgroupTest {
    private final Map<String, String> files = new HashMap<>();

    private Cgroup cgroup() {
        return Cgroup.of(file -> Optional.ofNullable(files.get(file.toString())));
    }

    @Test
    void withoutGroupsThereIsNoLimit() {
        assertThat(cgroup().cpus()).isEmpty();
        assertThat(cgroup().memoryBytes()).isEmpty();
        assertThat(cgroup().threads()).isEmpty();
    }

    @Test
    void versionTwoTakesTheLeastUpToTheRoot() {
        files.put("/proc/self/cgroup", "0::/pod/container\n");
        files.put("/sys/fs/cgroup/cgroup.controllers", "cpu memory pids");
        files.put("/sys/fs/cgroup/pod/container/cpu.max", "max 100000");
        files.put("/sys/fs/cgroup/pod/cpu.max", "150000 100000");
        files.put("/sys/fs/cgroup/pod/container/memory.max", "1048576");
        files.put("/sys/fs/cgroup/pod/memory.max", "2097152");
        files.put("/sys/fs/cgroup/pod/container/pids.max", "max");

        assertThat(cgroup().cpus()).hasValue(1.5);
        assertThat(cgroup().memoryBytes()).hasValue(1_048_576);
        assertThat(cgroup().threads()).isEmpty();
    }

    @Test
    void versionOneHasAMountForEachController() {
        files.put("/proc/self/cgroup", "5:memory:/m\n3:cpu,cpuacct:/c\n2:pids:/p\n0::/\n");
        files.put("/sys/fs/cgroup/cpu/c/cpu.cfs_quota_us", "50000");
        files.put("/sys/fs/cgroup/cpu/c/cpu.cfs_period_us", "100000");
        files.put("/sys/fs/cgroup/memory/m/memory.limit_in_bytes", "4096");
        files.put("/sys/fs/cgroup/pids/p/pids.max", "77");

        assertThat(cgroup().cpus()).hasValue(0.5);
        assertThat(cgroup().memoryBytes()).hasValue(4096);
        assertThat(cgroup().threads()).hasValue(77);
    }

    @Test
    void versionOnesWordsForNoLimitAreUnderstood() {
        files.put("/proc/self/cgroup", "5:memory:/\n3:cpu:/\n");
        files.put("/sys/fs/cgroup/cpu/cpu.cfs_quota_us", "-1");
        files.put("/sys/fs/cgroup/cpu/cpu.cfs_period_us", "100000");
        files.put("/sys/fs/cgroup/memory/memory.limit_in_bytes", "9223372036854771712");

        assertThat(cgroup().cpus()).isEmpty();
        assertThat(cgroup().memoryBytes()).isEmpty();
    }
}
