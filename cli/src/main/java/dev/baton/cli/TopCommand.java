package dev.baton.cli;

import com.fasterxml.jackson.jr.ob.JSON;
import dev.baton.cli.process.ProcessesOnBaton;
import dev.baton.cli.process.RunningProcess;
import java.io.IOException;
import java.io.PrintWriter;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code baton top}: what a process that runs on Baton does just now. */
@Command(
        name = "top",
        description = {
            "Show what a process that runs on Baton does just now: its Ps and what they run, the Ms"
                    + " that are in the kernel, with call, file and for how long, and the Gs that"
                    + " have waited for the longest.",
            "",
        },
        mixinStandardHelpOptions = true,
        exitCodeListHeading = "%nExit codes:%n",
        exitCodeList = {
            "0:shown, and the process has ended if it was to go on",
            "2:the arguments make no sense",
            "69:the process can't be asked, or there is not just one; the message says why",
        })
final class TopCommand implements Callable<Integer> {
    /** To look at more than so many Gs each time costs the process more than it should. */
    private static final long MOST_GS_TO_LOOK_AT = 5_000;

    private static final String GS_SHOWN = "100";

    @Spec private CommandSpec spec;

    @Parameters(
            arity = "0..1",
            paramLabel = "PID",
            description = "the process's number; not needed where there is one alone on Baton")
    private Long pid;

    @Option(names = "--json", description = "a line of JSON at each look")
    private boolean json;

    @Option(names = "--once", description = "look once, and show all of it")
    private boolean once;

    @Option(
            names = "--every",
            paramLabel = "S",
            defaultValue = "1",
            description = "seconds between two looks (default: ${DEFAULT-VALUE})")
    private double everyS;

    @Option(
            names = "--filter",
            paramLabel = "TEXT",
            defaultValue = "",
            description = "only Ms and Gs with that in their line")
    private String filter;

    private final Terminal terminal;

    /** As the command line makes it. */
    TopCommand() {
        this(Terminal.ofThisProcess());
    }

    /** For tests: another place to draw on. */
    TopCommand(Terminal terminal) {
        this.terminal = terminal;
    }

    @Override
    public Integer call() throws IOException, InterruptedException {
        if (!(everyS >= 0.1 && everyS <= 3600)) {
            throw new ParameterException(
                    spec.commandLine(), "--every " + everyS + ": must be from 0.1 to 3600");
        }
        long target = pid == null ? ProcessesOnBaton.only() : pid;
        PrintWriter out = spec.commandLine().getOut();
        try (RunningProcess process = RunningProcess.attach(target, spec.commandLine().getErr())) {
            show(process, target, out);
        }
        return Main.OK;
    }

    private void show(RunningProcess process, long target, PrintWriter out)
            throws IOException, InterruptedException {
        boolean draws = terminal.isTerminal() && !json && !once;
        TopScreen screen =
                new TopScreen(
                        new TextLayout(terminal),
                        draws ? terminal.columns() : Integer.MAX_VALUE,
                        draws ? terminal.rows() - 1 : 0);
        TopView before = null;
        long liveGs = 0;
        while (true) {
            String gs = once || liveGs <= MOST_GS_TO_LOOK_AT ? GS_SHOWN : "0";
            TopView now = new TopView(target, process.ask("top", gs), System.nanoTime());
            liveGs = now.number("liveGs");
            if (json) {
                out.println(JSON.std.asString(now.toMap()));
            } else {
                List<String> lines = screen.lines(target, now, before, filter);
                out.print(draws ? "\033[H" : "");
                lines.forEach(line -> out.print(line + (draws ? "\033[K\n" : "\n")));
                out.print(draws ? "\033[J" : once ? "" : "\n");
            }
            out.flush();
            if (once) {
                return;
            }
            before = now;
            Thread.sleep((long) (everyS * 1000));
        }
    }
}
