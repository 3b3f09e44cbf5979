package dev.baton.cli.real;

import dev.baton.cli.bench.ChildProcess;
import dev.baton.cli.bench.SourceTree;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeoutException;

/** Runs a program in a process and a directory of its own, and kills it when it doesn't end. */
public final class Launch {
    /** Beyond the time that is measured: the start, a busy machine, the last requests. */
    private static final Duration GRACE = Duration.ofMinutes(2);

    /** How often a run that was disturbed is made before it's taken as it is. */
    private static final int TRIES = 3;

    private final Setup setup;
    private final RealLength length;
    private final Duration limit;

    /**
     * Prepares runs of a length.
     *
     * @param tree Baton's sources, with the agent built
     * @param length how long each is
     */
    public Launch(SourceTree tree, RealLength length) {
        this.setup = new Setup(tree);
        this.length = length;
        this.limit =
                GRACE.plusMillis((long) (1_000 * (length.seconds() + 3 * length.warmupSeconds())));
    }

    /**
     * Runs one, and again when the machine stood still for it.
     *
     * @param program one that is built
     * @param procs carriers or Ps
     * @param side on what
     * @param service what the server that it needs is reached at, or the empty string
     * @return what came of it
     * @throws InterruptedException when interrupted
     */
    public Outcome run(RealProgram program, int procs, Side side, String service)
            throws InterruptedException {
        try {
            Measured measured = measure(program, procs, side, service);
            for (int i = 1; i < TRIES && measured.isDisturbed(); i++) {
                measured = measure(program, procs, side, service);
            }
            return Outcome.of(program, procs, side, measured);
        } catch (IOException | TimeoutException e) {
            return Outcome.failed(program, procs, side, e.getMessage());
        }
    }

    private Measured measure(RealProgram program, int procs, Side side, String service)
            throws IOException, TimeoutException, InterruptedException {
        try (ScratchDirectory scratch = ScratchDirectory.create()) {
            List<String> command = setup.command(program, procs, side);
            command.add("--seconds=" + length.seconds());
            command.add("--warmup=" + length.warmupSeconds());
            command.add("--dir=" + scratch.path());
            command.add("--service=" + service);
            return Measured.parse(ChildProcess.run(command, limit).resultOf("it"));
        }
    }
}
