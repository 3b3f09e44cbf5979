package dev.baton.cli.server;

import dev.baton.cli.bench.ThreadCounters;
import dev.baton.linux.ProcFile;
import dev.baton.syscall.Syscall;
import dev.baton.syscall.Sysno;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;

/**
 * What the kernel has counted of a process.
 *
 * @param cpuNs how long its threads ran, those that have ended among them
 * @param userTicks of that in the program, in steps of 10 ms
 * @param kernelTicks likewise in the kernel
 * @param switches of each thread that lives: how often it went to sleep or lost its CPU
 */
record ProcessCounters(long cpuNs, long userTicks, long kernelTicks, Map<String, Long> switches) {
    private static final int UTIME_FIELD = 14;
    private static final int STIME_FIELD = 15;

    /**
     * The clock of a process's CPU time is its number, inverted, and these bits (man
     * clock_getcpuclockid).
     */
    private static final int CLOCK_SHIFT = 3;

    private static final int CLOCK_OF_A_PROCESS = 2;

    /** Copies the map. */
    ProcessCounters {
        switches = Map.copyOf(switches);
    }

    /** Reads them, one after the other. */
    static ProcessCounters read(long pid) throws IOException {
        Path process = Path.of("/proc", Long.toString(pid));
        String[] stat = fieldsFromState(ProcFile.read(process.resolve("stat")));
        Map<String, Long> switches = new HashMap<>();
        try (DirectoryStream<Path> tasks = Files.newDirectoryStream(process.resolve("task"))) {
            for (Path task : tasks) {
                try {
                    ThreadCounters counters = ThreadCounters.read(task);
                    switches.put(
                            task.getFileName().toString(),
                            counters.voluntary() + counters.involuntary());
                } catch (IOException e) {
                    // It has ended meanwhile.
                }
            }
        }
        return new ProcessCounters(
                cpuNs(pid),
                Long.parseLong(stat[UTIME_FIELD - 3]),
                Long.parseLong(stat[STIME_FIELD - 3]),
                switches);
    }

    /** Counted from behind the name, which may have anything in it: from state, the third. */
    static String[] fieldsFromState(String stat) {
        return stat.substring(stat.lastIndexOf(')') + 2).split(" ", -1);
    }

    /** By the process's clock: the sum over its threads' schedstat lacks those that have ended. */
    private static long cpuNs(long pid) throws IOException {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment time = arena.allocate(ValueLayout.JAVA_LONG, 2);
            long clock = (~pid << CLOCK_SHIFT) | CLOCK_OF_A_PROCESS;
            long result = Syscall.rawSyscall(Sysno.SYS_CLOCK_GETTIME, clock, time.address(), 0);
            if (result < 0) {
                throw new IOException("clock_gettime of process " + pid + ": errno " + -result);
            }
            return time.getAtIndex(ValueLayout.JAVA_LONG, 0) * 1_000_000_000L
                    + time.getAtIndex(ValueLayout.JAVA_LONG, 1);
        }
    }

    /**
     * How many context switches there were since.
     *
     * @param before of the same process; a thread that has ended since does not count
     */
    long switchesSince(ProcessCounters before) {
        return switches.entrySet().stream()
                .mapToLong(
                        task -> task.getValue() - before.switches.getOrDefault(task.getKey(), 0L))
                .sum();
    }

    /**
     * What part of the CPU time since was in the program; NaN where there was too little to tell.
     */
    double userShareSince(ProcessCounters before) {
        double user = userTicks - before.userTicks;
        return user / (user + kernelTicks - before.kernelTicks);
    }
}
