package dev.baton.cli.doctor;

import dev.baton.BatonBuilder;
import dev.baton.cli.bench.Machine;
import dev.baton.linux.ThreadLimits;
import dev.baton.syscall.Errno;
import dev.baton.syscall.Sysno;
import dev.baton.vthread.JdkAccess;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** Looks at all that Baton needs, in the order in which the one builds on the other. */
public final class Examination {
    private static final int MIN_FEATURE = 25;

    private static final Path PROC = Path.of("/proc");

    /** {@code MEMBARRIER_CMD_QUERY}, and the bit of the answer that is worth having. */
    private static final int MEMBARRIER_QUERY = 0;

    private static final int MEMBARRIER_PRIVATE_EXPEDITED = 1 << 3;

    /** A stack and its guard pages. */
    private static final int MAPPINGS_PER_THREAD = 2;

    /** Fewer threads than this, and a burst of blocked calls has to wait in line. */
    private static final long FEW_THREADS = 1_000;

    /** What the kernel gives a process by default, and a server outgrows. */
    private static final long FEW_FILES = 4_096;

    private final Surroundings surroundings;
    private final Cgroup cgroup;

    private Examination(Surroundings surroundings) {
        this.surroundings = surroundings;
        this.cgroup = Cgroup.of(surroundings::read);
    }

    /**
     * Looks at everything.
     *
     * @param surroundings where
     * @return a finding for each thing, fatal ones among them
     */
    public static List<Finding> of(Surroundings surroundings) {
        Examination examination = new Examination(surroundings);
        List<Finding> findings = new ArrayList<>();
        findings.add(examination.platform());
        findings.add(examination.jdk());
        findings.add(examination.seam());
        if (findings.stream().anyMatch(f -> f.verdict() == Verdict.FATAL)) {
            // What follows asks the kernel, or runs Baton; neither may be possible here.
            return List.copyOf(findings);
        }
        List<ThreadLimits.Limit> threadLimits = surroundings.threadLimits();
        findings.add(examination.kernel());
        findings.add(examination.processors());
        findings.add(examination.cgroup(threadLimits));
        findings.add(examination.executableMemory());
        findings.add(examination.perfEvents());
        findings.add(examination.network());
        findings.add(examination.timerSlack());
        findings.add(examination.threadStates());
        findings.add(examination.cpuTime());
        findings.add(examination.sleeps());
        findings.add(examination.stack());
        findings.add(examination.mountNotices());
        findings.add(examination.ioUring());
        findings.add(examination.membarrier());
        findings.add(examination.threads(threadLimits));
        findings.add(examination.files());
        findings.add(examination.trial());
        return List.copyOf(findings);
    }

    private Finding platform() {
        String os = surroundings.property("os.name");
        String arch = surroundings.property("os.arch");
        String found = os + " on " + arch;
        String known = "Baton runs on Linux, on x86-64 or aarch64";
        if (!os.equals("Linux")) {
            return Finding.fatal("platform", "platform", found, known + ": use one of these");
        }
        return switch (arch) {
            case "amd64", "x86_64" ->
                    Finding.ok("platform", "platform", found, "all of Baton is tested here");
            case "aarch64" ->
                    Finding.less(
                            "platform",
                            "platform",
                            found,
                            "runs, but no such machine has run all of Baton's tests yet",
                            "run ./baton test, and report what fails");
            default -> Finding.fatal("platform", "platform", found, known + ": use one of these");
        };
    }

    private Finding jdk() {
        String found =
                "%s %s, %s"
                        .formatted(
                                surroundings.property("java.vendor"),
                                surroundings.property("java.runtime.version"),
                                surroundings.property("java.home"));
        int feature = surroundings.feature();
        if (feature < MIN_FEATURE) {
            return Finding.fatal(
                    "jdk",
                    "JDK",
                    found,
                    "install JDK " + MIN_FEATURE + " or later, or set JAVA_HOME to one");
        }
        return Finding.ok(
                "jdk",
                "JDK",
                found,
                feature == MIN_FEATURE
                        ? "the release that Baton is tested on"
                        : "later than the one that Baton is tested on: its shape decides, see"
                                + " seam");
    }

