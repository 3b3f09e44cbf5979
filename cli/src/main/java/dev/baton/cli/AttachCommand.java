package dev.baton.cli;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import com.sun.tools.attach.AgentInitializationException;
import com.sun.tools.attach.AgentLoadException;
import com.sun.tools.attach.AttachNotSupportedException;
import com.sun.tools.attach.VirtualMachine;
import dev.baton.bench.Json;
import dev.baton.cli.bench.SourceTree;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
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
    private static final int UNAVAILABLE = 69; // of sysexits.h

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
        Optional<String> whyNot = whyNot(agent);
        PrintWriter out = spec.commandLine().getOut();
        if (json) {
            Map<String, Object> report = new LinkedHashMap<>();
            report.put("pid", pid);
            report.put("attached", whyNot.isEmpty());
            report.put("why_not", whyNot.orElse(null));
            out.println(Json.write(report));
        } else if (whyNot.isEmpty()) {
            out.println(
                    "process "
                            + pid
                            + ": the virtual threads that are started from now on run on Baton");
        } else {
            PrintWriter err = spec.commandLine().getErr();
            err.println("baton attach: process " + pid + ": " + whyNot.get());
            err.flush();
        }
        out.flush();
        return whyNot.isEmpty() ? Main.OK : UNAVAILABLE;
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

    /** Loads the agent; empty when it has taken over. */
    private Optional<String> whyNot(Path agent) {
        String options = options();
        if (pid <= 0 || !Files.isDirectory(Path.of("/proc", Long.toString(pid)))) {
            return Optional.of("there is no such process");
        }
        if (!mayBeAJvm()) { // it would be sent a signal that ends others
            return Optional.of("it is no JVM");
        }
        VirtualMachine jvm;
        try {
            jvm = VirtualMachine.attach(Long.toString(pid));
        } catch (AttachNotSupportedException | IOException e) {
            return Optional.of(
                    "it can't be attached to: "
                            + e.getMessage()
                            + "; it must be a JVM of the same user without"
                            + " -XX:+DisableAttachMechanism");
        }
        try {
            jvm.loadAgent(agent.toString(), options);
            String outcome = jvm.getSystemProperties().getProperty("baton.attached");
            return "yes".equals(outcome)
                    ? Optional.empty()
                    : Optional.of(outcome == null ? "the agent did not say a word" : outcome);
        } catch (AgentLoadException | AgentInitializationException e) {
            return Optional.of(
                    "its JVM loads no agents: "
                            + e.getMessage()
                            + " (-XX:+EnableDynamicAgentLoading allows it, and "
                            + agent
                            + " must be there for it)");
        } catch (IOException e) {
            return Optional.of("it did not answer: " + e.getMessage());
        } finally {
            detach(jvm);
        }
    }

    /** True where it can't be told: another user's maps can't be read. */
    private boolean mayBeAJvm() {
        try {
            return Files.readString(Path.of("/proc", Long.toString(pid), "maps"), ISO_8859_1)
                    .contains("/libjvm.so");
        } catch (IOException e) {
            return true;
        }
    }

    private static void detach(VirtualMachine jvm) {
        try {
            jvm.detach();
        } catch (IOException e) {
            // It has ended.
        }
    }
}
