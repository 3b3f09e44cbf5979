package dev.baton.cli;

import dev.baton.examples.FifoReaders;
import dev.baton.examples.Progress;
import dev.baton.vthread.JdkAccess;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/**
 * {@link FifoReaders} in a process of its own. Its threads: one that reads what the process prints,
 * and the one of the command, which calls everything here.
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
        /** It was stopped: its heartbeat did not come any more. */
        STARVED,
        /** It was stopped: it was alive and did not come to an end. */
        TOO_LONG,
        /** It ended before its readers did, or never began. */
        FAILED
    }

    /** How long a JVM may take to print something: on a busy machine it starts slowly. */
    private static final long MAX_QUIET_MS = 30_000;

    private static final int MAX_MESSAGES = 20;

    private final String name;
    private final DemoSetting setting;
    private final Path dir;
    private final Process process;
    private final Thread shutdownHook = Thread.ofPlatform().unstarted(this::shutDown);
    private final Thread listener;

    // Guarded by this.
    private final List<Progress> history = new ArrayList<>();
    private final List<String> messages = new ArrayList<>();
    private long heardNs = System.nanoTime();
    private Outcome outcome = Outcome.RUNNING;

    /** Set when the command was interrupted: from then on nothing that ends is to be judged. */
    private volatile boolean isShuttingDown;

    private DemoRun(String name, DemoSetting setting, List<String> jvmOptions, String on)
            throws IOException {
        this.name = name;
        this.setting = setting;
        this.dir = Files.createTempDirectory("baton-demo-");
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(jvmOptions);
        command.addAll(List.of("-cp", System.getProperty("java.class.path")));
        command.add(FifoReaders.class.getName());
        command.add("--on=" + on);
        command.add("--procs=" + setting.procs());
        command.add("--readers=" + setting.readers());
        command.add("--hold-ms=" + setting.holdMs());
        command.add("--dir=" + dir);
        command.add("--end-with-input");
        this.process = new ProcessBuilder(command).redirectErrorStream(true).start();
        Runtime.getRuntime().addShutdownHook(shutdownHook);
        this.listener = Thread.ofPlatform().daemon().name("demo-" + on).start(this::listen);
    }

    /**
     * Starts a run on the JDK's scheduler, with as many carriers as the other has Ps. It may add
     * more where it knows that a call blocks, as it does by default.
     */
    static DemoRun onStock(DemoSetting setting) throws IOException {
        return new DemoRun(
                "stock JDK " + Runtime.version().feature(),
                setting,
                List.of("-Djdk.virtualThreadScheduler.parallelism=" + setting.procs()),
                "stock");
    }

    /** Starts a run on Baton. */
    static DemoRun onBaton(DemoSetting setting) throws IOException {
        return new DemoRun("Baton", setting, List.of(JdkAccess.FLAGS.split(" ")), "baton");
    }

    private void listen() {
        try (BufferedReader lines = process.inputReader(StandardCharsets.UTF_8)) {
            for (String line; (line = lines.readLine()) != null; ) {
                hear(line);
            }
        } catch (IOException e) {
            hear("reading its output: " + e);
        }
    }

    private synchronized void hear(String line) {
        heardNs = System.nanoTime();
        Optional<Progress> progress = Progress.parse(line);
        if (progress.isPresent()) {
            history.add(progress.get());
        } else if (messages.size() < MAX_MESSAGES) {
            messages.add(line);
        }
    }

    /** What a person calls it. */
    String name() {
        return name;
    }

    /** Everything that it told of itself; of each {@link FifoReaders#REPORT_PERIOD_MS} one. */
    synchronized List<Progress> history() {
        return List.copyOf(history);
    }

    /** What it told last; empty before it began. */
    synchronized Optional<Progress> latest() {
        return history.isEmpty() ? Optional.empty() : Optional.of(history.getLast());
    }

    /** What it printed besides: errors, normally nothing. */
    synchronized List<String> messages() {
        return List.copyOf(messages);
    }

    synchronized Outcome outcome() {
        return outcome;
    }

    /** Whether it has not ended yet; when it has, {@link #outcome} says how. */
    boolean isRunning() throws InterruptedException {
        if (isShuttingDown) {
            return true;
        }
        if (outcome() == Outcome.RUNNING && !process.isAlive()) {
            listener.join(); // it may have to read the last lines yet
            setOutcome(judge());
        }
        return outcome() == Outcome.RUNNING;
    }

    private Outcome judge() {
        Optional<Progress> last = latest();
        if (last.isEmpty() || !last.get().ended()) {
            return Outcome.FAILED;
        }
        return process.exitValue() == 0 && last.get().right() == setting.readers()
                ? Outcome.RIGHT
                : Outcome.WRONG;
    }

    /** Stops it when its heartbeat has been silent for long, or when it is late. */
    void stopIfStuck(boolean isLate) {
        if (outcome() != Outcome.RUNNING || !process.isAlive()) {
            return;
        }
        Optional<Progress> last = latest();
        if (last.isPresent() && last.get().silentMs() >= setting.patienceMs()) {
            stop(Outcome.STARVED);
        } else if (isLate) {
            stop(Outcome.TOO_LONG);
        } else if (quietMs() > MAX_QUIET_MS) {
            stop(Outcome.FAILED);
        }
    }

    private synchronized long quietMs() {
        return TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - heardNs);
    }

    private void stop(Outcome how) {
        setOutcome(how);
        process.destroyForcibly();
    }

    private synchronized void setOutcome(Outcome how) {
        outcome = how;
    }

    /** Ends the process, if it has not ended, and removes its files. */
    @Override
    public void close() throws IOException {
        Runtime.getRuntime().removeShutdownHook(shutdownHook);
        destroy();
    }

    private void shutDown() {
        isShuttingDown = true;
        destroy();
    }

    private void destroy() {
        process.destroyForcibly();
        process.onExit().join();
        try (Stream<Path> files = Files.list(dir)) {
            for (Path file : files.toList()) {
                Files.deleteIfExists(file);
            }
            Files.deleteIfExists(dir);
        } catch (NoSuchFileException e) {
            // Nothing left to remove.
        } catch (IOException e) {
            hear("removing " + dir + ": " + e);
        }
    }
}
