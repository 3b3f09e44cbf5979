package dev.baton;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpServer;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.ByteBuffer;
import java.nio.channels.Pipe;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Sockets without the agent, which the JDK waits for in its poller, and selectors, in {@code
 * epoll}.
 */
class SocketTest {
    private static final InetAddress LOOPBACK = InetAddress.getLoopbackAddress();

    @RegisterExtension private final Watchdog watchdog = new Watchdog();

    @ParameterizedTest(name = "{0} Ps")
    @ValueSource(ints = {1, 2})
    void aHundredClientsTalkToAServer(int procs) throws Exception {
        Baton baton = watchdog.baton(procs);
        int clients = 100;
        try (ServerSocket server = new ServerSocket(0, clients, LOOPBACK);
                ExecutorService executor = baton.newVirtualThreadPerTaskExecutor()) {
            Future<?> acceptor =
                    executor.submit(() -> {
                        for (int i = 0; i < clients; i++) {
                            Socket socket = server.accept();
                            Thread.startVirtualThread(() -> echo(socket));
                        }
                        return null;
                    });
            List<Future<String>> answers = new ArrayList<>();
            for (int i = 0; i < clients; i++) {
                String name = "client " + i;
                answers.add(
                        executor.submit(() -> {
                            try (Socket socket = new Socket(LOOPBACK, server.getLocalPort())) {
                                String last = "";
                                for (int n = 0; n < 10; n++) {
                                    last = ask(socket, name + " line " + n);
                                }
                                return last;
                            }
                        }));
            }
            acceptor.get();
            for (int i = 0; i < clients; i++) {
                assertThat(answers.get(i).get()).isEqualTo("client " + i + " line 9");
            }
        }
    }

    @Test
    void aReadTimesOut() throws Exception {
        Baton baton = watchdog.baton(1);
        try (ServerSocket server = new ServerSocket(0, 1, LOOPBACK);
                ExecutorService executor = baton.newVirtualThreadPerTaskExecutor()) {
            Future<?> reader =
                    executor.submit(() -> {
                        try (Socket socket = new Socket(LOOPBACK, server.getLocalPort())) {
                            socket.setSoTimeout(5);
                            return socket.getInputStream().read();
                        }
                    });
            assertThatThrownBy(reader::get)
                    .isInstanceOf(ExecutionException.class)
                    .hasCauseInstanceOf(SocketTimeoutException.class);
        }
    }

    @Test
    void closingASocketEndsTheReadOfAnotherG() throws Exception {
        Baton baton = watchdog.baton(1);
        try (ServerSocket server = new ServerSocket(0, 1, LOOPBACK);
                ExecutorService executor = baton.newVirtualThreadPerTaskExecutor()) {
            Socket socket = new Socket(LOOPBACK, server.getLocalPort());
            CountDownLatch reading = new CountDownLatch(1);
            Future<Integer> reader =
                    executor.submit(() -> {
                        reading.countDown();
                        return socket.getInputStream().read();
                    });
            reading.await();
            Future<?> closer =
                    executor.submit(() -> {
                        socket.close();
                        return null;
                    });
            assertThatThrownBy(reader::get).hasCauseInstanceOf(SocketException.class);
            closer.get();
        }
    }

    @Test
    void anInterruptEndsARead() throws Exception {
        Baton baton = watchdog.baton(1);
        try (ServerSocket server = new ServerSocket(0, 1, LOOPBACK);
                Socket socket = new Socket(LOOPBACK, server.getLocalPort());
                ExecutorService executor = baton.newVirtualThreadPerTaskExecutor()) {
            Thread[] reader = new Thread[1];
            CountDownLatch reading = new CountDownLatch(1);
            Future<Integer> read =
                    executor.submit(() -> {
                        reader[0] = Thread.currentThread();
                        reading.countDown();
                        return socket.getInputStream().read();
                    });
            reading.await();
            Await.state(reader[0], Thread.State.WAITING);
            reader[0].interrupt();
            assertThatThrownBy(read::get).hasCauseInstanceOf(SocketException.class);
        }
    }

    @Test
    void datagramsArrive() throws Exception {
        Baton baton = watchdog.baton(1);
        try (DatagramSocket receiver = new DatagramSocket(0, LOOPBACK);
                DatagramSocket sender = new DatagramSocket(0, LOOPBACK);
                ExecutorService executor = baton.newVirtualThreadPerTaskExecutor()) {
            Future<String> received =
                    executor.submit(() -> {
                        DatagramPacket packet = new DatagramPacket(new byte[100], 100);
                        receiver.receive(packet);
                        return new String(packet.getData(), 0, packet.getLength(), UTF_8);
                    });
            Future<?> sent =
                    executor.submit(() -> {
                        byte[] data = "a datagram".getBytes(UTF_8);
                        sender.send(
                                new DatagramPacket(
                                        data, data.length, receiver.getLocalSocketAddress()));
                        return null;
                    });
            sent.get();
            assertThat(received.get()).isEqualTo("a datagram");
        }
    }

