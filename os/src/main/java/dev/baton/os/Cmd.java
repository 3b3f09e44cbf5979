package dev.baton.os;

import dev.baton.Baton;
import java.io.IOException;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/**
 * A command to be run as a process of its own: Go's {@code os/exec.Cmd}. What it says and is told
 * goes through pipes that are {@link File}s: who reads or writes one holds no thread of the OS
 * while he waits, nor does who waits for the process ({@link #process}).
 *
 * <p>It is {@link ProcessBuilder} that starts it: a JVM can't fork by itself without harm, and the
 * JDK has a program of its own for that, which also sees to it that the child inherits no other
 * descriptor. So the JDK keeps one thread for each child that lives, asleep in {@code waitpid}, and
 * is the one who reaps it; {@link Pidfd} looks without reaping. A pipe's other end is opened by its
 * name in {@code /proc}, which has to be there.
 *
 * <p>Where nothing is asked for, input is empty and output goes nowhere, as in Go. A Cmd is set up
 * by one thread and started once; the rest may be called from any.
 */
public final class Cmd {
    private static final String OP = "exec";

    private final ProcessBuilder builder;
    private final String name;

    /** Which of a process's three. */
    private enum Standard {
        IN,
        OUT,
        ERR
    }

    /** Those that go through pipes. */
    private final Map<Standard, Pipe> pipes = new EnumMap<>(Standard.class);

    /** Set by {@link #start}. */
    private volatile Pidfd process;

    private boolean isStarted;

    private Cmd(List<String> command) {
        this.builder = new ProcessBuilder(command);
        this.name = command.getFirst();
        builder.redirectInput(ProcessBuilder.Redirect.from(new java.io.File("/dev/null")));
        builder.redirectOutput(ProcessBuilder.Redirect.DISCARD);
        builder.redirectError(ProcessBuilder.Redirect.DISCARD);
    }

    // ---- Setting up ----------------------------------------------------------------------------

    /**
     * A command that is not started yet.
     *
     * @param program its path, or its name, which is looked for in {@code $PATH}
     * @param arguments what it is given
     * @return it
     */
    public static Cmd of(String program, String... arguments) {
        List<String> command = new ArrayList<>();
        command.add(Objects.requireNonNull(program, "program"));
        command.addAll(List.of(arguments));
        return new Cmd(command);
    }

    /**
     * Sets the directory that it starts in.
     *
     * @param path the directory; else it is ours
     * @return this
     */
    public Cmd dir(String path) {
        builder.directory(new java.io.File(path));
        return this;
    }

    /**
     * Sets a variable of its environment, which else is ours.
     *
     * @param variable its name
     * @param value its value; null takes it out
     * @return this
     */
    public Cmd env(String variable, String value) {
        if (value == null) {
            builder.environment().remove(variable);
        } else {
            builder.environment().put(variable, value);
        }
        return this;
    }

    /**
     * It shares our input, output and errors, but for what goes through pipes.
     *
     * @return this
     */
    public Cmd inherit() {
        builder.inheritIO();
        return this;
    }

    /**
     * A pipe to its input: it finds the end when that is closed.
     *
     * @return our end, the caller's to close
     * @throws IllegalStateException if there is one already, or it was started
     * @throws SyscallError if there can be no more descriptors
     */
    public File stdinPipe() throws SyscallError {
        return pipe(Standard.IN).writer();
    }

    /**
     * A pipe from its output, which ends when all who have it have closed it.
     *
     * @return our end, the caller's to close
     * @throws IllegalStateException if there is one already, or it was started
     * @throws SyscallError if there can be no more descriptors
     */
    public File stdoutPipe() throws SyscallError {
        return pipe(Standard.OUT).reader();
    }

    /**
     * A pipe from its errors, as {@link #stdoutPipe}.
     *
     * @return our end, the caller's to close
     * @throws IllegalStateException if there is one already, or it was started
     * @throws SyscallError if there can be no more descriptors
     */
    public File stderrPipe() throws SyscallError {
        return pipe(Standard.ERR).reader();
    }

