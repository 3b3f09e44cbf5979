package dev.baton.cli;

import com.fasterxml.jackson.jr.ob.JSON;
import dev.baton.cli.process.ProcessEndedException;
import dev.baton.cli.process.ProcessUnavailableException;
import dev.baton.cli.process.ProcessesOnBaton;
import dev.baton.cli.process.RunningProcess;
import java.io.IOException;
import java.io.PrintWriter;
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
            "On a terminal, keys as in htop: h shows them. With --web the same as a page for a"
                    + " browser on this machine, with charts.",
            "",
        },
        mixinStandardHelpOptions = true,
        exitCodeListHeading = "%nExit codes:%n",
        exitCodeList = {
            "0:shown, until q was pressed or the process ended",
            "2:the arguments make no sense",
            "69:the process can't be asked, or there is not just one, or --web can't listen; the"
                    + " message says why",
        })
final class TopCommand implements Callable<Integer> {
    private static final long SECOND_NS = 1_000_000_000;
    private static final int MOST_PORT = 65_535;

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

    @Option(
            names = "--web",
            arity = "0..1",
            fallbackValue = "0",
            paramLabel = "PORT",
            preprocessor = PortAfterEquals.class,
            description =
                    "as a page, of 127.0.0.1 alone; its address, with a token in it, goes to"
                        + " standard error (--web=PORT: at that port; else at any that is free)")
    private Integer web;

    /** Of {@code baton run --web}: the process has just been started, and runs nothing yet. */
    @Option(names = "--started", hidden = true)
    private boolean started;

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
        if (web != null && (web < 0 || web > MOST_PORT)) {
            throw new ParameterException(
                    spec.commandLine(), "--web=" + web + ": must be from 0 to " + MOST_PORT);
        }
        PrintWriter err = spec.commandLine().getErr();
        int everyMs = (int) (everyS * 1000);
        if (started) {
            return accompany(everyMs, err);
        }
        long target = pid == null ? ProcessesOnBaton.only() : pid;
        try (RunningProcess process = RunningProcess.attach(target, err)) {
            if (web != null) {
                try (TopWeb page = new TopWeb(web, everyMs, err)) {
                    page.follow(process, target);
                }
                return Main.OK;
            }
            TopLooks looks = new TopLooks(process, target, once);
            try {
                show(looks, target, spec.commandLine().getOut());
            } catch (ProcessEndedException e) {
                if (looks.hasSeenNothing()) {
                    throw e;
                }
                err.println("baton: " + e.getMessage());
            }
        }
        return Main.OK;
    }

    /** Beside a program, so that what it says is told apart from what that says. */
    private int accompany(int everyMs, PrintWriter err) throws IOException, InterruptedException {
        try (TopWeb page = new TopWeb(web, everyMs, err)) {
            page.accompany(pid);
            return Main.OK;
        } catch (ProcessUnavailableException e) {
            err.println("baton: " + e.getMessage() + "; the program runs without a page");
            return Main.UNAVAILABLE;
        }
    }

    private void show(TopLooks looks, long target, PrintWriter out)
            throws IOException, InterruptedException {
        TopAsked asked = new TopAsked(filter);
        TextLayout layout = new TextLayout(terminal);
        if (terminal.isTerminal() && !json && !once) {
            try (TopTerminal screen = new TopTerminal()) {
                long everyNs = (long) (everyS * SECOND_NS);
                new TopInteractive(target, screen, looks, asked, layout, everyNs).run();
            }
            return;
        }
        TopScreen screen = new TopScreen(layout, Integer.MAX_VALUE, 0);
        TopView before = null;
        while (true) {
            TopView now = looks.look();
            if (json) {
                out.println(JSON.std.asString(now.toMap()));
            } else {
                screen.lines(target, now, TopTables.of(now, before), asked).forEach(out::println);
                out.print(once ? "" : "\n");
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
