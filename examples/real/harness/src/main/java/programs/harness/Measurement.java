package programs.harness;

import java.util.Arrays;
import java.util.Locale;
import java.util.concurrent.atomic.AtomicLongArray;

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

    private final String program;
    private final int workers;
    private final Workload workload;
    private final Options options;
    private final AtomicLongArray begunNs;
    private volatile Latencies latencies = new Latencies();
    private volatile Failures failures = new Failures();
    private volatile boolean stopped;

    private Measurement(String program, int workers, Workload workload, Options options) {
        this.program = program;
        this.workers = workers;
        this.workload = workload;
        this.options = options;
        this.begunNs = new AtomicLongArray(workers);
    }

    /**
     * Sets a program up, runs it, prints the line and ends the process: with 0, whatever came of
     * it, for that is in the line.
     *
     * @param program its name
     * @param workers how many virtual threads send requests
     * @param setup makes what it does
     * @param args of {@link Options}: how long, among others
     * @throws Exception when it can't begin, or can't be run to the end
     */
    public static void run(String program, int workers, Workload.Setup setup, String[] args)
            throws Exception {
        Options options = Options.parse(args);
        Workload workload = setup.with(options);
        System.out.println(
                options.timeline()
                        ? new Timeline(workers, workload, options).line()
                        : new Measurement(program, workers, workload, options).line());
        System.out.flush();
        // Not exit: threads that starve would not let shutdown hooks of libraries come to an end.
        Runtime.getRuntime().halt(0);
    }

    private String line() throws InterruptedException {
        Hearts hearts = new Hearts();
        Stopwatch.sleep(options.warmupSeconds() / 2);
        double aloneRate = aloneRate(hearts, options.warmupSeconds());

        Workers threads = new Workers(workers, this::work);
        Stopwatch.sleep(options.warmupSeconds());

        Latencies measured = new Latencies();
        latencies = measured;
        Failures failed = new Failures();
        failures = failed;
        hearts.reset();
        Hearts.Rates rates = hearts.rates(options.seconds());
        final long longestNs = hearts.virtual().longestNs();
        final long machineNs = hearts.machine().longestNs();
        final long requests = measured.count();
        final long errors = failed.count();
        stopped = true;
        final int unfinished = addUnfinished(measured);

        boolean ended = threads.join(options.patienceSeconds());
        hearts.stop();
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
                program,
                rates.seconds(),
                aloneRate,
                rates.virtual(),
                longestNs / 1e6,
                rates.machine(),
                machineNs / 1e6,
                requests,
                requests / rates.seconds(),
                measured.quantileNs(0.5) / 1e6,
                measured.quantileNs(0.99) / 1e6,
                errors,
                failed.firstAsJson(),
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
                    failures.add(e);
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
    private static double aloneRate(Hearts hearts, double seconds) throws InterruptedException {
        double[] rates = new double[ALONE_LOOKS];
        for (int i = 0; i < rates.length; i++) {
            rates[i] = hearts.rates(seconds / rates.length).virtual();
        }
        Arrays.sort(rates);
        return rates[rates.length / 2];
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

    private void close() {
        try {
            workload.close();
        } catch (Exception e) {
            System.err.println("closing: " + e);
        }
    }
}
