package dev.baton.cli.doctor;

import java.nio.file.Path;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalLong;
import java.util.function.BinaryOperator;
import java.util.function.Function;

/**
 * The limits that the kernel's control groups set to this process, of version 1 and 2, both of
 * which may be mounted. A limit holds for all groups below it, so each is the least from the
 * process's group up to the root.
 *
 * @param cpus processors that its threads may use together
 * @param memoryBytes its memory
 * @param threads its threads, and those of all processes in the group
 * @param threadsGroup the directory of the group that limits them, or null
 */
record Cgroup(
        OptionalDouble cpus, OptionalLong memoryBytes, OptionalLong threads, Path threadsGroup) {
    private static final Path MOUNT = Path.of("/sys/fs/cgroup");

    /** Version 1 has no word for "no limit", but a number beyond all memory. */
    private static final long V1_NO_LIMIT = 1L << 60;

    static Cgroup of(Function<Path, Optional<String>> files) {
        String membership = files.apply(Path.of("/proc/self/cgroup")).orElse("");
        Limits limits = new Limits(files);
        for (String line : membership.lines().toList()) {
            String[] fields = line.split(":", 3); // hierarchy, controllers, path
            if (fields.length == 3) {
                limits.add(fields[1], fields[2]);
            }
        }
        return new Cgroup(
                limits.cpus == null ? OptionalDouble.empty() : OptionalDouble.of(limits.cpus),
                ofNullable(limits.memoryBytes),
                ofNullable(limits.threads),
                limits.threadsGroup);
    }

    private static OptionalLong ofNullable(Long value) {
        return value == null ? OptionalLong.empty() : OptionalLong.of(value);
    }

    /** The limits seen so far; null is none. */
    private static final class Limits {
        private final Function<Path, Optional<String>> files;
        private Double cpus;
        private Long memoryBytes;
        private Long threads;
        private Path threadsGroup;

        Limits(Function<Path, Optional<String>> files) {
            this.files = files;
        }

        void add(String controllers, String path) {
            if (controllers.isEmpty()) {
                Path mount =
                        files.apply(MOUNT.resolve("cgroup.controllers")).isPresent()
                                ? MOUNT
                                : MOUNT.resolve("unified");
                upwards(mount, path, this::addV2);
                return;
            }
            for (String controller : controllers.split(",", -1)) {
                upwards(MOUNT.resolve(controller), path, group -> addV1(controller, group));
            }
        }

        /** In a container the mount may be the group itself, and then there are none above. */
        private static void upwards(
                Path mount, String path, java.util.function.Consumer<Path> look) {
            Path group = mount.resolve(path.substring(1)).normalize();
            while (group.startsWith(mount)) {
                look.accept(group);
                group = group.getParent();
            }
        }

        private void addV2(Path group) {
            read(group, "cpu.max").ifPresent(max -> addQuota(max.split(" ", -1)));
            read(group, "memory.max").ifPresent(max -> addMemory(number(max)));
            read(group, "pids.max").ifPresent(max -> addThreads(group, number(max)));
        }

        private void addV1(String controller, Path group) {
            switch (controller) {
                case "cpu" -> {
                    Optional<String> quota = read(group, "cpu.cfs_quota_us");
                    Optional<String> period = read(group, "cpu.cfs_period_us");
                    if (quota.isPresent() && period.isPresent()) {
                        addQuota(new String[] {quota.get(), period.get()});
                    }
                }
                case "memory" ->
                        read(group, "memory.limit_in_bytes")
                                .ifPresent(max -> addMemory(number(max)));
                case "pids" ->
                        read(group, "pids.max").ifPresent(max -> addThreads(group, number(max)));
                default -> {
                    // Limits nothing that matters here.
                }
            }
        }

        private Optional<String> read(Path group, String file) {
            return files.apply(group.resolve(file));
        }

        private void addQuota(String[] quotaAndPeriod) {
            Long quota = number(quotaAndPeriod[0]);
            Long period = quotaAndPeriod.length == 2 ? number(quotaAndPeriod[1]) : null;
            if (quota != null && quota > 0 && period != null && period > 0) {
                cpus = least(cpus, (double) quota / period, Math::min);
            }
        }

        private void addMemory(Long bytes) {
            if (bytes != null && bytes < V1_NO_LIMIT) {
                memoryBytes = least(memoryBytes, bytes, Math::min);
            }
        }

        private void addThreads(Path group, Long count) {
            if (count != null && (threads == null || count < threads)) {
                threads = count;
                threadsGroup = group;
            }
        }

        private static <T> T least(T before, T now, BinaryOperator<T> min) {
            return before == null ? now : min.apply(before, now);
        }

        /** Null for "max", version 2's word for "no limit". */
        private static Long number(String text) {
            return text.matches("-?\\d{1,18}") ? Long.valueOf(text) : null;
        }
    }
}
