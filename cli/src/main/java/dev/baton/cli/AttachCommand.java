package dev.baton.cli;

import dev.baton.bench.Json;
import dev.baton.cli.bench.SourceTree;
import dev.baton.cli.process.AgentLoad;
import dev.baton.cli.process.ProcessUnavailableException;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code baton attach}: switches Baton on in a program that runs. */
@Command(
        name = "attach",
        description = {
            "Switch Baton on in a Java program that runs: the virtual threads that it starts from"
                + " now on are Baton's. Those that it has stay on the JDK's scheduler until they"
                + " end. It can't be switched off again.",
            "",
            "Whatever goes wrong, the program goes on as it did. Its JVM prints a warning on its"
                    + " standard error, unless it was started with"
                    + " -XX:+EnableDynamicAgentLoading.",
            "",
        },
        mixinStandardHelpOptions = true,
        exitCodeListHeading = "%nExit codes:%n",
        exitCodeList = {
            "0:the program runs on Baton from now on",
            "2:the arguments make no sense",
            "69:it does not; why is said",
        })
final class AttachCommand implements Callable<Integer> {
    private static final String DONE =
            "the virtual threads that are started from now on run on Baton";

    @Spec private CommandSpec spec;

    @Parameters(paramLabel = "PID", description = "the program's process")
    private long pid;

    @Option(
            names = "--procs",
            paramLabel = "N",
            description = "how many virtual threads run at a time (default: the processors)")
    private Integer procs;

    @Option(
            names = "--max-threads",
            paramLabel = "N",
            description = "how many OS threads run them or block for them (default: 10000)")
    private Integer maxThreads;

    @Option(names = "--stats", description = "when the program ends, a line of JSON with counters")
    private boolean stats;

    @Option(
            names = "--schedtrace",
            paramLabel = "MS",
            description = "every so many milliseconds, a line of the shape of Go's schedtrace")
    private Integer schedtraceMs;

    @Option(
            names = "--dump-on-quit",
            description = "on SIGQUIT, the state of all Gs, Ms and Ps beside the JVM's thread dump")
    private boolean dumpOnQuit;

    @Option(names = "--log", description = "when it starts, a line that says which Baton it is")
    private boolean log;

    @Option(names = "--json", description = "print one line of JSON, and nothing else")
    private boolean json;

    @Override
    public Integer call() throws IOException {
        Path agent = SourceTree.require().agentJar().toAbsolutePath();
        String options = options();
        ProcessUnavailableException whyNot = null;
        try {
            AgentLoad.into(pid, agent, options);
        } catch (ProcessUnavailableException e) {
            if (!json) {
                throw e; // said as of any command
            }
            whyNot = e;
        }
        PrintWriter out = spec.commandLine().getOut();
        out.println(json ? asJson(whyNot) : "process " + pid + ": " + DONE);
        out.flush();
        return whyNot == null ? Main.OK : Main.UNAVAILABLE;
    }

    private String asJson(ProcessUnavailableException whyNot) {
        Map<String, Object> report = new LinkedHashMap<>();
        report.put("pid", pid);
        report.put("attached", whyNot == null);
        report.put("why_not", whyNot == null ? null : whyNot.getMessage());
        return Json.write(report);
    }

    /** As the agent takes them. */
    private String options() {
        List<String> options = new ArrayList<>();
        addPositive(options, "procs", procs);
        addPositive(options, "max-threads", maxThreads);
        addPositive(options, "schedtrace", schedtraceMs);
        if (stats) {
            options.add("stats");
        }
        if (dumpOnQuit) {
            options.add("dump-on-quit");
        }
        if (log) {
            options.add("log");
        }
        return String.join(",", options);
    }

    private void addPositive(List<String> options, String name, Integer value) {
        if (value == null) {
            return;
        }
        if (value < 1) {
            throw new ParameterException(
                    spec.commandLine(), "--" + name + "=" + value + ": must be 1 or more");
        }
        options.add(name + "=" + value);
    }
}
