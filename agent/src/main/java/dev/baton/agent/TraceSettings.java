package dev.baton.agent;

import dev.baton.Baton;
import dev.baton.BatonBuilder;
import dev.baton.BatonTrace;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;

/**
 * Which trace was asked for.
 *
 * @param file where it goes; null for the default, or no trace
 * @param ifWaitedMs it is written by itself, when a virtual thread waits for longer than that, in
 *     milliseconds; 0 for a trace of all that happens
 */
record TraceSettings(Path file, int ifWaitedMs) {
    /** What no program has asked for. */
    static final TraceSettings NONE = new TraceSettings(null, 0);

    /** Stands for the number of the process in a file's name: a program may start others. */
    private static final String PID = "%p";

    /**
     * Reads them.
     *
     * @param options as for {@link Settings#of}, which has checked their names
     * @throws IllegalArgumentException names the option that is wrong, and where it was given
     */
    static TraceSettings of(String options) {
        Map<String, String> given = Settings.parse(options);
        Settings.Value file = Settings.find(given, "trace", "baton.trace");
        int ms =
                Settings.number(given, "trace-if-waited", "baton.traceifwaited", Integer.MAX_VALUE);
        return new TraceSettings(file == null ? null : path(file, ms > 0), ms);
    }

    private static Path path(Settings.Value value, boolean isPrefix) {
        String name = value.text().replace(PID, Long.toString(ProcessHandle.current().pid()));
        Path path;
        try {
            path = Path.of(name).toAbsolutePath(); // the program may be told another directory
        } catch (InvalidPathException e) {
            throw value.wrong("the name of a file: " + e.getReason());
        }
        if (name.isEmpty() || name.equals("true")) {
            throw value.wrong("the name of a file, as in trace=app.trace");
        }
        if (!isPrefix && Files.exists(path, LinkOption.NOFOLLOW_LINKS)) {
            throw value.wrong(
                    "the name of a file that is not there yet: none is overwritten; with %p in it"
                            + " each process has its own");
        }
        Path directory = path.getParent();
        if (directory == null || !Files.isDirectory(directory)) {
            throw value.wrong(
                    "the name of a file; it can't be created: no such directory: " + directory);
        }
        if (!Files.isWritable(directory)) {
            throw value.wrong(
                    "the name of a file; it can't be created: permission denied in " + directory);
        }
        return path;
    }

    /** Before it is built. */
    void describe(BatonBuilder builder) {
        if (ifWaitedMs > 0) {
            Path base =
                    file == null
                            ? Path.of("baton-" + ProcessHandle.current().pid() + ".trace")
                            : file;
            builder.traceIfWaited(Duration.ofMillis(ifWaitedMs), base);
        }
    }

    /** When it is built. */
    void start(Baton baton) throws IOException {
        if (ifWaitedMs == 0 && file != null) {
            BatonTrace trace = baton.trace(file);
            Runtime.getRuntime().addShutdownHook(new Thread(() -> end(trace), "baton-trace-end"));
        }
    }

    private void end(BatonTrace trace) {
        try {
            trace.close();
            long lost = trace.lostEvents();
            if (lost > 0) {
                StandardError.println("baton: " + lost + " events are missing in " + file);
            }
        } catch (IOException e) {
            StandardError.println("baton: the trace " + file + " is cut off: " + e.getMessage());
        }
    }
}
