package dev.baton.cli;

import static org.assertj.core.api.Assumptions.assumeThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;

/**
 * A control group as a container has it, of either version; where none can be made the test is
 * skipped.
 *
 * @param directory of the group
 * @param isV2 of which version
 */
record ContainerGroup(Path directory, boolean isV2) implements AutoCloseable {
    private static final long REMOVE_PERIOD_NS = 20_000_000;
    private static final long REMOVE_LIMIT_NS = TimeUnit.SECONDS.toNanos(60);
    private static final AtomicInteger COUNT = new AtomicInteger();

    /** Makes one with a controller: cpu, pids or memory. */
    static ContainerGroup with(String controller) throws IOException {
        for (String line : Files.readAllLines(Path.of("/proc/mounts"))) {
            String[] fields = line.split(" ", -1); // device, directory, type, options
            Path parent = Path.of(fields[1]);
            boolean isV1 =
                    fields[2].equals("cgroup")
                            && List.of(fields[3].split(",", -1)).contains(controller);
            boolean isV2 = fields[2].equals("cgroup2") && handsOut(parent, controller);
            if ((isV1 || isV2) && Files.isWritable(parent)) {
                return new ContainerGroup(create(parent), isV2);
            }
        }
        assumeThat(false).as("no group with a limit of %s can be made here", controller).isTrue();
        throw new AssertionError();
    }

    private static Path create(Path parent) {
        String name = "baton-test-" + ProcessHandle.current().pid() + "-" + COUNT.getAndIncrement();
        try {
            return Files.createDirectory(parent.resolve(name));
        } catch (IOException e) {
            assumeThat(false).as("no group can be made in %s: %s", parent, e).isTrue();
            throw new AssertionError(e);
        }
    }

    private static boolean handsOut(Path parent, String controller) {
        try {
            return Files.readString(parent.resolve("cgroup.subtree_control")).contains(controller);
        } catch (IOException e) {
            return false; // not there, or not ours to read
        }
    }

    /** Sets a limit, whose file the versions call differently. */
    ContainerGroup limit(String v1, String v2, String value) throws IOException {
        Files.writeString(file(v1, v2), value);
        return this;
    }

    Path file(String v1, String v2) {
        return directory.resolve(isV2 ? v2 : v1);
    }

    /** As docker's {@code --cpus}. */
    ContainerGroup cpus(double cpus) throws IOException {
        long periodUs = 100_000;
        long quotaUs = Math.round(cpus * periodUs);
        return limit("cpu.cfs_quota_us", "cpu.max", isV2 ? quotaUs + " " + periodUs : "" + quotaUs);
    }

    /** What to put before a command, so that it is in the group from its first instruction on. */
    List<String> enter() {
        return List.of("sh", "-c", "echo $$ > " + directory + "/cgroup.procs && exec \"$@\"", "sh");
    }

    /** Removes it; a process that has ended leaves it a moment later. */
    @Override
    public void close() throws IOException {
        for (long start = System.nanoTime(); ; LockSupport.parkNanos(REMOVE_PERIOD_NS)) {
            try {
                Files.delete(directory);
                return;
            } catch (IOException e) {
                if (System.nanoTime() - start > REMOVE_LIMIT_NS) {
                    throw e;
                }
            }
        }
    }
}
