package dev.baton.cli.bench;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/**
 * A program in a process of its own, with what it prints told line by line to who watches it. It
 * has nothing to read, and nothing of the environment that would make it another program than its
 * command line says. It ends with this process, unless that is killed.
 *
 * <p>One thread reads what it prints; all else is for the thread that made it.
 */
public final class WatchedProcess implements AutoCloseable {
    /** What a process that is told to end may take to remove its files. */
    private static final long GRACE_MS = 5_000;

    private static final List<String> JVM_VARIABLES =
            List.of("JAVA_TOOL_OPTIONS", "JDK_JAVA_OPTIONS", "_JAVA_OPTIONS");

    private final String name;
    private final Process process;
    private final Thread shutdownHook = Thread.ofPlatform().unstarted(this::shutDown);
    private Thread listener;

    /** Set when this process ends: from then on nothing that ends is to be judged. */
    private volatile boolean isShuttingDown;

    /**
     * Starts one, on the JDK that runs this where it is a Java program that asks for {@code
     * JAVA_HOME}.
     *
     * @param name what a person calls it
     * @param command the program and its arguments
     * @param environment what it is to have in its environment besides; it has no other of Baton's
     *     variables
     * @throws IOException when it can't be started
     */
    public WatchedProcess(String name, List<String> command, Map<String, String> environment)
            throws IOException {
        this.name = name;
        ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
        builder.environment().keySet().removeIf(variable -> variable.startsWith("BATON_"));
        builder.environment().keySet().removeAll(JVM_VARIABLES);
        builder.environment().put("JAVA_HOME", System.getProperty("java.home"));
        builder.environment().putAll(environment);
        this.process = builder.start();
        try {
            Runtime.getRuntime().addShutdownHook(shutdownHook);
        } catch (IllegalStateException e) {
            process.destroyForcibly();
            throw new IOException("this process is about to end", e);
        }
        process.getOutputStream().close();
    }

    /**
     * Begins to listen. To be called once, at once: a process that nobody listens to stops.
     *
     * @param hear is told each line of its output and errors, by a thread for that
     */
    public void listen(Consumer<String> hear) {
        listener = Thread.ofPlatform().daemon().name("demo: " + name).start(() -> read(hear));
    }

    private void read(Consumer<String> hear) {
        try (BufferedReader lines = process.inputReader(StandardCharsets.UTF_8)) {
            for (String line; (line = lines.readLine()) != null; ) {
                hear.accept(line);
            }
        } catch (IOException e) {
            hear.accept("reading its output: " + e);
        }
    }

    /** {@return its number} */
    public long pid() {
        return process.pid();
    }

    /** {@return whether it has not ended; true for ever once this process ends} */
    public boolean isAlive() {
        return isShuttingDown || process.isAlive();
    }

    /**
     * Waits until all that it printed was told. It has to have ended.
     *
     * @return its exit code
     * @throws InterruptedException when interrupted
     */
    public int awaitLastLine() throws InterruptedException {
        listener.join();
        return process.waitFor();
    }

    /** Ends it, if it has not ended, and waits for that. */
    @Override
    public void close() {
        if (!isShuttingDown) {
            removeHook();
        }
        destroy();
    }

    private void removeHook() {
        try {
            Runtime.getRuntime().removeShutdownHook(shutdownHook);
        } catch (IllegalStateException e) {
            // It is about to run.
        }
    }

    private void shutDown() {
        isShuttingDown = true;
        destroy();
    }

    /** Tells it to end, so that it removes its files, and makes it when it doesn't. */
    public void destroy() {
        process.destroy();
        process.onExit()
                .completeOnTimeout(process, GRACE_MS, TimeUnit.MILLISECONDS)
                .thenAccept(Process::destroyForcibly)
                .join();
        process.onExit().join();
    }
}
