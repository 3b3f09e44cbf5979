package dev.baton.cli.bench;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/** Programs that a machine has or has not. */
public final class OnPath {
    private OnPath() {}

    /**
     * Looks for a program.
     *
     * @param program its name
     * @return where it is; empty when it isn't on the PATH
     */
    public static Optional<Path> find(String program) {
        String path = System.getenv().getOrDefault("PATH", "");
        return List.of(path.split(":")).stream()
                .filter(directory -> !directory.isEmpty())
                .map(directory -> Path.of(directory, program))
                .filter(Files::isExecutable)
                .findFirst();
    }

    /**
     * Runs a program that ends soon.
     *
     * @param command the program and its arguments
     * @return what it printed
     * @throws IOException when it can't be run or doesn't end with 0, with what it said
     * @throws InterruptedException when interrupted
     */
    public static String output(ProcessBuilder command) throws IOException, InterruptedException {
        Process process = command.redirectErrorStream(true).start();
        process.getOutputStream().close();
        String output =
                new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8).strip();
        int code = process.waitFor();
        if (code != 0) {
            throw new IOException(
                    String.join(" ", command.command()) + " ended with " + code + ": " + output);
        }
        return output;
    }
}
