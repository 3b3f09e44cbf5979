package dev.baton.cli.real;

import dev.baton.cli.bench.ChildProcess;
import dev.baton.cli.bench.SourceTree;
import dev.baton.cli.bench.ThisJvm;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;

/**
 * Starts the web server of {@link RealProgram#JETTY} on each side and loads it from another
 * process, which runs on the stock JDK whatever the server runs on.
 *
 * <p>The sides take turns, and each is as often the first of two: a machine that others use too may
 * be a quarter slower from one minute to the next, and that has to meet both. Each turn has a
 * server of its own: what the JIT compiler makes of a program differs from one process to the next,
 * by a tenth and more, and stays.
 */
public final class LoadRun {
    /** Carriers or Ps of the server. */
    public static final int PROCS = 2;

    private static final String GENERATOR = "programs.harness.HttpLoad";

    /** A turn is not shorter, unless the whole is. */
    private static final double TURN_SECONDS = 5;

    /** Beyond the time of the load: the start, and requests that nobody answers. */
    private static final Duration GRACE = Duration.ofMinutes(1);

    private final Setup setup;
    private final RealLength length;
    private final int connections;

    /**
     * Prepares runs.
     *
     * @param tree Baton's sources, with the agent and {@link RealProgram#JETTY} built
     * @param length how long each side is loaded, in all, and how long before each turn to warm up
     * @param connections how many send requests at a time, at least 4
     */
    public LoadRun(SourceTree tree, RealLength length, int connections) {
        this.setup = new Setup(tree);
        this.length = length;
        this.connections = connections;
    }

    /** How many turns each side has in so long a run. */
    static int turns(RealLength length) {
        return Math.max(1, (int) (length.seconds() / TURN_SECONDS));
    }

    /**
     * Runs one load.
     *
     * @param load what to ask
     * @param progress told of each turn as it begins
     * @return what came of it, one for each side
     * @throws InterruptedException when interrupted
     */
    public List<LoadOutcome> run(WebLoad load, Consumer<String> progress)
            throws InterruptedException {
        List<Loaded> sides = new ArrayList<>();
        for (Side side : Side.values()) {
            sides.add(new Loaded(load, side));
        }
        int turns = turns(length);
        for (int turn = 1; turn <= turns; turn++) {
            for (Loaded each : turn % 2 == 1 ? sides : sides.reversed()) {
                progress.accept(
                        "[%d/%d] %s, %s".formatted(turn, turns, load.id(), each.side.title()));
                each.turn();
            }
        }
        return sides.stream().map(Loaded::outcome).toList();
    }

    /** A side, and what its servers answered so far. */
    private final class Loaded {
        private final WebLoad load;
        private final Side side;
        private final List<List<LoadFigures>> turns = new ArrayList<>();

        /** What went wrong first, or null. */
        private String failure;

        Loaded(WebLoad load, Side side) {
            this.load = load;
            this.side = side;
        }

        void turn() throws InterruptedException {
            if (failure != null) {
                return;
            }
            try (ScratchDirectory scratch = ScratchDirectory.create()) {
                Path directory = Files.createDirectory(scratch.path().resolve("server"));
                List<String> command = setup.command(RealProgram.JETTY, PROCS, side);
                command.addAll(List.of("--serve", "--dir=" + directory));
                try (WebServerProcess server = WebServerProcess.start(command, scratch.path())) {
                    turns.add(ask(server.url(), length.seconds() / turns(length)));
                }
            } catch (IOException | TimeoutException e) {
                failure = e.getMessage();
            }
        }

        private List<LoadFigures> ask(URI url, double seconds)
                throws IOException, TimeoutException, InterruptedException {
            List<String> command =
                    new ArrayList<>(
                            List.of(
                                    ThisJvm.java(),
                                    "-cp",
                                    setup.classPath(RealProgram.JETTY.id())));
            command.addAll(
                    List.of(
                            GENERATOR,
                            url.toString(),
                            String.valueOf(seconds),
                            String.valueOf(length.warmupSeconds())));
            command.addAll(load.arguments(connections));
            Duration limit = GRACE.plusMillis((long) (1_000 * (seconds + length.warmupSeconds())));
            return LoadFigures.parse(
                    ChildProcess.run(command, limit).resultOf("the load generator"));
        }

        LoadOutcome outcome() {
            List<LoadFigures> figures = failure == null ? LoadFigures.of(turns) : List.of();
            return new LoadOutcome(load, side, figures, failure);
        }
    }
}
