package dev.baton.cli;

import dev.baton.cli.bench.OtherLines;
import dev.baton.cli.bench.WatchedProcess;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import programs.fifos.Progress;

/**
 * The example in a process of its own. What it prints is heard by the thread that reads it; all
 * else is called by the one of the command.
 */
final class DemoRun implements AutoCloseable {
    /** How a run stands, and how it ended. */
    enum Outcome {
        /** It is not over. */
        RUNNING,
        /** All readers got what was theirs. */
        RIGHT,
        /** A reader got something else. */
        WRONG,
        /** It gave up: its heartbeat did not come any more. */
        STARVED,
        /** It was stopped: it was alive and did not come to an end. */
        TOO_LONG,
        /** It ended before its readers did, or never began. */
        FAILED
    }

    /** How long a JVM may take to print something: on a busy machine it starts slowly. */
    private static final long MAX_QUIET_MS = 30_000;

    private final String name;
    private final List<String> command;
    private final WatchedProcess process;
    private final OtherLines otherLines = new OtherLines();

    // Guarded by this.
    private final List<Progress> history = new ArrayList<>();
    private long heardNs = System.nanoTime();
    private Outcome outcome = Outcome.RUNNING;

    /** The most that were seen. Of the thread of the command alone. */
    private long threads;

    private DemoRun(String name, List<String> command) throws IOException {
        this.name = name;
        this.command = command;
        this.process = new WatchedProcess(name, command, Map.of());
        process.listen(this::hear);
    }

    /**
     * Starts a run on the JDK's scheduler, with as many carriers as the other has Ps. It may add
     * more where it knows that a call blocks, as it does by default.
     */
    static DemoRun onPlainJava(DemoProgram program) throws IOException {
        return new DemoRun("plain java", program.onPlainJava());
    }

    /** Starts a run on Baton. */
    static DemoRun onBaton(DemoProgram program) throws IOException {
        return new DemoRun("baton run", program.onBaton());
    }

    private synchronized void hear(String line) {
        heardNs = System.nanoTime();
        Optional<Progress> progress = Progress.parse(line);
        if (progress.isPresent()) {
            history.add(progress.get());
        } else {
            otherLines.hear(line);
        }
    }

    /** What a person calls it. */
    String name() {
        return name;
    }

    /** What was started. */
    List<String> command() {
        return command;
    }

    /** Everything that it told of itself, in equal intervals. */
    synchronized List<Progress> history() {
        return List.copyOf(history);
    }

    /** What it told last; empty before it began. */
    synchronized Optional<Progress> latest() {
        return history.isEmpty() ? Optional.empty() : Optional.of(history.getLast());
    }

    /**
     * What it printed besides: what Baton counted, and errors, of which there are normally none.
     */
    OtherLines otherLines() {
        return otherLines;
    }

    synchronized Outcome outcome() {
        return outcome;
    }

    /** The most threads of the OS that were seen in the process, the JVM's own among them. */
    long threads() {
        return threads;
    }

    /** Whether it has not ended yet; when it has, {@link #outcome} says how. */
    boolean isRunning() throws InterruptedException {
        if (outcome() == Outcome.RUNNING && !process.isAlive()) {
            setOutcome(judge(process.awaitLastLine()));
        }
        return outcome() == Outcome.RUNNING;
    }

    private Outcome judge(int exitCode) {
        return switch (latest().map(Progress::state).orElse(Progress.State.RUNNING)) {
            case RUNNING -> Outcome.FAILED;
            case RIGHT -> exitCode == 0 ? Outcome.RIGHT : Outcome.FAILED;
            case WRONG -> Outcome.WRONG;
            case STARVED -> Outcome.STARVED;
        };
    }

    /** Looks at the process, and stops it when it's late or silent for too long. */
    void watch(boolean isLate) {
        if (outcome() != Outcome.RUNNING || !process.isAlive()) {
            return;
        }
        threads = Math.max(threads, countThreads());
        if (isLate) {
            stop(Outcome.TOO_LONG);
        } else if (quietMs() > MAX_QUIET_MS) {
            stop(Outcome.FAILED);
        }
    }

    private long countThreads() {
        try (Stream<Path> tasks = Files.list(Path.of("/proc/" + process.pid() + "/task"))) {
            return tasks.count();
        } catch (IOException e) {
            return 0; // it has just ended
        }
    }

    private synchronized long quietMs() {
        return TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - heardNs);
    }

    private void stop(Outcome how) {
        setOutcome(how);
        process.destroy();
    }

    private synchronized void setOutcome(Outcome how) {
        outcome = how;
    }

    /** Ends the process, if it has not ended. */
    @Override
    public void close() {
        process.close();
    }
}
