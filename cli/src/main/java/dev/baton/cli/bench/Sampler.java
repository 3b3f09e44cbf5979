package dev.baton.cli.bench;

import dev.baton.linux.ProcFile;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Iterator;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;

/**
 * Looks some 200 times a second at all threads of another process, which knows nothing of it: which
 * of them run or want to, by {@code /proc}. One thread uses it, once.
 */
public final class Sampler {
    private static final long PERIOD_NS = TimeUnit.MILLISECONDS.toNanos(5);

    /** Which threads there are, and their counters, are read at each so many looks. */
    private static final int LOOKS_PER_LISTING = 10;

    private static final long AWAIT_PERIOD_MS = 100;
    private static final int STAT_BYTES = 256;

    private final Path tasks;
    private final Map<String, Task> alive = new HashMap<>();
    private final Map<String, Counts> counts = new TreeMap<>();
    private final byte[] buffer = new byte[STAT_BYTES];
    private long looks;

    /** A thread of the process. */
    private static final class Task {
        final RandomAccessFile stat;
        final ThreadCounters begin;
        ThreadCounters last;
        String name = "";

        Task(Path directory, ThreadCounters begin) throws IOException {
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
        ThreadCounters before = ThreadCounters.NONE;
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
     * Waits until the process has a thread of a name. Looks seldom, not to be in its way.
     *
     * @param name of at most 15 characters
     * @throws IOException when the process is over, or can't be looked at
     * @throws InterruptedException when interrupted
     */
    public void await(String name) throws IOException, InterruptedException {
        while (!has(name)) {
            TimeUnit.MILLISECONDS.sleep(AWAIT_PERIOD_MS);
        }
    }

    private boolean has(String name) throws IOException {
        try (DirectoryStream<Path> directories = Files.newDirectoryStream(tasks)) {
            for (Path directory : directories) {
                if (ProcFile.read(directory.resolve("comm")).equals(name)) {
                    return true;
                }
            }
        } catch (IOException e) {
            if (!Files.exists(tasks)) {
                throw e;
            }
            // A thread has ended meanwhile.
        }
        return false;
    }

    /**
     * Looks until the time is over, or the process.
     *
     * @param seconds for how long at most
     * @return what was seen
     * @throws IOException when there is no such process
     * @throws InterruptedException when interrupted
     */
    public Sampling run(double seconds) throws IOException, InterruptedException {
        final long begin = System.nanoTime();
        final long end = begin + (long) (seconds * 1e9);
        long next = begin;
        list();
        while (next < end && look()) {
            next = Math.max(next + PERIOD_NS, System.nanoTime());
            TimeUnit.NANOSECONDS.sleep(next - System.nanoTime());
        }
        final double passed = (System.nanoTime() - begin) / 1e9;
        list();
        alive.values().forEach(this::retire);
        return sampling(passed);
    }

    /** Returns false when the process is over. */
    private boolean look() throws IOException {
        if (looks % LOOKS_PER_LISTING == 0) {
            list();
        }
        for (Iterator<Task> i = alive.values().iterator(); i.hasNext(); ) {
            Task task = i.next();
            String stat = read(task);
            int nameEnds = stat.lastIndexOf(')');
            if (nameEnds < 0) {
                retire(task);
                i.remove();
                continue;
            }
            // Each time anew: a thread has the name of who made it at first.
            task.name = stat.substring(stat.indexOf('(') + 1, nameEnds);
            counts(task.name).now += stat.startsWith(") R", nameEnds) ? 1 : 0;
        }
        counts.values().forEach(Counts::endLook);
        looks++;
        return !alive.isEmpty();
    }

    /** Returns the empty string when the thread has ended. */
    private String read(Task task) {
        try {
            task.stat.seek(0);
            int n = task.stat.read(buffer);
            return new String(buffer, 0, Math.max(n, 0), StandardCharsets.UTF_8);
        } catch (IOException e) {
            return "";
        }
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
                    if (!alive.containsKey(id)) {
                        alive.put(id, new Task(directory, looks == 0 ? now : ThreadCounters.NONE));
                    }
                    alive.get(id).last = now;
                } catch (IOException e) {
                    // It has ended; the next look finds that.
                }
            }
        } catch (NoSuchFileException e) {
            if (looks == 0) {
                throw e;
            }
        }
    }

    private void retire(Task task) {
        Counts its = counts(task.name);
        its.before = its.before.plus(task.begin);
        its.used = its.used.plus(task.last.minus(task.begin));
        try {
            task.stat.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private Sampling sampling(double seconds) {
        Map<String, Sampling.Threads> byName = new TreeMap<>();
        double all = Math.max(1, looks);
        counts.forEach((name, c) ->
                byName.put(
                        name,
                        new Sampling.Threads(
                                c.wanting / all, c.most, c.looksWithSome / all, c.before, c.used)));
        return new Sampling(seconds, looks, byName);
    }
}
