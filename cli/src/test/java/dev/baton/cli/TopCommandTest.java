package dev.baton.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.jr.ob.JSON;
import dev.baton.cli.process.StuckProgram;
import dev.baton.cli.process.Target;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is seen of a process at a look. */
class TopCommandTest {
    private static final int STUCK = 7;

    @TempDir private Path dir;

    private Target stuck() throws Exception {
        return stuck(Target.AGENT);
    }

    private Target stuck(String agent) throws Exception {
        Path fifo = dir.resolve("fifo");
        assertThat(new ProcessBuilder("mkfifo", fifo.toString()).start().waitFor()).isZero();
        return Target.java(dir, StuckProgram.class, List.of(agent), fifo.toString(), "30");
    }

    @Test
    void aThreadInTheKernelIsShownWithItsCall() throws Exception {
        try (Target target = stuck()) {
            RunCommand run = RunCommand.run("top", "--once", "" + target.pid());

            assertThat(run.status()).as(run.err()).isZero();
            assertThat(run.out())
                    .startsWith("process " + target.pid() + ", Baton \"main\": ")
                    .containsPattern("\nP0 ")
                    .containsPattern(
                            "\nM\\d+ +\\d+ +S +(-|[\\d.,]+ m?s)  (openat|read)[^\n]*"
                                    + "\\(java.io.FileInputStream.\\w+\\), G\\d+ \"reads\"\n")
                    .containsPattern(
                            "\nG\\d+ +waiting +[\\d.,]+ m?s  \"wants lock\" for java.*"
                                    + "NonfairSync, which G\\d+ \"holder\" has\\R")
                    .containsPattern("\nG\\d+ +waiting +[\\d.,]+ m?s  \"crowd-7\" ");
        }
    }

    @Test
    void howLongGsWaitedIsShownWhereThatIsTimed() throws Exception {
        String waits =
                "\nwaited to be run: half for up to [\\d.,]+ [µm]s, 99 % for up to [\\d.,]+ [µm]s;"
                        + " the longest [\\d.,]+ [µm]s";
        try (Target target = stuck(Target.AGENT + "=stats")) {
            String out = RunCommand.run("top", "--once", "" + target.pid()).out();

            assertThat(out).containsPattern(waits);
        }
    }

    @Test
    void nothingIsSaidOfWaitsThatNobodyTimes() throws Exception {
        try (Target target = stuck()) {
            String out = RunCommand.run("top", "--once", "" + target.pid()).out();

            assertThat(out).doesNotContain("waited to be run");
        }
    }

    @Test
    void onlyWhatIsAskedForIsShown() throws Exception {
        try (Target target = stuck()) {
            String out = RunCommand.run("top", "--once", "--filter=READS", "" + target.pid()).out();

            assertThat(out).contains("\"reads\"").doesNotContain("crowd");
        }
    }

    @Test
    void jsonHasTheSameForAProgram() throws Exception {
        try (Target target = stuck()) {
            RunCommand run = RunCommand.run("top", "--once", "--json", "" + target.pid());

            assertThat(run.out().lines()).hasSize(1);
            Map<String, Object> look = JSON.std.mapFrom(run.out());
            assertThat((List<?>) look.get("gs")).hasSize(30 + STUCK);
            assertThat((List<?>) look.get("ms"))
                    .anySatisfy(
                            m -> assertThat(((Map<?, ?>) m).get("syscall")).isIn("openat", "read"));
        }
    }

    /** Through a pipe; what it shows until then is its result. */
    @Test
    void allIsWellWhenTheProcessEndsThatWasShown() throws Exception {
        try (Target target = stuck()) {
            Thread end = Thread.ofPlatform().unstarted(target.process()::destroyForcibly);
            StringWriter out = new StringWriter();
            PrintWriter seen =
                    new PrintWriter(out) {
                        @Override
                        public void flush() {
                            if (end.getState() == Thread.State.NEW) {
                                end.start(); // after the first look
                            }
                        }
                    };
            StringWriter err = new StringWriter();

            int status =
                    Main.commandLine()
                            .setOut(seen)
                            .setErr(new PrintWriter(err))
                            .execute("top", "--every=0.1", "" + target.pid());

            assertThat(status).isZero();
            assertThat(out.toString()).contains("\"reads\"");
            assertThat(err.toString()).endsWith("baton: process " + target.pid() + " has ended\n");
        }
    }

    @Test
    void whatMakesNoSenseIsRefused() {
        assertThat(RunCommand.run("top", "--every=0", "1").status()).isEqualTo(Main.USAGE);
        assertThat(RunCommand.run("top", "99999999").status()).isEqualTo(Main.UNAVAILABLE);
    }

    /** On 80 columns and 24 rows nothing is cut off but lines that are too long, or too many. */
    @Test
    void aScreenHasRoomForAllKinds() throws Exception {
        try (Target target = stuck()) {
            RunCommand run = RunCommand.run("top", "--once", "--json", "" + target.pid());
            TopView view = new TopView(target.pid(), run.out(), 0);
            TextLayout layout = new TextLayout(new Terminal(true, false, true, 80));

            List<String> lines =
                    new TopScreen(layout, 80, 23)
                            .lines(target.pid(), view, TopTables.of(view, null), new TopAsked(""));

            assertThat(lines).hasSizeLessThanOrEqualTo(23).allMatch(line -> line.length() <= 80);
            assertThat(String.join("\n", lines)).contains("\"reads\"", " more", "\nG  ");
        }
    }
}
