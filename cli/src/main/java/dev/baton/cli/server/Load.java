package dev.baton.cli.server;

import java.io.IOException;
import java.net.URI;

/** Who asks a server: each of so many connections asks again as soon as it has its answer. */
interface Load extends AutoCloseable {
    /**
     * Asks for a while.
     *
     * @param server whom
     * @param connections made anew
     * @param seconds for how long
     * @throws IOException when that failed altogether
     */
    LoadFigures run(URI server, int connections, double seconds)
            throws IOException, InterruptedException;

    @Override
    void close() throws IOException;
}
