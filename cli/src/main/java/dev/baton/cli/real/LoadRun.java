package dev.baton.cli.real;

import dev.baton.cli.bench.ChildProcess;
import dev.baton.cli.bench.SourceTree;
import dev.baton.cli.bench.ThisJvm;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeoutException;

/**
 * Starts the web server of {@link RealProgram#JETTY} and loads it from another process, which runs
 * on the stock JDK whatever the server runs on.
 */
public final class LoadRun {
    /** Carriers or Ps of the server. */
    public static final int PROCS = 2;

    private static final String GENERATOR = "programs.harness.HttpLoad";

    /** Beyond the time of the load: the start, and requests that nobody answers. */
    private static final Duration GRACE = Duration.ofMinutes(1);

    private final Setup setup;
    private final RealLength length;
    private final int connections;

    /**
     * Prepares runs.
     *
     * @param tree Baton's sources, with the agent and {@link RealProgram#JETTY} built
     * @param length how long each is
     * @param connections how many send requests at a time, at least 4
     */
    public LoadRun(SourceTree tree, RealLength length, int connections) {
        this.setup = new Setup(tree);
        this.length = length;
        this.connections = connections;
    }

    /**
     * Runs one: a server of its own, loaded and ended.
     *
     * @param load what to ask
     * @param side what the server runs on
     * @return what came of it
     * @throws InterruptedException when interrupted
     */
    public LoadOutcome run(WebLoad load, Side side) throws InterruptedException {
        try (ScratchDirectory scratch = ScratchDirectory.create()) {
            List<LoadFigures> figures;
            Path directory = Files.createDirectory(scratch.path().resolve("server"));
            List<String> command = setup.command(RealProgram.JETTY, PROCS, side);
            command.addAll(List.of("--serve", "--dir=" + directory));
            try (WebServerProcess server = WebServerProcess.start(command, scratch.path())) {
                figures = ask(load, server.url());
            }
            return new LoadOutcome(load, side, figures, null);
        } catch (IOException | TimeoutException e) {
            return new LoadOutcome(load, side, List.of(), e.getMessage());
        }
    }

    private List<LoadFigures> ask(WebLoad load, String url)
            throws IOException, TimeoutException, InterruptedException {
        List<String> command =
                new ArrayList<>(List.of(ThisJvm.java(), "-cp", setup.classPath(RealProgram.JETTY)));
        command.addAll(
                List.of(
                        GENERATOR,
                        url,
                        String.valueOf(length.seconds()),
                        String.valueOf(length.warmupSeconds())));
        command.addAll(load.arguments(connections));
        Duration limit =
                GRACE.plusMillis((long) (1_000 * (length.seconds() + length.warmupSeconds())));
        return LoadFigures.parse(ChildProcess.run(command, limit).resultOf("the load generator"));
    }
}
