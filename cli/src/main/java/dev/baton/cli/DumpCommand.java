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

/** {@code baton dump}: all Gs, Ms and Ps of a process that runs. */
@Command(
        name = "dump",
        description = {"Show all Gs, Ms and Ps of a process that runs on Baton.", ""},
        mixinStandardHelpOptions = true,
        exitCodeListHeading = "%nExit codes:%n",
        exitCodeList = {
            "0:shown",
            "2:the arguments make no sense",
            "69:the process can't be asked; the message says why",
        })
final class DumpCommand implements Callable<Integer> {
    @Spec private CommandSpec spec;

    @Parameters(paramLabel = "PID", description = "the process's number")
    private long pid;

    @Option(names = "--json", description = "print one line of JSON, and nothing else")
    private boolean json;

    @Override
    public Integer call() throws IOException, InterruptedException {
        PrintWriter out = spec.commandLine().getOut();
        PrintWriter err = spec.commandLine().getErr();
        try (RunningProcess process = RunningProcess.attach(pid, err)) {
            process.ask(
                    frame -> {
                        if (frame.kind().equals("progress")) {
                            err.println("baton: " + frame.text());
                            err.flush();
                        } else {
                            out.print(frame.text() + (json ? "\n" : ""));
                        }
                    },
                    json ? new String[] {"dump", "json"} : new String[] {"dump"});
        }
        out.flush();
        return Main.OK;
    }
}
