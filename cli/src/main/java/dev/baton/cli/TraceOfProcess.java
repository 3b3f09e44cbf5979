package dev.baton.cli;

import dev.baton.cli.process.RunningProcess;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** {@code baton trace PID start|stop|snapshot}: the trace of a process that runs. */
final class TraceOfProcess {
    private TraceOfProcess() {}

    /**
     * Asks the process.
     *
     * @param action start, snapshot or stop
     * @param file where it goes, by this process's directory; null for none
     * @throws IOException says why it can't
     */
    static void run(long pid, String action, Path file, PrintWriter out, PrintWriter err)
            throws IOException, InterruptedException {
        List<String> words = new ArrayList<>(List.of("trace", action));
        if (file != null) {
            words.add(file.toAbsolutePath().toString());
        }
        try (RunningProcess process = RunningProcess.attach(pid, err)) {
            out.println("process " + pid + " " + process.ask(words.toArray(new String[0])));
        }
        out.flush();
    }
}
