package dev.baton.cli.server;

import dev.baton.cli.real.PrintedUrl;
import dev.baton.cli.real.ScratchDirectory;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.util.List;

/**
 * A server in a process and a directory of its own, which has printed its URL and stays until it is
 * closed.
 */
final class ServerProcess implements AutoCloseable {
    private final Process process;
    private final URI url;
    private final ScratchDirectory scratch;
    private final AutoCloseable after;
    private final Thread shutdownHook = Thread.ofPlatform().unstarted(this::end);

    private ServerProcess(Process process, URI url, ScratchDirectory scratch, AutoCloseable after) {
        this.process = process;
        this.url = url;
        this.scratch = scratch;
        this.after = after;
        Runtime.getRuntime().addShutdownHook(shutdownHook);
    }

    /**
     * Starts one and waits until it can be reached.
     *
     * @param command what to run; the process that it begins in has to be the server's
     * @param after to be closed when the process is gone, also when it did not start
     * @throws IOException when it does not start, with what it said
     */
    static ServerProcess start(List<String> command, AutoCloseable after)
            throws IOException, InterruptedException {
        ScratchDirectory scratch = ScratchDirectory.create();
        Path err = scratch.path().resolve("err");
        Process process = null;
        ServerProcess server = null;
        try {
            process =
                    new ProcessBuilder(command)
                            .directory(scratch.path().toFile())
                            .redirectError(err.toFile())
                            .start();
            server = new ServerProcess(process, PrintedUrl.await(process, err), scratch, after);
            return server;
        } finally {
            if (server == null) {
                if (process != null) {
                    process.destroyForcibly().waitFor();
                }
                closeQuietly(after);
                closeQuietly(scratch);
            }
        }
    }

    URI url() {
        return url;
    }

    long pid() {
        return process.pid();
    }

    /** What the kernel has counted of it so far. */
    ProcessCounters counters() throws IOException {
        if (!process.isAlive()) {
            throw new IOException("the server ended by itself, with " + process.exitValue());
        }
        return ProcessCounters.read(pid());
    }

    /** Kills it. */
    @Override
    public void close() {
        Runtime.getRuntime().removeShutdownHook(shutdownHook);
        end();
    }

    private void end() {
        try {
            process.destroyForcibly().waitFor();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        closeQuietly(after);
        closeQuietly(scratch);
    }

    private static void closeQuietly(AutoCloseable last) {
        try {
            last.close();
        } catch (Exception e) {
            System.err.println("after a server: " + e);
        }
    }
}
