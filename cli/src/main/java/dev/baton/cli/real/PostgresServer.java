package dev.baton.cli.real;

import dev.baton.cli.bench.SourceTree;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** A PostgreSQL for the time of a run, made, started and removed by a script. */
public final class PostgresServer implements AutoCloseable {
    private final Path script;
    private final String directory;
    private final String url;
    private final Thread shutdownHook = Thread.ofPlatform().unstarted(this::stop);

    private PostgresServer(Path script, String directory, String url) {
        this.script = script;
        this.directory = directory;
        this.url = url;
        Runtime.getRuntime().addShutdownHook(shutdownHook);
    }

    /**
     * Starts one.
     *
     * @param tree where the script is
     * @return the server, ready
     * @throws IOException when it can't be had, saying why
     * @throws InterruptedException when interrupted
     */
    public static PostgresServer start(SourceTree tree) throws IOException, InterruptedException {
        return start(tree, List.of());
    }

    /**
     * Starts one where its processes inherit something.
     *
     * @param tree where the script is
     * @param pin what to put before the script, as {@code taskset -c 1}
     * @return the server, ready
     * @throws IOException when it can't be had, saying why
     * @throws InterruptedException when interrupted
     */
    public static PostgresServer start(SourceTree tree, List<String> pin)
            throws IOException, InterruptedException {
        Path script = tree.realPrograms().resolve("postgres/server");
        List<String> command = new ArrayList<>(pin);
        command.addAll(List.of(script.toString(), "start"));
        Process process =
                new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.INHERIT).start();
        process.getOutputStream().close();
        String out = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        List<String> lines = out.lines().toList();
        if (process.waitFor() != 0 || lines.size() != 2) {
            throw new IOException("no PostgreSQL: " + script + " says why");
        }
        return new PostgresServer(script, lines.getFirst(), lines.getLast());
    }

    /** {@return a JDBC URL} */
    public String url() {
        return url;
    }

    /** Stops it and removes its files. */
    @Override
    public void close() {
        Runtime.getRuntime().removeShutdownHook(shutdownHook);
        stop();
    }

    private void stop() {
        try {
            new ProcessBuilder(script.toString(), "stop", directory).inheritIO().start().waitFor();
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