    @ParameterizedTest(name = "{0} Ps")
    @ValueSource(ints = {1, 2})
    void aSelectorServesItsChannelsBesideOtherGs(int procs) throws Exception {
        Baton baton = watchdog.baton(procs);
        int clients = 20;
        try (ServerSocketChannel server = ServerSocketChannel.open();
                Selector selector = Selector.open();
                ExecutorService executor = baton.newVirtualThreadPerTaskExecutor()) {
            server.bind(new InetSocketAddress(LOOPBACK, 0));
            server.configureBlocking(false);
            server.register(selector, SelectionKey.OP_ACCEPT);
            Future<Integer> loop = executor.submit(() -> echoUntilClosed(selector, clients));
            List<Future<String>> answers = new ArrayList<>();
            InetSocketAddress address = (InetSocketAddress) server.getLocalAddress();
            for (int i = 0; i < clients; i++) {
                String name = "client " + i;
                answers.add(
                        executor.submit(() -> {
                            try (Socket socket = new Socket(LOOPBACK, address.getPort())) {
                                return ask(socket, name);
                            }
                        }));
            }
            for (int i = 0; i < clients; i++) {
                assertThat(answers.get(i).get()).isEqualTo("client " + i);
            }
            assertThat(loop.get()).isEqualTo(clients);
        }
    }

    @Test
    void aSelectorIsWokenByAnotherG() throws Exception {
        Baton baton = watchdog.baton(1);
        try (Selector selector = Selector.open();
                ExecutorService executor = baton.newVirtualThreadPerTaskExecutor()) {
            CountDownLatch selecting = new CountDownLatch(1);
            Future<Integer> selected =
                    executor.submit(() -> {
                        selecting.countDown();
                        return selector.select();
                    });
            Future<?> waker =
                    executor.submit(() -> {
                        selecting.await();
                        return selector.wakeup();
                    });
            waker.get();
            assertThat(selected.get()).isZero();
        }
    }

    @Test
    void aPipeCarriesBytesFromOneGToAnother() throws Exception {
        Baton baton = watchdog.baton(1);
        Pipe pipe = Pipe.open();
        try (Pipe.SourceChannel source = pipe.source();
                Pipe.SinkChannel sink = pipe.sink();
                ExecutorService executor = baton.newVirtualThreadPerTaskExecutor()) {
            int bytes = 1 << 20; // more than the pipe holds: the writer waits for the reader
            Future<Integer> read =
                    executor.submit(() -> {
                        ByteBuffer buffer = ByteBuffer.allocate(10_000);
                        int sum = 0;
                        while (sum < bytes) {
                            sum += source.read(buffer.clear());
                        }
                        return sum;
                    });
            Future<?> written =
                    executor.submit(() -> {
                        ByteBuffer buffer = ByteBuffer.allocate(bytes);
                        while (buffer.hasRemaining()) {
                            sink.write(buffer);
                        }
                        return null;
                    });
            written.get();
            assertThat(read.get()).isEqualTo(bytes);
        }
    }

    @Test
    void theHttpClientAndServerOfTheJdkRunOnIt() throws Exception {
        Baton baton = watchdog.baton(2);
        try (ExecutorService executor = baton.newVirtualThreadPerTaskExecutor()) {
            HttpServer server = HttpServer.create(new InetSocketAddress(LOOPBACK, 0), 0);
            server.createContext(
                    "/",
                    exchange -> {
                        byte[] body = Thread.currentThread().toString().getBytes(UTF_8);
                        exchange.sendResponseHeaders(200, body.length);
                        exchange.getResponseBody().write(body);
                        exchange.close();
                    });
            server.setExecutor(executor);
            server.start();
            try (HttpClient client = HttpClient.newBuilder().executor(executor).build()) {
                URI uri =
                        new URI(
                                "http",
                                null,
                                LOOPBACK.getHostAddress(),
                                server.getAddress().getPort(),
                                "/",
                                null,
                                null);
                List<Future<String>> bodies = new ArrayList<>();
                for (int i = 0; i < 20; i++) {
                    bodies.add(
                            executor.submit(() ->
                                    client.send(
                                                    HttpRequest.newBuilder(uri).build(),
                                                    HttpResponse.BodyHandlers.ofString())
                                            .body()));
                }
                for (Future<String> body : bodies) {
                    assertThat(body.get()).contains("@baton-");
                }
            } finally {
                server.stop(0);
            }
        }
    }

    private static void echo(Socket socket) {
        try (socket;
                BufferedReader in =
                        new BufferedReader(new InputStreamReader(socket.getInputStream(), UTF_8))) {
            for (String line = in.readLine(); line != null; line = in.readLine()) {
                socket.getOutputStream().write((line + "\n").getBytes(UTF_8));
            }
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    private static String ask(Socket socket, String line) throws IOException {
        socket.getOutputStream().write((line + "\n").getBytes(UTF_8));
        StringBuilder answer = new StringBuilder();
        for (int c = socket.getInputStream().read();
                c != '\n';
                c = socket.getInputStream().read()) {
            if (c < 0) {
                throw new IOException("end of stream after \"" + answer + "\"");
            }
            answer.append((char) c);
        }
        return answer.toString();
    }

    /** Accepts so many clients and answers them; returns how many have closed. */
    private static int echoUntilClosed(Selector selector, int clients) throws IOException {
        int closed = 0;
        ByteBuffer buffer = ByteBuffer.allocate(1_000);
        while (closed < clients) {
            selector.select();
            for (SelectionKey key : selector.selectedKeys()) {
                if (key.isAcceptable()) {
                    SocketChannel client = ((ServerSocketChannel) key.channel()).accept();
                    client.configureBlocking(false);
                    client.register(selector, SelectionKey.OP_READ);
                } else {
                    SocketChannel client = (SocketChannel) key.channel();
                    if (client.read(buffer.clear()) < 0) {
                        client.close();
                        closed++;
                    } else {
                        client.write(buffer.flip());
                    }
                }
            }
            selector.selectedKeys().clear();
        }
        return closed;
    }
}
