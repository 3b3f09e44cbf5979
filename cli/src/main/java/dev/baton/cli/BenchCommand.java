package dev.baton.cli;

import dev.baton.bench.Catalogue;
import dev.baton.bench.Experiment;
import dev.baton.bench.Figure;
import dev.baton.bench.Goal;
import dev.baton.bench.Peer;
import dev.baton.cli.bench.Comparison;
import dev.baton.cli.bench.GoPeer;
import dev.baton.cli.bench.Jmh;
import dev.baton.cli.bench.Length;
import dev.baton.cli.bench.Machine;
import dev.baton.cli.bench.Report;
import dev.baton.cli.bench.Result;
import dev.baton.cli.bench.Sampler;
import dev.baton.cli.bench.Wrapped;
import dev.baton.cli.real.UnmodifiedLauncher;
import dev.baton.cli.server.ServerBench;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code baton bench}: Baton, the stock scheduler and Go, measured side by side. */
@Command(
        name = "bench",
        description =
                "Measure Baton, the JDK's own scheduler and Go side by side: each in processes of"
                        + " its own, in turns.",
        mixinStandardHelpOptions = true,
        exitCodeListHeading = "%nExit codes:%n",
        exitCodeList = {
            "0:all sides ran, whether goals are met or not",
            "1:a side failed",
            "2:the arguments make no sense",
        })
final class BenchCommand implements Callable<Integer> {
    @Parameters(
            paramLabel = "ID",
            description =
                    "what to measure: an experiment, or what several ids begin with up to a dot"
                            + " (mixed, handoff.unannounced). All by default but the servers, whose"
                            + " ids begin with server: those are measured by themselves, and"
                            + " server alone means a selection that takes about a quarter of an"
                            + " hour.")
    private List<String> ids = List.of();

    @Option(
            names = "--quick",
            description =
                    "one short run of each ID (of servers, three turns); without one, of a"
                            + " selection that takes about three minutes. For a first look.")
    private boolean quick;

    @Option(
            names = "--runs",
            paramLabel = "N",
            description = "runs (of servers, turns) of each side; 5 by default")
    private Integer runs;

    @Option(
            names = "--seconds",
            paramLabel = "S",
            description = "how long each run measures; 3 by default, of servers 1")
    private Double seconds;

    @Option(
            names = "--warmup",
            paramLabel = "S",
            description = {
                "how long each runs before that; 1 by default, a server 8. Real programs are"
                    + " measured for 3 times --seconds after 30 times --warmup: 30 s by default",
            })
    private Double warmup;

    @Option(
            names = "--all",
            description = "with the ID server: all rows of servers, which takes hours")
    private boolean all;

    @Option(names = "--json", paramLabel = "FILE", description = "also write the figures as JSON")
    private Path json;

    @Option(
            names = "--markdown",
            paramLabel = "FILE",
            description = "also write the table as Markdown")
    private Path markdown;

    @Option(names = "--list", description = "say what there is to measure, and measure nothing")
    private boolean list;

    @Option(
            names = "--jmh",
            arity = "0..1",
            fallbackValue = ".*",
            paramLabel = "REGEX",
            description =
                    "run JMH's benchmarks of single operations instead; those whose name matches")
    private String jmh;

    @Option(
            names = "--sample",
            paramLabel = "PID",
            description =
                    "look at the threads of a process instead, some 200 times a second, until it"
                            + " ends or for --seconds: which of them want a CPU, and what they use")
    private Long pid;

    @Spec private CommandSpec spec;

    @Override
    public Integer call() throws IOException, InterruptedException {
        PrintWriter out = spec.commandLine().getOut();
        PrintWriter err = spec.commandLine().getErr();
        if (jmh != null) {
            return Jmh.run(jmh) == 0 ? Main.OK : Main.FAILED;
        }
        if (pid != null) {
            if (ProcessHandle.of(pid).isEmpty()) {
                throw new ParameterException(
                        spec.commandLine(), "--sample=" + pid + ": there is no such process");
            }
            out.print(new Sampler(pid).run(length(false).seconds()).toText());
            out.flush();
            return Main.OK;
        }
        if (ids.stream().anyMatch(ServerBench::isMeantBy)) {
            return servers(out, err);
        }
        List<Experiment> experiments = chosen();
        if (list) {
            experiments.forEach(experiment -> describe(experiment, out));
            if (ids.isEmpty()) {
                out.println(
                        "server (by itself): see bench --list server, bench --list --all server");
            }
            out.flush();
            return Main.OK;
        }
        Length length = length(false);
        requireWritable(json);
        requireWritable(markdown);
        UnmodifiedLauncher unmodified = new UnmodifiedLauncher(length);
        unmodified.build(experiments);
        GoPeer go = GoPeer.build();
        int width = Terminal.ofThisProcess().width();
        go.missing().ifPresent(why -> err.println(Wrapped.text(why, width, "    ")));
        Machine machine = Machine.ofThisProcess(go.version());
        if (machine.load() > machine.cores() / 2.0) {
            err.println("others use this machine (load " + machine.load() + "): expect noise");
        }
        err.flush();
        List<Result> results =
                new Comparison(length, go, unmodified).run(experiments, new DottedProgress(err));
        Report report = new Report(machine, length, results);
        out.print(report.toText(width));
        out.flush();
        if (json != null) {
            Files.writeString(json, report.toJson());
        }
        if (markdown != null) {
            Files.writeString(markdown, report.toMarkdown());
        }
        return results.stream().allMatch(Result::ran) ? Main.OK : Main.FAILED;
    }

