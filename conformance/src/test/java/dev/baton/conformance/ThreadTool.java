package dev.baton.conformance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * What a tool sees of threads: the natives are in a JVM TI agent, {@code src/test/c/thread_tool.c},
 * that the JVM of {@link SeenByATool} is started with.
 */
final class ThreadTool {
    /** Of JVM TI's errors. */
    static final int NONE = 0;

    static final int THREAD_NOT_SUSPENDED = 13;
    static final int THREAD_SUSPENDED = 14;

    /** A bit of a thread's state. */
    static final int IN_NATIVE = 0x400000;

    private ThreadTool() {}

    /** Threads called "seen" that were started. */
    static native int starts();

    /** Threads called "seen" that have ended. */
    static native int ends();

    /** Has mounts and unmounts of a thread counted. */
    static native void watch(Thread thread);

    static native int mounts();

    static native int unmounts();

    static native int state(Thread thread);

    static native String info(Thread thread);

    /** "Type.method" of each frame, the innermost first. */
    static native String[] frames(Thread thread);

    static native String[][] framesOfAll(Thread... threads);

    static native Thread[] allThreads();

    static native Object contendedMonitor(Thread thread);

    static native Object[] ownedMonitors(Thread thread);

    // These return JVM TI's error.

    static native int suspend(Thread thread);

    static native int resume(Thread thread);

    /** Suspends all virtual threads but one. */
    static native int suspendAllBut(Thread thread);

    static native int resumeAll();

    static native int interrupt(Thread thread);

    /**
     * Compiles the agent.
     *
     * @return its library
     */
    static Path compile() throws IOException, InterruptedException {
        // Who builds by hand may have no C compiler; where all is tested there is one.
        boolean isThere = isOnThePath("cc");
        if (System.getenv("CI") == null) {
            assumeThat(isThere).as("there is a C compiler").isTrue();
        }
        Path include = Path.of(System.getProperty("java.home"), "include");
        Path library = Files.createTempDirectory("baton-tool").resolve("libthread_tool.so");
        List<String> command =
                new ArrayList<>(List.of("cc", "-shared", "-fPIC", "-Wall", "-Wextra", "-Werror"));
        command.addAll(List.of("-I" + include, "-I" + include.resolve("linux")));
        command.addAll(List.of("-o", library.toString(), "src/test/c/thread_tool.c"));
        assertThat(new ProcessBuilder(command).inheritIO().start().waitFor()).isZero();
        return library;
    }

    private static boolean isOnThePath(String command) {
        for (String directory : System.getenv("PATH").split(":", -1)) {
            if (Files.isExecutable(Path.of(directory, command))) {
                return true;
            }
        }
        return false;
    }
}
