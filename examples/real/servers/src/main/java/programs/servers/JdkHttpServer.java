package programs.servers;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.concurrent.Executors;

/** The JDK's own web server: {@code virtual|platform}. */
public final class JdkHttpServer {
    private JdkHttpServer() {}

    /**
     * Serves.
     *
     * @param args as above
     * @throws IOException when it can't
     */
    public static void main(String[] args) throws IOException {
        // Head and body are two writes: without this the second waits for the other side.
        System.setProperty("sun.net.httpserver.nodelay", "true");
        // By default it closes what is idle beyond 200 connections.
        System.setProperty("sun.net.httpserver.maxIdleConnections", "" + Serving.MAX_CONNECTIONS);
        byte[] body = Answer.body();
        HttpServer server =
                HttpServer.create(
                        new InetSocketAddress(Serving.address(), 0), Serving.MAX_CONNECTIONS);
        server.setExecutor(
                Serving.isVirtual(args)
                        ? Executors.newVirtualThreadPerTaskExecutor()
                        : Executors.newFixedThreadPool(Serving.POOL_THREADS));
        server.createContext(
                "/",
                exchange -> {
                    try (exchange) {
                        exchange.sendResponseHeaders(200, body.length);
                        exchange.getResponseBody().write(body);
                    }
                });
        server.start();
        Serving.untilInputEnds(server.getAddress().getPort());
    }
}
