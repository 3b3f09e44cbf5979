package dev.baton.bench;

import static dev.baton.bench.Goal.atLeast;
import static dev.baton.bench.Goal.atMost;
import static dev.baton.bench.Peer.BATON;
import static dev.baton.bench.Peer.GO;
import static dev.baton.bench.Peer.STOCK;

import java.util.EnumSet;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Stream;

/** All that is measured, and what is wanted of it: the one place where the goals stand. */
public final class Catalogue {
    /**
     * Flags of the JVM on both Java sides. The number of the JVM's own threads is fixed, so that
     * what comes and goes is the scheduler's; it gives back what is free after a full collection,
     * so that what is resident is in use; and the work is compiled before it is calibrated.
     */
    public static final List<String> JVM_FLAGS =
            List.of(
                    "-XX:-UseDynamicNumberOfCompilerThreads",
                    "-XX:-UseDynamicNumberOfGCThreads",
                    "-XX:MinHeapFreeRatio=5",
                    "-XX:MaxHeapFreeRatio=10",
                    "-XX:CompileCommand=quiet",
                    "-XX:CompileCommand=BackgroundCompilation,"
                            + Work.class.getName()
                            + "::compute,false");

    private static final Set<Peer> ALL_PEERS = EnumSet.allOf(Peer.class);
    private static final Set<Peer> JAVA = EnumSet.of(BATON, STOCK);
    private static final Set<Peer> BATON_AND_GO = EnumSet.of(BATON, GO);
    private static final Set<Peer> ONLY_BATON = EnumSet.of(BATON);

    /** The first goal for mixed.syscall; the next is 60,000. */
    private static final double MIXED_SYSCALL_OPS = 40_000;

