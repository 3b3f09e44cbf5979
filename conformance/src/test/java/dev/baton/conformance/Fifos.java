package dev.baton.conformance;

import java.io.IOException;
import java.nio.file.Path;

/** Makes FIFOs: the JDK can't. */
final class Fifos {
    private Fifos() {}

    /** Makes one, and returns its path. */
    static Path make(Path fifo) throws IOException, InterruptedException {
        int status = new ProcessBuilder("mkfifo", fifo.toString()).inheritIO().start().waitFor();
        if (status != 0) {
            throw new IOException("mkfifo " + fifo + " ended with " + status);
        }
        return fifo;
    }
}
