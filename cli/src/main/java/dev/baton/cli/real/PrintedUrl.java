package dev.baton.cli.real;

import java.io.BufferedReader;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;

/** What a server prints first, when it can be reached: its URL. */
public final class PrintedUrl {
    private static final Duration START_LIMIT = Duration.ofMinutes(1);
    private static final int LAST_CHARS = 2_000;

    private PrintedUrl() {}

    /**
     * Waits until a server has printed it. One that takes too long is killed.
     *
     * @param server its process, of whose output nothing was read
     * @param err where its standard error goes
     * @return where it can be reached
     * @throws IOException when it prints something else, with what it said
     */
    public static URI await(Process server, Path err) throws IOException {
        // A read of a pipe has no limit of its own: it ends with the process.
        Thread killer =
                Thread.startVirtualThread(() -> {
                    try {
                        Thread.sleep(START_LIMIT);
                        server.destroyForcibly();
                    } catch (InterruptedException e) {
                        Thread.currentThread().interrupt();
                    }
                });
        BufferedReader out = server.inputReader(StandardCharsets.UTF_8);
        String line = out.readLine();
        killer.interrupt();
        if (line == null || !line.startsWith("http://")) {
            String said = new String(Files.readAllBytes(err), StandardCharsets.UTF_8).strip();
            throw new IOException(
                    "the server did not start: it printed "
                            + line
                            + " in place of its URL, and said: "
                            + said.substring(Math.max(0, said.length() - LAST_CHARS)));
        }
        return URI.create(line);
    }
}
