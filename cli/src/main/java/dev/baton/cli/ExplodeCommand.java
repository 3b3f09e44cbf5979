package dev.baton.cli;

import dev.baton.cli.bench.GoPeer;
import dev.baton.cli.bench.Machine;
import dev.baton.cli.bench.SourceTree;
import dev.baton.cli.explode.Chart;
import dev.baton.cli.explode.ExplodeReport;
import dev.baton.cli.explode.Launch;
import dev.baton.cli.explode.Page;
import dev.baton.cli.explode.Room;
import dev.baton.cli.explode.Run;
import dev.baton.cli.explode.Setting;
import dev.baton.cli.explode.Side;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.function.IntConsumer;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParentCommand;
import picocli.CommandLine.Spec;

/** {@code baton demo explode}: thousands of threads that block at once, on each scheduler. */
@Command(
        name = "explode",
        description = {
            "Block thousands of threads in read(2) at once: on the JDK's scheduler, as threads of"
                    + " the OS, in Go and on Baton, one after the other.",
            "",
            "Shows how many threads of the OS and how much memory that takes, and whether a"
                    + " heartbeat of 1 ms goes on beside them; then they are let go. Draws it, too:"
                    + " explode.svg and explode.html.",
            "",
        },
        mixinStandardHelpOptions = true,
        exitCodeListHeading = "%nExit codes:%n",
        exitCodeList = {
            "0:all that was read is right; on all sides but stock and limit all threads were in"
                    + " their call at once",
            "1:it is not, they were not, or a run could not be made",
            "2:the arguments make no sense, or this machine has no room for so many threads",
        })
final class ExplodeCommand implements Callable<Integer> {
    private static final int DEFAULT_N = 5_000;

    /** Go and Baton have a limit of 10,000 threads, unless told otherwise. */
    private static final int MAX_N = 9_000;

    private static final int MAX_PROCS = 1024;
    private static final int MAX_SECONDS = 60;

    private static final String PICTURE = "explode.svg";
    private static final String PAGE = "explode.html";

    @ParentCommand private DemoCommand demo;

    @Spec private CommandSpec spec;

    @Option(
            names = "--n",
            paramLabel = "N",
            description =
                    "threads that block, 1 to 9000 (default: 5000, or as many as this machine has"
                            + " room for)")
    private Integer n;

    @Option(
            names = "--sides",
            paramLabel = "SIDE",
            split = ",",
            completionCandidates = SideIds.class,
            description = "which to run, of ${COMPLETION-CANDIDATES} (default: all)")
    private List<String> sides = List.of();

    @Option(
            names = "--procs",
            paramLabel = "N",
            defaultValue = "2",
            description = "carriers, Ps, GOMAXPROCS: 1 to 1024 (default: ${DEFAULT-VALUE})")
    private int procs;

    @Option(
            names = "--hold",
            paramLabel = "SECONDS",
            defaultValue = "5",
            description = "until they are let go, 0 to 60 (default: ${DEFAULT-VALUE})")
    private double holdSeconds;

    @Option(
            names = "--seconds",
            paramLabel = "SECONDS",
            defaultValue = "12",
            description =
                    "for how long each program goes on then, 0 to 60 (default: ${DEFAULT-VALUE})")
    private double afterSeconds;

    @Option(
            names = "--out",
            paramLabel = "DIR",
            description =
                    "where " + PICTURE + " and " + PAGE + " go (default: cli/target of the tree)")
    private Path out;

    @Option(names = "--json", description = "print one line of JSON at the end, and nothing else")
    private boolean json;

