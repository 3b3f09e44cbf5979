package dev.baton.cli;

import dev.baton.bench.Json;
import dev.baton.cli.bench.Wrapped;
import dev.baton.cli.doctor.Examination;
import dev.baton.cli.doctor.Finding;
import dev.baton.cli.doctor.Surroundings;
import dev.baton.cli.doctor.ThisProcess;
import dev.baton.cli.doctor.Verdict;
import java.io.PrintWriter;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Help.Ansi;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code baton doctor}: whether Baton can run here, and how well. */
@Command(
        name = "doctor",
        description = {
            "Look at this machine and JDK: what is there, what Baton will use, and what to do about"
                    + " what is missing.",
            "",
        },
        mixinStandardHelpOptions = true,
        exitCodeListHeading = "%nExit codes:%n",
        exitCodeList = {
            "0:Baton can run here",
            "1:it can't",
            "2:the arguments make no sense",
        })
final class DoctorCommand implements Callable<Integer> {
    private static final String UNDER_LABEL = " ".repeat(29);

    /** On a terminal that is narrower still, lines break. */
    private static final int MIN_ROOM = 30;

    @Spec private CommandSpec spec;

    @Option(names = "--json", description = "print one line of JSON, and nothing else")
    private boolean json;

    private final Surroundings surroundings;

    /** As the command line makes it. */
    DoctorCommand() {
        this(new ThisProcess());
    }

    /** For tests: another machine. */
    DoctorCommand(Surroundings surroundings) {
        this.surroundings = surroundings;
    }

    @Override
    public Integer call() {
        List<Finding> findings = Examination.of(surroundings);
        List<Finding> fatal = findings.stream().filter(f -> f.verdict() == Verdict.FATAL).toList();
        PrintWriter out = spec.commandLine().getOut();
        if (json) {
            Map<String, Object> report = new LinkedHashMap<>();
            report.put("version", Version.ofBaton());
            report.put("can_run", fatal.isEmpty());
            report.put("findings", findings.stream().map(Finding::toMap).toList());
            out.println(Json.write(report));
        } else {
            findings.forEach(finding -> print(finding, out));
            out.println();
            out.println(
                    fatal.isEmpty()
                            ? "Baton can run here."
                            : "Baton can't run here: see "
                                    + String.join(", ", fatal.stream().map(Finding::label).toList())
                                    + ".");
        }
        out.flush();
        return fatal.isEmpty() ? Main.OK : Main.FAILED;
    }

    private void print(Finding finding, PrintWriter out) {
        Ansi ansi = spec.commandLine().getColorScheme().ansi();
        String style =
                switch (finding.verdict()) {
                    case OK -> "fg(green)";
                    case LESS -> "fg(yellow)";
                    case FATAL -> "bold,fg(red)";
                };
        String verdict = "%-7s".formatted(finding.verdict());
        int width = Terminal.ofThisProcess().width();
        int room = Math.max(MIN_ROOM, width - UNDER_LABEL.length());
        out.print("  " + ansi.string("@|" + style + " " + verdict + "|@"));
        out.print("%-20s".formatted(finding.label()));
        out.println(indented(finding.found(), room));
        out.println(UNDER_LABEL + indented(finding.use(), room));
        finding.advice()
                .ifPresent(advice -> out.println(UNDER_LABEL + indented("→ " + advice, room)));
    }

    /** What does not fit beside the labels comes below, under its beginning. */
    private static String indented(String text, int room) {
        return Wrapped.text(text, room, "").replace("\n", "\n" + UNDER_LABEL);
    }
}
