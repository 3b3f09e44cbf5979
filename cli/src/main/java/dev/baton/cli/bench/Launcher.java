package dev.baton.cli.bench;

import com.fasterxml.jackson.jr.ob.JSON;
import dev.baton.bench.Catalogue;
import dev.baton.bench.Experiment;
import dev.baton.bench.Peer;
import dev.baton.bench.Row;
import dev.baton.bench.Statistics;
import dev.baton.bench.Unmodified;
import dev.baton.vthread.JdkAccess;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.concurrent.TimeoutException;
import java.util.function.LongConsumer;

/** Runs one side of one experiment in a process of its own, and kills what doesn't end. */
public final class Launcher implements Comparison.Side {
    /** Beyond what it was asked for: starting, 10 s of {@code threads.after}, a busy machine. */
    private static final Duration GRACE = Duration.ofSeconds(60);

    private final Length length;
    private final GoPeer go;
    private final Comparison.Side unmodified;
    private final Duration limit;

    Launcher(Length length, GoPeer go, Comparison.Side unmodified) {
        this.length = length;
        this.go = go;
        this.unmodified = unmodified;
        this.limit = GRACE.plusMillis((long) (1_000 * (length.warmup() + length.seconds())));
    }

    @Override
    public boolean has(Experiment experiment, Peer peer) {
        return experiment.peers().contains(peer) && (peer != Peer.GO || go.binary().isPresent());
    }

    @Override
    public Outcome run(Experiment experiment, Peer peer) throws IOException, InterruptedException {
        return experiment.subject() instanceof Unmodified
                ? unmodified.run(experiment, peer)
                : run(command(experiment, peer), limit);
    }

    private List<String> command(Experiment experiment, Peer peer) {
        List<String> command = new ArrayList<>();
        if (peer == Peer.GO) {
            command.add(go.binary().orElseThrow().toString());
            command.add(experiment.id());
            command.add("--procs=" + experiment.procs());
        } else {
            command.addAll(java());
            command.addAll(Catalogue.JVM_FLAGS);
            if (peer == Peer.BATON) {
                command.addAll(experiment.batonFlags());
            } else {
                command.add("-D" + Row.PARALLELISM + "=" + experiment.procs());
            }
            command.add(Row.class.getName());
            command.add(experiment.id());
            command.add("--side=" + peer.id());
        }
        command.add("--seconds=" + length.seconds());
        command.add("--warmup=" + length.warmup());
        return command;
    }

    /** This JVM once more, with its class path and what Baton needs. */
    private static List<String> java() {
        List<String> command = new ArrayList<>();
        command.add(ThisJvm.java());
        command.addAll(List.of(JdkAccess.FLAGS.split(" ")));
        command.add("-cp");
        command.add(System.getProperty("java.class.path"));
        return command;
    }

    /**
     * Runs a command that prints what {@link Row} does.
     *
     * @param command the program and its arguments
     * @param limit after which it is killed
     * @return what came of it
     * @throws IOException when it can't be started
     * @throws InterruptedException when interrupted; nothing runs any more
     */
    public static Outcome run(List<String> command, Duration limit)
            throws IOException, InterruptedException {
        return run(command, limit, pid -> {});
    }

    /**
     * The same, for who wants to look at the process meanwhile.
     *
     * @param command the program and its arguments
     * @param limit after which it is killed
     * @param started is given the number of the process; must not take long
     * @return what came of it
     * @throws IOException when it can't be started
     * @throws InterruptedException when interrupted; nothing runs any more
     */
    public static Outcome run(List<String> command, Duration limit, LongConsumer started)
            throws IOException, InterruptedException {
        ChildProcess child;
        try {
            child = ChildProcess.run(command, limit, started);
        } catch (TimeoutException e) {
            return new Outcome.None("never: " + e.getMessage());
        }
        if (child.exitCode() != 0) {
            return new Outcome.Failed("ended with " + child.exitCode() + ": " + child.lastWords());
        }
        return parse(child.result());
    }

    static Outcome parse(String line) {
        Map<String, Object> found;
        try {
            found = JSON.std.mapFrom(line);
        } catch (IOException e) {
            return new Outcome.Failed("printed no line of JSON but: " + line);
        }
        if (found.get("none") instanceof String why) {
            return new Outcome.None(why);
        }
        if (!(found.get("values") instanceof Map<?, ?> values)) {
            return new Outcome.Failed("printed no values but: " + line);
        }
        Map<String, Double> byFigure = new HashMap<>();
        for (var entry : values.entrySet()) {
            if (!(entry.getValue() instanceof List<?> samples)
                    || samples.isEmpty()
                    || !samples.stream().allMatch(Number.class::isInstance)) {
                return new Outcome.Failed("printed no numbers for " + entry.getKey() + ": " + line);
            }
            byFigure.put(
                    (String) entry.getKey(),
                    Statistics.median(
                            samples.stream()
                                    .mapToDouble(sample -> ((Number) sample).doubleValue())
                                    .toArray()));
        }
        return new Outcome.Measured(
                byFigure,
                found.get("stepsPerMicrosecond") instanceof Number steps
                        ? OptionalDouble.of(steps.doubleValue())
                        : OptionalDouble.empty());
    }
}
