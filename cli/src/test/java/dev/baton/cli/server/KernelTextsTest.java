package dev.baton.cli.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is read of the kernel, and of perf, which reads it for us. */
class KernelTextsTest {
    @Test
    void memoryIsReadOfTheRollup() throws Exception {
        String rollup =
                """
                558fdc5f2000-7ffd13ff6000 ---p 00000000 00:00 0      [rollup]
                Rss:                1708 kB
                Pss:                 214 kB
                Pss_Dirty:           112 kB
                """;

        assertThat(ResidentMemory.parse(rollup)).isEqualTo(new ResidentMemory(1708, 214));
        assertThatThrownBy(() -> ResidentMemory.parse("Rss: 1 kB"))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("no Pss:");
    }

    @Test
    void thereAreAsManyConnectionsAsTheLimitOfFilesLeaves() throws Exception {
        String limits =
                """
                Limit                     Soft Limit           Hard Limit           Units
                Max processes             95000                95000                processes
                Max open files            %s                20000                files
                """;

        assertThat(IdleStage.possible(10_000, limits.formatted("20000"))).isEqualTo(10_000);
        assertThat(IdleStage.possible(10_000, limits.formatted("4096"))).isEqualTo(3_096);
        assertThat(IdleStage.possible(10_000, limits.formatted("256"))).isEqualTo(1);
        assertThat(IdleStage.possible(10_000, limits.formatted("unlimited"))).isEqualTo(10_000);
    }

    @Test
    void systemCallsAreReadOfPerfsLine() throws Exception {
        String csv = "# started on Mon Nov 30\n\n29,,raw_syscalls:sys_enter,1483501,100.00,,\n";

        assertThat(SystemCalls.parse(csv)).isEqualTo(29);
        assertThatThrownBy(
                        () -> SystemCalls.parse("<not counted>,,raw_syscalls:sys_enter,0,0.00,,\n"))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("<not counted>");
    }

    @Test
    void groupsAreMadeWhereTheControllerIsMountedAndOursToUse(@TempDir Path directory) {
        String v1 = "cgroup " + directory + " cgroup rw,relatime,cpu 0 0\n";

        assertThat(QuotaGroup.root("proc /proc proc rw 0 0\n" + v1))
                .contains(new QuotaGroup.Root(directory, false));
        assertThat(QuotaGroup.root(v1.replace(",cpu ", ",cpuset "))).isEmpty();
        assertThat(QuotaGroup.root(v1.replace("" + directory, "/no/such"))).isEmpty();
        // Without cgroup.controllers it hands out nothing.
        assertThat(QuotaGroup.root("none " + directory + " cgroup2 rw 0 0\n")).isEmpty();
    }

    @Test
    void aGroupOfVersion2HandsOutTheCpuOnceItIsToldTo(@TempDir Path directory) throws Exception {
        Files.writeString(directory.resolve("cgroup.controllers"), "cpuset cpu io\n");
        Path control = directory.resolve("cgroup.subtree_control");
        Files.writeString(control, "\n");

        assertThat(QuotaGroup.root("none " + directory + " cgroup2 rw 0 0\n"))
                .contains(new QuotaGroup.Root(directory, true));
        assertThat(control).content().isEqualTo("+cpu");
    }
}