    @Override
    public Integer call() throws IOException, InterruptedException {
        DemoCommand.checkRange(spec, "--procs", procs, 1, MAX_PROCS);
        DemoCommand.checkRange(spec, "--hold", holdSeconds, 0, MAX_SECONDS);
        DemoCommand.checkRange(spec, "--seconds", afterSeconds, 0, MAX_SECONDS);
        if (n != null) {
            DemoCommand.checkRange(spec, "--n", n, 1, MAX_N);
        }
        if (out != null && !Files.isDirectory(out)) {
            throw wrong("--out=" + out + ": not a directory");
        }
        Set<Side> chosen = chosen();
        List<String> notes = new ArrayList<>();
        Setting setting =
                new Setting(
                        roomFor(chosen, notes),
                        procs,
                        Math.round(holdSeconds * 1000),
                        Math.round(afterSeconds * 1000));
        SourceTree tree = demo.tree();
        Path directory = out == null ? tree.pictures() : out;
        Optional<String> goVersion = Optional.empty();
        Path goBinary = Path.of("");
        if (chosen.contains(Side.GO)) {
            GoPeer go = GoPeer.build();
            goVersion = go.version();
            go.missing()
                    .ifPresent(why -> {
                        chosen.remove(Side.GO);
                        notes.add(why);
                    });
            goBinary = go.binary().orElse(goBinary);
        }
        Launch launch = new Launch(tree, goBinary, setting);
        List<Run> runs = chosen.stream().map(side -> new Run(side, launch)).toList();
        ExplodeReport report =
                new ExplodeReport(setting, Machine.ofThisProcess(goVersion), runs, notes);
        PrintWriter writer = spec.commandLine().getOut();
        if (json) {
            run(report, tick -> {});
            List<String> files = draw(report, directory);
            writer.println(report.toJson(files));
        } else {
            Live.show(
                    new ExplodeTable(report, Terminal.ofThisProcess()),
                    writer,
                    draw -> run(report, draw));
            draw(report, directory).forEach(file -> writer.println("Drawn: " + file));
        }
        writer.flush();
        return !runs.isEmpty() && report.isGood() ? Main.OK : Main.FAILED;
    }

    private Set<Side> chosen() {
        if (sides.isEmpty()) {
            return EnumSet.allOf(Side.class);
        }
        Set<Side> chosen = EnumSet.noneOf(Side.class);
        for (String id : sides) {
            chosen.add(
                    Side.find(id)
                            .orElseThrow(() ->
                                    wrong(
                                            "--sides=%s: there are %s"
                                                    .formatted(
                                                            id,
                                                            String.join(", ", new SideIds())))));
        }
        return chosen;
    }

    /** What there is to choose from. */
    private static final class SideIds implements Iterable<String> {
        @Override
        public Iterator<String> iterator() {
            return Arrays.stream(Side.values()).map(Side::id).iterator();
        }
    }

    /** What was asked for, if there is room; else what there is room for, if nothing was. */
    private int roomFor(Set<Side> chosen, List<String> notes) {
        int wanted = n == null ? DEFAULT_N : n;
        Room room = Room.here(chosen);
        if (room.most() >= wanted) {
            return wanted;
        }
        if (room.most() < 1) {
            throw wrong("this machine has no room for threads that block: " + room.limit());
        }
        if (n != null) {
            throw wrong(
                    "--n=%d: this machine has room for %d (%s): raise that, or take --n=%d"
                            .formatted(wanted, room.most(), room.limit(), room.most()));
        }
        notes.add(
                "Not %,d threads but %,d: there is no room for more (%s)."
                        .formatted(wanted, room.most(), room.limit()));
        return (int) room.most();
    }

    private ParameterException wrong(String why) {
        return new ParameterException(spec.commandLine(), why);
    }

    private static void run(ExplodeReport report, IntConsumer draw)
            throws IOException, InterruptedException {
        int tick = 1;
        for (Run run : report.runs()) {
            try (run) {
                run.start();
                while (run.isRunning()) {
                    draw.accept(tick++);
                    Thread.sleep(Live.TICK_MS);
                }
            }
        }
    }

    private static List<String> draw(ExplodeReport report, Path directory) throws IOException {
        String chart = Chart.of(report);
        Path picture = directory.resolve(PICTURE);
        Path page = directory.resolve(PAGE);
        Files.writeString(picture, chart);
        Files.writeString(page, Page.of(report, chart));
        return List.of(picture.toString(), page.toString());
    }
}
