package dev.baton.cli;

import dev.baton.cli.bench.Machine;
import dev.baton.cli.bench.SourceTree;
import dev.baton.cli.real.Comparison;
import dev.baton.cli.real.Launch;
import dev.baton.cli.real.LoadOutcome;
import dev.baton.cli.real.LoadReport;
import dev.baton.cli.real.LoadRun;
import dev.baton.cli.real.Outcome;
import dev.baton.cli.real.Plot;
import dev.baton.cli.real.PostgresServer;
import dev.baton.cli.real.RealLength;
import dev.baton.cli.real.RealProgram;
import dev.baton.cli.real.RealReport;
import dev.baton.cli.real.Setup;
import dev.baton.cli.real.Side;
import dev.baton.cli.real.WebLoad;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code baton real}: ordinary programs on plain Java and on Baton, in turns. */
@Command(
        name = "real",
        description = {
            "Run ordinary programs on well-known libraries beside a heartbeat, on plain Java and on"
                    + " Baton, in turns.",
            "",
            "They are built, and their libraries fetched, by Maven at first use.",
            "",
        },
        mixinStandardHelpOptions = true,
        exitCodeListHeading = "%nExit codes:%n",
        exitCodeList = {
            "0:all ran, whether goals are met or not; with --load: Baton answered every request",
            "1:one could not be run; with --load: Baton did not answer a request",
            "2:the arguments make no sense",
        })
final class RealCommand implements Callable<Integer> {
    private static final int[] PROCS = {2, 1};
    private static final int CONNECTIONS = 16;
    private static final String PAGE = "real-programs.md";
    private static final String PLOT = "real-programs.svg";

    @Parameters(paramLabel = "NAME", description = "which to run, see --list; all by default")
    private List<String> names = List.of();

    @Option(names = "--quick", description = "short runs: under four minutes for all")
    private boolean quick;

    @Option(
            names = "--runs",
            paramLabel = "N",
            defaultValue = "1",
            description = "runs of each, of which the median is shown; 1 to 100 (default: 1)")
    private int runs;

    @Option(
            names = "--seconds",
            paramLabel = "S",
            description = "how long each run is measured; 5 by default, with --load 60")
    private Double seconds;

    @Option(
            names = "--load",
            description = {
                "instead: start jetty's web server and load it from another process, on "
                        + CONNECTIONS
                        + " connections, with requests for a small file, and again with handlers"
                        + " beside them that block on a FIFO"
            })
    private boolean load;

    @Option(names = "--json", description = "print one line of JSON, and nothing else")
    private boolean json;

    @Option(
            names = "--docs",
            paramLabel = "DIR",
            description = "also write " + PAGE + " and its plot there")
    private Path docs;

    @Option(names = "--list", description = "say what programs there are, and run none")
    private boolean list;

    @Spec private CommandSpec spec;

    @Override
    public Integer call() throws IOException, InterruptedException {
        PrintWriter out = spec.commandLine().getOut();
        Set<RealProgram> programs = chosen();
        if (list) {
            programs.forEach(p -> out.printf("%-10s%s: %s%n", p.id(), p.title(), p.what()));
            out.flush();
            return Main.OK;
        }
        RealLength length = length();
        if (runs < 1 || runs > 100) {
            throw new ParameterException(
                    spec.commandLine(), "--runs=" + runs + ": must be 1 to 100");
        }
        if (docs != null && !Files.isDirectory(docs)) {
            throw new ParameterException(spec.commandLine(), docs + ": not a directory");
        }
        if (load && (!names.isEmpty() || runs != 1 || docs != null)) {
            throw new ParameterException(
                    spec.commandLine(),
                    "--load is for one run of the web server: without NAME, --runs and --docs");
        }
        SourceTree tree = SourceTree.require();
        if (load) {
            return load(tree, length);
        }
        build(tree, programs);
        Machine machine = Machine.ofThisProcess(Optional.empty());
        RealReport report = new RealReport(machine, length, runs, measure(tree, programs, length));
        out.print(
                json
                        ? report.toJson() + System.lineSeparator()
                        : report.toText(Terminal.ofThisProcess().width()));
        out.flush();
        if (docs != null) {
            Files.writeString(docs.resolve(PAGE), report.toMarkdown(PLOT));
            Files.writeString(docs.resolve(PLOT), Plot.of(report.comparisons()));
        }
        return report.comparisons().stream().allMatch(Comparison::ran) ? Main.OK : Main.FAILED;
    }

