package dev.baton.metrics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import java.io.IOException;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A real Prometheus reads the service and answers what the dashboard asks. */
@Timeout(120)
class PrometheusTest {
    private static final Pattern EXPRESSION =
            Pattern.compile("\"expr\": \"((?:[^\"\\\\]|\\\\.)*)\"");

    @TempDir private Path dir;

    private static Path onPath(String program) {
        return Stream.of(System.getenv("PATH").split(":", -1))
                .map(folder -> Path.of(folder, program))
                .filter(Files::isExecutable)
                .findFirst()
                .orElse(null);
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }

    private Process start(Path prometheus, int port, int scraped) throws IOException {
        Path config = dir.resolve("prometheus.yml");
        Files.writeString(
                config,
                """
                global:
                  scrape_interval: 200ms
                scrape_configs:
                  - job_name: service
                    static_configs:
                      - targets: ["localhost:%d"]
                """
                        .formatted(scraped));
        return new ProcessBuilder(
                        prometheus.toString(),
                        "--config.file=" + config,
                        "--storage.tsdb.path=" + dir.resolve("data"),
                        "--web.listen-address=127.0.0.1:" + port)
                .redirectErrorStream(true)
                .redirectOutput(dir.resolve("prometheus.log").toFile())
                .start();
    }

    /** What it answers; an empty text while it does not listen yet. */
    private static String ask(HttpClient client, int port, String expression) throws Exception {
        String query = URLEncoder.encode(expression, StandardCharsets.UTF_8);
        URI uri = URI.create("http://127.0.0.1:" + port + "/api/v1/query?query=" + query);
        try {
            return client.send(HttpRequest.newBuilder(uri).build(), BodyHandlers.ofString()).body();
        } catch (ConnectException e) {
            return "";
        }
    }

    private static Set<String> expressions() throws Exception {
        Set<String> all = new TreeSet<>();
        Matcher expression = EXPRESSION.matcher(MetricsTest.dashboard());
        while (expression.find()) {
            all.add(expression.group(1).replace("\\\"", "\"").replace("$instance", ".*"));
        }
        return all;
    }

    @Test
    void eachExpressionOfTheDashboardHasAnAnswer() throws Exception {
        Path prometheus = onPath("prometheus");
        assumeThat(prometheus)
                .as("no prometheus on the PATH: nothing scrapes the example")
                .isNotNull();
        int port = freePort();
        Set<String> left = expressions();
        assertThat(left).hasSizeGreaterThanOrEqualTo(Figure.values().length);
        try (Service service = Service.start();
                HttpClient client = HttpClient.newHttpClient()) {
            Process process = start(prometheus, port, service.port());
            try {
                while (!left.isEmpty() && process.isAlive()) {
                    service.get("/work");
                    for (String expression : List.copyOf(left)) {
                        if (ask(client, port, expression).contains("\"value\":[")) {
                            left.remove(expression);
                        }
                    }
                }
                assertThat(left).as(Files.readString(dir.resolve("prometheus.log"))).isEmpty();
            } finally {
                process.destroyForcibly().waitFor();
            }
        }
    }
}
