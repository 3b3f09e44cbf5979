package dev.baton.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import dev.baton.cli.bench.OnPath;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;

/**
 * A terminal to run a command in: tmux with a server of its own. The test is skipped where there is
 * no tmux.
 */
final class Tmux implements AutoCloseable {
    private static final long PATIENCE_NS = 60_000_000_000L;
    private static final int LOOK_MS = 100;

    private final Path socket;

    Tmux(Path socket) {
        assumeThat(OnPath.find("tmux")).as("tmux is not installed").isPresent();
        this.socket = socket;
    }

    /**
     * A command line of the shell's: a main of the tests' class path, as the jar's manifest has it.
     */
    static String java(String arguments) {
        return "'%s' --add-exports java.base/jdk.internal.misc=ALL-UNNAMED --add-opens java.base/java.lang=ALL-UNNAMED --enable-native-access=ALL-UNNAMED -Dstdout.encoding=UTF-8 -cp '%s' %s"
                .formatted(
                        Path.of(System.getProperty("java.home"), "bin", "java"),
                        System.getProperty("java.class.path"),
                        arguments);
    }

    /** A command line of the shell's that tells this tmux something. */
    String command(String arguments) {
        return "tmux -S '" + socket + "' " + arguments;
    }

    String tell(String... arguments) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(List.of("tmux", "-u", "-S", socket.toString()));
        command.addAll(List.of("-f", "/dev/null"));
        command.addAll(List.of(arguments));
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        process.getOutputStream().close();
        String out = new String(process.getInputStream().readAllBytes(), UTF_8);
        process.waitFor();
        return out;
    }

    void start(int columns, int rows, String command) throws Exception {
        tell("new-session", "-d", "-x", "" + columns, "-y", "" + rows, command);
    }

    /** Presses keys, by tmux's names or as they are. */
    void press(String... keys) throws Exception {
        List<String> command = new ArrayList<>(List.of("send-keys"));
        command.addAll(List.of(keys));
        tell(command.toArray(String[]::new));
    }

    String screen() throws Exception {
        return tell("capture-pane", "-p");
    }

    /** The screen, once it is as it should be. */
    String await(String what, Predicate<String> isSo) throws Exception {
        long start = System.nanoTime();
        String screen = screen();
        while (!isSo.test(screen)) {
            assertThat(System.nanoTime() - start)
                    .as("waited for " + what + ", and saw\n" + screen)
                    .isLessThan(PATIENCE_NS);
            Thread.sleep(LOOK_MS);
            screen = screen();
        }
        return screen;
    }

    @Override
    public void close() throws IOException {
        try {
            tell("kill-server");
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt(); // it ends by itself, with what runs in it
        }
    }
}
