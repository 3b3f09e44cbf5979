package dev.baton.cli.doctor;

import dev.baton.linux.ThreadLimits.Limit;
import dev.baton.syscall.Sysno;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** A machine on which all is well until a test takes something away. */
public final class OtherMachine implements Surroundings {
    final Map<String, String> properties =
            new HashMap<>(
                    Map.of(
                            "os.name", "Linux",
                            "os.arch", "amd64",
                            "os.version", "6.1.0",
                            "java.vendor", "Vendor",
                            "java.runtime.version", "25.0.3+9",
                            "java.home", "/a/jdk"));
    final Map<String, String> files =
            new HashMap<>(
                    Map.of(
                            "/proc/cpuinfo", "model name\t: A Processor",
                            "/proc/self/limits", limits("20000"),
                            "/proc/sys/vm/max_map_count", "65530"));
    final Map<Integer, Long> systemCalls = new HashMap<>(Map.of(Sysno.SYS_MEMBARRIER, 0x3ffL));

    final List<Limit> threadLimits =
            new ArrayList<>(
                    List.of(
                            new Limit("sysctl kernel.threads-max", 192_730, 300),
                            new Limit("sysctl kernel.pid_max", 32_768, 300)));

    int feature = 25;
    String seamRefusal;
    String perfRefusal;
    String networkRefusal;
    String ioUringRefusal;
    String timerSlackRefusal;
    boolean tellsCpuTime = true;
    boolean tellsSleeps = true;
    boolean tellsStates = true;
    boolean tellsStack = true;
    boolean knowsMountNotices = true;
    String trialRefusal;
    SystemCalls calls = new SystemCalls(true, "this system allows it");

    /** Makes one on which all is well. */
    public OtherMachine() {}

    /**
     * Takes the seam away.
     *
     * @param refusal what the seam says of it
     * @return this
     */
    public OtherMachine withoutSeam(String refusal) {
        seamRefusal = refusal;
        return this;
    }

    static String limits(String openFiles) {
        return """
        Limit                     Soft Limit           Hard Limit           Units
        Max processes             96365                unlimited            processes
        Max open files            %-20s unlimited            files
        """
                .formatted(openFiles);
    }

    @Override
    public String property(String name) {
        return properties.getOrDefault(name, "");
    }

    @Override
    public int feature() {
        return feature;
    }

    @Override
    public int processors() {
        return 4;
    }

    @Override
    public long maxHeapBytes() {
        return 1L << 30;
    }

    @Override
    public Optional<String> seamRefusal() {
        return Optional.ofNullable(seamRefusal);
    }

    @Override
    public SystemCalls systemCalls() {
        return calls;
    }

    @Override
    public Optional<String> perfRefusal() {
        return Optional.ofNullable(perfRefusal);
    }

    @Override
    public Optional<String> networkRefusal() {
        return Optional.ofNullable(networkRefusal);
    }

    @Override
    public Optional<String> ioUringRefusal() {
        return Optional.ofNullable(ioUringRefusal);
    }

    @Override
    public List<Limit> threadLimits() {
        return threadLimits;
    }

    @Override
    public boolean tellsCpuTime() {
        return tellsCpuTime;
    }

    @Override
    public boolean tellsSleeps() {
        return tellsSleeps;
    }

    @Override
    public boolean tellsStates() {
        return tellsStates;
    }

    @Override
    public boolean tellsStack() {
        return tellsStack;
    }

    @Override
    public boolean knowsMountNotices() {
        return knowsMountNotices;
    }

    @Override
    public Optional<String> timerSlackRefusal() {
        return Optional.ofNullable(timerSlackRefusal);
    }

    @Override
    public long systemCall(int number, long a1, long a2) {
        return systemCalls.get(number);
    }

    @Override
    public Optional<String> read(Path file) {
        return Optional.ofNullable(files.get(file.toString())).map(String::strip);
    }

    @Override
    public Optional<String> trialRefusal() {
        return Optional.ofNullable(trialRefusal);
    }
}
