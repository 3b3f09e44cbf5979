package dev.baton.cli;

import dev.baton.cli.bench.SourceTree;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import java.util.function.IntConsumer;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code baton demo}: one program on plain Java and on Baton, side by side. */
@Command(
        name = "demo",
        description = {
            "Run a program that blocks, with plain java and with baton run, side by side.",
            "",
            "It is plain Java and knows nothing of Baton: virtual threads read from FIFOs that"
                    + " nobody has written to, another feeds them after a while, and a heartbeat"
                    + " goes on beside them, or doesn't. The two commands are shown.",
            "",
        },
        mixinStandardHelpOptions = true,
        subcommands = ExplodeCommand.class,
        exitCodeListHeading = "%nExit codes:%n",
        exitCodeList = {
            "0:on Baton the heartbeat went on all along, and what was read is right",
            "1:it did not, it is not, or a run could not be made",
            "2:the arguments make no sense",
        })
final class DemoCommand implements Callable<Integer> {
    private static final int MAX_PROCS = 1024;

    /** Each reader needs two descriptors and, blocked, a thread. */
    private static final int MAX_READERS = 4096;

    /** How long a run may take beyond the time in which nobody feeds it. */
    private static final double DEADLINE_S = 60;

    @Spec private CommandSpec spec;

    @Option(
            names = "--procs",
            paramLabel = "N",
            defaultValue = "2",
            description =
                    "virtual threads that run at a time, 1 to 1024 (default: ${DEFAULT-VALUE})")
    private int procs;

    @Option(
            names = "--readers",
            paramLabel = "N",
            defaultValue = "4",
            description =
                    "virtual threads that block in read, 1 to 4096 (default: ${DEFAULT-VALUE})")
    private int readers;

    @Option(
            names = "--hold",
            paramLabel = "SECONDS",
            defaultValue = "2",
            description = "until they are fed, 0 to 60 (default: ${DEFAULT-VALUE})")
    private double holdSeconds;

    @Option(
            names = "--patience",
            paramLabel = "SECONDS",
            defaultValue = "4",
            description =
                    "a run whose heartbeat is silent for so long gives up, 0.5 to 60"
                            + " (default: ${DEFAULT-VALUE})")
    private double patienceSeconds;

    @Option(
            names = "--max-silence",
            paramLabel = "MS",
            defaultValue = "500",
            description =
                    "for how many milliseconds Baton's heartbeat may be silent, 1 to 60000"
                            + " (default: ${DEFAULT-VALUE})")
    private long maxSilenceMs;

    @Option(names = "--json", description = "print one line of JSON at the end, and nothing else")
    private boolean json;

    private final Optional<SourceTree> tree;

    /** For the tree that this program was built in. */
    DemoCommand() {
        this(SourceTree.find());
    }

    /** For a tree that is built. */
    DemoCommand(Optional<SourceTree> tree) {
        this.tree = tree;
    }

    @Override
    public Integer call() throws IOException, InterruptedException {
        checkRange("--procs", procs, 1, MAX_PROCS);
        checkRange("--readers", readers, 1, MAX_READERS);
        checkRange("--hold", holdSeconds, 0, 60);
        checkRange("--patience", patienceSeconds, 0.5, 60);
        checkRange("--max-silence", (double) maxSilenceMs, 1, 60_000);
        DemoSetting setting =
                new DemoSetting(
                        procs, readers, toMs(holdSeconds), toMs(patienceSeconds), maxSilenceMs);
        Terminal terminal = Terminal.ofThisProcess();
        PrintWriter out = spec.commandLine().getOut();
        DemoProgram program = new DemoProgram(tree(), setting);
        try (DemoRun stock = DemoRun.onPlainJava(program);
                DemoRun baton = DemoRun.onBaton(program)) {
            DemoReport report = new DemoReport(setting, stock, baton);
            if (json) {
                await(stock, baton, tick -> {});
                out.println(report.json());
            } else {
                Live.show(new DemoTable(report, terminal), out, draw -> await(stock, baton, draw));
            }
            return report.isGood() ? Main.OK : Main.FAILED;
        }
    }

    /** The tree, which has to be built. */
    SourceTree tree() throws IOException {
        SourceTree found =
                tree.orElseThrow(() ->
                        new IOException(
                                "the example and baton run are in Baton's source tree: run ./baton"
                                        + " there"));
        if (!Files.exists(found.exampleJar())) {
            throw new IOException(
                    found.exampleJar()
                            + " is not there; to have it built again, remove "
                            + found.root().resolve(".baton"));
        }
        return found;
    }

    /** Returns when both runs are over; stops those that take too long. */
    private void await(DemoRun stock, DemoRun baton, IntConsumer draw) throws InterruptedException {
        long deadlineNs =
                System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(toMs(holdSeconds + DEADLINE_S));
        for (int tick = 1; stock.isRunning() || baton.isRunning(); tick++) {
            boolean late = System.nanoTime() > deadlineNs;
            stock.watch(late);
            baton.watch(late);
            draw.accept(tick);
            Thread.sleep(Live.TICK_MS);
        }
    }

    private void checkRange(String option, double value, double min, double max) {
        checkRange(spec, option, value, min, max);
    }

    /** Refuses by name what is out of its range, of the command that the option is of. */
    static void checkRange(CommandSpec spec, String option, double value, double min, double max) {
        if (!(value >= min && value <= max)) {
            throw new ParameterException(
                    spec.commandLine(),
                    "%s=%s: must be %s to %s"
                            .formatted(option, plain(value), plain(min), plain(max)));
        }
    }

    /** Without the ".0" of a whole number. */
    private static String plain(double value) {
        return value == Math.rint(value) && Math.abs(value) < 1e9
                ? Long.toString((long) value)
                : Double.toString(value);
    }

    private static long toMs(double seconds) {
        return Math.round(seconds * 1000);
    }
}
