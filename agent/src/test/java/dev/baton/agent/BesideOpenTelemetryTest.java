package dev.baton.agent;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import java.io.File;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * OpenTelemetry's agent beside ours. It changes classes of the JDK by the hundred, VirtualThread
 * among them, and hands its context from thread to thread. Its spans go to standard error and
 * nowhere else.
 */
class BesideOpenTelemetryTest {
    private static final List<String> NO_NETWORK =
            List.of(
                    "-Dotel.traces.exporter=console",
                    "-Dotel.metrics.exporter=none",
                    "-Dotel.logs.exporter=none");

    /** A span as it is shown: its name, its trace, itself, its kind. */
    private static final Pattern SPAN =
            Pattern.compile("'(GET[^']*)' : (\\w{32}) \\w{16} (CLIENT|SERVER)");

    /** A virtual thread calls a server whose handlers are virtual threads. */
    static final class Calls {
        public static void main(String[] args) throws Exception {
            InetAddress here = InetAddress.getLoopbackAddress();
            HttpServer server = HttpServer.create(new InetSocketAddress(here, 0), 0);
            try (ExecutorService handlers = Executors.newVirtualThreadPerTaskExecutor();
                    ExecutorService callers = Executors.newVirtualThreadPerTaskExecutor()) {
                server.setExecutor(handlers);
                server.createContext(
                        "/hello",
                        exchange -> {
                            show("served");
                            exchange.sendResponseHeaders(200, -1);
                            exchange.close();
                        });
                server.start();
                int port = server.getAddress().getPort();
                System.out.println(callers.submit(() -> call(port)).get());
            } // and the server's span is at its end, too
            server.stop(0);
        }

        private static int call(int port) throws Exception {
            show("calls");
            HttpRequest request =
                    HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + "/hello"))
                            .build();
            try (HttpClient client = HttpClient.newHttpClient()) {
                return client.send(request, HttpResponse.BodyHandlers.discarding()).statusCode();
            }
        }

        private static void show(String what) {
            boolean onBaton = Thread.currentThread().toString().contains("@baton-main-M");
            System.out.println(what + " on Baton: " + onBaton);
        }
    }

    @ParameterizedTest(name = "ours first: {0}")
    @ValueSource(booleans = {true, false})
    void virtualThreadsAreGsAndTheirSpansAreOfOneTrace(boolean oursFirst) throws Exception {
        List<String> flags = new ArrayList<>(NO_NETWORK);
        flags.add(openTelemetry());
        flags.add(oursFirst ? 0 : flags.size(), JavaRun.agent("strict,stats"));

        JavaRun run = JavaRun.java(flags, Calls.class);

        assertThat(run.exitCode()).as(run.err()).isZero();
        assertThat(run.out()).isEqualTo("calls on Baton: true\nserved on Baton: true\n200\n");
        assertThat(run.err())
                .contains("opentelemetry-javaagent - version")
                // The last one has ended, and its M may be about to put it away.
                .containsPattern("\"gStarted\":[2-9],\"gLive\":[01],")
                .doesNotContainPattern("baton: (?!\\{)") // but for the counters
                .doesNotContain("WARN", "ERROR");
        List<MatchResult> spans = SPAN.matcher(run.err()).results().toList();
        assertThat(spans)
                .extracting(span -> span.group(3))
                .containsExactlyInAnyOrder("CLIENT", "SERVER");
        assertThat(spans).extracting(span -> span.group(2)).containsOnly(spans.getFirst().group(2));
    }

    private static String openTelemetry() {
        String jar =
                Arrays.stream(System.getProperty("java.class.path").split(File.pathSeparator))
                        .filter(entry -> entry.contains("opentelemetry-javaagent"))
                        .findFirst()
                        .orElseThrow();
        return "-javaagent:" + jar;
    }
}
