package dev.baton.cli.bench;

import dev.baton.linux.ProcFile;
import java.io.IOException;
import java.nio.file.Path;

/**
 * What the kernel counts of a thread.
 *
 * @param cpuNs how long it ran
 * @param waitNs how long it waited for a CPU
 * @param voluntary how often it went to sleep
 * @param involuntary how often it lost its CPU to another
 */
public record ThreadCounters(long cpuNs, long waitNs, long voluntary, long involuntary) {
    /** Of what never ran. */
    public static final ThreadCounters NONE = new ThreadCounters(0, 0, 0, 0);

    /**
     * Of one thread.
     *
     * @param directory its own, of {@code /proc/PID/task}
     * @return what the kernel has counted so far
     * @throws IOException when it isn't there any more
     */
    public static ThreadCounters read(Path directory) throws IOException {
        String[] times = ProcFile.read(directory.resolve("schedstat")).split(" ", -1);
        String status = ProcFile.read(directory.resolve("status"));
        return new ThreadCounters(
                Long.parseLong(times[0]),
                Long.parseLong(times[1]),
                number(status, "\nvoluntary_ctxt_switches:"),
                number(status, "\nnonvoluntary_ctxt_switches:"));
    }

    private static long number(String status, String key) throws IOException {
        int at = status.indexOf(key);
        if (at < 0) {
            throw new IOException("no " + key.strip() + " in " + status);
        }
        String rest = status.substring(at + key.length());
        return Long.parseLong(rest.lines().findFirst().orElse("").strip());
    }

    ThreadCounters plus(ThreadCounters other) {
        return new ThreadCounters(
                cpuNs + other.cpuNs,
                waitNs + other.waitNs,
                voluntary + other.voluntary,
                involuntary + other.involuntary);
    }

    ThreadCounters minus(ThreadCounters other) {
        return new ThreadCounters(
                cpuNs - other.cpuNs,
                waitNs - other.waitNs,
                voluntary - other.voluntary,
                involuntary - other.involuntary);
    }
}
