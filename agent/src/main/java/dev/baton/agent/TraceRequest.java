package dev.baton.agent;

import dev.baton.Baton;
import dev.baton.BatonTrace;
import dev.baton.agent.control.ControlReply;
import dev.baton.agent.control.ControlRequest;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Supplier;

/**
 * {@code trace start [FILE]}, {@code trace snapshot FILE} and {@code trace stop}: a trace that is
 * begun and ended from outside, into a file as it goes or, without one, in memory. One at a time.
 */
final class TraceRequest implements ControlRequest {
    private final Supplier<Baton> baton;

    /** Null where none runs that was begun here. */
    private BatonTrace trace;

    /** Where it goes; null for memory. */
    private Path file;

    /**
     * Of the process.
     *
     * @param baton says null while there is no scheduler
     */
    TraceRequest(Supplier<Baton> baton) {
        this.baton = baton;
    }

    @Override
    public String name() {
        return "trace";
    }

    @Override
    public synchronized void answer(List<String> arguments, ControlReply reply) throws IOException {
        String action = arguments.isEmpty() ? "" : arguments.getFirst();
        Path given = arguments.size() == 2 ? Path.of(arguments.get(1)) : null;
        String done;
        try {
            done =
                    switch (action) {
                        case "start" -> start(given);
                        case "snapshot" -> snapshot(given);
                        case "stop" -> stop();
                        default ->
                                throw new IllegalArgumentException(
                                        "trace: must be start, snapshot or stop");
                    };
        } catch (IOException | IllegalStateException e) {
            // What is wrong with a file, or with a second one, is for who asked.
            throw new IllegalArgumentException("trace " + action + ": " + e.getMessage(), e);
        }
        reply.text(done);
    }

    private String start(Path to) throws IOException {
        Baton b = baton.get();
        if (b == null) {
            throw new IllegalStateException("there was no virtual thread yet");
        }
        trace = to == null ? b.flightRecorder() : b.trace(to);
        file = to;
        return to == null ? "traces into memory, which keeps the last 32 MiB" : "traces to " + to;
    }

    private String snapshot(Path to) throws IOException {
        if (to == null) {
            throw new IllegalArgumentException("trace snapshot: needs a file");
        }
        BatonTrace t = running();
        t.snapshot(to);
        return "wrote " + to + missing(t);
    }

    private String stop() throws IOException {
        BatonTrace ends = running();
        trace = null;
        ends.close();
        return (file == null ? "traces no more" : "wrote " + file) + missing(ends);
    }

    private BatonTrace running() {
        if (trace == null) {
            throw new IllegalStateException("none was begun by trace start");
        }
        return trace;
    }

    private static String missing(BatonTrace of) {
        long lost = of.lostEvents();
        return lost == 0 ? "" : "; " + lost + " events are missing";
    }
}
