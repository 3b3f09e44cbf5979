package programs.jdk;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.Executors;
import programs.harness.HttpClients;
import programs.harness.Measurement;
import programs.harness.Options;
import programs.harness.Workload;

/** The JDK's web server and its HttpClient: half of the clients fetch files, half bring some. */
public final class HttpFiles implements Workload {
    private static final int WORKERS = 8;
    private static final int FILE_BYTES = 64 << 10;

    private final Path directory;
    private final Path source;
    private final HttpServer server;
    private final URI base;
    private final HttpClient client = HttpClients.onVirtualThreads();

    private HttpFiles(Options options) throws IOException {
        directory = options.directory();
        source = Files.write(directory.resolve("source"), new byte[FILE_BYTES]);
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
        server.createContext("/", this::handle);
        server.start();
        base = URI.create("http://127.0.0.1:" + server.getAddress().getPort());
    }

    /**
     * Runs it.
     *
     * @param args of {@link Options}
     * @throws Exception when it can't begin
     */
    public static void main(String[] args) throws Exception {
        Measurement.run("http", WORKERS, HttpFiles::new, args);
    }

    private void handle(HttpExchange exchange) throws IOException {
        try (exchange) {
            if (exchange.getRequestMethod().equals("GET")) {
                exchange.sendResponseHeaders(200, FILE_BYTES);
                try (InputStream in = Files.newInputStream(source)) {
                    in.transferTo(exchange.getResponseBody());
                }
                return;
            }
            Path file = directory.resolve("put" + exchange.getRequestURI().getPath().substring(1));
            try (OutputStream out = Files.newOutputStream(file)) {
                exchange.getRequestBody().transferTo(out);
            }
            exchange.sendResponseHeaders(204, -1);
        }
    }

    @Override
    public void request(int worker) throws IOException, InterruptedException {
        HttpRequest.Builder request = HttpRequest.newBuilder(base.resolve("/" + worker));
        HttpResponse<?> response;
        if (worker % 2 == 0) {
            response =
                    client.send(
                            request.build(),
                            HttpResponse.BodyHandlers.ofFile(directory.resolve("got" + worker)));
        } else {
            response =
                    client.send(
                            request.PUT(HttpRequest.BodyPublishers.ofFile(source)).build(),
                            HttpResponse.BodyHandlers.discarding());
        }
        if (response.statusCode() / 100 != 2) {
            throw new IOException(response + ": status " + response.statusCode());
        }
    }

    @Override
    public void close() {
        client.shutdownNow();
        server.stop(0);
    }
}
