package dev.baton.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.baton.cli.process.StuckProgram;
import dev.baton.cli.process.Target;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code baton top} on a terminal, and the keys that are pressed there. */
class TopKeysTest {
    private static final int COLUMNS = 100;
    private static final int ROWS = 24;

    @TempDir private Path dir;

    private Target stuck() throws Exception {
        Path fifo = dir.resolve("fifo");
        assertThat(new ProcessBuilder("mkfifo", fifo.toString()).start().waitFor()).isZero();
        return Target.java(dir, StuckProgram.class, List.of(Target.AGENT), fifo.toString(), "30");
    }

    private static String lineWith(String screen, String text) {
        return screen.lines().filter(line -> line.contains(text)).findFirst().orElse("");
    }

    /** One program and one terminal for all: each takes seconds to start. */
    @Test
    void theKeysDoWhatTheHelpSays() throws Exception {
        try (Target target = stuck();
                Tmux tmux = new Tmux(dir.resolve("tmux"))) {
            String top = Main.class.getName() + " top --every 0.3 " + target.pid();
            tmux.start(COLUMNS, ROWS, Tmux.java(top) + "; echo status=$?; cat");
            String first = tmux.await("the tables", s -> s.contains("\"reads\""));
            assertThat(first).contains("IS IN, AND FOR WHICH G", "\nand ", "h help");
            assertThat(first.lines()).hasSizeLessThanOrEqualTo(ROWS);

            tmux.press("h");
            tmux.await("the help", s -> s.contains("Ctrl-C                 quit"));
            tmux.press("Escape");
            tmux.await("no help", s -> s.contains("\"reads\"") && !s.contains("Ctrl-C    "));

            tmux.press("Enter"); // the first line of the Ms: who reads, or who computes
            tmux.await("a stack", s -> s.contains("    at ") && s.contains("StuckProgram"));
            tmux.press("Escape");
            tmux.await("no stack", s -> !s.contains("    at ") && s.contains("\"reads\""));

            tmux.press("\\", "wants");
            tmux.await("two", s -> s.contains("filter: wants_") && !s.contains("crowd-"));
            tmux.press("Enter");
            String wants = tmux.await("kept", s -> s.contains("filter \"wants\""));
            assertThat(wants).contains("\"wants lock\"", "\"wants monitor\"");

            // In the table of Gs the first is "wants lock" while it goes by WAITS, which has its
            // name, and the last one when that is inverted.
            tmux.press("Tab", "<");
            tmux.await("an order", s -> s.contains("< > sort (WAITS)"));
            tmux.press("Enter");
            tmux.await("the one's stack", s -> s.contains("ReentrantLock"));
            tmux.press("Escape", "I");
            tmux.await("the other order", s -> s.contains("(WAITS inverted)"));
            tmux.press("Home", "Enter");
            tmux.await("the other's stack", s -> s.contains("StuckProgram.enterMonitor"));
            tmux.press("Escape");
            tmux.press("Down", "Enter");
            tmux.await("the one's again", s -> s.contains("ReentrantLock"));
            tmux.press("Escape", "Escape");
            tmux.await("all", s -> s.contains("crowd-"));

            tmux.press("Z");
            String frozen = tmux.await("FROZEN", s -> s.contains("FROZEN"));
            tmux.press("h"); // what is drawn after it is of the same look
            tmux.await("the help", s -> s.contains("Ctrl-C                 quit"));
            tmux.press("Escape");
            String later = tmux.await("no help", s -> s.contains("\"reads\""));
            assertThat(lineWith(later, "\"reads\"")).isEqualTo(lineWith(frozen, "\"reads\""));
            tmux.press("z");
            tmux.await(
                    "it to go on",
                    s -> !lineWith(s, "\"reads\"").equals(lineWith(frozen, "\"reads\"")));

            tmux.tell("resize-window", "-x", "70", "-y", "16");
            tmux.await("fewer rows", s -> s.contains("…") && s.contains("h help"));

            tmux.press("q");
            String end = tmux.await("the end", s -> s.contains("status="));
            assertThat(end).contains("status=0").doesNotContain("IS IN");
            assertThat(Pattern.compile("\"crowd").matcher(end).find()).isFalse();
        }
    }

    @Test
    void theTerminalIsAsBeforeWhenTheProcessEnds() throws Exception {
        try (Target target = stuck();
                Tmux tmux = new Tmux(dir.resolve("tmux"))) {
            String top = Main.class.getName() + " top --every 0.3 " + target.pid();
            tmux.start(COLUMNS, ROWS, Tmux.java(top) + "; echo status=$?; stty -a; cat");
            tmux.await("the tables", s -> s.contains("\"reads\""));

            target.process().destroyForcibly();

            String end = tmux.await("the end", s -> s.contains("status=") && s.contains("echo"));
            assertThat(end)
                    .contains("has ended", "status=0", "isig icanon", " echo ")
                    .doesNotContain("-icanon", "-echo ", "-isig");
        }
    }
}
