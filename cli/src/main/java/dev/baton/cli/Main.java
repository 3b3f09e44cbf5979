package dev.baton.cli;

import dev.baton.cli.process.ProcessUnavailableException;
import java.io.PrintWriter;
import java.util.Locale;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Help.Ansi;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** The command {@code baton}. A new subcommand is a class of its own and a line in the list. */
@Command(
        name = "baton",
        description = "Go's scheduler under Java's virtual threads.",
        subcommands = {
            DemoCommand.class,
            BenchCommand.class,
            DoctorCommand.class,
            RealCommand.class,
            DumpCommand.class,
            ObserveCommand.class,
            HealthCommand.class,
            AttachCommand.class,
            TopCommand.class,
            TraceCommand.class,
        },
        mixinStandardHelpOptions = true,
        versionProvider = Version.class,
        exitCodeListHeading = "%nExit codes:%n",
        exitCodeList = {
            "0:all is well",
            "1:what was shown or measured failed, or Baton can't run here",
            "2:the arguments make no sense",
            "69:the script found no JDK 25, or no Maven to build with; a process can't be asked",
            "70:the script could not build Baton, or Baton itself failed",
        },
        footer = {
            "",
            "The script has four more commands, which need no process of their own:",
            "  run      Run a Java program on Baton, see baton run --help",
            "  observe  Run a Java program as it is, and say whether its virtual threads starve",
            "  test     Build everything and run all tests; arguments go to Maven",
            "  package  Make the archive of a release and a Maven repository of its modules",
            "",
            "Colours and redrawing are for terminals; NO_COLOR switches colours off there too.",
        })
public final class Main implements Runnable {
    /** Exit code: all is well. */
    static final int OK = 0;

    /** Exit code: what was shown or measured failed. */
    static final int FAILED = 1;

    /** Exit code: the arguments make no sense. */
    static final int USAGE = 2;

    /** Exit code: what is needed is not there, as {@code sysexits.h} has it. */
    static final int UNAVAILABLE = 69;

    /** Exit code: Baton itself failed, as {@code sysexits.h} has it. */
    static final int INTERNAL_ERROR = 70;

    @Spec private CommandSpec spec;

    private Main() {}

    /**
     * Runs the command and ends the process with its exit code.
     *
     * @param args the command line
     */
    public static void main(String[] args) {
        Locale.setDefault(Locale.ROOT); // for numbers: the text is English
        Terminal terminal = Terminal.ofThisProcess();
        CommandLine command =
                commandLine()
                        .setColorScheme(
                                CommandLine.Help.defaultColorScheme(
                                        terminal.hasColours() ? Ansi.ON : Ansi.OFF));
        if (terminal.isTerminal()) {
            command.setUsageHelpWidth(Math.clamp(terminal.columns(), 60, 100));
        }
        int status = command.execute(args);
        // exit, not return: threads of a scheduler that is not closed must not keep the command.
        System.exit(status);
    }

    /** The command as tests use it too. */
    static CommandLine commandLine() {
        return new CommandLine(new Main())
                .setCaseInsensitiveEnumValuesAllowed(true)
                .setParameterExceptionHandler(Main::explainUsage)
                .setExecutionExceptionHandler(Main::explainFailure);
    }

    /** {@code baton} alone shows what there is. */
    @Override
    public void run() {
        spec.commandLine().usage(spec.commandLine().getOut());
    }

    /** One line that names what was wrong, one that says where help is. */
    private static int explainUsage(ParameterException e, String[] args) {
        CommandLine command = e.getCommandLine();
        PrintWriter err = command.getErr();
        String name = command.getCommandSpec().qualifiedName();
        String what =
                e instanceof CommandLine.UnmatchedArgumentException unmatched
                                && !unmatched.isUnknownOption()
                        ? "unexpected: " + String.join(" ", unmatched.getUnmatched())
                        : e.getMessage();
        err.println(command.getColorScheme().errorText(name + ": " + what));
        CommandLine.UnmatchedArgumentException.printSuggestions(e, err);
        err.println("Try: " + name + " --help");
        return USAGE;
    }

    private static int explainFailure(
            Exception e, CommandLine command, CommandLine.ParseResult parsed) {
        command.getErr()
                .println(
                        command.getColorScheme()
                                .errorText(
                                        command.getCommandSpec().qualifiedName()
                                                + ": "
                                                + (e.getMessage() == null ? e : e.getMessage())));
        if (e instanceof ProcessUnavailableException) {
            return UNAVAILABLE;
        }
        if (!(e instanceof java.io.IOException)) {
            // Nothing that a user could do about: a report needs the place.
            e.printStackTrace(command.getErr());
        }
        return INTERNAL_ERROR;
    }
}
