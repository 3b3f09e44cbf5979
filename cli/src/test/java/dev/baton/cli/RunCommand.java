package dev.baton.cli;

import java.io.PrintWriter;
import java.io.StringWriter;
import picocli.CommandLine;

/**
 * A command that was run inside the test's own process.
 *
 * @param status its exit code
 * @param out what it printed
 * @param err what it complained of
 */
record RunCommand(int status, String out, String err) {
    static RunCommand run(String... args) {
        StringWriter out = new StringWriter();
        StringWriter err = new StringWriter();
        CommandLine command =
                Main.commandLine().setOut(new PrintWriter(out)).setErr(new PrintWriter(err));
        int status = command.execute(args);
        return new RunCommand(status, out.toString(), err.toString());
    }
}
