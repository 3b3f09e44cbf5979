package dev.baton.metrics;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.io.FileInputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.concurrent.Executors;

/** The example: a service on virtual threads whose {@code /metrics} a Prometheus reads. */
final class ScrapedService {
    private ScrapedService() {}

    /** Says its port, and ends with its standard input. */
    public static void main(String[] args) throws Exception {
        PrometheusMeterRegistry registry = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
        new BatonMetrics().bindTo(registry);
        InetSocketAddress address = new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
        HttpServer server = HttpServer.create(address, 0);
        server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
        server.createContext("/metrics", exchange -> answer(exchange, registry.scrape()));
        server.createContext("/work", exchange -> answer(exchange, work()));
        server.start();
        System.out.println(server.getAddress().getPort());
        System.in.read();
        server.stop(0);
        System.exit(0);
    }

    private static String work() throws IOException {
        try (FileInputStream in = new FileInputStream("/proc/self/stat")) {
            return Integer.toString(in.readAllBytes().length);
        }
    }

    private static void answer(HttpExchange exchange, String text) throws IOException {
        byte[] body = text.getBytes(UTF_8);
        exchange.getResponseHeaders().set("Content-Type", "text/plain; version=0.0.4");
        exchange.sendResponseHeaders(200, body.length);
        exchange.getResponseBody().write(body);
        exchange.close();
    }
}
