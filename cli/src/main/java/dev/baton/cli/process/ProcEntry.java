package dev.baton.cli.process;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.locks.LockSupport;

/**
 * What {@code /proc} tells of a process without asking it. All of it may be over a moment later.
 *
 * @param pid of the process
 */
public record ProcEntry(long pid) {
    private static final String THREADS_OF_BATON = "baton-";
    private static final int ENDING_LOOK_MS = 10;

    /** This one. */
    static final ProcEntry SELF = new ProcEntry(ProcessHandle.current().pid());

    private Path path(String name) {
        return Path.of("/proc", Long.toString(pid), name);
    }

    boolean exists() {
        return Files.isDirectory(Path.of("/proc", Long.toString(pid)));
    }

    /**
     * Whether it is there and not a zombie, which only waits to be asked for its exit code.
     *
     * @return at this moment
     */
    public boolean isAlive() {
        char state = state();
        return state != 0 && "ZX".indexOf(state) < 0;
    }

    /** Whether it ends, waiting for that a while. */
    boolean endsWithin(int mostMs) {
        for (int waitedMs = 0; isAlive() && waitedMs < mostMs; waitedMs += ENDING_LOOK_MS) {
            LockSupport.parkNanos(ENDING_LOOK_MS * 1_000_000L);
        }
        return !isAlive();
    }

    /** What the kernel calls its program. */
    String command() {
        return read("comm").strip();
    }

    /**
     * What it was started with.
     *
     * @return empty where it can't be read
     */
    public List<String> commandLine() {
        String line = read("cmdline");
        return line.isEmpty() ? List.of() : List.of(line.split("\0", -1));
    }

    /** The number that it has in its own namespace: in a container another than here. */
    long pidThere() {
        return read("status")
                .lines()
                .filter(line -> line.startsWith("NSpid:"))
                .map(line -> line.substring(line.lastIndexOf('\t') + 1).strip())
                .mapToLong(Long::parseLong)
                .findFirst()
                .orElse(pid);
    }

    /** Its effective user, as a number; -1 where it can't be read. */
    int user() {
        return statusLine("Uid:");
    }

    /** Its effective group, as a number; -1 where it can't be read. */
    int group() {
        return statusLine("Gid:");
    }

    /** The second of the four numbers of such a line. */
    private int statusLine(String name) {
        return read("status")
                .lines()
                .filter(line -> line.startsWith(name))
                .map(line -> Integer.parseInt(line.split("\\s+", -1)[2]))
                .findFirst()
                .orElse(-1);
    }

    /** Whether a signal has stopped it, or a debugger. */
    boolean isStopped() {
        return "Tt".indexOf(state()) >= 0;
    }

    /** The kernel's letter; 0 where it can't be read. */
    private char state() {
        String stat = read("stat");
        int state = stat.lastIndexOf(')') + 2;
        return state > 1 && state < stat.length() ? stat.charAt(state) : 0;
    }

    /** Whether it has a JVM in it; true where that can't be told. */
    boolean maySeemAJvm() {
        String maps = read("maps");
        return maps.isEmpty() || maps.contains("/libjvm.so");
    }

    /** Whether it sees other files than this process does, being in a container. */
    boolean hasFilesOfItsOwn() {
        try {
            return !Files.readSymbolicLink(path("ns/mnt"))
                    .equals(Files.readSymbolicLink(SELF.path("ns/mnt")));
        } catch (IOException e) {
            return false;
        }
    }

    /** Its {@code /}, as this process sees it. */
    Path root() {
        return path("root");
    }

    /**
     * Whether it has threads that are called as Baton's are.
     *
     * @return false where it runs without Baton, or has had no virtual thread yet
     */
    public boolean hasThreadsOfBaton() {
        try (DirectoryStream<Path> tasks = Files.newDirectoryStream(path("task"))) {
            for (Path task : tasks) {
                if (readFile(task.resolve("comm")).startsWith(THREADS_OF_BATON)) {
                    return true;
                }
            }
        } catch (IOException e) {
            // It has ended, or is another user's.
        }
        return false;
    }

    private String read(String name) {
        return readFile(path(name));
    }

    private static String readFile(Path file) {
        try {
            byte[] bytes = Files.readAllBytes(file);
            return new String(bytes, file.endsWith("cmdline") ? UTF_8 : ISO_8859_1);
        } catch (IOException e) {
            return "";
        }
    }
}
