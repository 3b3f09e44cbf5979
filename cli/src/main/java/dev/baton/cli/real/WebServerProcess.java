package dev.baton.cli.real;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** A web server in a process of its own, which prints its URL and ends when its input does. */
final class WebServerProcess implements AutoCloseable {
    private static final Duration END_LIMIT = Duration.ofSeconds(30);

    private final Process process;
    private final Path err;
    private final URI url;

    private WebServerProcess(Process process, Path err) throws IOException {
        this.process = process;
        this.err = err;
        this.url = PrintedUrl.await(process, err);
    }

    /**
     * Starts one and waits until it is ready.
     *
     * @param command the program and its arguments
     * @param directory where its standard error goes, into a file that is not there yet
     * @throws IOException when it does not start, with what it said
     */
    static WebServerProcess start(List<String> command, Path directory)
            throws IOException, InterruptedException {
        Path err = Files.createFile(directory.resolve("err"));
        Process process = new ProcessBuilder(command).redirectError(err.toFile()).start();
        boolean started = false;
        try {
            WebServerProcess server = new WebServerProcess(process, err);
            started = true;
            return server;
        } finally {
            if (!started) {
                process.destroyForcibly().waitFor();
            }
        }
    }

    /** Where it is reached. */
    URI url() {
        return url;
    }

    private String lastWords() throws IOException {
        return Files.readString(err).strip();
    }

    /**
     * Has it end, and kills it when it does not.
     *
     * @throws IOException when it did not end in time, or not with 0
     */
    @Override
    public void close() throws IOException {
        try {
            process.getOutputStream().close();
            if (!process.waitFor(END_LIMIT.toMillis(), TimeUnit.MILLISECONDS)) {
                throw new IOException("the server did not end; it said: " + lastWords());
            }
            if (process.exitValue() != 0) {
                throw new IOException(
                        "the server ended with " + process.exitValue() + ": " + lastWords());
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            process.destroyForcibly();
        }
    }
}
