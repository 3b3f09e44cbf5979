package programs.harness;

import java.io.IOException;
import java.net.URI;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Loads a web server in another process: a fixed number of connections, each a thread of the OS
 * that sends one request after the other without a pause. Prints a line of JSON: a list with what
 * came of each kind of request.
 *
 * <p>Requests that are under way when the time is over are waited for, and count: whatever was
 * asked was answered, or is an error. Errors count from the first request on, also of those to warm
 * up.
 */
public final class HttpLoad {
    private static final int SILENCE_MS = 10_000;

    private final URI server;
    private volatile Map<String, Counts> counts = Map.of();
    private volatile boolean stopped;

    private HttpLoad(URI server) {
        this.server = server;
    }

    /** What came of one kind of request, in one phase. */
    private record Counts(
            AtomicLong asked, AtomicLong answered, Latencies latencies, Failures failures) {
        Counts(Failures failures) {
            this(new AtomicLong(), new AtomicLong(), new Latencies(), failures);
        }

        /** For what is to be counted from now on: it has the errors that were. */
        Counts next() {
            return new Counts(failures);
        }
    }

    /** One connection's requests: all for the same path, whose answer has to have so many bytes. */
    private record Requests(String kind, String path, int bytes) {
        /** Of {@code KIND:PATH:BYTES}. */
        static Requests parse(String text) {
            String[] parts = text.split(":", -1);
            if (parts.length == 3 && parts[1].startsWith("/") && parts[2].matches("\\d{1,9}")) {
                return new Requests(parts[0], parts[1], Integer.parseInt(parts[2]));
            }
            throw new IllegalArgumentException(text + ": must be KIND:/PATH:BYTES");
        }
    }

    /**
     * Runs it: {@code URL SECONDS WARMUP-SECONDS KIND:/PATH:BYTES...}, the last once for each
     * connection.
     *
     * @param args as above
     * @throws InterruptedException when interrupted
     * @throws IllegalArgumentException for arguments that make no sense
     */
    public static void main(String[] args) throws InterruptedException {
        if (args.length < 4) {
            throw new IllegalArgumentException("URL SECONDS WARMUP-SECONDS KIND:/PATH:BYTES...");
        }
        double seconds = Double.parseDouble(args[1]);
        double warmup = Double.parseDouble(args[2]);
        List<Requests> connections = new ArrayList<>();
        for (int i = 3; i < args.length; i++) {
            connections.add(Requests.parse(args[i]));
        }
        HttpLoad load = new HttpLoad(URI.create(args[0]));
        System.out.println(load.run(connections, seconds, warmup));
    }

    private String run(List<Requests> connections, double seconds, double warmup)
            throws InterruptedException {
        Map<String, Counts> warming = new LinkedHashMap<>();
        connections.forEach(c -> warming.putIfAbsent(c.kind(), new Counts(new Failures())));
        counts = warming;
        List<Thread> threads = new ArrayList<>();
        for (Requests requests : connections) {
            threads.add(Thread.ofPlatform().start(() -> ask(requests)));
        }
        Stopwatch.sleep(warmup);
        Map<String, Counts> measured = new LinkedHashMap<>();
        warming.forEach((kind, c) -> measured.put(kind, c.next()));
        counts = measured;
        Stopwatch watch = new Stopwatch();
        Stopwatch.sleep(seconds);
        stopped = true;
        for (Thread thread : threads) {
            thread.join();
        }
        double passed = watch.seconds();
        List<String> lines = new ArrayList<>();
        measured.forEach((kind, c) -> lines.add(json(kind, c, passed)));
        return "[" + String.join(",", lines) + "]";
    }

    private void ask(Requests requests) {
        try (HttpConnection connection = new HttpConnection(server, SILENCE_MS)) {
            while (!stopped) {
                Counts c = counts.get(requests.kind());
                c.asked().incrementAndGet();
                long begin = System.nanoTime();
                try {
                    connection.get(requests.path(), requests.bytes());
                    c.latencies().add(System.nanoTime() - begin);
                    c.answered().incrementAndGet();
                } catch (IOException e) {
                    c.failures().add(e);
                }
            }
        } catch (IOException e) {
            counts.get(requests.kind()).failures().add(e);
        }
    }

    private static String json(String kind, Counts c, double seconds) {
        long answered = c.answered().get();
        return String.format(
                Locale.ROOT,
                "{\"kind\":\"%s\",\"seconds\":%.3f,\"requests\":%d,\"answered\":%d,"
                        + "\"requests_per_s\":%.2f,\"p50_ms\":%.3f,\"p99_ms\":%.3f,"
                        + "\"errors\":%d,\"first_error\":%s}",
                kind,
                seconds,
                c.asked().get(),
                answered,
                answered / seconds,
                c.latencies().quantileNs(0.5) / 1e6,
                c.latencies().quantileNs(0.99) / 1e6,
                c.failures().count(),
                c.failures().firstAsJson());
    }
}
