package dev.baton.cli.real;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** A web server in a process of its own, which prints its URL and ends when its input does. */
final class WebServerProcess implements AutoCloseable {
    private static final Duration START_LIMIT = Duration.ofMinutes(1);
    private static final Duration END_LIMIT = Duration.ofSeconds(30);

    private final Process process;
    private final Path err;
    private final String url;

    private WebServerProcess(Process process, Path err) throws IOException {
        this.process = process;
        this.err = err;
        this.url = firstLine();
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
    String url() {
        return url;
    }

    private String firstLine() throws IOException {
        // A read of a pipe has no limit of its own: it ends with the process.
        Thread killer =
                Thread.startVirtualThread(() -> {
                    try {
                        Thread.sleep(START_LIMIT);
                        process.destroyForcibly();
                    } catch (InterruptedException e) {
                        Thread.currentThread().interrupt();
                    }
                });
        BufferedReader out = process.inputReader(StandardCharsets.UTF_8);
        String line = out.readLine();
        killer.interrupt();
        if (line == null || !line.startsWith("http://")) {
            throw new IOException(
                    "the server did not start: " + line + "; it said: " + lastWords());
        }
        return line;
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
