package dev.baton.cli.bench;

import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/**
 * What the threads of a process were seen to do.
 *
 * @param seconds for how long
 * @param looks how often
 * @param byName the threads by name, with those together whose names differ by a number
 */
public record Sampling(double seconds, long looks, Map<String, Threads> byName) {
    /** What runs virtual threads, on either side. */
    public static final String CARRIERS = "carriers";

    /** Baton's thread that watches. */
    public static final String SYSMON = "sysmon";

    /** The JIT compilers. */
    public static final String JIT = "C1, C2";

    private static final Threads NONE =
            new Threads(0, 0, 0, ThreadCounters.NONE, ThreadCounters.NONE);

    /** Sorts the names. */
    public Sampling {
        byName = new TreeMap<>(byName);
    }

    /**
     * Threads that are alike.
     *
     * @param wanting how many ran or wanted a CPU, on average
     * @param most how many at once
     * @param share of the looks at which one did
     * @param before what the kernel had counted of them before
     * @param used what it counted meanwhile
     */
    public record Threads(
            double wanting, int most, double share, ThreadCounters before, ThreadCounters used) {}

    /** How a thread is called here. The kernel keeps 15 characters of a name. */
    static String group(String name) {
        if (name.matches("baton-.*-M[0-9]*|ForkJoinPool-1-.*")) {
            return CARRIERS;
        }
        if (name.matches("baton-.*-sysm?o?n?")) {
            return SYSMON;
        }
        return name.matches("C[12] Compiler.*") ? JIT : name.replaceAll("[0-9]+$", "N");
    }

    /**
     * Those of one name.
     *
     * @param name of {@link #byName}
     * @return all zero when there were none
     */
    public Threads of(String name) {
        return byName.getOrDefault(name, NONE);
    }

    /** {@return what all of them used} */
    public ThreadCounters all() {
        return byName.values().stream()
                .map(Threads::used)
                .reduce(ThreadCounters.NONE, ThreadCounters::plus);
    }

    /**
     * For a terminal.
     *
     * @return a table; ends with a newline
     */
    public String toText() {
        StringBuilder out = new StringBuilder();
        out.append(
                String.format(
                        Locale.ROOT,
                        "%d looks in %.1f s%n%n%-16s %7s %4s %6s %6s %6s %11s %11s%n",
                        looks,
                        seconds,
                        "threads",
                        "want",
                        "most",
                        "looks",
                        "CPU",
                        "wait",
                        "voluntary",
                        "involuntary"));
        byName.forEach((name, threads) -> out.append(line(name, threads)));
        out.append(
                line(
                        "all",
                        new Threads(
                                byName.values().stream().mapToDouble(Threads::wanting).sum(),
                                0,
                                0,
                                ThreadCounters.NONE,
                                all())));
        return out.toString();
    }

    private String line(String name, Threads threads) {
        ThreadCounters used = threads.used();
        return String.format(
                Locale.ROOT,
                "%-16s %7.2f %4d %5.1f%% %5.1f%% %5.1f%% %9.0f/s %9.0f/s%n",
                name,
                threads.wanting(),
                threads.most(),
                100 * threads.share(),
                100 * used.cpuNs() / 1e9 / seconds,
                100 * used.waitNs() / 1e9 / seconds,
                used.voluntary() / seconds,
                used.involuntary() / seconds);
    }
}
