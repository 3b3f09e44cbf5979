package dev.baton.cli.real;

import dev.baton.bench.Experiment;
import dev.baton.bench.Peer;
import dev.baton.bench.Unmodified;
import dev.baton.cli.bench.Comparison;
import dev.baton.cli.bench.Launcher;
import dev.baton.cli.bench.Length;
import dev.baton.cli.bench.Outcome;
import dev.baton.cli.bench.SourceTree;
import dev.baton.cli.bench.ThisJvm;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Runs programs that know nothing of Baton, once with the agent and once without: the command is
 * the same but for that.
 */
public final class UnmodifiedLauncher implements Comparison.Side {
    /** Beyond what it was asked for: the start, a busy machine. */
    private static final Duration GRACE = Duration.ofMinutes(1);

    private final Length length;

    /**
     * For runs of a length.
     *
     * @param length how long each is
     */
    public UnmodifiedLauncher(Length length) {
        this.length = length;
    }

    @Override
    public boolean has(Experiment experiment, Peer peer) {
        return experiment.peers().contains(peer);
    }

    @Override
    public Outcome run(Experiment experiment, Peer peer) throws IOException, InterruptedException {
        SourceTree tree = SourceTree.require();
        try (ScratchDirectory scratch = ScratchDirectory.create()) {
            List<String> command = command(tree, experiment, peer);
            command.add("--seconds=" + length.seconds());
            command.add("--warmup=" + length.warmup());
            command.add("--dir=" + scratch.path());
            Duration limit =
                    GRACE.plusMillis((long) (1_000 * (length.warmup() + length.seconds())));
            return named(experiment.id(), Launcher.run(command, limit));
        }
    }

    private static List<String> command(SourceTree tree, Experiment experiment, Peer peer)
            throws IOException {
        Unmodified program = (Unmodified) experiment.subject();
        List<String> command = new ArrayList<>();
        command.add(ThisJvm.java());
        Side side = peer == Peer.BATON ? Side.BATON : Side.PLAIN;
        command.addAll(side.jvmOptions(experiment.procs(), tree.agentJar()));
        command.add("-cp");
        command.add(tree.exampleJar().toString());
        command.add(program.mainClass());
        command.addAll(program.args());
        return command;
    }

    /** A program does not know what its row is called. */
    private static Outcome named(String id, Outcome outcome) {
        if (!(outcome instanceof Outcome.Measured measured)) {
            return outcome;
        }
        Map<String, Double> values = new HashMap<>();
        measured.values()
                .forEach((name, value) -> values.put(name.isEmpty() ? id : id + "." + name, value));
        return new Outcome.Measured(values, measured.stepsPerMicrosecond());
    }
}
