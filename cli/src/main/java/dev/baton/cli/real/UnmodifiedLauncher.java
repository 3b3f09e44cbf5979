package dev.baton.cli.real;

import dev.baton.bench.Experiment;
import dev.baton.bench.Peer;
import dev.baton.bench.Statistics;
import dev.baton.bench.Unmodified;
import dev.baton.cli.bench.Comparison;
import dev.baton.cli.bench.Launcher;
import dev.baton.cli.bench.Length;
import dev.baton.cli.bench.Outcome;
import dev.baton.cli.bench.Sampler;
import dev.baton.cli.bench.Sampling;
import dev.baton.cli.bench.SourceTree;
import dev.baton.cli.bench.ThisJvm;
import dev.baton.linux.ProcFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.TreeSet;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;

/**
 * Runs programs that know nothing of Baton, once with the agent and once without: the command is
 * the same but for that.
 */
public final class UnmodifiedLauncher implements Comparison.Side {
    /** Beyond what it was asked for: the start, a busy machine. */
    private static final Duration GRACE = Duration.ofMinutes(1);

    /** Real programs take longer: until they are warm, and to say something of their heartbeat. */
    private static final int REAL_WARMUPS = 30;

    private static final int REAL_SECONDS = 3;

    /** The name of the thread that a real program has while it may be looked at. */
    private static final String SAMPLED = "sampled";

    /** The thread is found late, and none of what comes after it is to be seen. */
    private static final double SAMPLED_SHARE = 0.9;

    private static final int MIN_STARTS = 3;

    private static final int CUTIME_FIELD = 16;
    private static final int CSTIME_FIELD = 17;
    private static final double MS_PER_TICK = 10;

    private final Length length;

    /**
     * For runs of a length.
     *
     * @param length how long each is
     */
    public UnmodifiedLauncher(Length length) {
        this.length = length;
    }

    /**
     * Has Maven build the real programs among some experiments, where that has not been done.
     *
     * @param experiments of any kind
     * @throws IOException when Maven is not there or fails
     * @throws InterruptedException when interrupted
     */
    public void build(Collection<Experiment> experiments) throws IOException, InterruptedException {
        TreeSet<String> modules = new TreeSet<>();
        for (Experiment experiment : experiments) {
            if (experiment.subject() instanceof Unmodified program
                    && program.kind() == Unmodified.Kind.REAL) {
                modules.add(program.module());
            }
        }
        if (modules.isEmpty()) {
            return;
        }
        Path log = Files.createTempFile("baton-bench-", ".log");
        try {
            new Setup(SourceTree.require()).build(modules, log);
        } finally {
            Files.delete(log);
        }
    }

    @Override
    public boolean has(Experiment experiment, Peer peer) {
        return experiment.peers().contains(peer);
    }

    @Override
    public Outcome run(Experiment experiment, Peer peer) throws IOException, InterruptedException {
        Unmodified program = (Unmodified) experiment.subject();
        List<String> command = command(program, experiment.procs(), peer);
        Outcome outcome =
                switch (program.kind()) {
                    case RATE -> rate(command, length.warmup(), length.seconds());
                    case REAL ->
                            real(
                                    command,
                                    REAL_WARMUPS * length.warmup(),
                                    REAL_SECONDS * length.seconds());
                    case BRIEF -> brief(command);
                };
        return outcome instanceof Outcome.Measured measured
                ? named(experiment.id(), measured)
                : outcome;
    }

    private static List<String> command(Unmodified program, int procs, Peer peer)
            throws IOException {
        SourceTree tree = SourceTree.require();
        boolean isReal = program.kind() == Unmodified.Kind.REAL;
        List<String> command = new ArrayList<>();
        if (program.kind() != Unmodified.Kind.RATE) {
            command.addAll(List.of("taskset", "-c", "0-" + (procs - 1)));
        }
        command.add(ThisJvm.java());
        Side side = peer == Peer.BATON ? Side.BATON : Side.PLAIN;
        command.addAll(side.jvmOptions(procs, tree.agentJar()));
        if (isReal) {
            command.add("--enable-native-access=ALL-UNNAMED");
        }
        command.add("-cp");
        command.add(
                isReal
                        ? new Setup(tree).classPath(program.module())
                        : tree.exampleJar().toString());
        command.add(program.mainClass());
        command.addAll(program.args());
        return command;
    }

    private static Outcome rate(List<String> command, double warmup, double seconds)
            throws IOException, InterruptedException {
        try (ScratchDirectory scratch = ScratchDirectory.create()) {
            return Launcher.run(timed(command, warmup, seconds, scratch), limit(warmup + seconds));
        }
    }

