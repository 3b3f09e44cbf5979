package dev.baton.conformance;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * A program of a check in a JVM of its own, started with the options that this JVM was started
 * with: for what ends a process.
 *
 * @param status its exit code
 * @param out what it wrote to standard output
 * @param err what it wrote to standard error
 */
record ChildJvm(int status, String out, String err) {
    /** Runs the main method of a class to its end. */
    static ChildJvm run(Class<?> program, String... args) throws Exception {
        return end(start(program, args));
    }

    /** Starts the main method of a class. */
    static Process start(Class<?> program, String... args) throws IOException {
        return start(List.of(), program, args);
    }

    /** Starts the main method of a class, with more options of the JVM's. */
    static Process start(List<String> options, Class<?> program, String... args)
            throws IOException {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        for (String option : ManagementFactory.getRuntimeMXBean().getInputArguments()) {
            if (!option.startsWith("-D")) { // surefire's and the check list's
                command.add(option);
            }
        }
        command.addAll(List.of("-Xshare:auto", "-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC"));
        command.addAll(options);
        command.addAll(List.of("-cp", classPathOf(program), program.getName()));
        command.addAll(List.of(args));
        return new ProcessBuilder(command).start();
    }

    /** Waits for the end of a process. */
    static ChildJvm end(Process process) throws Exception {
        Task<byte[]> err = Task.call(() -> process.getErrorStream().readAllBytes());
        Task<byte[]> out = Task.call(() -> process.getInputStream().readAllBytes());
        if (!Patience.FOR_ONE_THING.waitFor(process::waitFor)) {
            dumpThreads(process);
            process.destroyForcibly();
            throw new AssertionError(
                    "the child does not end: "
                            + process.info().commandLine().orElse("?")
                            + "\n"
                            + text(out.result()));
        }
        return new ChildJvm(process.exitValue(), text(out.result()), text(err.result()));
    }

    /** To its standard output, by SIGQUIT. */
    private static void dumpThreads(Process process) throws Exception {
        new ProcessBuilder("kill", "-QUIT", Long.toString(process.pid())).start().waitFor();
        process.waitFor(2, TimeUnit.SECONDS); // it goes on after the dump
    }

    private static String classPathOf(Class<?> program) {
        return Path.of(program.getProtectionDomain().getCodeSource().getLocation().getPath())
                .toString();
    }

    private static String text(byte[] bytes) {
        return new String(bytes, StandardCharsets.UTF_8);
    }
}
