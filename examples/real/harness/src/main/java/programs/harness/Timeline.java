package programs.harness;

import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLongArray;
import java.util.stream.Collectors;

/**
 * Runs a workload without a pause, beside a heartbeat, and prints as the program's last line what
 * it did in its first seconds, and warm: {@code {"values":{"":[1234.5],"first2s":[345.6],…}}}.
 *
 * <p>After that it goes on for as long as it was measured, with a thread of the name {@value
 * #SAMPLED}: so another process sees when it may look at this one without being in the way of a
 * measurement.
 */
final class Timeline {
    static final String SAMPLED = "sampled";

    private static final int[] FIRST_S = {2, 5, 10, 30};
    private static final double ALONE_SECONDS = 1;

    /** A cache line apart. */
    private static final int APART = 128 / Long.BYTES;

    private final int workers;
    private final Workload workload;
    private final Options options;
    private final AtomicLongArray requests;
    private final Failures failures = new Failures();
    private final Map<String, Double> values = new LinkedHashMap<>();
    private volatile boolean stopped;

    Timeline(int workers, Workload workload, Options options) {
        this.workers = workers;
        this.workload = workload;
        this.options = options;
        this.requests = new AtomicLongArray((workers + 1) * APART);
    }

    String line() throws Exception {
        Hearts hearts = new Hearts();
        Stopwatch watch = new Stopwatch();
        workload.begin();
        Workers threads = new Workers(workers, this::work);
        for (int seconds : FIRST_S) {
            if (seconds <= options.warmupSeconds()) {
                watch.sleepUntil(seconds);
                values.put("first" + seconds + "s", done() / watch.seconds());
            }
        }
        watch.sleepUntil(options.warmupSeconds());
        values.put("gap.first", hearts.virtual().longestNs() / 1e6);
        final double firstBeats = hearts.virtual().beats() / watch.seconds();

        final double beats = measure(hearts);

        Thread sampled =
                Thread.ofPlatform()
                        .name(SAMPLED)
                        .start(() -> {
                            try {
                                Stopwatch.sleep(options.seconds());
                            } catch (InterruptedException e) {
                                Thread.currentThread().interrupt();
                            }
                        });
        sampled.join();
        stopped = true;
        double alone = alone(hearts, threads);
        values.put("errors", (double) failures.count());
        values.put("heartbeat", beats / alone);
        values.put("heartbeat.first", firstBeats / alone);
        hearts.stop();
        return values.entrySet().stream()
                .map(entry ->
                        String.format(
                                Locale.ROOT, "\"%s\":[%.4f]", entry.getKey(), entry.getValue()))
                .collect(Collectors.joining(",", "{\"values\":{", "}}"));
    }

    /** Returns how often a second the heart beat. */
    private double measure(Hearts hearts) throws InterruptedException {
        hearts.reset();
        final long doneBefore = done();
        Hearts.Rates rates = hearts.rates(options.seconds());
        values.put("", (done() - doneBefore) / rates.seconds());
        values.put("gap", hearts.virtual().longestNs() / 1e6);
        values.put("gap.os", hearts.machine().longestNs() / 1e6);
        values.put("beats.os", rates.machine());
        return rates.virtual();
    }

    private void work(int worker) {
        int counter = (worker + 1) * APART;
        while (!stopped) {
            try {
                workload.request(worker);
                requests.lazySet(counter, requests.getPlain(counter) + 1);
            } catch (Exception e) {
                if (!stopped && failures.add(e)) {
                    System.err.println("the first error: " + e);
                }
            }
        }
    }

    private long done() {
        long sum = workload.served();
        for (int i = 0; i < workers; i++) {
            sum += requests.get((i + 1) * APART);
        }
        return sum;
    }

    /**
     * How often a second the heart beats when there is nothing else to do. Where threads don't come
     * to an end it can't be measured, and it is what a perfect clock would do.
     */
    private double alone(Hearts hearts, Workers threads) throws Exception {
        if (!threads.join(options.patienceSeconds())) {
            return 1_000;
        }
        workload.close();
        return Math.max(1, hearts.rates(ALONE_SECONDS).virtual());
    }
}
