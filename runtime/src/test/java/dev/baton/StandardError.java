package dev.baton;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.baton.sched.WarningsSaid;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.util.List;

/** What is printed to {@code System.err} until this is closed. */
final class StandardError implements AutoCloseable {
    private final PrintStream before = System.err;
    private final ByteArrayOutputStream printed = new ByteArrayOutputStream();

    StandardError() {
        System.setErr(new PrintStream(printed, true, UTF_8));
    }

    /** Baton's own warnings so far. The first of a process is written by a thread of its own. */
    List<String> warnings() {
        Await.until(WarningsSaid::all);
        return printed.toString(UTF_8).lines().filter(l -> l.startsWith("baton: ")).toList();
    }

    /** Prints on where it was printed before, beginning with what was kept. */
    @Override
    public void close() {
        System.setErr(before);
        before.print(printed.toString(UTF_8));
    }
}
