package dev.baton.conformance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.URLConnection;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpTimeoutException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The JDK's HTTP server and client, with a virtual thread for each request. */
@OnVirtualThreads
class HttpTest {
    private final CountDownLatch release = new CountDownLatch(1);
    private final CountDownLatch waiting = new CountDownLatch(1);

    private ExecutorService executor;
    private HttpServer server;
    private HttpClient client;

    @BeforeEach
    void start() throws IOException {
        executor = Executors.newVirtualThreadPerTaskExecutor();
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.setExecutor(executor);
        server.createContext(
                "/echo",
                exchange -> {
                    byte[] body = exchange.getRequestBody().readAllBytes();
                    exchange.sendResponseHeaders(200, body.length == 0 ? -1 : body.length);
                    exchange.getResponseBody().write(body);
                    exchange.close();
                });
        server.createContext(
                "/wait",
                exchange -> {
                    waiting.countDown();
                    try {
                        release.await();
                    } catch (InterruptedException e) {
                        Thread.currentThread().interrupt();
                    }
                    exchange.sendResponseHeaders(204, -1);
                    exchange.close();
                });
        server.start();
        client = HttpClient.newBuilder().executor(executor).build();
    }

    @AfterEach
    void stop() {
        release.countDown();
        client.shutdownNow();
        server.stop(0);
        executor.shutdownNow();
    }

    private HttpRequest.Builder request(String path) {
        return HttpRequest.newBuilder(
                URI.create("http://127.0.0.1:" + server.getAddress().getPort() + path));
    }

    @Test
    @Says(
            of = HttpClient.class,
            value =
                    "Sends the given request using this client, blocking if necessary to get the"
                            + " response.")
    void sendReturnsTheResponse() throws Exception {
        var response =
                client.send(
                        request("/echo").POST(HttpRequest.BodyPublishers.ofString("text")).build(),
                        HttpResponse.BodyHandlers.ofString());
        assertThat(response.statusCode()).isEqualTo(200);
        assertThat(response.body()).isEqualTo("text");
    }

    @Test
    @Says(
            of = HttpClient.class,
            value =
                    "Sends the given request asynchronously using this client with the given"
                            + " response body handler.")
    void sendAsyncCompletes() throws Exception {
        List<CompletableFuture<HttpResponse<String>>> all = new ArrayList<>();
        for (int i = 0; i < 50; i++) {
            all.add(
                    client.sendAsync(
                            request("/echo")
                                    .POST(HttpRequest.BodyPublishers.ofString("text " + i))
                                    .build(),
                            HttpResponse.BodyHandlers.ofString()));
        }
        for (int i = 0; i < 50; i++) {
            assertThat(all.get(i).get().body()).isEqualTo("text " + i);
        }
    }

    @Test
    @Says(of = HttpClient.class, value = "InterruptedException if the operation is interrupted")
    void sendIsInterrupted() throws Exception {
        Task<HttpResponse<Void>> task =
                Task.call(() ->
                        client.send(
                                request("/wait").build(), HttpResponse.BodyHandlers.discarding()));
        waiting.await();
        task.thread().interrupt();
        assertThatThrownBy(task::result).isInstanceOf(InterruptedException.class);
    }

    @Test
    @Says(
            of = HttpRequest.Builder.class,
            value =
                    "If the response is not received within the specified timeout then an"
                            + " HttpTimeoutException is thrown from HttpClient::send")
    void sendGivesUpAfterItsTime() {
        assertThatThrownBy(() ->
                        client.send(
                                request("/wait").timeout(Duration.ofMillis(20)).build(),
                                HttpResponse.BodyHandlers.discarding()))
                .isInstanceOf(HttpTimeoutException.class);
    }

    @Test
    @Says(
            of = HttpServer.class,
            value = "All HTTP requests are handled in tasks given to the executor.")
    void requestsAreHandledInVirtualThreads() throws Exception {
        server.createContext(
                "/virtual",
                exchange -> {
                    exchange.sendResponseHeaders(
                            Thread.currentThread().isVirtual() ? 200 : 500, -1);
                    exchange.close();
                });
        assertThat(
                        client.send(
                                        request("/virtual").build(),
                                        HttpResponse.BodyHandlers.discarding())
                                .statusCode())
                .isEqualTo(200);
    }

    @Test
    @Says(
            of = URLConnection.class,
            value = "Returns an input stream that reads from this open connection.")
    void urlConnectionsBlockTheSameWay() throws Exception {
        var connection = request("/echo").build().uri().toURL().openConnection();
        connection.setDoOutput(true);
        connection.getOutputStream().write(new byte[] {1, 2, 3});
        assertThat(connection.getInputStream().readAllBytes()).hasSize(3);
    }
}