    private Finding seam() {
        Optional<String> refusal = surroundings.seamRefusal();
        if (refusal.isEmpty()) {
            return Finding.ok(
                    "seam",
                    "seam to the JDK",
                    "its virtual threads have the shape that Baton knows, and are open to it",
                    "virtual threads become Gs, the JDK's own scheduler stays unused");
        }
        boolean lacksFlags =
                Stream.of(JdkAccess.FLAGS.split(" "))
                        .anyMatch(word -> word.startsWith("--") && refusal.get().contains(word));
        return Finding.fatal(
                "seam",
                "seam to the JDK",
                refusal.get(),
                lacksFlags
                        ? "start java with these flags, or with -jar baton.jar, whose manifest has"
                                + " them"
                        : "use JDK " + MIN_FEATURE + ", and report this line");
    }

    private Finding kernel() {
        return Finding.ok(
                "kernel",
                "kernel",
                "Linux " + surroundings.property("os.version"),
                "futex, and what is below");
    }

    private Finding processors() {
        int count = surroundings.processors();
        String model =
                surroundings.read(PROC.resolve("cpuinfo")).map(Machine::cpuModel).orElse("unknown");
        return Finding.ok(
                "cpu",
                "CPU",
                model + ", " + plural(count, "processor") + " for this process",
                plural(count, "P") + " by default");
    }

    private Finding cgroup(List<ThreadLimits.Limit> threadLimits) {
        List<String> limits = new ArrayList<>();
        cgroup.cpus().ifPresent(cpus -> limits.add("%.2f CPUs".formatted(cpus)));
        cgroup.memoryBytes().ifPresent(bytes -> limits.add(mebibytes(bytes) + " of memory"));
        threadLimits.stream()
                .filter(ThreadLimits.Limit::isOfAGroup)
                .mapToLong(ThreadLimits.Limit::most)
                .min()
                .ifPresent(count -> limits.add("%,d threads".formatted(count)));
        String found = limits.isEmpty() ? "no limits" : String.join(", ", limits);
        int ps = surroundings.processors();
        if (cgroup.cpus().isPresent() && cgroup.cpus().getAsDouble() < ps) {
            // The kernel stops all threads of the group for the rest of the period.
            return Finding.less(
                    "cgroup",
                    "cgroup limits",
                    found,
                    plural(ps, "P")
                            + " share that: when it is used up, the kernel stops all of them",
                    "raise the CPU limit to a whole number, or run fewer Ps than that");
        }
        return Finding.ok(
                "cgroup",
                "cgroup limits",
                found,
                "the JVM counts with them; heap up to " + mebibytes(surroundings.maxHeapBytes()));
    }

    private Finding executableMemory() {
        Surroundings.SystemCalls calls = surroundings.systemCalls();
        return calls.byMachineCode()
                ? Finding.ok(
                        "executable_memory",
                        "executable memory",
                        calls.reason(),
                        "system calls by machine code of ours")
                : Finding.less(
                        "executable_memory",
                        "executable memory",
                        calls.reason(),
                        "system calls through the C library: some nanoseconds more each",
                        "nothing has to be done; allow mprotect(PROT_EXEC) in SELinux or seccomp"
                                + " to have them back");
    }

    private Finding perfEvents() {
        return surroundings
                .perfRefusal()
                .map(refusal ->
                        Finding.less(
                                "perf_events",
                                "perf events",
                                refusal,
                                "stuck carriers are found by looking into /proc, within a"
                                        + " millisecond",
                                "sysctl kernel.perf_event_paranoid=2, and in a container"
                                        + " a seccomp profile that allows perf_event_open"))
                .orElseGet(() ->
                        Finding.ok(
                                "perf_events",
                                "perf events",
                                "the kernel tells when a thread goes to sleep",
                                "stuck carriers are found some 30 µs after they block"));
    }

    private Finding network() {
        return surroundings
                .networkRefusal()
                .map(refusal ->
                        Finding.less(
                                "network",
                                "network",
                                refusal,
                                "virtual threads wait for sockets in the JDK's own pollers",
                                "a seccomp profile that allows epoll_create1, epoll_ctl,"
                                        + " epoll_pwait and eventfd2; or raise ulimit -n"))
                .orElseGet(() ->
                        Finding.ok(
                                "network",
                                "network",
                                "the kernel tells what is ready (epoll)",
                                "under the agent virtual threads wait for sockets without a"
                                        + " thread for it"));
    }