    /** Rows of Baton's own API, which run in the process that measures. */
    private static final List<Experiment> OWN =
            List.of(
                    of(
                            "rawsyscall",
                            2,
                            BATON_AND_GO,
                            SyscallCost::raw,
                            new Figure("rawsyscall", "RawSyscall(getppid)", "ns", atMost(1, GO))),
                    of(
                            "rawsyscall.short",
                            2,
                            ONLY_BATON,
                            SyscallCost::rawShort,
                            new Figure("rawsyscall.short", "the same, which must not block", "ns")),
                    of(
                            "syscall.overhead",
                            2,
                            BATON_AND_GO,
                            SyscallCost::overhead,
                            new Figure(
                                    "syscall.overhead",
                                    "entering and leaving: Syscall − RawSyscall",
                                    "ns",
                                    atMost(8))),
                    handoff("handoff.busy", "busy before", ALL_PEERS, false, 50, 150),
                    handoff("handoff.cold", "after 30 ms of computing", ALL_PEERS, true, 100, 0),
                    first("handoff.busy.first", "busy before, unknown call site", false),
                    first("handoff.cold.first", "after 30 ms, unknown call site", true),
                    unannounced("handoff.unannounced.busy", "busy before", false, "perf", 80, 250),
                    unannounced("handoff.unannounced.cold", "after 30 ms", true, "perf", 80, 250),
                    unannounced("handoff.unannounced.busy", "busy before", false, "proc", 1_000, 0),
                    unannounced("handoff.unannounced.cold", "after 30 ms", true, "proc", 1_000, 0),
                    mixed(
                            "mixed.syscall",
                            "20 µs of work, 1 ms in nanosleep",
                            Mixed::syscall,
                            atLeast(MIXED_SYSCALL_OPS),
                            atLeast(0.5),
                            Optional.empty()),
                    mixed(
                            "mixed.sleep",
                            "20 µs of work, 1 ms in Thread.sleep",
                            Mixed::sleep,
                            atLeast(94_000),
                            atLeast(0.98),
                            Optional.of(atMost(1.02))),
                    wakeup(8),
                    wakeup(32),
                    wakeup(64),
                    of(
                            "block.each",
                            2,
                            ALL_PEERS,
                            BlockedReaders::each,
                            new Figure(
                                    "block.each",
                                    "5,000 block in read: until all do, each",
                                    "µs",
                                    atMost(60))),
                    of(
                            "block.memory",
                            2,
                            ALL_PEERS,
                            BlockedReaders::memory,
                            new Figure(
                                    "block.memory",
                                    "resident with 5,000 blocked",
                                    "MB",
                                    atMost(150)),
                            new Figure("block.memory.threads", "threads then", "")),
                    of(
                            "threads.after",
                            2,
                            ALL_PEERS,
                            BlockedReaders::threadsAfter,
                            new Figure(
                                    "threads.after",
                                    "threads 10 s after they were released",
                                    "",
                                    atMost(2 + 8)),
                            new Figure("threads.after.5s", "after 5 s", "")),
                    of(
                            "pread.1",
                            2,
                            ALL_PEERS,
                            PositionedRead.by(1),
                            new Figure("pread.1", "pread of 4 KiB, 1 G", "µs", atMost(1.05))),
                    of(
                            "pread.64",
                            2,
                            ALL_PEERS,
                            PositionedRead.by(64),
                            new Figure("pread.64", "pread of 4 KiB, 64 Gs", "µs", atMost(0.68))),
                    disk("disk.read", "O_DIRECT read of 4 KiB, 64 Gs", DiskWaits::reads, true),
                    disk("disk.read.handoff", "the same by threads", DiskWaits::reads, false),
                    disk("disk.write", "O_DIRECT write of 4 KiB, 64 Gs", DiskWaits::writes, true),
                    disk("disk.write.handoff", "the same by threads", DiskWaits::writes, false),
                    disk(
                            "disk.sync",
                            "write and fsync, 256 Gs, by threads",
                            DiskWaits::syncs,
                            true),
                    of(
                            "disk.copy",
                            2,
                            ALL_PEERS,
                            FileCopy.of("disk.copy"),
                            new Figure("disk.copy", "copy of 256 MiB in the page cache", "ms"),
                            new Figure("disk.copy.of-cp", "÷ cp's time", "", atMost(1))),
                    of(
                            "open-read-close",
                            2,
                            ALL_PEERS,
                            OpenReadClose::files,
                            new Figure(
                                    "open-read-close",
                                    "open, read 1 KiB, close",
                                    "µs",
                                    atMost(4.5))),
                    of(
                            "open-read-close.raw",
                            2,
                            BATON_AND_GO,
                            OpenReadClose::raw,
                            new Figure("open-read-close.raw", "the same by system calls", "µs")),
                    of(
                            "yield",
                            2,
                            ALL_PEERS,
                            Switch::yielding,
                            new Figure("yield", "yield", "ns", atMost(0.7, STOCK))),
                    of(
                            "pingpong",
                            2,
                            ALL_PEERS,
                            Switch::pingPong,
                            new Figure(
                                    "pingpong",
                                    "round trip of park and unpark",
                                    "ns",
                                    atMost(0.5, STOCK))),
                    of(
                            "spawn",
                            2,
                            ALL_PEERS,
                            Switch::spawn,
                            new Figure("spawn", "start and end of a G", "ns", atMost(1, STOCK))),
                    of(
                            "parked.memory",
                            2,
                            ALL_PEERS,
                            ParkedMemory::measure,
                            new Figure(
                                    "parked.memory",
                                    "a parked G, of 1,000,000",
                                    "B",
                                    atMost(1_000))),
                    of(
                            "sysmon.tick",
                            1,
                            BATON_AND_GO,
                            SysmonTick::measure,
                            new Figure(
                                    "sysmon.tick", "sysmon's sleep of 20 µs", "µs", atMost(30))));

    private static final List<Experiment> EXPERIMENTS =
            Stream.concat(OWN.stream(), UnmodifiedRows.all().stream()).toList();

    private Catalogue() {}

    /**
     * All experiments.
     *
     * @return in the order of the table
     */
    public static List<Experiment> experiments() {
        return EXPERIMENTS;
    }

