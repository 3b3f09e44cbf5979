package dev.baton.cli.doctor;

import dev.baton.linux.ControlGroups;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalLong;
import java.util.function.Function;

/**
 * The limits of CPU and memory that the kernel's control groups set to this process, of version 1
 * and 2, both of which may be mounted. Each is the least from the process's group up to the root.
 *
 * @param cpus processors that its threads may use together
 * @param memoryBytes its memory
 */
public record Cgroup(OptionalDouble cpus, OptionalLong memoryBytes) {
    /** Version 1 has no word for "no limit", but a number beyond all memory. */
    private static final long V1_NO_LIMIT = 1L << 60;

    /**
     * Looks at them now.
     *
     * @param files reads a file of {@code /proc} or {@code /sys}; empty where it isn't there
     * @return what is limited
     */
    public static Cgroup of(Function<Path, Optional<String>> files) {
        Groups groups = new Groups(files);
        return new Cgroup(
                groups.of("cpu").stream().mapToDouble(groups::cpus).filter(n -> n > 0).min(),
                groups.of("memory").stream()
                        .mapToLong(groups::memoryBytes)
                        .filter(n -> n >= 0 && n < V1_NO_LIMIT)
                        .min());
    }

    /** A file of one version is not there in a group of the other. */
    private record Groups(Function<Path, Optional<String>> files) {
        List<String> of(String controller) {
            return ControlGroups.of(
                    controller, read("/proc/self/cgroup"), read("/proc/self/mountinfo"));
        }

        /** 0 for no limit. */
        double cpus(String group) {
            String[] max = read(group + "/cpu.max").split(" ", -1);
            long quota = max.length == 2 ? number(max[0]) : number(group, "cpu.cfs_quota_us");
            long period = max.length == 2 ? number(max[1]) : number(group, "cpu.cfs_period_us");
            return quota > 0 && period > 0 ? (double) quota / period : 0;
        }

        /** -1 for no limit. */
        long memoryBytes(String group) {
            return Math.max(number(group, "memory.max"), number(group, "memory.limit_in_bytes"));
        }

        private long number(String group, String file) {
            return number(read(group + "/" + file));
        }

        /** -1 for "max", version 2's word for "no limit", and for what isn't there. */
        private static long number(String text) {
            return text.matches("\\d{1,18}") ? Long.parseLong(text) : -1;
        }

        private String read(String file) {
            return files.apply(Path.of(file)).orElse("");
        }
    }
}
