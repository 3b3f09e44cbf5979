package dev.baton.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.jr.ob.JSON;
import dev.baton.trace.Event;
import dev.baton.trace.EventType;
import dev.baton.trace.SyntheticTrace;
import dev.baton.trace.Trace;
import dev.baton.trace.TraceWriter;
import dev.baton.trace.report.TraceReport;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TraceCommandTest {
    private static final int NAME = 100;
    private static final int SITE = 101;

    @TempDir private Path directory;

    private Path file;

    @BeforeEach
    void aTrace() {
        file = directory.resolve("trace");
        SyntheticTrace.write(file, 1, 2, 5_000);
    }

    @Test
    void theReportNamesSitesWaitsAndThreads() {
        RunCommand run = RunCommand.run("trace", file.toString());

        assertThat(run.status()).isEqualTo(Main.OK);
        assertThat(run.out())
                .contains("Trace of java -jar app.jar", "process 4711", "2 Ps")
                .contains("Longest calls", SyntheticTrace.READ.substring(40))
                .contains("asleep in pipe_read")
                .contains("Gs waited to be run", "99 %, up to")
                .contains("Longest waits to be run", "Over time", "up to");
    }

    @Test
    void jsonIsOneLineWithTheSameFigures() throws IOException {
        RunCommand run = RunCommand.run("trace", "--json", file.toString());

        assertThat(run.out().lines()).hasSize(1);
        Map<String, Object> report = JSON.std.mapFrom(run.out());
        assertThat(report).containsEntry("pid", 4711).containsEntry("whole", true);
        List<?> sites = (List<?>) report.get("sites");
        try (Trace trace = Trace.open(file)) {
            TraceReport expected = TraceReport.of(trace);
            assertThat(sites).hasSameSizeAs(expected.sites());
            assertThat(((Number) report.get("events")).longValue()).isEqualTo(expected.events());
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {60, 80, 120, 200})
    void noLineIsWiderThanTheTerminalIs(int columns) throws IOException {
        Terminal terminal = new Terminal(true, true, true, columns);
        try (Trace trace = Trace.open(file)) {
            List<String> lines =
                    new TraceText(
                                    TraceReport.of(trace),
                                    List.of("A note. ".repeat(30)),
                                    10,
                                    terminal)
                            .lines();

            assertThat(lines)
                    .allSatisfy(line ->
                            assertThat(line.replaceAll("\033\\[\\d*m", ""))
                                    .hasSizeLessThanOrEqualTo(columns));
        }
    }

    @Test
    void withoutATerminalThereAreNoColours() {
        assertThat(RunCommand.run("trace", file.toString()).out()).doesNotContain("\033");
    }

    @Test
    void whatATraceSaysDoesNotReachTheTerminalAsItsCommands() throws IOException {
        String hostile = "\033]0;owned\007\033[2Jread\u202Egnp.exe\u009B31m";
        try (TraceWriter to = new TraceWriter(file, 1)) {
            to.string(NAME, hostile).string(SITE, hostile).stack(3, hostile);
            to.event(0, Event.OUTSIDE, -1, 7, EventType.GO_CREATE, 0);
            to.event(0, Event.OUTSIDE, -1, 7, EventType.GO_NAME, NAME);
            to.event(1_000, 0, 0, 7, EventType.GO_START);
            to.event(2_000, 0, -1, 7, EventType.GO_SYSCALL, 0, SITE);
            to.event(900_000, 0, 0, 7, EventType.GO_SYSEXIT);
            to.event(900_000, 0, 0, 7, EventType.LONG_CALL, 898_000, 3);
            to.event(1_000_000, 0, 0, 7, EventType.GO_END);
        }

        RunCommand text = RunCommand.run("trace", file.toString());
        RunCommand json = RunCommand.run("trace", "--json", file.toString());

        assertThat(text.out()).contains("read").doesNotContain("\033", "\007", "\u202E", "\u009B");
        assertThat(json.out()).doesNotContain("\033", "\007");
        Map<String, Object> report = JSON.std.mapFrom(json.out());
        assertThat(((List<?>) report.get("sites")).getFirst().toString()).contains(hostile);
    }

    @Test
    void exportsAreWrittenAndNamed() throws IOException {
        Path html = directory.resolve("t.html");
        Path perfetto = directory.resolve("t.pftrace");
        Path go = directory.resolve("t.go");

        RunCommand run =
                RunCommand.run(
                        "trace",
                        file.toString(),
                        "--html=" + html,
                        "--perfetto=" + perfetto,
                        "--go=" + go);

        assertThat(run.status()).isEqualTo(Main.OK);
        assertThat(run.out())
                .contains("Written: " + html, "Written: " + perfetto, "Written: " + go);
        assertThat(html).content(StandardCharsets.UTF_8).startsWith("<!DOCTYPE html>");
        assertThat(Files.readString(go, StandardCharsets.ISO_8859_1)).startsWith("go 1.11 trace\0");
        assertThat(perfetto).isNotEmptyFile();
    }

    @Test
    void whatEndsEarlyIsToldToTheLastWholeBlock() throws IOException {
        byte[] all = Files.readAllBytes(file);
        Files.write(file, Arrays.copyOf(all, all.length / 2));

        RunCommand run = RunCommand.run("trace", file.toString());

        assertThat(run.status()).isEqualTo(Main.OK);
        assertThat(run.out()).contains("was not written to its end");
    }

    @Test
    void whatIsNoTraceEndsWithOneAndIsNamed() throws IOException {
        Path other = Files.writeString(directory.resolve("other"), "no trace at all");

        RunCommand run = RunCommand.run("trace", other.toString());
        RunCommand none = RunCommand.run("trace", directory.resolve("none").toString());

        assertThat(run.status()).isEqualTo(Main.FAILED);
        assertThat(run.err()).contains(other + " is no trace");
        assertThat(none.status()).isEqualTo(Main.FAILED);
        assertThat(none.err()).contains("none: there is no such file");
    }

    @Test
    void anOutputThatCantBeIsRefusedBeforeAllIsRead() {
        RunCommand nowhere = RunCommand.run("trace", file.toString(), "--html=/no/such/dir/t.html");
        RunCommand itself = RunCommand.run("trace", file.toString(), "--go=" + file);

        assertThat(nowhere.status()).isEqualTo(Main.USAGE);
        assertThat(nowhere.err()).contains("/no/such/dir/t.html: must be the name of a file");
        assertThat(itself.status()).isEqualTo(Main.USAGE);
        assertThat(itself.err()).contains("that is the trace");
    }
}
