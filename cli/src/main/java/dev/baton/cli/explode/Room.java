package dev.baton.cli.explode;

import dev.baton.cli.doctor.Cgroup;
import dev.baton.linux.ProcFile;
import dev.baton.linux.ThreadLimits;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/**
 * How many threads this machine lets block at once in one process, each on a FIFO of its own.
 *
 * @param most how many; 0 when it has no room at all
 * @param limit what limits them, and how it is raised
 */
public record Room(long most, String limit) {
    /** Beside one for each FIFO: the JVM's, and what Baton watches its Ms by, 256 twice. */
    private static final long OTHER_DESCRIPTORS = 700;

    /** The JVM's own, the program's, and Baton's Ms beyond those that block. */
    private static final long OTHER_THREADS = 100;

    /** Of the JVM's libraries, heap and code. */
    private static final long OTHER_MAPPINGS = 2_000;

    /** A thread's stack, and the pages before it that nobody may touch; rounded up. */
    private static final long MAPPINGS_EACH = 4;

    private static final long OTHER_MEMORY_KIB = 400 << 10;

    /** Of the kernel's and the JVM's, most of it stack; rounded up. */
    private static final long MEMORY_EACH_KIB = 150;

    /**
     * Looks at this machine.
     *
     * @param sides what is to run, one after the other
     * @return the least room that one of them has
     */
    public static Room here(Collection<Side> sides) {
        return of(sides, Room::read, new ThreadLimits().all());
    }

    /** The same of another machine. */
    static Room of(
            Collection<Side> sides,
            Function<Path, Optional<String>> files,
            List<ThreadLimits.Limit> threads) {
        List<Room> rooms = new ArrayList<>();
        descriptors(files).ifPresent(rooms::add);
        if (sides.stream().anyMatch(Side::takesThreads)) {
            for (ThreadLimits.Limit limit : threads) {
                rooms.add(new Room(Math.max(0, limit.room() - OTHER_THREADS), limit.toString()));
            }
            mappings(files).ifPresent(rooms::add);
            memory(files).ifPresent(rooms::add);
        }
        return rooms.stream()
                .min(Comparator.comparingLong(Room::most))
                .orElse(new Room(Long.MAX_VALUE, "nothing known"));
    }

    /** The hard limit: Java and Go raise theirs to it. */
    private static Optional<Room> descriptors(Function<Path, Optional<String>> files) {
        return files.apply(Path.of("/proc/self/limits")).stream()
                .flatMap(String::lines)
                .filter(line -> line.startsWith("Max open files"))
                .map(line -> line.strip().split(" +", -1))
                .filter(words -> words.length >= 5 && words[4].matches("\\d{1,18}"))
                .map(words -> Long.parseLong(words[4]))
                .map(hard -> room(hard, OTHER_DESCRIPTORS, 1, "ulimit -Hn: " + hard))
                .findFirst();
    }

    private static Optional<Room> mappings(Function<Path, Optional<String>> files) {
        return files.apply(Path.of("/proc/sys/vm/max_map_count"))
                .filter(text -> text.matches("\\d{1,18}"))
                .map(Long::parseLong)
                .map(most ->
                        room(
                                most,
                                OTHER_MAPPINGS,
                                MAPPINGS_EACH,
                                "sysctl vm.max_map_count: " + most));
    }

    private static Optional<Room> memory(Function<Path, Optional<String>> files) {
        List<Room> rooms = new ArrayList<>();
        files.apply(Path.of("/proc/meminfo")).stream()
                .flatMap(String::lines)
                .filter(line -> line.matches("MemAvailable: +\\d{1,15} kB"))
                .map(line -> Long.parseLong(line.replaceAll("\\D", "")))
                .forEach(kib -> rooms.add(memory(kib, "memory that is free")));
        Cgroup.of(files)
                .memoryBytes()
                .ifPresent(bytes ->
                        rooms.add(memory(bytes >> 10, "the control group's memory limit")));
        return rooms.stream().min(Comparator.comparingLong(Room::most));
    }

    private static Room memory(long kib, String what) {
        return room(kib, OTHER_MEMORY_KIB, MEMORY_EACH_KIB, what + ": " + (kib >> 10) + " MiB");
    }

    private static Room room(long most, long others, long each, String limit) {
        return new Room(Math.max(0, (most - others) / each), limit);
    }

    private static Optional<String> read(Path file) {
        try {
            return Optional.of(ProcFile.read(file));
        } catch (IOException e) {
            return Optional.empty();
        }
    }
}
