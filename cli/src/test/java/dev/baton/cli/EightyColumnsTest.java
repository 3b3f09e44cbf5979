package dev.baton.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The command in a terminal of 80 columns and 24 lines, that of tmux. */
class EightyColumnsTest {
    private static final int COLUMNS = 80;

    @TempDir private Path temp;

    private Tmux tmux;

    @BeforeEach
    void startATerminal() {
        tmux = new Tmux(temp.resolve("tmux"));
    }

    @AfterEach
    void endTheTerminal() throws Exception {
        tmux.close();
    }

    /** All that the command has written when it is over, a line that was wrapped as one line. */
    private List<String> lines(String arguments) throws Exception {
        // Two more that stay: the screen would be gone with the last process on it.
        tmux.start(
                COLUMNS,
                24,
                Tmux.java(arguments) + "; " + tmux.command("wait-for -S over") + "; cat");
        tmux.tell("wait-for", "over");
        return tmux.tell("capture-pane", "-p", "-J", "-S", "-")
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