    private Pipe pipe(Standard standard) throws SyscallError {
        if (isStarted || pipes.containsKey(standard)) {
            throw new IllegalStateException(
                    name + (isStarted ? " was started" : " has a pipe there already"));
        }
        Pipe pipe = Os.pipe();
        pipes.put(standard, pipe);
        return pipe;
    }

    // ---- Running -------------------------------------------------------------------------------

    /**
     * Starts it.
     *
     * @return this
     * @throws IllegalStateException if it was started before
     * @throws IOException if there is no such program or it can't be executed, or descriptors or
     *     processes are short; the pipes are closed then
     */
    public Cmd start() throws IOException {
        if (isStarted) {
            throw new IllegalStateException(name + " was started");
        }
        isStarted = true;
        for (Map.Entry<Standard, Pipe> pipe : pipes.entrySet()) {
            redirect(pipe.getKey(), pipe.getValue());
        }
        try {
            process = pidfd(Baton.blocking(builder::start));
        } catch (IOException | RuntimeException e) {
            for (Pipe pipe : pipes.values()) {
                pipe.close();
            }
            throw e;
        }
        for (Map.Entry<Standard, Pipe> pipe : pipes.entrySet()) {
            theirs(pipe.getKey(), pipe.getValue()).close();
        }
        return this;
    }

    private static Pidfd pidfd(Process child) throws PathError {
        try {
            return Pidfd.of(child);
        } catch (PathError e) {
            child.destroyForcibly(); // nobody could wait for it
            throw e;
        }
    }

    private static File theirs(Standard standard, Pipe pipe) {
        return standard == Standard.IN ? pipe.reader() : pipe.writer();
    }

    /** Opened anew, so that it blocks, as programs expect it, while ours does not. */
    private void redirect(Standard standard, Pipe pipe) {
        var end = new java.io.File("/proc/self/fd/" + theirs(standard, pipe).fd());
        switch (standard) {
            case IN -> builder.redirectInput(end);
            case OUT -> builder.redirectOutput(end);
            case ERR -> builder.redirectError(end);
        }
    }

    /**
     * The process: to wait for with a deadline, to send signals to. Closing it ends waits and does
     * nothing to the process.
     *
     * @return it
     * @throws IllegalStateException if it was not started
     */
    public Pidfd process() {
        Pidfd started = process;
        if (started == null) {
            throw new IllegalStateException(name + " was not started");
        }
        return started;
    }

    /**
     * Waits until it has ended. The pipes are left as they are: what it said can be read still.
     *
     * @return its exit code, or 128 and the signal that killed it
     * @throws IllegalStateException if it was not started
     * @throws PathError if {@link #process} was closed, or its deadline is over
     */
    public int waitFor() throws PathError {
        Pidfd started = process();
        started.waitFor();
        return started.exitCode();
    }

    /**
     * Starts it, waits until it has ended, and lets go of it.
     *
     * @return its exit code, as {@link #waitFor}
     * @throws IllegalStateException if it was started before, or has pipes, which nobody would
     *     serve
     * @throws IOException as {@link #start}
     */
    public int run() throws IOException {
        if (!pipes.isEmpty()) {
            throw new IllegalStateException(name + " has pipes: start it, and serve them");
        }
        start();
        try (Pidfd child = process) {
            child.waitFor();
            return child.exitCode();
        }
    }

    /**
     * Starts it, reads all that it says, and waits until it has ended.
     *
     * @return what came out of it
     * @throws IllegalStateException if it was started before, or has pipes
     * @throws PathError if it ended with another code than 0: {@code exec sh: exit code 3}
     * @throws IOException as {@link #start}
     */
    public byte[] output() throws IOException {
        if (!pipes.isEmpty()) {
            throw new IllegalStateException(name + " has pipes: start it, and serve them");
        }
        try (File out = stdoutPipe()) {
            start();
            try (Pidfd child = process) {
                byte[] said = out.inputStream().readAllBytes();
                child.waitFor();
                int code = child.exitCode();
                if (code != 0) {
                    throw new PathError(OP, name, "exit code " + code, 0);
                }
                return said;
            }
        }
    }

    /** The command, and its process. */
    @Override
    public String toString() {
        Pidfd started = process;
        return "Cmd["
                + String.join(" ", builder.command())
                + (started == null ? "]" : ", " + started + "]");
    }
}
