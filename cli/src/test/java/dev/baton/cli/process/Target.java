package dev.baton.cli.process;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * A process to ask; it ends with this.
 *
 * @param process of it
 * @param out what it prints
 * @param errors the file of what it prints on standard error
 */
public record Target(Process process, BufferedReader out, Path errors) implements AutoCloseable {
    /** The flag that starts Baton. */
    public static final String AGENT =
            "-javaagent:"
                    + Path.of("..", "agent", "target", "baton.jar").toAbsolutePath().normalize();

    /** Starts {@link AskedProgram}, and waits until it is ready. */
    static Target java(Path dir, String... flags) throws IOException {
        return java(dir, AskedProgram.class, List.of(flags));
    }

    /** Starts a main of the tests that says when it is ready. */
    public static Target java(Path dir, Class<?> program, List<String> flags, String... args)
            throws IOException {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(flags);
        command.addAll(List.of("-cp", Path.of("target/test-classes").toAbsolutePath().toString()));
        command.add(program.getName());
        command.addAll(List.of(args));
        Target target = command(dir, command);
        String first = target.out.readLine();
        if (!"ready".equals(first)) {
            String err = target.saidOnError();
            target.close();
            throw new AssertionError(first + "\n" + err);
        }
        return target;
    }

    /** Starts anything. */
    static Target command(Path dir, List<String> command) throws IOException {
        Path errors = Files.createTempFile(dir, "target", ".err");
        ProcessBuilder builder = new ProcessBuilder(command).redirectError(errors.toFile());
        builder.environment().keySet().removeIf(name -> name.startsWith("BATON_"));
        builder.environment().remove("JAVA_TOOL_OPTIONS");
        Process process = builder.start();
        return new Target(process, process.inputReader(UTF_8), errors);
    }

    /** The number that it is asked by. */
    public long pid() {
        return process.pid();
    }

    /** What it has written to standard error. */
    String saidOnError() {
        try {
            return Files.readString(errors);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void close() {
        process.destroyForcibly();
    }
}