    /** The rows of servers, which have sides and figures of their own. */
    private int servers(PrintWriter out, PrintWriter err) throws IOException, InterruptedException {
        if (!ids.stream().allMatch(ServerBench::isMeantBy)) {
            throw new ParameterException(
                    spec.commandLine(),
                    String.join(", ", ids)
                            + ": servers are measured by themselves; ask for them alone");
        }
        ServerBench bench;
        try {
            bench = ServerBench.of(ids, quick, all);
        } catch (IllegalArgumentException e) {
            throw new ParameterException(spec.commandLine(), e.getMessage(), e);
        }
        if (list) {
            bench.describe(out);
            out.flush();
            return Main.OK;
        }
        Length length = length(true);
        requireWritable(json);
        requireWritable(markdown);
        ServerBench.Outcome outcome = bench.run(length, err);
        out.print(outcome.toText(Terminal.ofThisProcess().width()));
        out.flush();
        if (json != null) {
            Files.writeString(json, outcome.toJson());
        }
        if (markdown != null) {
            Files.writeString(markdown, outcome.toMarkdown());
        }
        return outcome.ran() ? Main.OK : Main.FAILED;
    }

    private List<Experiment> chosen() {
        if (ids.isEmpty()) {
            return quick ? Catalogue.quick() : Catalogue.experiments();
        }
        Set<Experiment> chosen = new LinkedHashSet<>();
        for (String id : ids) {
            List<Experiment> meant =
                    Catalogue.experiments().stream().filter(e -> e.isMeantBy(id)).toList();
            if (meant.isEmpty()) {
                throw new ParameterException(
                        spec.commandLine(),
                        "nothing to measure is called '"
                                + id
                                + "'; there are "
                                + Catalogue.experiments().stream()
                                        .map(Experiment::id)
                                        .collect(Collectors.joining(", ")));
            }
            chosen.addAll(meant);
        }
        return List.copyOf(chosen);
    }

    private Length length(boolean ofServers) {
        Length base = ofServers ? ServerBench.length(quick) : quick ? Length.QUICK : Length.FULL;
        try {
            return new Length(
                    runs == null ? base.runs() : runs,
                    seconds == null ? base.seconds() : seconds,
                    warmup == null ? base.warmup() : warmup);
        } catch (IllegalArgumentException e) {
            throw new ParameterException(spec.commandLine(), "--" + e.getMessage(), e);
        }
    }

    /** It would be a pity to find out after half an hour. */
    private void requireWritable(Path file) {
        if (file == null) {
            return;
        }
        Path directory = file.toAbsolutePath().getParent();
        if (Files.isDirectory(file)
                || (Files.exists(file) ? !Files.isWritable(file) : !Files.isWritable(directory))) {
            throw new ParameterException(spec.commandLine(), file + ": can't be written");
        }
    }

    private static void describe(Experiment experiment, PrintWriter out) {
        String sides =
                experiment.peers().stream()
                        .sorted()
                        .map(Peer::id)
                        .collect(Collectors.joining(", "));
        out.println(experiment.id() + " (" + sides + ")");
        for (Figure figure : experiment.figures()) {
            List<String> parts = new ArrayList<>();
            parts.add(figure.what());
            if (!figure.unit().isEmpty()) {
                parts.add("in " + figure.unit());
            }
            figure.goal().map(Goal::toString).ifPresent(goal -> parts.add("goal " + goal));
            out.println("  " + figure.id() + ": " + String.join(", ", parts));
        }
    }

    /** A line for each experiment, a dot in it for each run. */
    private record DottedProgress(PrintWriter err) implements Comparison.Progress {
        @Override
        public void begins(Experiment experiment, int number, int of) {
            err.printf("[%d/%d] %s ", number, of, experiment.id());
            err.flush();
        }

        @Override
        public void ran() {
            err.print('.');
            err.flush();
        }

        @Override
        public void ends(Result result) {
            err.println(" " + result.summary());
            err.flush();
        }
    }
}
