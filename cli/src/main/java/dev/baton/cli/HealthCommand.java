package dev.baton.cli;

import com.fasterxml.jackson.jr.ob.JSON;
import dev.baton.cli.process.RunningProcess;
import java.io.IOException;
import java.io.PrintWriter;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code baton health}: the probe of a container (docs/containers.md). */
@Command(
        name = "health",
        description = {
            "Start a virtual thread in a process that runs on Baton (or under observe), and say"
                    + " whether it gets to run: a probe for a scheduler that is stalled.",
            "",
        },
        mixinStandardHelpOptions = true,
        exitCodeListHeading = "%nExit codes:%n",
        exitCodeList = {
            "0:it ran",
            "1:it did not: the scheduler is stalled, or far behind",
            "2:the arguments make no sense",
            "69:the process can't be asked; the message says why",
        })
final class HealthCommand implements Callable<Integer> {
    private static final int MOST_SECONDS = 600;
    private static final int MS_PER_SECOND = 1000;
    private static final double NS_PER_MS = 1e6;
    private static final double NS_PER_SECOND = 1e9;

    @Spec private CommandSpec spec;

    @Parameters(paramLabel = "PID", description = "the process's number; in a container mostly 1")
    private long pid;

    @Option(
            names = "--within",
            paramLabel = "SECONDS",
            description = "how long it may wait to be run (default: ${DEFAULT-VALUE})")
    private int withinSeconds = 5;

    @Option(names = "--json", description = "print one line of JSON, and nothing else")
    private boolean json;

    @Override
    public Integer call() throws IOException, InterruptedException {
        if (withinSeconds < 1 || withinSeconds > MOST_SECONDS) {
            throw new ParameterException(
                    spec.commandLine(),
                    "--within " + withinSeconds + ": must be 1 to " + MOST_SECONDS + " seconds");
        }
        PrintWriter out = spec.commandLine().getOut();
        try (RunningProcess process = RunningProcess.attach(pid, spec.commandLine().getErr())) {
            String answer = process.ask("health", "" + withinSeconds * MS_PER_SECOND);
            Map<String, Object> told = JSON.std.mapFrom(answer);
            boolean healthy = (boolean) told.get("healthy");
            out.println(json ? answer : "process " + pid + ": " + inWords(told));
            out.flush();
            return healthy ? Main.OK : Main.FAILED;
        }
    }

    private String inWords(Map<String, Object> told) {
        double ns = ((Number) told.get("waitedNs")).doubleValue();
        if (!(boolean) told.get("started")) {
            return "healthy: it has had no virtual thread yet";
        }
        return (boolean) told.get("healthy")
                ? "healthy: a virtual thread ran %.1f ms after its start".formatted(ns / NS_PER_MS)
                : "stalled: a virtual thread that was started %.1f s ago has not run yet; baton dump %d says what holds the threads"
                        .formatted(ns / NS_PER_SECOND, pid);
    }
}
