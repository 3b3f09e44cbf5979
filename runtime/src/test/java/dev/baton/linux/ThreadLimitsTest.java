package dev.baton.linux;

import static org.assertj.core.api.Assertions.assertThat;

import dev.baton.linux.ThreadLimits.Limit;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Which limit of threads is the nearest, by what the files of a system say. */
class ThreadLimitsTest {
    private static final String V2 = "31 23 0:28 / /sys/fs/cgroup rw - cgroup2 cgroup2 rw\n";
    private static final String V1 =
            """
            30 23 0:27 / /sys/fs/cgroup/cpu rw - cgroup cgroup rw,cpu
            31 23 0:28 / /sys/fs/cgroup/pids rw shared:9 - cgroup cgroup rw,pids
            32 23 0:29 / /sys/fs/cgroup/unified rw - cgroup2 cgroup2 rw
            """;

    @TempDir private Path root;

    @BeforeEach
    void isRootsOnALargeMachine() {
        put("/proc/loadavg", "0.10 0.20 0.30 2/300 4711\n");
        put("/proc/sys/kernel/threads-max", "190000\n");
        put("/proc/sys/kernel/pid_max", "4194304\n");
        status("/proc/self/status", 100, 0, "000001ffffffffff", 30);
        put("/proc/self/uid_map", "         0          0 4294967295\n");
        put("/proc/self/limits", limits("500"));
        put("/proc/self/mountinfo", V2);
        put("/proc/self/cgroup", "0::/\n");
    }

    @Test
    void withoutAnyOtherItIsThatOfTheMachine() {
        assertThat(nearest()).isEqualTo(new Limit("sysctl kernel.threads-max", 190_000, 300));

        put("/proc/sys/kernel/pid_max", "32768\n");
        assertThat(nearest()).isEqualTo(new Limit("sysctl kernel.pid_max", 32_768, 300));
    }

    @Test
    void whereNothingIsKnownThereIsNone() {
        assertThat(new ThreadLimits("/there/is/no/such/directory").nearest()).isNull();
    }

    @Test
    void aGroupOfVersion2() {
        put("/proc/self/cgroup", "0::/a/b\n");
        group("/sys/fs/cgroup/a/b", "120", 70);

        assertThat(nearest()).isEqualTo(new Limit("pids.max of /sys/fs/cgroup/a/b", 120, 70));
        assertThat(nearest().toString())
                .isEqualTo("pids.max of /sys/fs/cgroup/a/b: 120, of which 70 are taken");
    }

    @Test
    void aGroupOfVersion1() {
        put("/proc/self/mountinfo", V1);
        put("/proc/self/cgroup", "9:name=systemd:/x\n8:pids:/a\n1:cpu:/\n0::/\n");
        group("/sys/fs/cgroup/pids/a", "120", 70);

        assertThat(nearest()).isEqualTo(new Limit("pids.max of /sys/fs/cgroup/pids/a", 120, 70));
    }

    @Test
    void oneOfTheGroupsAboveMayBeNearer() {
        put("/proc/self/cgroup", "0::/a/b/c\n");
        group("/sys/fs/cgroup/a/b/c", "max", 70);
        group("/sys/fs/cgroup/a/b", "1000", 70);
        group("/sys/fs/cgroup/a", "1000", 700);

        assertThat(nearest().name()).isEqualTo("pids.max of /sys/fs/cgroup/a");
    }

    @Test
    void inAContainerTheMountMayBeTheGroupItself() {
        group("/sys/fs/cgroup", "120", 70);
        Limit limit = new Limit("pids.max of /sys/fs/cgroup", 120, 70);
        for (String path : new String[] {"/docker/1234", "/", "/../1234"}) {
            put("/proc/self/cgroup", "0::" + path + "\n");
            assertThat(nearest()).as(path).isEqualTo(limit);
        }

        put("/proc/self/cgroup", "0::/docker/1234/below\n");
        put("/proc/self/mountinfo", V2.replace(" / /sys", " /docker/1234 /sys"));
        group("/sys/fs/cgroup/below", "120", 71);
        assertThat(nearest().name()).isEqualTo("pids.max of /sys/fs/cgroup/below");

        put("/proc/self/cgroup", "0::/docker/12345\n"); // not under it
        assertThat(nearest()).isEqualTo(limit);
    }

