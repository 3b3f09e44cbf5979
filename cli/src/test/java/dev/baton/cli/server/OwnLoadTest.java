package dev.baton.cli.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class OwnLoadTest {
    private static final String ANSWER = "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok";

    private static URI url(ServerSocket server) {
        return URI.create("http://127.0.0.1:" + server.getLocalPort());
    }

    private static ServerSocket listen() throws IOException {
        return new ServerSocket(0, 100, InetAddress.getLoopbackAddress());
    }

    /** Answers so many requests of a connection, and closes it. */
    private static void serve(ServerSocket server, int requests, AtomicInteger answered) {
        Thread.startVirtualThread(() -> {
            try {
                while (true) {
                    Socket socket = server.accept();
                    Thread.startVirtualThread(() -> answer(socket, requests, answered));
                }
            } catch (IOException e) {
                // The test is over.
            }
        });
    }

    private static void answer(Socket socket, int requests, AtomicInteger answered) {
        try (socket) {
            InputStream in = socket.getInputStream();
            int length = HttpAnswer.request().length;
            for (int i = 0; i < requests; i++) {
                if (in.readNBytes(length).length < length) {
                    return;
                }
                answered.incrementAndGet();
                socket.getOutputStream().write(ANSWER.getBytes(StandardCharsets.US_ASCII));
            }
        } catch (IOException e) {
            // The client has enough.
        }
    }

    @Test
    void itCountsTheAnswersThatTheServerGave() throws Exception {
        AtomicInteger answered = new AtomicInteger();
        try (ServerSocket server = listen();
                OwnLoad load = OwnLoad.start(List.of())) {
            serve(server, Integer.MAX_VALUE, answered);

            LoadFigures figures = load.run(url(server), 3, 0.1);

            // Of each connection the last may still have been under way.
            assertThat(figures.requests())
                    .isPositive()
                    .isBetween(answered.get() - 3L, (long) answered.get());
            assertThat(figures.errors()).isZero();
        }
    }

    @Test
    void aConnectionThatTheServerClosesIsAnErrorAndTheOthersGoOn() throws Exception {
        AtomicInteger answered = new AtomicInteger();
        try (ServerSocket server = listen();
                OwnLoad load = OwnLoad.start(List.of())) {
            serve(server, 5, answered);

            assertThat(load.run(url(server), 4, 60))
                    .satisfies(figures -> {
                        assertThat(figures.requests()).isEqualTo(4 * 5);
                        assertThat(figures.errors()).isEqualTo(4);
                    });
        }
    }

    @Test
    void aServerThatIsNotThereIsAnErrorForEachConnectionAndTheClientStays() throws Exception {
        URI nobody;
        try (ServerSocket server = listen()) {
            nobody = url(server);
        }
        try (OwnLoad load = OwnLoad.start(List.of())) {
            assertThat(load.run(nobody, 2, 60).errors()).isEqualTo(2);
            assertThat(load.run(nobody, 3, 60).errors()).isEqualTo(3);
        }
    }
}