    private int load(SourceTree tree, RealLength length) throws IOException, InterruptedException {
        build(tree, EnumSet.of(RealProgram.JETTY));
        Machine machine = Machine.ofThisProcess(Optional.empty());
        LoadRun run = new LoadRun(tree, length, CONNECTIONS);
        List<LoadOutcome> outcomes = new ArrayList<>();
        for (WebLoad each : WebLoad.values()) {
            outcomes.addAll(run.run(each, this::say));
        }
        LoadReport report = new LoadReport(machine, length, CONNECTIONS, outcomes);
        PrintWriter out = spec.commandLine().getOut();
        out.print(
                json
                        ? report.toJson() + System.lineSeparator()
                        : report.toText(Terminal.ofThisProcess().width()));
        out.flush();
        return report.isFaultless() ? Main.OK : Main.FAILED;
    }

    private Set<RealProgram> chosen() {
        if (names.isEmpty()) {
            return EnumSet.allOf(RealProgram.class);
        }
        Set<RealProgram> chosen = EnumSet.noneOf(RealProgram.class);
        for (String name : names) {
            chosen.add(
                    Arrays.stream(RealProgram.values())
                            .filter(program -> program.id().equals(name))
                            .findFirst()
                            .orElseThrow(() -> unknown(name)));
        }
        return chosen;
    }

    private ParameterException unknown(String name) {
        return new ParameterException(
                spec.commandLine(),
                "no program is called '"
                        + name
                        + "'; there are "
                        + Arrays.stream(RealProgram.values())
                                .map(RealProgram::id)
                                .collect(Collectors.joining(", ")));
    }

    private RealLength length() {
        RealLength full = load ? RealLength.LOAD : RealLength.FULL;
        RealLength base = quick ? RealLength.QUICK : full;
        try {
            return seconds == null ? base : new RealLength(seconds, base.warmupSeconds());
        } catch (IllegalArgumentException e) {
            throw new ParameterException(spec.commandLine(), "--" + e.getMessage(), e);
        }
    }

    private void build(SourceTree tree, Set<RealProgram> programs)
            throws IOException, InterruptedException {
        Path log = Files.createTempFile("baton-real-", ".log");
        try {
            say("building the programs, if they are not");
            new Setup(tree).build(programs.stream().map(RealProgram::id).toList(), log);
        } finally {
            Files.delete(log);
        }
    }

    private List<Comparison> measure(SourceTree tree, Set<RealProgram> programs, RealLength length)
            throws InterruptedException {
        List<Comparison> comparisons = new ArrayList<>();
        int number = 0;
        for (RealProgram program : programs) {
            say("[%d/%d] %s".formatted(++number, programs.size(), program.id()));
            if (program != RealProgram.POSTGRES) {
                comparisons.addAll(measure(new Launch(tree, length), program, ""));
                continue;
            }
            try (PostgresServer server = PostgresServer.start(tree)) {
                comparisons.addAll(measure(new Launch(tree, length), program, server.url()));
            } catch (IOException e) {
                for (int procs : PROCS) {
                    comparisons.add(
                            new Comparison(
                                    program,
                                    procs,
                                    Outcome.failed(program, procs, Side.PLAIN, e.getMessage()),
                                    Outcome.failed(program, procs, Side.BATON, e.getMessage())));
                }
            }
        }
        return comparisons;
    }

    /** The sides take turns, so that what disturbs one disturbs the other. */
    private List<Comparison> measure(Launch launch, RealProgram program, String service)
            throws InterruptedException {
        List<Comparison> comparisons = new ArrayList<>();
        for (int procs : PROCS) {
            List<Outcome> plain = new ArrayList<>();
            List<Outcome> baton = new ArrayList<>();
            for (int i = 0; i < runs; i++) {
                plain.add(launch.run(program, procs, Side.PLAIN, service));
                baton.add(launch.run(program, procs, Side.BATON, service));
            }
            comparisons.add(
                    new Comparison(program, procs, Outcome.median(plain), Outcome.median(baton)));
        }
        return comparisons;
    }

    private void say(String line) {
        PrintWriter err = spec.commandLine().getErr();
        err.println(line);
        err.flush();
    }
}
