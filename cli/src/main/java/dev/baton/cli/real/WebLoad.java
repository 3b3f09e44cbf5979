package dev.baton.cli.real;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;

/** What the web server of {@link RealProgram#JETTY} is asked for from another process. */
public enum WebLoad {
    /** A small file, on all connections. */
    FILES,
    /** The same, and on a few of the connections what a handler reads from a FIFO. */
    MIXED;

    private static final int FILE_BYTES = 1 << 10;

    /** At most: the server has so many, each for one reader at a time. */
    private static final int FIFOS = 4;

    private static final int FIFO_BYTES = "at last\n".length();

    /** {@return its name for a person} */
    public String id() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** What each of so many connections asks for, as the load generator reads it. */
    List<String> arguments(int connections) {
        int fifos = this == MIXED ? Math.min(FIFOS, connections / FIFOS) : 0;
        List<String> arguments =
                new ArrayList<>(
                        Collections.nCopies(
                                connections - fifos, "file:/files/small:" + FILE_BYTES));
        for (int i = 0; i < fifos; i++) {
            arguments.add("FIFO:/fifo/" + i + ":" + FIFO_BYTES);
        }
        return arguments;
    }
}
