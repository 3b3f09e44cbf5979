package dev.baton.cli.server;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * A control group with a limit of CPU time, for one server: as a container's {@code --cpus}. The
 * kernel lets its threads run for so much of each 100 ms, on whichever CPUs.
 *
 * @param directory of the group
 */
record QuotaGroup(Path directory) implements AutoCloseable {
    private static final int PERIOD_US = 100_000;

    /** A process that was killed leaves its group a moment later. */
    private static final int REMOVE_TRIES = 100;

    private static final long REMOVE_PERIOD_MS = 20;
    private static final AtomicInteger COUNT = new AtomicInteger();

    /**
     * Where groups with limits of CPU time can be made.
     *
     * @param parent the directory to make them in
     * @param isV2 whether it is of version 2 of control groups
     */
    record Root(Path parent, boolean isV2) {}

    /** Finds out where such groups can be made; empty when they can't, as without being root. */
    static Optional<Root> root() throws IOException {
        return root(Files.readString(Path.of("/proc/mounts")));
    }

    static Optional<Root> root(String mounts) {
        for (String line : mounts.lines().toList()) {
            String[] fields = line.split(" ", -1); // device, directory, type, options
            if (fields.length < 4) {
                continue;
            }
            Path directory = Path.of(fields[1]);
            boolean isV1 =
                    fields[2].equals("cgroup") && List.of(fields[3].split(",", -1)).contains("cpu");
            boolean isV2 = fields[2].equals("cgroup2") && handsOutCpu(directory);
            if ((isV1 || isV2) && Files.isWritable(directory)) {
                return Optional.of(new Root(directory, isV2));
            }
        }
        return Optional.empty();
    }

    /** Whether groups in it have the controller, which this may have to switch on. */
    private static boolean handsOutCpu(Path directory) {
        Path control = directory.resolve("cgroup.subtree_control");
        try {
            if (!words(directory.resolve("cgroup.controllers")).contains("cpu")) {
                return false;
            }
            if (!words(control).contains("cpu")) {
                Files.writeString(control, "+cpu");
            }
            return true;
        } catch (IOException e) {
            return false; // not ours to change, or there are processes in it
        }
    }

    private static List<String> words(Path file) throws IOException {
        return List.of(Files.readString(file).strip().split(" ", -1));
    }

    /**
     * Makes a group.
     *
     * @param root where
     * @param percent of one CPU's time
     */
    static QuotaGroup create(Root root, int percent) throws IOException {
        String name =
                "baton-bench-" + ProcessHandle.current().pid() + "-" + COUNT.incrementAndGet();
        QuotaGroup group = new QuotaGroup(Files.createDirectory(root.parent().resolve(name)));
        int quotaUs = PERIOD_US * percent / 100;
        if (root.isV2()) {
            group.write("cpu.max", quotaUs + " " + PERIOD_US);
        } else {
            group.write("cpu.cfs_period_us", "" + PERIOD_US);
            group.write("cpu.cfs_quota_us", "" + quotaUs);
        }
        return group;
    }

    private void write(String file, String value) throws IOException {
        Files.writeString(directory.resolve(file), value);
    }

    /** What to put before a command, so that it is in the group from its first instruction on. */
    List<String> enter() {
        return List.of("sh", "-c", "echo $$ > " + directory + "/cgroup.procs && exec \"$@\"", "sh");
    }

    /** Removes the group, from which all processes have to be gone or on their way. */
    @Override
    public void close() throws IOException {
        for (int i = 1; ; i++) {
            try {
                Files.delete(directory);
                return;
            } catch (IOException e) {
                if (i == REMOVE_TRIES) {
                    throw e;
                }
            }
            try {
                Thread.sleep(REMOVE_PERIOD_MS);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                return;
            }
        }
    }
}