    /**
     * Those that are measured in a few minutes: all of Baton's own API, and of each group of
     * programs that know nothing of it the first on two Ps, without the real ones, which take long.
     *
     * @return in the order of the table
     */
    public static List<Experiment> quick() {
        Set<String> groups = new HashSet<>();
        return EXPERIMENTS.stream()
                .filter(experiment ->
                        switch (experiment.subject()) {
                            case Program own -> true;
                            case Unmodified program ->
                                    program.kind() != Unmodified.Kind.REAL
                                            && experiment.procs() == 2
                                            && groups.add(experiment.group());
                        })
                .toList();
    }

    /**
     * One experiment.
     *
     * @param id its id
     * @return empty when there is none
     */
    public static Optional<Experiment> find(String id) {
        return EXPERIMENTS.stream().filter(e -> e.id().equals(id)).findFirst();
    }

    private static Experiment of(
            String id, int procs, Set<Peer> peers, Program program, Figure... figures) {
        return new Experiment(id, procs, peers, List.of(), program, List.of(figures));
    }

    /** What waits for the disk; without io_uring on Baton alone. */
    private static Experiment disk(
            String id, String what, Function<String, Program> program, boolean ioUring) {
        return new Experiment(
                id,
                2,
                ioUring ? ALL_PEERS : ONLY_BATON,
                ioUring ? List.of() : List.of("-Dbaton.iouring=false"),
                program.apply(id),
                List.of(
                        new Figure(id, what, "µs"),
                        new Figure(id + ".cpu", "of a CPU", "µs"),
                        new Figure(id + ".threads", "threads", "")));
    }

    private static Experiment handoff(
            String id, String when, Set<Peer> peers, boolean cold, double us, double p99Us) {
        return new Experiment(
                id,
                1,
                peers,
                List.of(),
                Handoff.announced(id, cold),
                List.of(
                        new Figure(id, "hand-off, " + when, "µs", atMost(us)),
                        new Figure(id + ".p99", "99th percentile", "µs", atMostIfAny(p99Us))));
    }

    private static Experiment first(String id, String when, boolean cold) {
        return new Experiment(
                id,
                1,
                ONLY_BATON,
                List.of(),
                Handoff.first(id, cold),
                List.of(
                        new Figure(id, "hand-off, " + when, "µs"),
                        new Figure(id + ".p99", "99th percentile", "µs")));
    }

    private static Experiment unannounced(
            String prefix, String when, boolean cold, String stuck, double us, double p99Us) {
        String id = prefix + "." + stuck;
        return new Experiment(
                id,
                1,
                JAVA,
                List.of("-Dbaton.stuck=" + stuck),
                Handoff.unannounced(id, cold, stuck),
                List.of(
                        new Figure(id, "FileInputStream.read, " + when, "µs", atMost(us)),
                        new Figure(id + ".p99", "99th percentile", "µs", atMostIfAny(p99Us))));
    }

    private static Optional<Goal> atMostIfAny(double bound) {
        return bound > 0 ? Optional.of(atMost(bound)) : Optional.empty();
    }

    private static Experiment mixed(
            String id, String what, Program program, Goal ops, Goal least, Optional<Goal> most) {
        return new Experiment(
                id,
                2,
                ALL_PEERS,
                List.of(),
                program,
                List.of(
                        new Figure(id, "1000 Gs: " + what, "op/s", ops),
                        new Figure(id + ".min", "fewest turns of a G, of the mean", "", least),
                        new Figure(id + ".max", "most turns of a G, of the mean", "", most),
                        new Figure(id + ".threads", "threads added", "")));
    }

    private static Experiment wakeup(int others) {
        String id = "wakeup.loaded." + others;
        return new Experiment(
                id,
                2,
                ALL_PEERS,
                List.of(),
                LoadedWakeup.beside(others),
                List.of(
                        new Figure(
                                id, "sleep(1 ms) late beside " + others + " Gs", "ms", atMost(0.4)),
                        new Figure(id + ".p99", "99th percentile", "ms", atMost(2)),
                        new Figure(
                                id + ".work",
                                "their bursts of 0.3 ms",
                                "/s",
                                atLeast(0.97, STOCK))));
    }
}
