package dev.baton.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** What the kernel says of this process, or of one of its threads. */
final class ProcStatus {
    private static final Path SELF = Path.of("/proc/self");

    private static final int COMM_CHARS = 15;

    private ProcStatus() {}

    /** Resident memory in bytes, as the kernel rounds it: to pages, and some batches of them. */
    static long residentBytes() throws IOException {
        return number(SELF, "VmRSS") * 1024;
    }

    /** Threads of the process, the JVM's own among them. */
    static int threads() throws IOException {
        return (int) number(SELF, "Threads");
    }

    /**
     * How often a thread gave its CPU up of its own will: it slept.
     *
     * @param tid a thread of this process
     */
    static long sleeps(long tid) throws IOException {
        return number(task(tid), "voluntary_ctxt_switches");
    }

    /**
     * The thread of that name. The kernel keeps no more than its first {@value #COMM_CHARS}
     * characters.
     *
     * @param name in ASCII
     * @throws IOException if there is none
     */
    static long tid(String name) throws IOException {
        String comm = name.substring(0, Math.min(name.length(), COMM_CHARS));
        try (var tasks = Files.newDirectoryStream(SELF.resolve("task"))) {
            for (Path task : tasks) {
                if (Files.readString(task.resolve("comm")).strip().equals(comm)) {
                    return Long.parseLong(task.getFileName().toString());
                }
            }
        }
        throw new IOException("no thread of this process is called " + name);
    }

    private static Path task(long tid) {
        return SELF.resolve("task").resolve(Long.toString(tid));
    }

    private static long number(Path process, String key) throws IOException {
        Path status = process.resolve("status");
        for (String line : Files.readAllLines(status)) {
            if (line.startsWith(key + ":")) {
                String value = line.substring(key.length() + 1).strip();
                int end = value.indexOf(' ');
                return Long.parseLong(end < 0 ? value : value.substring(0, end));
            }
        }
        throw new IOException(status + " has no " + key);
    }
}