    private Finding timerSlack() {
        return surroundings
                .timerSlackRefusal()
                .map(refusal ->
                        Finding.less(
                                "timer_slack",
                                "timer slack",
                                refusal,
                                "sleeps end up to 50 µs later, as the kernel has it for all"
                                        + " threads",
                                "nothing has to be done; allow prctl(PR_SET_TIMERSLACK) in seccomp"
                                        + " to have them exact"))
                .orElseGet(() ->
                        Finding.ok(
                                "timer_slack",
                                "timer slack",
                                "a thread may set its own",
                                "sleeps end as exactly as the timer hardware can"));
    }

    private Finding threadStates() {
        return surroundings.tellsStates()
                ? Finding.ok(
                        "thread_states",
                        "states of threads",
                        "/proc/self/task tells whether a thread sleeps",
                        "what blocks is told from what computes")
                : Finding.less(
                        "thread_states",
                        "states of threads",
                        "/proc/self/task does not tell whether a thread sleeps",
                        "a call that blocks, and is not known to, holds others up for 10 ms",
                        "mount /proc");
    }

    private Finding cpuTime() {
        return surroundings.tellsCpuTime()
                ? Finding.ok(
                        "cpu_time",
                        "CPU time of threads",
                        "the kernel tells it",
                        "short virtual threads run beside one that has computed for 0.5 ms")
                : Finding.less(
                        "cpu_time",
                        "CPU time of threads",
                        "the kernel does not tell it",
                        "short virtual threads wait for up to 10 ms for one that computes",
                        "allow clock_gettime for the clocks of threads in seccomp");
    }

    private Finding sleeps() {
        return surroundings.tellsSleeps()
                ? Finding.ok(
                        "sleeps",
                        "sleeps of threads",
                        "the kernel counts them",
                        "calls that block are told from calls that take long")
                : Finding.less(
                        "sleeps",
                        "sleeps of threads",
                        "the kernel does not count them",
                        "a call that takes long counts as one that blocks",
                        "allow getrusage(RUSAGE_THREAD) in seccomp");
    }

    private Finding stack() {
        return surroundings.tellsStack()
                ? Finding.ok(
                        "stack",
                        "stacks of threads",
                        "a thread finds out how much is left",
                        "the scheduler asks before it changes anything")
                : Finding.less(
                        "stack",
                        "stacks of threads",
                        "a thread does not find out how much is left",
                        "the scheduler touches the stack to find out, and threads that block keep"
                                + " these pages",
                        "allow executable memory, see above");
    }

    private Finding mountNotices() {
        if (surroundings.knowsMountNotices()) {
            return Finding.ok(
                    "mount_notices",
                    "notices of mounts",
                    "the JVM says where they are switched",
                    "the agent switches them off, if there is no debugger: threads that hand over"
                            + " to each other get up to half as much more done");
        }
        return Finding.less(
                "mount_notices",
                "notices of mounts",
                "the JVM does not say where they are switched: it is stripped, or later than JDK"
                        + " 25",
                "under an agent the JVM tells JVM TI of each mount of a virtual thread, which costs"
                        + " threads that hand over to each other up to a third of what they get"
                        + " done",
                "on JDK 25: start java with -XX:+UnlockExperimentalVMOptions"
                        + " -XX:-DoJVMTIVirtualThreadTransitions, or take Temurin's");
    }

    private Finding ioUring() {
        return surroundings
                .ioUringRefusal()
                .map(refusal ->
                        Finding.less(
                                "io_uring",
                                "io_uring",
                                refusal,
                                "who waits for a file holds a thread meanwhile",
                                "nothing has to be done; allow io_uring in seccomp and"
                                        + " sysctl kernel.io_uring_disabled=0 to have it"))
                .orElseGet(() ->
                        Finding.ok(
                                "io_uring",
                                "io_uring",
                                "the kernel has one, and allows it",
                                "who waits for a file by os.File holds no thread"));
    }

