package dev.baton.cli.process;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Scanner;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;

/**
 * A server that answers {@code GET /health} on virtual threads, and stops its scheduler when it is
 * told so: virtual threads compute on all threads that there may be. Ends when its standard input
 * does.
 */
public final class StallingServer {
    private static volatile boolean stalled;

    private StallingServer() {}

    /**
     * Begins. Lines of the input: stall, go on; each is answered when it is so.
     *
     * @param args how many threads there may be
     */
    public static void main(String[] args) throws Exception {
        HttpServer server =
                HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/health", StallingServer::answer);
        server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
        server.start();
        System.out.println("ready");
        System.out.println(server.getAddress().getPort());
        int most = Integer.parseInt(args[0]);
        List<Thread> computing = new ArrayList<>();
        Scanner in = new Scanner(System.in, StandardCharsets.UTF_8);
        while (in.hasNextLine()) {
            stalled = in.nextLine().equals("stall");
            if (stalled) {
                CountDownLatch running = new CountDownLatch(most);
                for (int i = 0; i < most; i++) {
                    computing.add(Thread.startVirtualThread(() -> compute(running)));
                }
                running.await();
            } else {
                for (Thread thread : computing) {
                    thread.join();
                }
            }
            System.out.println(stalled ? "stalled" : "going on");
        }
        System.exit(0);
    }

    private static void compute(CountDownLatch running) {
        running.countDown();
        while (stalled) {
            Thread.onSpinWait();
        }
    }

    private static void answer(HttpExchange exchange) throws IOException {
        exchange.sendResponseHeaders(200, -1);
        exchange.close();
    }
}
