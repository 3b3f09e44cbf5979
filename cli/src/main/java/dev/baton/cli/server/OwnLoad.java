package dev.baton.cli.server;

import dev.baton.cli.bench.ThisJvm;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.Writer;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/** Load by our own client, where there is no wrk: one process, which stays and so stays warm. */
final class OwnLoad implements Load {
    private final Process process;
    private final BufferedReader out;
    private final Writer in;

    private OwnLoad(Process process) {
        this.process = process;
        this.out = process.inputReader(StandardCharsets.UTF_8);
        this.in = process.outputWriter(StandardCharsets.UTF_8);
    }

    static OwnLoad start(List<String> pin) throws IOException {
        List<String> command = new ArrayList<>(pin);
        command.add(ThisJvm.java());
        command.addAll(List.of("-cp", System.getProperty("java.class.path")));
        command.add(Client.class.getName());
        return new OwnLoad(
                new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.INHERIT).start());
    }

    @Override
    public LoadFigures run(URI server, int connections, double seconds) throws IOException {
        in.write(server.getPort() + " " + connections + " " + seconds + "\n");
        in.flush();
        String line = out.readLine();
        if (line == null) {
            throw new IOException("our own client ended by itself");
        }
        return LoadFigures.parse(line);
    }

    @Override
    public void close() {
        process.destroyForcibly();
    }
}
