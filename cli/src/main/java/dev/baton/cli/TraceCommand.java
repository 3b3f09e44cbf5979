package dev.baton.cli;

import dev.baton.trace.Trace;
import dev.baton.trace.gotrace.GoTrace;
import dev.baton.trace.html.TracePage;
import dev.baton.trace.perfetto.PerfettoTrace;
import dev.baton.trace.report.TraceReport;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.OutputStreamWriter;
import java.io.PrintWriter;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code baton trace}: what a trace tells. */
@Command(
        name = "trace",
        description = {
            "Tell what is in a trace that baton run --trace FILE has written: which calls held"
                    + " threads for how long, how long Gs waited to be run, and for whom.",
            "",
        },
        mixinStandardHelpOptions = true,
        exitCodeListHeading = "%nExit codes:%n",
        exitCodeList = {
            "0:it was read, and what was asked for is written",
            "1:it can't be read, or what was asked for can't be written",
            "2:the arguments make no sense",
            "69:the process can't be asked, or can't do it; the message says why",
        },
        footer = {
            "",
            "ui.perfetto.dev opens what --perfetto writes, and go tool trace of Go 1.11 to 1.21"
                    + " what --go writes. The page of --html needs nothing but a browser.",
        })
final class TraceCommand implements Callable<Integer> {
    private static final int BUFFER_BYTES = 1 << 16;
    private static final int MOST_GS = 10_000;

    @Spec private CommandSpec spec;

    @Parameters(
            index = "0",
            paramLabel = "FILE|PID",
            description = "the trace; or the number of a process that runs on Baton")
    private Path file;

    @Parameters(
            index = "1",
            arity = "0..1",
            paramLabel = "start|snapshot|stop",
            description = {
                "of that process: begin a trace, into OUT or, without it, in memory; write what is"
                        + " in memory to OUT; end it",
            })
    private String action;

    @Parameters(
            index = "2",
            arity = "0..1",
            paramLabel = "OUT",
            description = "a file that is not there yet")
    private Path out;

    @Option(names = "--json", description = "print one line of JSON, and nothing else")
    private boolean json;

    @Option(
            names = "--top",
            paramLabel = "N",
            defaultValue = "10",
            description = "call sites and waits that are shown (default: ${DEFAULT-VALUE})")
    private int top;

    @Option(names = "--html", paramLabel = "OUT", description = "write it as a page to zoom in")
    private Path html;

    @Option(names = "--perfetto", paramLabel = "OUT", description = "write it for Perfetto")
    private Path perfetto;

    @Option(
            names = "--gs",
            paramLabel = "N",
            defaultValue = "20",
            description =
                    "Gs with a track of their own in Perfetto, half the busiest, half those that"
                            + " waited longest (default: ${DEFAULT-VALUE})")
    private int gs;

    @Option(names = "--go", paramLabel = "OUT", description = "write it for go tool trace")
    private Path go;

    /** Writes something made of a trace. */
    @FunctionalInterface
    private interface Export {
        void to(OutputStream out) throws IOException;
    }

    @Override
    public Integer call() throws IOException, InterruptedException {
        if (action != null) {
            askProcess();
            return Main.OK;
        }
        DemoCommand.checkRange(spec, "--top", top, 1, Integer.MAX_VALUE);
        DemoCommand.checkRange(spec, "--gs", gs, 0, MOST_GS);
        for (Path each : written()) {
            checkOut(each);
        }
        PrintWriter err = spec.commandLine().getErr();
        Terminal terminal = Terminal.ofThisProcess();
        try (TraceProgress progress = new TraceProgress(err, terminal.isTerminal())) {
            progress.now("reading " + Printable.of(file.toString()));
            try (Trace trace = Trace.open(file)) {
                return tell(trace, terminal, progress);
            }
        } catch (NoSuchFileException e) {
            return fail(file + ": there is no such file");
        } catch (IOException e) {
            return fail(e.getMessage());
        }
    }

