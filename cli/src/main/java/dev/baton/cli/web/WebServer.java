package dev.baton.cli.web;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.sun.net.httpserver.Headers;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.baton.cli.web.Admission.Decision;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/**
 * Serves one page, the events that it shows and stacks that it asks for, to {@link Admission who
 * may have them}. Listens on 127.0.0.1 alone.
 */
public final class WebServer implements AutoCloseable {
    /** One person has a few windows; each is a connection that stays. */
    private static final int MOST_WATCHERS = 16;

    /** So often a word is sent where there is no event, to find out who has gone. */
    private static final long STILL_HERE_MS = 10_000;

    private static final long LAST_WORDS_MS = 1_000;

    private final HttpServer server;
    private final ExecutorService threads;
    private final Admission admission;
    private final WebPage page;
    private final Stacks stacks;
    private final Feed feed = new Feed(MOST_WATCHERS);

    /** Says what stack a G has. */
    @FunctionalInterface
    public interface Stacks {
        /**
         * Asks.
         *
         * @param g its number
         * @return the frames, a line each
         * @throws IOException where there is none; the message says why
         */
        String of(long g) throws IOException;
    }

    private WebServer(HttpServer server, WebPage page, Stacks stacks) {
        this.server = server;
        this.page = page;
        this.stacks = stacks;
        this.admission = new Admission(server.getAddress().getPort(), Admission.newToken());
        this.threads = Executors.newVirtualThreadPerTaskExecutor();
    }

    /**
     * Listens, from now on.
     *
     * @param port 0 for any that is free
     * @param stacks is asked by several threads
     * @return the server
     * @throws IOException where it can't listen there
     */
    public static WebServer open(int port, Stacks stacks) throws IOException {
        return open(InetAddress.ofLiteral("127.0.0.1"), port, stacks);
    }

    /** For a test: listens elsewhere. */
    static WebServer open(InetAddress address, int port, Stacks stacks) throws IOException {
        // Whoever is on this machine can connect, and say nothing.
        System.setProperty("jdk.httpserver.maxConnections", "64");
        System.setProperty("sun.net.httpserver.maxReqTime", "10");
        WebPage page = WebPage.load();
        HttpServer http = HttpServer.create(new InetSocketAddress(address, port), 0);
        WebServer server = new WebServer(http, page, stacks);
        http.setExecutor(server.threads);
        http.createContext("/", server::answer);
        http.start();
        return server;
    }

    /**
     * Where the page is: for the person alone whose it is, and in no log.
     *
     * @return with the token in it
     */
    public String address() {
        return "http://127.0.0.1:" + admission.port() + admission.prefix();
    }

    /**
     * What it tells.
     *
     * @return to be told what happens
     */
    public Feed feed() {
        return feed;
    }

    private void answer(HttpExchange exchange) throws IOException {
        try (exchange) {
            List<String> hosts = exchange.getRequestHeaders().getOrDefault("Host", List.of());
            String path = exchange.getRequestURI().getRawPath();
            Decision decision =
                    admission.decide(
                            exchange.getRequestMethod(),
                            hosts.size() == 1 ? hosts.getFirst() : null,
                            path == null ? "" : path);
            protect(exchange.getResponseHeaders());
            if (decision != Decision.ADMITTED) {
                send(exchange, decision.status(), "text/plain", decision.why() + "\n");
                return;
            }
            switch (path.substring(admission.prefix().length())) {
                case Admission.EVENTS -> sendEvents(exchange);
                case Admission.STACK -> sendStack(exchange);
                default -> send(exchange, 200, "text/html", page.html());
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt(); // the server ends
        }
    }

    private void protect(Headers headers) {
        headers.set("Cache-Control", "no-store");
        headers.set("Content-Security-Policy", page.policy());
        headers.set("Cross-Origin-Opener-Policy", "same-origin");
        headers.set("Cross-Origin-Resource-Policy", "same-origin");
        headers.set("Referrer-Policy", "no-referrer"); // the token is in the address
        headers.set("X-Content-Type-Options", "nosniff");
    }

    private void sendStack(HttpExchange exchange) throws IOException {
        String query = exchange.getRequestURI().getRawQuery();
        if (query == null || !query.matches("g=\\d{1,18}")) {
            send(exchange, 400, "text/plain", "stack needs the number of a G: ?g=7\n");
            return;
        }
        String stack;
        try {
            stack = stacks.of(Long.parseLong(query.substring("g=".length())));
        } catch (IOException e) {
            send(exchange, 404, "text/plain", e.getMessage() + "\n");
            return;
        }
        send(exchange, 200, "text/plain", stack);
    }

    private void sendEvents(HttpExchange exchange) throws IOException, InterruptedException {
        try (Feed.Subscription subscription = feed.subscribe()) {
            if (subscription == null) {
                send(exchange, 503, "text/plain", "too many windows have this page open\n");
                return;
            }
            exchange.getResponseHeaders().set("Content-Type", "text/event-stream; charset=utf-8");
            exchange.sendResponseHeaders(200, 0);
            OutputStream out = exchange.getResponseBody();
            while (!subscription.isOver()) {
                Feed.Event event = subscription.next(STILL_HERE_MS);
                out.write((event == null ? ":\n\n" : event.text()).getBytes(UTF_8));
                out.flush();
            }
        }
    }

    private static void send(HttpExchange exchange, int status, String type, String text)
            throws IOException {
        byte[] body = text.getBytes(UTF_8);
        exchange.getResponseHeaders().set("Content-Type", type + "; charset=utf-8");
        exchange.sendResponseHeaders(status, body.length == 0 ? -1 : body.length);
        exchange.getResponseBody().write(body);
    }

    /**
     * Tells all who watch that it was the last, and listens no more.
     *
     * @param last what they are told
     * @throws InterruptedException when interrupted while they are
     */
    public void end(Feed.Event last) throws InterruptedException {
        feed.end(last);
        feed.awaitNobody(LAST_WORDS_MS); // who does not read is not waited for
        close();
    }

    @Override
    public void close() {
        server.stop(0);
        threads.shutdownNow();
    }
}
