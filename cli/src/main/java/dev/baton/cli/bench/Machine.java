package dev.baton.cli.bench;

import dev.baton.linux.ProcFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * What the figures were measured on.
 *
 * @param cpu the model, as the kernel names it
 * @param cores how many the process may use
 * @param kernel its release
 * @param jdk vendor's version
 * @param go Go's version, empty when it is not there
 * @param perfEventParanoid {@code /proc/sys/kernel/perf_event_paranoid}: up to 2, a process may
 *     watch its own threads; empty when the kernel has no perf events
 * @param load how many processes wanted a CPU in the last minute: what disturbed
 */
public record Machine(
        String cpu,
        int cores,
        String kernel,
        String jdk,
        Optional<String> go,
        Optional<Integer> perfEventParanoid,
        double load) {
    private static final Path PROC = Path.of("/proc");

    /**
     * This one.
     *
     * @param go the version of Go, empty when it is not there
     * @return the description
     * @throws IOException when {@code /proc} can't be read
     */
    public static Machine ofThisProcess(Optional<String> go) throws IOException {
        Path paranoid = PROC.resolve("sys/kernel/perf_event_paranoid");
        return new Machine(
                cpuModel(ProcFile.read(PROC.resolve("cpuinfo"))),
                Runtime.getRuntime().availableProcessors(),
                ProcFile.read(PROC.resolve("sys/kernel/osrelease")),
                System.getProperty("java.vendor.version", Runtime.version().toString()),
                go,
                Files.exists(paranoid)
                        ? Optional.of(Integer.valueOf(ProcFile.read(paranoid)))
                        : Optional.empty(),
                Double.parseDouble(ProcFile.read(PROC.resolve("loadavg")).split(" ", 2)[0]));
    }

    /**
     * The CPU's name.
     *
     * @param cpuinfo the text of {@code /proc/cpuinfo}
     * @return the first of its names that is there: x86 has the first, ARM at best the second; else
     *     {@code unknown}
     */
    public static String cpuModel(String cpuinfo) {
        for (String key : new String[] {"model name", "Model", "CPU part"}) {
            Optional<String> value =
                    cpuinfo.lines()
                            .filter(line -> line.startsWith(key))
                            .map(line -> line.substring(line.indexOf(':') + 1).strip())
                            .findFirst();
            if (value.isPresent()) {
                return value.get();
            }
        }
        return "unknown";
    }

    /** {@return as JSON has it} */
    public Map<String, Object> toMap() {
        Map<String, Object> map = new LinkedHashMap<>();
        map.put("cpu", cpu);
        map.put("cores", cores);
        map.put("kernel", kernel);
        map.put("jdk", jdk);
        map.put("go", go.orElse(null));
        map.put("perf_event_paranoid", perfEventParanoid.orElse(null));
        map.put("load", load);
        return map;
    }

    /** On one line. */
    @Override
    public String toString() {
        return cpu
                + ", "
                + cores
                + " cores, Linux "
                + kernel
                + ", "
                + jdk
                + ", "
                + go.orElse("no Go")
                + ", perf_event_paranoid "
                + perfEventParanoid.map(String::valueOf).orElse("–")
                + ", load "
                + load;
    }
}
