package dev.baton.cli.explode;

import static org.assertj.core.api.Assertions.assertThat;

import dev.baton.linux.ThreadLimits.Limit;
import java.nio.file.Path;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

class RoomTest {
    private static final Set<Side> ALL = EnumSet.allOf(Side.class);
    private static final Set<Side> NO_THREADS = EnumSet.of(Side.STOCK, Side.NETPOLL);

    private final Map<Path, String> files = new HashMap<>();

    private Room room(Set<Side> sides, Limit... limits) {
        return Room.of(sides, file -> Optional.ofNullable(files.get(file)), List.of(limits));
    }

    private void openFiles(String hard) {
        files.put(
                Path.of("/proc/self/limits"),
                "Limit                     Soft Limit           Hard Limit           Units     \n"
                        + "Max processes             20000                96362               "
                        + " processes \n"
                        + "Max open files            1024                 %-20s files     "
                                .formatted(hard));
    }

    @Test
    void eachNeedsADescriptorOfTheHardLimit() {
        openFiles("4096");

        assertThat(room(NO_THREADS)).isEqualTo(new Room(3_396, "ulimit -Hn: 4096"));
    }

    @Test
    void aLimitBelowWhatEveryProgramNeedsLeavesNoRoom() {
        openFiles("256");

        assertThat(room(NO_THREADS).most()).isZero();
    }

    @Test
    void threadsAreLimitedByTheNearestOfTheLimits() {
        openFiles("20000");
        Limit far = new Limit("sysctl kernel.pid_max", 32_768, 300);
        Limit near = new Limit("pids.max of /a/group", 1_000, 50);

        Room room = room(ALL, far, near);

        // An eighth is left to others, and a hundred are the JVM's and the program's own.
        assertThat(room.most()).isEqualTo(1_000 - 50 - 125 - 100);
        assertThat(room.limit()).contains("pids.max of /a/group: 1000");
    }

    @Test
    void sidesThatTakeFewThreadsNeedNoRoomForThem() {
        openFiles("20000");

        assertThat(room(NO_THREADS, new Limit("pids.max of /a/group", 100, 50)).limit())
                .contains("ulimit");
    }

    @Test
    void mappingsAndMemoryLimitThreadsToo() {
        files.put(Path.of("/proc/sys/vm/max_map_count"), "10000");
        assertThat(room(ALL)).isEqualTo(new Room(2_000, "sysctl vm.max_map_count: 10000"));

        files.put(
                Path.of("/proc/meminfo"),
                "MemTotal:       4000000 kB\nMemAvailable:    524288 kB\nBuffers: 1 kB");
        Room room = room(ALL);
        assertThat(room.most()).isEqualTo((524_288 - 400 * 1024) / 150);
        assertThat(room.limit()).isEqualTo("memory that is free: 512 MiB");
    }

    @Test
    void whatIsNotKnownLimitsNothing() {
        openFiles("unlimited");
        files.put(Path.of("/proc/meminfo"), "MemTotal: x kB");
        files.put(Path.of("/proc/sys/vm/max_map_count"), "");

        assertThat(room(ALL).most()).isEqualTo(Long.MAX_VALUE);
    }
}
