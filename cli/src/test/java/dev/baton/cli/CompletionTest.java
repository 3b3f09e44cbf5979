package dev.baton.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import dev.baton.cli.bench.OnPath;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The file that a release has for shells, read by zsh as its users type; bash is ReleaseTest's. */
class CompletionTest {
    @TempDir private Path dir;

    @Test
    void zshCompletesCommandsAndOptions() throws Exception {
        assumeThat(OnPath.find("zsh")).as("zsh is not installed").isPresent();
        Path file = dir.resolve("baton");
        ProcessBuilder printing =
                new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-cp",
                        System.getProperty("java.class.path"),
                        Completion.class.getName(),
                        "run",
                        "--procs=",
                        "--schedtrace=",
                        "--scheddetail");
        assertThat(printing.redirectOutput(file.toFile()).start().waitFor()).isZero();
        Files.writeString(dir.resolve(".zshrc"), "PS1='> '\nsource '" + file + "'\n");

        try (Tmux tmux = new Tmux(dir.resolve("tmux"))) {
            tmux.start(80, 24, "ZDOTDIR='" + dir + "' zsh -d");
            tmux.await("its prompt", screen -> screen.startsWith(">"));
            tmux.press("baton doct", "Tab");
            tmux.await("a command", screen -> screen.startsWith("> baton doctor"));
            tmux.press("C-u", "baton run --p", "Tab");
            tmux.await("an option of the script's", screen -> screen.contains("run --procs"));
            tmux.press("C-u", "baton trace --h", "Tab");
            String screen = tmux.await("a choice", seen -> seen.contains("--help"));
            assertThat(screen.lines().skip(1).flatMap(line -> List.of(line.split(" +")).stream()))
                    .contains("--help", "--html");
        }
    }
}
