package dev.baton.cli.bench;

import com.fasterxml.jackson.jr.ob.JSON;
import dev.baton.bench.Catalogue;
import dev.baton.bench.Experiment;
import dev.baton.bench.Peer;
import dev.baton.bench.Row;
import dev.baton.bench.Statistics;
import dev.baton.vthread.JdkAccess;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.concurrent.TimeUnit;

/** Runs one side of one experiment in a process of its own, and kills what doesn't end. */
final class Launcher implements Comparison.Side {
    /** Beyond what it was asked for: starting, 10 s of {@code threads.after}, a busy machine. */
    private static final Duration GRACE = Duration.ofSeconds(60);

    private final Length length;
    private final GoPeer go;
    private final Duration limit;

    Launcher(Length length, GoPeer go) {
        this.length = length;
        this.go = go;
        this.limit = GRACE.plusMillis((long) (1_000 * (length.warmup() + length.seconds())));
    }

    @Override
    public boolean has(Experiment experiment, Peer peer) {
        return experiment.peers().contains(peer) && (peer != Peer.GO || go.binary().isPresent());
    }

    @Override
    public Outcome run(Experiment experiment, Peer peer) throws IOException, InterruptedException {
        return run(command(experiment, peer), limit);
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
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(List.of(JdkAccess.FLAGS.split(" ")));
        command.add("-cp");
        command.add(System.getProperty("java.class.path"));
        return command;
    }

    /** Runs a command that prints what {@link Row} does. */
    static Outcome run(List<String> command, Duration limit)
            throws IOException, InterruptedException {
        // Files, not pipes: nobody needs to read while we wait with a limit.
        Path out = Files.createTempFile("baton-bench-", ".out");
        Path err = Files.createTempFile("baton-bench-", ".err");
        try {
            Process process =
                    new ProcessBuilder(command)
                            .redirectOutput(out.toFile())
                            .redirectError(err.toFile())
                            .start();
            try {
                process.getOutputStream().close();
                if (!process.waitFor(limit.toMillis(), TimeUnit.MILLISECONDS)) {
                    return new Outcome.None(
                            "never: it did not end within "
                                    + limit.toSeconds()
                                    + " s, and was killed");
                }
            } finally {
                // Whatever happens to us, it must not go on beside the next.
                process.destroyForcibly().waitFor();
            }
            int code = process.exitValue();
            if (code != 0) {
                return new Outcome.Failed("ended with " + code + ": " + lastLines(err));
            }
            return parse(lastLine(Files.readString(out)));
        } finally {
            Files.delete(out);
            Files.delete(err);
        }
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

    private static String lastLine(String text) {
        return text.lines().reduce("", (before, line) -> line);
    }

    private static String lastLines(Path file) throws IOException {
        List<String> lines =
                new String(Files.readAllBytes(file), StandardCharsets.UTF_8).lines().toList();
        return String.join("\n", lines.subList(Math.max(0, lines.size() - 20), lines.size()));
    }
}
