package dev.baton.cli;

import dev.baton.cli.process.RunningProcess;
import java.io.IOException;
import java.io.PrintWriter;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/**
 * {@code baton observe PID}: what was seen so far of a program that is watched. Hidden, for the
 * script has the other half of it, {@code baton observe COMMAND}, and the help of both.
 */
@Command(
        name = "observe",
        hidden = true,
        description = {
            "Show what was seen so far of a program that was started by baton observe COMMAND.",
            ""
        },
        mixinStandardHelpOptions = true,
        exitCodeListHeading = "%nExit codes:%n",
        exitCodeList = {
            "0:shown",
            "2:the arguments make no sense",
            "69:the process can't be asked, or is not watched; the message says why",
        })
final class ObserveCommand implements Callable<Integer> {
    @Spec private CommandSpec spec;

    @Parameters(paramLabel = "PID", description = "the process's number")
    private long pid;

    @Option(names = "--json", description = "print one line of JSON, and nothing else")
    private boolean json;

    @Override
    public Integer call() throws IOException, InterruptedException {
        PrintWriter out = spec.commandLine().getOut();
        try (RunningProcess process = RunningProcess.attach(pid, spec.commandLine().getErr())) {
            out.print(json ? process.ask("observe", "json") + "\n" : process.ask("observe"));
        }
        out.flush();
        return Main.OK;
    }
}