    private Finding membarrier() {
        String use = "not used: nothing in Baton waits for another CPU's stores";
        long mask = surroundings.systemCall(Sysno.SYS_MEMBARRIER, MEMBARRIER_QUERY, 0);
        String found;
        if (Errno.isError(mask)) {
            found = "not here (" + Errno.errnoErr(mask) + ")";
        } else if ((mask & MEMBARRIER_PRIVATE_EXPEDITED) == 0) {
            found = "only the slow kind";
        } else {
            found = "private expedited";
        }
        return Finding.ok("membarrier", "membarrier", found, use);
    }

    private Finding threads(List<ThreadLimits.Limit> threadLimits) {
        // Each limit under the name that is to be raised.
        TreeMap<Long, String> limits = new TreeMap<>();
        threadLimits.forEach(limit -> limits.putIfAbsent(limit.most(), limit.name()));
        number("sys/vm/max_map_count")
                .ifPresent(n ->
                        limits.putIfAbsent(n / MAPPINGS_PER_THREAD, "sysctl vm.max_map_count"));
        int wanted = BatonBuilder.DEFAULT_MAX_THREADS;
        if (limits.isEmpty()) {
            return Finding.ok("threads", "threads", "no limit known", upTo(wanted));
        }
        long most = limits.firstKey();
        String found = "%,d at most, by %s".formatted(most, limits.firstEntry().getValue());
        if (most >= wanted) {
            return Finding.ok("threads", "threads", found, upTo(wanted));
        }
        String use =
                "fewer than the %,d that Baton allows itself: it leaves %,d of them to the JVM and the program, and beyond the others blocked calls wait in line"
                        .formatted(wanted, ThreadLimits.kept(most));
        String advice = "raise %s".formatted(limits.firstEntry().getValue());
        return most >= FEW_THREADS
                ? Finding.less("threads", "threads", found, use, advice + ", if calls pile up")
                : Finding.less("threads", "threads", found, use, advice);
    }

    private static String upTo(int threads) {
        return "up to %,d that run virtual threads or block for them".formatted(threads);
    }

    private Finding files() {
        OptionalLong soft = softLimit("Max open files");
        String use =
                "one for each file, pipe and socket of the program; up to a sixteenth, and 256, for"
                        + " perf events";
        if (soft.isEmpty()) {
            return Finding.ok("files", "open files", "no limit", use);
        }
        String found = "%,d at most".formatted(soft.getAsLong());
        return soft.getAsLong() >= FEW_FILES
                ? Finding.ok("files", "open files", found, use)
                : Finding.less(
                        "files",
                        "open files",
                        found,
                        use,
                        "raise ulimit -n: as many virtual threads as Baton can keep in calls need"
                                + " more");
    }

    private Finding trial() {
        return surroundings
                .trialRefusal()
                .map(refusal ->
                        Finding.fatal("trial", "trial run", refusal, "report all of this output"))
                .orElseGet(() ->
                        Finding.ok(
                                "trial",
                                "trial run",
                                "on one P, a virtual thread in read(2) was woken by" + " another",
                                "all of the above works together"));
    }

    private OptionalLong number(String file) {
        Optional<String> text = surroundings.read(PROC.resolve(file));
        return text.isPresent() && text.get().matches("\\d{1,18}")
                ? OptionalLong.of(Long.parseLong(text.get()))
                : OptionalLong.empty();
    }

    /** Empty for "unlimited", too. */
    private OptionalLong softLimit(String name) {
        String limits = surroundings.read(PROC.resolve("self/limits")).orElse("");
        Matcher line =
                Pattern.compile("^" + Pattern.quote(name) + "\\s+(\\d{1,18})\\s", Pattern.MULTILINE)
                        .matcher(limits);
        return line.find() ? OptionalLong.of(Long.parseLong(line.group(1))) : OptionalLong.empty();
    }

    private static String plural(int n, String what) {
        return "%,d %s%s".formatted(n, what, n == 1 ? "" : "s");
    }

    private static String mebibytes(long bytes) {
        return "%,d MiB".formatted(bytes >> 20);
    }
}