    private void askProcess() throws IOException, InterruptedException {
        if (!List.of("start", "snapshot", "stop").contains(action)) {
            throw wrong(action + ": must be start, snapshot or stop");
        }
        if (action.equals("snapshot") == (out == null) && !action.equals("start")) {
            throw wrong(action + (out == null ? ": needs a file" : ": needs no file"));
        }
        long pid;
        try {
            pid = Long.parseLong(file.toString());
        } catch (NumberFormatException e) {
            throw wrong(file + ": must be the number of a process, to " + action);
        }
        PrintWriter to = spec.commandLine().getOut();
        TraceOfProcess.run(pid, action, out, to, spec.commandLine().getErr());
    }

    private ParameterException wrong(String what) {
        return new ParameterException(spec.commandLine(), what);
    }

    private List<Path> written() {
        List<Path> all = new ArrayList<>();
        for (Path each : new Path[] {html, perfetto, go}) {
            if (each != null) {
                all.add(each);
            }
        }
        return all;
    }

    /** Before minutes are spent on what can't be written. */
    private void checkOut(Path to) {
        Path directory = to.toAbsolutePath().getParent();
        if (Files.isDirectory(to) || !Files.isDirectory(directory)) {
            throw new ParameterException(
                    spec.commandLine(),
                    to + ": must be the name of a file in a directory that is there");
        }
        if (to.toAbsolutePath().normalize().equals(file.toAbsolutePath().normalize())) {
            throw new ParameterException(
                    spec.commandLine(), to + ": that is the trace, which would be lost");
        }
    }

    private int tell(Trace trace, Terminal terminal, TraceProgress progress) throws IOException {
        TraceReport report = TraceReport.of(trace);
        List<String> lines = new ArrayList<>();
        if (json) {
            lines.add(TraceJson.of(report, trace.isWhole()));
        } else {
            lines.addAll(new TraceText(report, notes(trace), top, terminal).lines());
        }
        export(html, progress, lines, out -> writePage(trace, report, out));
        export(perfetto, progress, lines, out -> PerfettoTrace.write(trace, out, gs));
        export(go, progress, lines, out -> GoTrace.write(trace, out));
        progress.close(); // what it drew is gone before the report is there
        PrintWriter out = spec.commandLine().getOut();
        lines.forEach(out::println);
        out.flush();
        return Main.OK;
    }

    private static void writePage(Trace trace, TraceReport report, OutputStream out)
            throws IOException {
        Writer writer = new OutputStreamWriter(out, StandardCharsets.UTF_8);
        TracePage.write(trace, report, writer);
        writer.flush();
    }

    private static List<String> notes(Trace trace) {
        if (trace.isWhole()) {
            return List.of();
        }
        return List.of(
                "The file was not written to its end: the process was killed, or the disk full."
                        + " This is what was written before.");
    }

    private void export(Path to, TraceProgress progress, List<String> lines, Export export)
            throws IOException {
        if (to == null) {
            return;
        }
        progress.now("writing " + Printable.of(to.toString()));
        try (OutputStream out = new BufferedOutputStream(Files.newOutputStream(to), BUFFER_BYTES)) {
            export.to(out);
        } catch (IOException e) {
            throw new IOException(to + ": can't be written: " + reason(e), e);
        }
        if (!json) {
            if (lines.isEmpty() || !lines.getLast().startsWith("Written: ")) {
                lines.add("");
            }
            lines.add("Written: " + Printable.of(to.toString()));
        }
    }

    private static String reason(IOException e) {
        return e.getMessage() == null ? e.toString() : e.getMessage();
    }

    private int fail(String why) {
        PrintWriter err = spec.commandLine().getErr();
        String text = "baton trace: " + Printable.of(why);
        err.println(spec.commandLine().getColorScheme().errorText(text));
        err.flush();
        return Main.FAILED;
    }
}
