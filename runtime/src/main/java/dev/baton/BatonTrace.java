package dev.baton;

import dev.baton.sched.RunningTrace;
import java.io.IOException;
import java.nio.file.Path;

/**
 * A trace of an instance that is being made: what its virtual threads, threads and Ps do, event by
 * event. {@code baton trace FILE} shows one. Any thread may call.
 */
public final class BatonTrace implements AutoCloseable {
    private final RunningTrace trace;

    BatonTrace(RunningTrace trace) {
        this.trace = trace;
    }

    /**
     * Writes what a flight recorder has by now to a file; it goes on.
     *
     * @param file one that is not there yet; it is made so that only its owner may read it
     * @throws IOException when there is one of that name, or it can't be written
     * @throws IllegalStateException where the trace is written to a file as it goes
     */
    public void snapshot(Path file) throws IOException {
        trace.snapshot(file);
    }

    /**
     * How many events were not written, for there was no room: more of them came than could be
     * taken away. The trace itself says where they are missing.
     *
     * @return mostly 0
     */
    public long lostEvents() {
        return trace.lost();
    }

    /**
     * Ends the trace, and its file if it has one.
     *
     * @throws IOException when the last of it can't be written; it has ended all the same
     */
    @Override
    public void close() throws IOException {
        trace.close();
    }
}
