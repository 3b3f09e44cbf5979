package dev.baton.agent;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * How a program ended that ran in a process of its own.
 *
 * @param exitCode the process's
 * @param out what it printed
 * @param err what it printed on standard error
 */
record JavaRun(int exitCode, String out, String err) {
    private static final String AGENT =
            "-javaagent:" + Path.of("target", "baton.jar").toAbsolutePath();

    /** The programs of the tests, and nothing of Baton. */
    static final String CLASS_PATH = Path.of("target", "test-classes").toAbsolutePath().toString();

    /** Runs a {@code main} of the tests under the agent. */
    static JavaRun onBaton(String options, Class<?> program, String... args) throws Exception {
        return java(List.of(agent(options)), program, args);
    }

    /** Runs a {@code main} of the tests as it would run without Baton. */
    static JavaRun onTheJdk(Class<?> program, String... args) throws Exception {
        return java(List.of(), program, args);
    }

    /** Runs a {@code main} of the tests with these flags. */
    static JavaRun java(List<String> flags, Class<?> program, String... args) throws Exception {
        return start(command(flags, program, args), Map.of()).end();
    }

    /** How many blocking calls of the JDK's are announced, as {@code log} says it. */
    static long announced(String log) {
        Matcher line = Pattern.compile("took over .* and (\\d+) blocking calls").matcher(log);
        assertThat(line.find()).as(log).isTrue();
        return Long.parseLong(line.group(1));
    }

    /** The flag that starts Baton. */
    static String agent(String options) {
        return options.isEmpty() ? AGENT : AGENT + "=" + options;
    }

    static List<String> command(List<String> flags, Class<?> program, String... args) {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(flags);
        command.addAll(List.of("-cp", CLASS_PATH, program.getName()));
        command.addAll(List.of(args));
        return command;
    }

    static Started start(List<String> command, Map<String, String> environment) throws IOException {
        Path err = Files.createTempFile("baton-test", ".err");
        ProcessBuilder builder = new ProcessBuilder(command).redirectError(err.toFile());
        builder.environment().keySet().removeIf(name -> name.startsWith("BATON_"));
        builder.environment().remove("JAVA_TOOL_OPTIONS");
        builder.environment().putAll(environment);
        return new Started(builder.start(), err);
    }

    /**
     * A program that runs.
     *
     * @param process of it
     * @param errors where its standard error goes
     */
    record Started(Process process, Path errors) {
        /** What it has printed on standard error, as soon as this is in it. */
        String awaitError(String text) throws IOException {
            while (true) {
                String err = Files.readString(errors);
                if (err.contains(text) || !process.isAlive()) {
                    return err;
                }
                Thread.yield();
            }
        }

        /** Waits for its end. */
        JavaRun end() throws IOException, InterruptedException {
            try {
                process.getOutputStream().close();
                String out = new String(process.getInputStream().readAllBytes(), UTF_8);
                return new JavaRun(process.waitFor(), out, Files.readString(errors));
            } finally {
                process.destroyForcibly();
                Files.delete(errors);
            }
        }
    }
}
