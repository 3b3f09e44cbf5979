package programs.harness;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
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

    private final Workload workload;
    private final Options options;
    private final Heartbeat heart = new Heartbeat();
    private final Heartbeat machine = new Heartbeat();
    private final AtomicLongArray requests;
    private final AtomicLong errors = new AtomicLong();
    private final Map<String, Double> values = new LinkedHashMap<>();
    private volatile boolean stopped;

    Timeline(Workload workload, Options options) {
        this.workload = workload;
        this.options = options;
        this.requests = new AtomicLongArray((workload.workers() + 1) * APART);
    }

    String line() throws Exception {
        Thread.ofPlatform().daemon().start(machine);
        Thread.ofVirtual().name("heartbeat").start(heart);
        final long beginNs = System.nanoTime();
        workload.begin();
        List<Thread> workers = new ArrayList<>();
        for (int i = 0; i < workload.workers(); i++) {
            int worker = i;
            workers.add(Thread.ofVirtual().name("worker " + i).start(() -> work(worker)));
        }
        for (int seconds : FIRST_S) {
            if (seconds <= options.warmupSeconds()) {
                sleepUntil(beginNs, seconds);
                values.put("first" + seconds + "s", done() / secondsSince(beginNs));
            }
        }
        sleepUntil(beginNs, options.warmupSeconds());
        values.put("gap.first", heart.longestNs() / 1e6);
        final double firstBeats = heart.beats() / secondsSince(beginNs);

        final double beats = measure();

        Thread sampled =
                Thread.ofPlatform()
                        .name(SAMPLED)
                        .start(() -> {
                            try {
                                Measurement.sleep(options.seconds());
                            } catch (InterruptedException e) {
                                Thread.currentThread().interrupt();
                            }
                        });
        sampled.join();
        stopped = true;
        double alone = alone(workers);
        values.put("errors", errors.doubleValue());
        values.put("heartbeat", beats / alone);
        values.put("heartbeat.first", firstBeats / alone);
        heart.stop();
        machine.stop();
        return values.entrySet().stream()
                .map(entry ->
                        String.format(
                                Locale.ROOT, "\"%s\":[%.4f]", entry.getKey(), entry.getValue()))
                .collect(Collectors.joining(",", "{\"values\":{", "}}"));
    }

    /** Returns how often a second the heart beat. */
    private double measure() throws InterruptedException {
        heart.reset();
        machine.reset();
        final long doneBefore = done();
        final long beatsBefore = heart.beats();
        final long machineBefore = machine.beats();
        long beginNs = System.nanoTime();
        Measurement.sleep(options.seconds());
        double seconds = secondsSince(beginNs);
        values.put("", (done() - doneBefore) / seconds);
        values.put("gap", heart.longestNs() / 1e6);
        values.put("gap.os", machine.longestNs() / 1e6);
        values.put("beats.os", (machine.beats() - machineBefore) / seconds);
        return (heart.beats() - beatsBefore) / seconds;
    }

    private void work(int worker) {
        int counter = (worker + 1) * APART;
        while (!stopped) {
            try {
                workload.request(worker);
                requests.lazySet(counter, requests.getPlain(counter) + 1);
            } catch (Exception e) {
                if (!stopped && errors.getAndIncrement() == 0) {
                    System.err.println("the first error: " + e);
                }
            }
        }
    }

    private long done() {
        long sum = workload.served();
        for (int i = 0; i < workload.workers(); i++) {
            sum += requests.get((i + 1) * APART);
        }
        return sum;
    }

    /**
     * How often a second the heart beats when there is nothing else to do. Where threads don't come
     * to an end it can't be measured, and it is what a perfect clock would do.
     */
    private double alone(List<Thread> workers) throws Exception {
        if (!Measurement.join(workers, options.patienceSeconds())) {
            return 1_000;
        }
        workload.close();
        long before = heart.beats();
        long beginNs = System.nanoTime();
        Measurement.sleep(ALONE_SECONDS);
        return Math.max(1, (heart.beats() - before) / secondsSince(beginNs));
    }

    private static void sleepUntil(long beginNs, double seconds) throws InterruptedException {
        Measurement.sleep(Math.max(0, seconds - secondsSince(beginNs)));
    }

    private static double secondsSince(long beginNs) {
        return (System.nanoTime() - beginNs) / 1e9;
    }
}
