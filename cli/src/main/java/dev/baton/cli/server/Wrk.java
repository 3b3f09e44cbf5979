package dev.baton.cli.server;

import dev.baton.cli.bench.OnPath;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * Load by {@code wrk}, a process for each.
 *
 * @param pin what to put before the command
 * @param script which prints what {@link LoadFigures} reads
 */
record Wrk(List<String> pin, Path script) implements Load {
    static boolean isThere() {
        return OnPath.find("wrk").isPresent();
    }

    /** Whether it can measure for so long: it knows whole seconds. */
    static boolean canRun(double seconds) {
        return seconds == Math.rint(seconds);
    }

    @Override
    public LoadFigures run(URI server, int connections, double seconds)
            throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(pin);
        command.addAll(List.of("wrk", "-t", "1", "-c", "" + connections));
        // An answer that takes longer is an error; before it is compiled a server may be slow.
        command.addAll(List.of("--timeout", "10s", "-d", (long) Math.ceil(seconds) + "s"));
        command.addAll(List.of("-s", script.toString(), server + "/"));
        return LoadFigures.parse(OnPath.output(new ProcessBuilder(command)));
    }

    @Override
    public void close() {}
}
