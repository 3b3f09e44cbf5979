package dev.baton.cli.bench;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Iterator;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;

/**
 * Looks some 200 times a second at all threads of another process, which knows nothing of it: which
 * of them run or want to, by {@code /proc}. One thread uses it.
 *
 * <p>In a program that has a thread called {@value #MARKER} at some time, what is seen while that
 * thread is there counts; in another all.
 */
public final class Sampler {
    /** The name of a thread that lives as long as the part of a program that is to count. */
    public static final String MARKER = "measuring";

    private static final long PERIOD_NS = TimeUnit.MILLISECONDS.toNanos(5);

    /** Which threads there are, and their counters, are read at each so many looks. */
    private static final int LOOKS_PER_LISTING = 10;

    private static final int STAT_BYTES = 256;

    private final Path tasks;
    private final Map<String, Task> alive = new HashMap<>();
    private final byte[] buffer = new byte[STAT_BYTES];
    private Map<String, Counts> counts = new TreeMap<>();
    private boolean marked;
    private long looks;
    private long beginNs;
    private long endNs;

    /** A thread of the process. */
    private static final class Task {
        final Path directory;
        final RandomAccessFile stat;
        String name = "";
        ThreadCounters begin;
        ThreadCounters last;

        Task(Path directory, ThreadCounters begin) throws IOException {
            this.directory = directory;
            this.begin = begin;
            this.last = begin;
            this.stat = new RandomAccessFile(directory.resolve("stat").toFile(), "r");
        }
    }

    /** What was seen of the threads of one name. */
    private static final class Counts {
        int now;
        int most;
        long wanting;
        long looksWithSome;
        ThreadCounters used = ThreadCounters.NONE;

        void endLook() {
            most = Math.max(most, now);
            wanting += now;
            looksWithSome += now > 0 ? 1 : 0;
            now = 0;
        }
    }

    /**
     * Of a process.
     *
     * @param pid its number
     */
    public Sampler(long pid) {
        this.tasks = Path.of("/proc", Long.toString(pid), "task");
    }

    /**
     * Looks until the time is over, or the process, or the thread {@value #MARKER}.
     *
     * @param seconds for how long at most
     * @return what was seen
     * @throws IOException when there is no such process
     * @throws InterruptedException when interrupted
     */
    public Sampling run(double seconds) throws IOException, InterruptedException {
        long next = System.nanoTime();
        long end = next + (long) (seconds * 1e9);
        beginNs = next;
        list();
        while (next < end && look()) {
            next = Math.max(next + PERIOD_NS, System.nanoTime());
            TimeUnit.NANOSECONDS.sleep(next - System.nanoTime());
        }
        endNs = System.nanoTime();
        for (Task task : alive.values()) {
            retire(task);
        }
        return sampling();
    }

    /** Returns false when there is nothing more to be seen. */
    private boolean look() {
        if (looks % LOOKS_PER_LISTING == 0) {
            try {
                list();
            } catch (IOException e) {
                return false;
            }
        }
        boolean markerIsThere = false;
        for (Iterator<Task> i = alive.values().iterator(); i.hasNext(); ) {
            Task task = i.next();
            try {
                boolean wants = wantsCpu(task);
                markerIsThere |= task.name.equals(MARKER);
                counts(task.name).now += wants ? 1 : 0;
            } catch (IOException e) {
                retire(task);
                i.remove();
            }
        }
        if (markerIsThere && !marked) {
            marked = true;
            begin();
            return true;
        }
        counts.values().forEach(Counts::endLook);
        looks++;
        return !alive.isEmpty() && markerIsThere == marked;
    }

    /** Forgets what was. */
    private void begin() {
        counts = new TreeMap<>();
        looks = 0;
        beginNs = System.nanoTime();
        alive.values().forEach(task -> task.begin = task.last);
    }

    private Counts counts(String name) {
        return counts.computeIfAbsent(Sampling.group(name), n -> new Counts());
    }

    private void list() throws IOException {
        try (DirectoryStream<Path> directories = Files.newDirectoryStream(tasks)) {
            for (Path directory : directories) {
                try {
                    ThreadCounters now = ThreadCounters.read(directory);
                    String id = directory.getFileName().toString();
                    Task task = alive.get(id);
                    if (task == null) {
                        // What it did before we ever looked is not for us to count.
                        task = new Task(directory, looks == 0 ? now : ThreadCounters.NONE);
                        alive.put(id, task);
                    }
                    task.last = now;
                } catch (IOException e) {
                    // It has ended; the next look finds that.
                }
            }
        }
    }

    /** Also learns its name, for a thread has that of who made it at first. */
    private boolean wantsCpu(Task task) throws IOException {
        task.stat.seek(0);
        int n = task.stat.read(buffer);
        String stat = new String(buffer, 0, Math.max(n, 0), StandardCharsets.UTF_8);
        int nameEnds = stat.lastIndexOf(')');
        if (nameEnds < 0 || stat.length() < nameEnds + 3) {
            throw new IOException("no such thread any more: " + task.directory);
        }
        task.name = stat.substring(stat.indexOf('(') + 1, nameEnds);
        return stat.charAt(nameEnds + 2) == 'R';
    }

    private void retire(Task task) {
        Counts its = counts(task.name);
        its.used = its.used.plus(task.last.minus(task.begin));
        try {
            task.stat.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private Sampling sampling() {
        Map<String, Sampling.Threads> byName = new TreeMap<>();
        double seen = Math.max(1, looks);
        counts.forEach((name, c) ->
                byName.put(
                        name,
                        new Sampling.Threads(
                                c.wanting / seen, c.most, c.looksWithSome / seen, c.used)));
        return new Sampling((endNs - beginNs) / 1e9, looks, byName);
    }
}
