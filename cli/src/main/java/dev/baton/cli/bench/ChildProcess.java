package dev.baton.cli.bench;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.LongConsumer;

/**
 * What became of a command that ran in a process of its own, with nothing to read on its input. Its
 * output goes to files, not pipes: nobody needs to read while we wait with a limit.
 *
 * @param exitCode what it ended with
 * @param result the last line of its standard output, empty when it wrote none
 * @param lastWords up to {@value #LAST_LINES} last lines of its standard error
 */
public record ChildProcess(int exitCode, String result, String lastWords) {
    private static final int LAST_LINES = 20;

    /**
     * Runs a command and waits for its end.
     *
     * @param command the program, found on the PATH, and its arguments
     * @param limit how long it may take; then it is killed, as it is when this thread is
     *     interrupted
     * @return how it ended
     * @throws IOException when it can't be started
     * @throws TimeoutException when it was killed for the limit, saying so
     * @throws InterruptedException when interrupted
     */
    public static ChildProcess run(List<String> command, Duration limit)
            throws IOException, TimeoutException, InterruptedException {
        return run(command, limit, pid -> {});
    }

    /**
     * The same, for who wants to look at the process meanwhile.
     *
     * @param command as of {@link #run(List, Duration)}
     * @param limit likewise
     * @param started is given the number of the process; must not take long
     * @return how it ended
     * @throws IOException when it can't be started
     * @throws TimeoutException when it was killed for the limit, saying so
     * @throws InterruptedException when interrupted
     */
    public static ChildProcess run(List<String> command, Duration limit, LongConsumer started)
            throws IOException, TimeoutException, InterruptedException {
        Path out = Files.createTempFile("baton-", ".out");
        Path err = Files.createTempFile("baton-", ".err");
        try {
            int exitCode =
                    await(
                            new ProcessBuilder(command)
                                    .redirectOutput(out.toFile())
                                    .redirectError(err.toFile()),
                            limit,
                            started);
            return new ChildProcess(exitCode, lastLines(out, 1), lastLines(err, LAST_LINES));
        } finally {
            Files.delete(out);
            Files.delete(err);
        }
    }

    /**
     * Runs a command in a directory and keeps all that it writes, on standard output as on standard
     * error.
     *
     * @param command the program, found on the PATH, and its arguments
     * @param directory where it runs
     * @param log where its output goes
     * @param limit as of {@link #run(List, Duration)}
     * @return how it ended; result and last words are the end of the log
     * @throws IOException when it can't be started
     * @throws TimeoutException when it was killed for the limit, saying so
     * @throws InterruptedException when interrupted
     */
    public static ChildProcess run(List<String> command, Path directory, Path log, Duration limit)
            throws IOException, TimeoutException, InterruptedException {
        int exitCode =
                await(
                        new ProcessBuilder(command)
                                .directory(directory.toFile())
                                .redirectErrorStream(true)
                                .redirectOutput(log.toFile()),
                        limit,
                        pid -> {});
        return new ChildProcess(exitCode, lastLines(log, 1), lastLines(log, LAST_LINES));
    }

    /**
     * What it printed, when all went well.
     *
     * @param who names it in the exception
     * @return the result
     * @throws IOException when it ended with anything but 0, with its last words
     */
    public String resultOf(String who) throws IOException {
        if (exitCode != 0) {
            throw new IOException(who + " ended with " + exitCode + ": " + lastWords);
        }
        return result;
    }

    private static int await(ProcessBuilder builder, Duration limit, LongConsumer started)
            throws IOException, TimeoutException, InterruptedException {
        Process process = builder.start();
        try {
            started.accept(process.pid());
            process.getOutputStream().close();
            if (!process.waitFor(limit.toMillis(), TimeUnit.MILLISECONDS)) {
                throw new TimeoutException(
                        "it did not end within " + limit.toSeconds() + " s, and was killed");
            }
        } finally {
            // Whatever happens to us, it must not go on beside the next.
            process.destroyForcibly().waitFor();
        }
        return process.exitValue();
    }

    /** Of any bytes: what is no UTF-8 is replaced. */
    private static String lastLines(Path file, int count) throws IOException {
        List<String> lines =
                new String(Files.readAllBytes(file), StandardCharsets.UTF_8).lines().toList();
        return String.join("\n", lines.subList(Math.max(0, lines.size() - count), lines.size()));
    }
}
