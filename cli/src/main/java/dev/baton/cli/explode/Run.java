package dev.baton.cli.explode;

import dev.baton.cli.bench.OtherLines;
import dev.baton.cli.bench.WatchedProcess;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.ToLongFunction;
import programs.explode.Tally;

/**
 * One side, in a process of its own. What it prints is heard by the thread that reads it, which
 * looks at the process then; all else is called by the one of the command.
 */
public final class Run implements AutoCloseable {
    /** How a run stands, and how it ended. */
    public enum Outcome {
        /** It has not been started. */
        WAITING,
        /** It is not over. */
        RUNNING,
        /** All threads got what was meant for them. */
        RIGHT,
        /** One got something else, or failed. */
        WRONG,
        /** Some did not come back although they were let go. */
        STUCK,
        /** It was stopped: it did not come to an end. */
        TOO_LONG,
        /** It ended too soon, or never began. */
        FAILED
    }

    /** Beyond the time that it is told to take. */
    private static final long DEADLINE_MS = 60_000;

    private final Side side;
    private final Setting setting;
    private final Start start;
    private final OtherLines otherLines = new OtherLines();
    private WatchedProcess process;
    private long deadlineNs;

    // Guarded by this.
    private final List<Sample> samples = new ArrayList<>();
    private Tally.State end = Tally.State.ALONE;
    private Outcome outcome = Outcome.WAITING;

    /**
     * One that is not started.
     *
     * @param side which
     * @param launch what it is started with
     */
    public Run(Side side, Launch launch) {
        this.side = side;
        this.setting = launch.setting();
        this.start = side.start(launch);
    }

    /**
     * Starts it.
     *
     * @throws IOException when that can't be done
     */
    public void start() throws IOException {
        deadlineNs =
                System.nanoTime()
                        + TimeUnit.MILLISECONDS.toNanos(
                                setting.holdMs() + setting.afterMs() + DEADLINE_MS);
        setOutcome(Outcome.RUNNING);
        process = new WatchedProcess(side.id(), start.command(), start.environment());
        process.listen(this::hear);
    }

    private void hear(String line) {
        Optional<Tally> tally = Tally.parse(line);
        if (tally.isPresent()) {
            // Before it waits for the lock: it is to be of the moment of which the line tells.
            Optional<Sample> sample = ProcessStatus.look(process.pid(), tally.get());
            saw(tally.get(), sample);
        } else {
            heard(line);
        }
    }

    /** It told how it stands, and was looked at. */
    synchronized void saw(Tally tally, Optional<Sample> sample) {
        sample.ifPresent(samples::add);
        end = tally.state();
    }

    /** It printed something else. */
    void heard(String line) {
        otherLines.hear(line);
    }

    /**
     * Looks whether it is over, and stops it when it is late.
     *
     * @return whether it is not over
     * @throws InterruptedException when interrupted
     */
    public boolean isRunning() throws InterruptedException {
        if (outcome() != Outcome.RUNNING) {
            return false;
        }
        if (!process.isAlive()) {
            ended(process.awaitLastLine());
        } else if (System.nanoTime() > deadlineNs) {
            setOutcome(Outcome.TOO_LONG);
            process.destroy();
        }
        return outcome() == Outcome.RUNNING;
    }

    /** It ended, with that exit code. */
    synchronized void ended(int exitCode) {
        outcome =
                switch (end) {
                    case ALONE, HELD, LET_GO -> Outcome.FAILED;
                    case RIGHT ->
                            exitCode == 0 && !samples.isEmpty() ? Outcome.RIGHT : Outcome.FAILED;
                    case WRONG -> Outcome.WRONG;
                    case STUCK -> Outcome.STUCK;
                };
    }

    private synchronized void setOutcome(Outcome how) {
        outcome = how;
    }

    /** {@return which side it is} */
    public Side side() {
        return side;
    }

    /** {@return how it is started} */
    public Start command() {
        return start;
    }

    /** {@return how it stands} */
    public synchronized Outcome outcome() {
        return outcome;
    }

    /** {@return what was seen of it, in equal intervals} */
    public synchronized List<Sample> samples() {
        return List.copyOf(samples);
    }

    /** {@return what it printed besides: errors, and warnings of Baton's} */
    public List<String> messages() {
        return otherLines.messages();
    }

    /** {@return what came of it so far; empty before it has told anything} */
    public Optional<Figures> figures() {
        List<Sample> seen = samples();
        return seen.isEmpty() ? Optional.empty() : Optional.of(Figures.of(seen, setting.n()));
    }

    /**
     * Whether it came to a good end: all that was read was right, and all threads were in their
     * call at once, where they were to be.
     *
     * @return whether nothing is to be complained of
     */
    public boolean isGood() {
        return outcome() == Outcome.RIGHT
                && (!side.blocksAll()
                        || figures().filter(f -> f.mostInCall() == setting.n()).isPresent());
    }

    /** As JSON has it. */
    Map<String, Object> toMap() {
        Map<String, Object> map = new LinkedHashMap<>();
        map.put("side", side.id());
        map.put("title", side.title());
        map.put("call", side.call());
        map.put("environment", start.environment());
        map.put("command", start.command());
        map.put("outcome", outcome().name().toLowerCase(Locale.ROOT));
        figures().ifPresent(figures -> map.putAll(figures.toMap()));
        map.put("samples", samplesToMap());
        otherLines.putInto(map);
        return map;
    }

    private Map<String, Object> samplesToMap() {
        Map<String, Object> map = new LinkedHashMap<>();
        map.put("ms", column(sample -> sample.tally().ms()));
        map.put("threads", column(Sample::threads));
        map.put("rssKib", column(Sample::rssKib));
        map.put("begun", column(sample -> sample.tally().begun()));
        map.put("back", column(sample -> sample.tally().back()));
        map.put("beats", column(sample -> sample.tally().beats()));
        return map;
    }

    private List<Long> column(ToLongFunction<Sample> what) {
        return samples().stream().map(what::applyAsLong).toList();
    }

    /** Ends the process, if there is one that has not ended. */
    @Override
    public void close() {
        if (process != null) {
            process.close();
        }
    }
}
