package dev.baton.cli.server;

import dev.baton.linux.ProcFile;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/**
 * Who runs where, as far as there are CPUs: a server on one or two, the load, and what the server
 * asks, on the others.
 *
 * @param server numbers of CPUs
 * @param load likewise; the same where there are no others
 */
record Cpus(List<Integer> server, List<Integer> load) {
    private static final String ALLOWED = "\nCpus_allowed_list:";

    /** Copies the lists. */
    Cpus {
        server = List.copyOf(server);
        load = List.copyOf(load);
    }

    /** On the CPUs that this process may use. */
    static Cpus of(Place place) throws IOException {
        return of(place, allowed());
    }

    static Cpus of(Place place, List<Integer> allowed) {
        int n = place.cpus() == 0 ? allowed.size() : Math.min(place.cpus(), allowed.size());
        return new Cpus(
                allowed.subList(0, n),
                n == allowed.size() ? allowed : allowed.subList(n, allowed.size()));
    }

    /** Those that this process may use. */
    static List<Integer> allowed() throws IOException {
        String status = ProcFile.read(Path.of("/proc/self/status"));
        int at = status.indexOf(ALLOWED);
        if (at < 0) {
            throw new IOException("no " + ALLOWED.strip() + " in /proc/self/status");
        }
        return parse(status.substring(at + ALLOWED.length()).lines().findFirst().orElse(""));
    }

    /** Of a list as the kernel writes it: {@code 0-1,4}. */
    static List<Integer> parse(String list) {
        List<Integer> cpus = new ArrayList<>();
        for (String range : list.strip().split(",", -1)) {
            String[] ends = range.split("-", 2);
            int last = Integer.parseInt(ends[ends.length - 1]);
            for (int cpu = Integer.parseInt(ends[0]); cpu <= last; cpu++) {
                cpus.add(cpu);
            }
        }
        return cpus;
    }

    /** What to put before a server's command. */
    List<String> pinServer() {
        return pin(server);
    }

    /** What to put before the command of what loads it, or is asked by it. */
    List<String> pinLoad() {
        return pin(load);
    }

    private static List<String> pin(List<Integer> cpus) {
        return List.of(
                "taskset",
                "-c",
                cpus.stream().map(String::valueOf).collect(Collectors.joining(",")));
    }
}
