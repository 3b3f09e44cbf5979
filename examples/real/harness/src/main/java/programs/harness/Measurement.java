package programs.harness;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicLongArray;
import java.util.concurrent.atomic.AtomicReference;

/**
 * Runs a workload beside a heartbeat and prints, as the program's last line, what came of both.
 *
 * <p>First the heartbeat beats alone, then the workers begin, and after a time to warm up it is
 * counted what both do. The main thread, which is no virtual thread, looks at the clock: so the
 * measurement ends also when no virtual thread runs any more. A request that has not come to its
 * end counts with the time that it has taken so far, for else the worst ones would be left out.
 */
public final class Measurement {
    private static final long NOT_IN_REQUEST = 0;
    private static final long PAUSE_MS = 5;
    private static final int ALONE_LOOKS = 9;

    private final Workload workload;
    private final Options options;
    private final Heartbeat heart = new Heartbeat();
    private final Heartbeat machine = new Heartbeat();
    private final AtomicLongArray begunNs;
    private final AtomicLong errors = new AtomicLong();
    private final AtomicReference<String> firstError = new AtomicReference<>();
    private volatile Latencies latencies = new Latencies();
    private volatile boolean stopped;

    private Measurement(Workload workload, Options options) {
        this.workload = workload;
        this.options = options;
        this.begunNs = new AtomicLongArray(workload.workers());
    }

    /**
     * Runs the workload, prints the line and ends the process: with 0, whatever came of it, for
     * that is in the line.
     *
     * @param workload what to do
     * @param options how long
     * @throws Exception when it can't be run to the end
     */
    public static void run(Workload workload, Options options) throws Exception {
        System.out.println(
                options.timeline()
                        ? new Timeline(workload, options).line()
                        : new Measurement(workload, options).line());
        System.out.flush();
        // Not exit: threads that starve would not let shutdown hooks of libraries come to an end.
        Runtime.getRuntime().halt(0);
    }

    private String line() throws InterruptedException {
        Thread.ofPlatform().daemon().start(machine);
        Thread.ofVirtual().name("heartbeat").start(heart);
        sleep(options.warmupSeconds() / 2);
        double aloneRate = aloneRate(options.warmupSeconds());

        List<Thread> workers = new ArrayList<>();
        for (int i = 0; i < workload.workers(); i++) {
            int worker = i;
            workers.add(Thread.ofVirtual().name("worker " + i).start(() -> work(worker)));
        }
        sleep(options.warmupSeconds());

        Latencies measured = new Latencies();
        latencies = measured;
        errors.set(0);
        firstError.set(null);
        heart.reset();
        machine.reset();
        long beginNs = System.nanoTime();
        Rates rates = rates(options.seconds());
        final long longestNs = heart.longestNs();
        final long machineNs = machine.longestNs();
        final double seconds = (System.nanoTime() - beginNs) / 1e9;
        final long requests = measured.count();
        final long failed = errors.get();
        stopped = true;
        final int unfinished = addUnfinished(measured);

        boolean ended = join(workers, options.patienceSeconds());
        heart.stop();
        machine.stop();
        if (ended) {
            close();
        }
        return String.format(
                Locale.ROOT,
                "{\"program\":\"%s\",\"seconds\":%.3f,\"alone_beats_per_s\":%.1f,"
                        + "\"beats_per_s\":%.1f,\"longest_gap_ms\":%.2f,"
                        + "\"machine_beats_per_s\":%.1f,\"machine_gap_ms\":%.2f,"
                        + "\"requests\":%d,\"requests_per_s\":%.2f,\"p50_ms\":%.3f,\"p99_ms\":%.3f,"
                        + "\"errors\":%d,\"first_error\":%s,\"in_flight\":%d,\"ended\":%b}",
                workload.name(),
                seconds,
                aloneRate,
                rates.heart(),
                longestNs / 1e6,
                rates.machine(),
                machineNs / 1e6,
                requests,
                requests / seconds,
                measured.quantileNs(0.5) / 1e6,
                measured.quantileNs(0.99) / 1e6,
                failed,
                firstError.get() == null ? "null" : quote(firstError.get()),
                unfinished,
                ended);
    }

    private void work(int worker) {
        while (!stopped) {
            long begin = System.nanoTime();
            begunNs.set(worker, begin);
            try {
                workload.request(worker);
                begunNs.set(worker, NOT_IN_REQUEST);
                latencies.add(System.nanoTime() - begin);
            } catch (Exception e) {
                begunNs.set(worker, NOT_IN_REQUEST);
                if (!stopped) {
                    errors.incrementAndGet();
                    firstError.compareAndSet(null, e.toString());
                }
            }
            pause();
        }
    }

    /** As if the next request had to come over the network: a chance for all who wait. */
    private static void pause() {
        try {
            Thread.sleep(PAUSE_MS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** The median of short looks: what disturbs one of them doesn't count. */
    private double aloneRate(double seconds) throws InterruptedException {
        double[] rates = new double[ALONE_LOOKS];
        for (int i = 0; i < rates.length; i++) {
            rates[i] = rates(seconds / rates.length).heart();
        }
        Arrays.sort(rates);
        return rates[rates.length / 2];
    }

    /** How often a second each of the two hearts beats. */
    private record Rates(double heart, double machine) {}

    private Rates rates(double seconds) throws InterruptedException {
        long heartBefore = heart.beats();
        long machineBefore = machine.beats();
        long beginNs = System.nanoTime();
        sleep(seconds);
        double passed = (System.nanoTime() - beginNs) / 1e9;
        return new Rates(
                (heart.beats() - heartBefore) / passed, (machine.beats() - machineBefore) / passed);
    }

    /** Requests that have not come to their end, with the time that they have taken so far. */
    private int addUnfinished(Latencies measured) {
        int n = 0;
        long now = System.nanoTime();
        for (int i = 0; i < begunNs.length(); i++) {
            long begin = begunNs.get(i);
            if (begin != NOT_IN_REQUEST) {
                measured.add(now - begin);
                n++;
            }
        }
        return n;
    }

    /** Returns whether all of them ended in that time. */
    static boolean join(List<Thread> workers, double seconds) throws InterruptedException {
        long deadlineNs = System.nanoTime() + (long) (seconds * 1e9);
        for (Thread worker : workers) {
            long leftMs = TimeUnit.NANOSECONDS.toMillis(deadlineNs - System.nanoTime());
            worker.join(Math.max(1, leftMs));
            if (worker.isAlive()) {
                return false;
            }
        }
        return true;
    }

    private void close() {
        try {
            workload.close();
        } catch (Exception e) {
            System.err.println("closing: " + e);
        }
    }

    static void sleep(double seconds) throws InterruptedException {
        TimeUnit.NANOSECONDS.sleep((long) (seconds * 1e9));
    }

    static String quote(String text) {
        StringBuilder quoted = new StringBuilder("\"");
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c == '"' || c == '\\') {
                quoted.append('\\').append(c);
            } else {
                quoted.append(c < ' ' ? ' ' : c);
            }
        }
        return quoted.append('"').toString();
    }
}
