package dev.baton.agent;

import com.sun.management.HotSpotDiagnosticMXBean;
import com.sun.management.HotSpotDiagnosticMXBean.ThreadDumpFormat;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.StringJoiner;
import java.util.stream.Stream;

/**
 * What this process holds at a moment when nothing is under way.
 *
 * @param descriptors those that can be waited for, by number and kind
 * @param virtualThreads that live
 * @param carriers threads of the OS that run them: of Baton's or the JDK's scheduler
 * @param otherThreads all other threads of the OS
 * @param mappings of memory
 * @param heapBytes after the garbage was collected
 */
record Holdings(
        List<String> descriptors,
        List<String> virtualThreads,
        long carriers,
        long otherThreads,
        long mappings,
        long heapBytes) {
    /** Threads of a pool that comes and goes as the JVM likes; mappings of what it compiles. */
    private static final int SPARE_THREADS = 2;

    private static final int SPARE_MAPPINGS = 60;
    private static final long SPARE_HEAP_BYTES = 4_000_000;

    static Holdings now() throws IOException {
        long heap = Long.MAX_VALUE;
        for (int i = 0; i < 5; i++) {
            System.gc();
            heap =
                    Math.min(
                            heap,
                            ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed());
        }
        List<String> threads = threads();
        long carriers = threads.stream().filter(Holdings::isCarrier).count();
        return new Holdings(
                openDescriptors(),
                liveVirtualThreads(),
                carriers,
                threads.size() - carriers,
                countMappings(),
                heap);
    }

    /** What there is too much of, or nothing. */
    String moreThan(Holdings before, int mostCarriers) {
        StringJoiner more = new StringJoiner("; ");
        if (descriptors.size() != before.descriptors.size()) {
            more.add("descriptors " + before.descriptors + " -> " + descriptors);
        }
        if (virtualThreads.size() != before.virtualThreads.size()) {
            more.add("virtual threads " + before.virtualThreads + " -> " + virtualThreads);
        }
        if (carriers > mostCarriers) {
            more.add("carriers " + before.carriers + " -> " + carriers);
        }
        compare(more, "threads", before.otherThreads, otherThreads, SPARE_THREADS);
        compare(more, "mappings", before.mappings, mappings, SPARE_MAPPINGS);
        compare(more, "heap", before.heapBytes, heapBytes, SPARE_HEAP_BYTES);
        return more.toString();
    }

    private static void compare(
            StringJoiner more, String what, long before, long after, long spare) {
        if (after - before > spare) {
            more.add(what + " " + before + " -> " + after);
        }
    }

    /** What is open and can be waited for. Baton has two more for each M that it needs. */
    static List<String> openDescriptors() throws IOException {
        List<String> descriptors = new ArrayList<>();
        try (Stream<Path> open = Files.list(Path.of("/proc/self/fd"))) {
            for (Path number : open.toList()) {
                if (Files.isSymbolicLink(number)) { // the list's own is closed by now
                    String what = Files.readSymbolicLink(number).toString();
                    if (what.matches("(socket|pipe):.*|anon_inode:\\[event(poll|fd)]")) {
                        descriptors.add(number.getFileName() + " " + what);
                    }
                }
            }
        }
        return descriptors;
    }

    /** The lines of a dump that say a virtual thread lives, but for the JDK's own pollers. */
    static List<String> liveVirtualThreads() throws IOException {
        Path directory = Files.createTempDirectory("holdings");
        Path dump = directory.resolve("threads");
        try {
            ManagementFactory.getPlatformMXBean(HotSpotDiagnosticMXBean.class)
                    .dumpThreads(dump.toString(), ThreadDumpFormat.TEXT_PLAIN);
            try (Stream<String> lines = Files.lines(dump)) {
                return lines.filter(line ->
                                line.startsWith("#")
                                        && line.contains(" virtual")
                                        && !line.contains("SubPoller"))
                        .toList();
            }
        } finally {
            Files.deleteIfExists(dump);
            Files.delete(directory);
        }
    }

    private static boolean isCarrier(String name) {
        return name.startsWith("baton-main-M") || name.startsWith("ForkJoinPool");
    }

    /** The names of all threads of the OS. */
    private static List<String> threads() throws IOException {
        List<String> names = new ArrayList<>();
        try (Stream<Path> tasks = Files.list(Path.of("/proc/self/task"))) {
            for (Path task : tasks.toList()) {
                try {
                    names.add(Files.readString(task.resolve("comm")).strip());
                } catch (IOException e) {
                    // It has ended meanwhile.
                }
            }
        }
        return names;
    }

    private static long countMappings() throws IOException {
        try (Stream<String> lines = Files.lines(Path.of("/proc/self/maps"))) {
            return lines.count();
        }
    }
}