    /** Looks at its threads too, when it has been measured. */
    private static Outcome real(List<String> command, double warmup, double seconds)
            throws IOException, InterruptedException {
        List<FutureTask<Sampling>> samplings = new ArrayList<>();
        Outcome outcome;
        try (ScratchDirectory scratch = ScratchDirectory.create()) {
            outcome =
                    Launcher.run(
                            timed(command, warmup, seconds, scratch),
                            limit(warmup + 2 * seconds),
                            pid -> {
                                FutureTask<Sampling> sampling =
                                        new FutureTask<>(() -> sample(pid, seconds));
                                samplings.add(sampling);
                                Thread.ofPlatform().daemon().name("sampler").start(sampling);
                            });
        }
        if (!(outcome instanceof Outcome.Measured measured)) {
            return outcome;
        }
        Map<String, Double> values = new HashMap<>(measured.values());
        try {
            values.putAll(figures(samplings.getFirst().get()));
        } catch (ExecutionException e) {
            return new Outcome.Failed("its threads could not be looked at: " + e.getCause());
        }
        return new Outcome.Measured(values, measured.stepsPerMicrosecond());
    }

    private static Sampling sample(long pid, double seconds)
            throws IOException, InterruptedException {
        Sampler sampler = new Sampler(pid);
        sampler.await(SAMPLED);
        return sampler.run(SAMPLED_SHARE * seconds);
    }

    private static Map<String, Double> figures(Sampling seen) {
        Sampling.Threads carriers = seen.of(Sampling.CARRIERS);
        Sampling.Threads sysmon = seen.of(Sampling.SYSMON);
        Sampling.Threads jit = seen.of(Sampling.JIT);
        return Map.of(
                "carriers", carriers.wanting(),
                "carriers.most", (double) carriers.most(),
                "sysmon", 100 * sysmon.share(),
                "sysmon.cpu", 100 * sysmon.used().cpuNs() / 1e9 / seen.seconds(),
                "jit", (jit.before().cpuNs() + jit.used().cpuNs()) / 1e9,
                "voluntary", seen.all().voluntary() / seen.seconds(),
                "involuntary", seen.all().involuntary() / seen.seconds());
    }

    /** Starts it until the time is over, once before that does not count: the files are read. */
    private Outcome brief(List<String> command) throws IOException, InterruptedException {
        Map<String, List<Double>> all = new HashMap<>();
        long beginNs = System.nanoTime();
        for (int starts = 0;
                starts <= MIN_STARTS || System.nanoTime() - beginNs < length.seconds() * 1e9;
                starts++) {
            final double cpuBeforeMs = childrensCpuMs();
            long startNs = System.nanoTime();
            Outcome outcome = Launcher.run(command, GRACE);
            double wallMs = (System.nanoTime() - startNs) / 1e6;
            if (!(outcome instanceof Outcome.Measured measured)) {
                return outcome;
            }
            if (starts > 0) {
                Map<String, Double> values = new HashMap<>(measured.values());
                values.put("", wallMs);
                values.put("cpu", childrensCpuMs() - cpuBeforeMs);
                values.forEach((name, value) ->
                        all.computeIfAbsent(name, n -> new ArrayList<>()).add(value));
            }
        }
        Map<String, Double> medians = new HashMap<>();
        all.forEach((name, values) ->
                medians.put(
                        name, Statistics.median(values.stream().mapToDouble(v -> v).toArray())));
        return new Outcome.Measured(medians, OptionalDouble.empty());
    }

    /** What processes that have ended took, in steps of 10 ms. */
    private static double childrensCpuMs() throws IOException {
        String stat = ProcFile.read(Path.of("/proc/self/stat"));
        // Counted from behind the name, which may have anything in it: from state, the third.
        String[] fields = stat.substring(stat.lastIndexOf(')') + 2).split(" ", -1);
        long ticks =
                Long.parseLong(fields[CUTIME_FIELD - 3]) + Long.parseLong(fields[CSTIME_FIELD - 3]);
        return ticks * MS_PER_TICK;
    }

    private static List<String> timed(
            List<String> command, double warmup, double seconds, ScratchDirectory scratch) {
        List<String> timed = new ArrayList<>(command);
        timed.add("--warmup=" + warmup);
        timed.add("--seconds=" + seconds);
        timed.add("--dir=" + scratch.path());
        return timed;
    }

    private static Duration limit(double seconds) {
        return GRACE.plusMillis((long) (1_000 * seconds));
    }

    /** A program does not know what its row is called. */
    private static Outcome named(String id, Outcome.Measured measured) {
        Map<String, Double> values = new HashMap<>();
        measured.values()
                .forEach((name, value) -> values.put(name.isEmpty() ? id : id + "." + name, value));
        return new Outcome.Measured(values, measured.stepsPerMicrosecond());
    }
}
