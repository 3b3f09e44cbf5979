package dev.baton;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.baton.vthread.JdkAccess;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * How a Java program ended that ran in a process of its own, with the classes of the tests.
 *
 * @param exitCode the process's
 * @param output standard output and error, mixed as they came
 */
record JavaProcess(int exitCode, String output) {
    /** What a program needs that runs on Baton. */
    static final List<String> BATON_FLAGS = List.of(JdkAccess.FLAGS.split(" "));

    /** Runs a {@code main} to its end. */
    static JavaProcess run(List<String> flags, Class<?> program, String... args)
            throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(flags);
        command.add("-cp");
        command.add(System.getProperty("java.class.path"));
        command.add(program.getName());
        command.addAll(List.of(args));
        return run(command);
    }

    /** Runs {@code java} with these arguments to its end. */
    static JavaProcess run(List<String> arguments) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(arguments);
        return runCommand(command);
    }

    /** Runs anything to its end. */
    static JavaProcess runCommand(List<String> command) throws IOException, InterruptedException {
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        try {
            process.getOutputStream().close();
            String output = new String(process.getInputStream().readAllBytes(), UTF_8);
            return new JavaProcess(process.waitFor(), output);
        } finally {
            process.destroyForcibly();
        }
    }
}
