package dev.baton.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import dev.baton.cli.bench.OnPath;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The command in a terminal of 80 columns and 24 lines, that of tmux. */
class EightyColumnsTest {
    private static final int COLUMNS = 80;

    @TempDir private Path temp;

    @BeforeEach
    void tmuxIsThere() {
        assumeThat(OnPath.find("tmux")).as("tmux is not installed").isPresent();
    }

    @AfterEach
    void endTheTerminal() throws Exception {
        tmux("kill-server");
    }

    private String tmux(String... arguments) throws Exception {
        List<String> command = new ArrayList<>(List.of("tmux", "-u", "-S"));
        command.add(temp.resolve("tmux").toString());
        command.addAll(List.of("-f", "/dev/null"));
        command.addAll(List.of(arguments));
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        process.getOutputStream().close();
        String out = new String(process.getInputStream().readAllBytes(), UTF_8);
        process.waitFor();
        return out;
    }

    /** All that the command has written when it is over, a line that was wrapped as one line. */
    private List<String> lines(String arguments) throws Exception {
        String command =
                "'%s' --add-exports java.base/jdk.internal.misc=ALL-UNNAMED --add-opens java.base/java.lang=ALL-UNNAMED --enable-native-access=ALL-UNNAMED -Dstdout.encoding=UTF-8 -cp '%s' %s"
                        .formatted(
                                Path.of(System.getProperty("java.home"), "bin", "java"),
                                System.getProperty("java.class.path"),
                                arguments);
        // Two more that stay: the screen would be gone with the last process on it.
        tmux(
                "new-session",
                "-d",
                "-x",
                "80",
                "-y",
                "24",
                command + "; tmux -S '" + temp.resolve("tmux") + "' wait-for -S over; cat");
        tmux("wait-for", "over");
        return tmux("capture-pane", "-p", "-J", "-S", "-")
                .lines()
                .map(String::stripTrailing)
                .toList();
    }

    private static List<String> tooWide(List<String> lines) {
        return lines.stream().filter(line -> line.length() > COLUMNS).toList();
    }

    @Test
    void doctorsFindingsAreBrokenBetweenWords() throws Exception {
        List<String> lines = lines(Main.class.getName() + " doctor");

        assertThat(lines).anyMatch(line -> line.startsWith("Baton can"));
        assertThat(tooWide(lines)).isEmpty();
    }

    @Test
    void theDemosTableIsDrawnAgainInItsPlace() throws Exception {
        List<String> lines =
                lines(
                        DemoInATree.class.getName()
                                + " "
                                + BuiltTree.in(temp.resolve("tree")).root()
                                + " --hold 0.5 --patience 1");

        assertThat(lines).filteredOn(line -> line.startsWith("  in read(2)")).hasSize(1);
        assertThat(lines).filteredOn(line -> line.startsWith("  heartbeat  ")).hasSize(1);
        // But for the command lines, which stay whole to be copied.
        assertThat(tooWide(lines)).allMatch(line -> line.contains(" -jar "));
    }

    @Test
    void theBenchesTableIsFolded() throws Exception {
        List<String> lines =
                lines(Main.class.getName() + " bench yield --runs 1 --seconds 0.1 --warmup 0.1");

        assertThat(lines).anyMatch(line -> line.startsWith("yield"));
        assertThat(tooWide(lines)).isEmpty();
    }
}