    @Test
    void whatChangesIsSeen() {
        put("/proc/self/cgroup", "0::/a\n");
        group("/sys/fs/cgroup/a", "120", 70);
        group("/sys/fs/cgroup/b", "130", 80);
        ThreadLimits limits = new ThreadLimits(root.toString());
        assertThat(limits.nearest())
                .extracting(Limit::most, Limit::taken)
                .containsExactly(120L, 70L);

        group("/sys/fs/cgroup/a", "125", 71);
        assertThat(limits.nearest())
                .extracting(Limit::most, Limit::taken)
                .containsExactly(125L, 71L);

        put("/proc/self/cgroup", "0::/b\n");
        assertThat(limits.nearest())
                .extracting(Limit::most, Limit::taken)
                .containsExactly(130L, 80L);
    }

    @Test
    void aUsersOtherProcessesCount() {
        status("/proc/self/status", 100, 1000, "0000000000000000", 30);
        status("/proc/100/status", 100, 1000, "0000000000000000", 30);
        status("/proc/101/status", 101, 1000, "0000000000000000", 40);
        status("/proc/102/status", 102, 1001, "0000000000000000", 100);

        assertThat(nearest()).isEqualTo(new Limit("ulimit -u of this user", 500, 70));

        put("/proc/self/limits", limits("unlimited"));
        assertThat(nearest().name()).isEqualTo("sysctl kernel.threads-max");
    }

    @Test
    void rootAndWhoMayRaiseItHaveNoLimitOfTheUsers() {
        status("/proc/self/status", 100, 0, "0000000000000000", 30);
        assertThat(nearest().name()).isEqualTo("sysctl kernel.threads-max");

        status("/proc/self/status", 100, 1000, "0000000001000000", 30); // CAP_SYS_RESOURCE
        assertThat(nearest().name()).isEqualTo("sysctl kernel.threads-max");

        status("/proc/self/status", 100, 1000, "0000000000800000", 30); // some other one
        assertThat(nearest().name()).isEqualTo("ulimit -u of this user");
    }

    @Test
    void whoIsRootInANamespaceOnlyHasOne() {
        put("/proc/self/uid_map", "         0       1000          1\n");

        assertThat(nearest().name()).isEqualTo("ulimit -u of this user");
    }

    @Test
    void aShareIsKeptForOthers() {
        assertThat(new Limit("", 120, 70).room()).isEqualTo(120 - 70 - 16);
        assertThat(new Limit("", 1600, 70).room()).isEqualTo(1600 - 70 - 200);
        assertThat(new Limit("", 30, 25).room()).isNegative();
    }

    @Test
    void thisSystemsFilesAreUnderstood() {
        // Of whatever it is, more than this JVM has threads.
        assertThat(new ThreadLimits().nearest()).isNotNull();
        assertThat(new ThreadLimits().nearest().most()).isGreaterThan(10);
        assertThat(new ThreadLimits().nearest().taken()).isGreaterThan(10);
    }

    private Limit nearest() {
        return new ThreadLimits(root.toString()).nearest();
    }

    private void group(String directory, String most, int taken) {
        put(directory + "/pids.max", most + "\n");
        put(directory + "/pids.current", taken + "\n");
    }

    private void status(String file, int pid, int user, String capabilities, int threads) {
        put(
                file,
                "Name:\tjava\nTgid:\t%d\nUid:\t%d\t%d\t%d\t%d\nThreads:\t%d\nCapEff:\t%s\nSigQ:\t1\n"
                        .formatted(pid, user, user, user, user, threads, capabilities));
    }

    private static String limits(String processes) {
        return """
        Limit                     Soft Limit           Hard Limit           Units
        Max processes             %-20s unlimited            processes
        Max open files            1024                 unlimited            files
        """
                .formatted(processes);
    }

    private void put(String file, String text) {
        Path path = root.resolve(file.substring(1));
        try {
            Files.createDirectories(path.getParent());
            Files.writeString(path, text);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
