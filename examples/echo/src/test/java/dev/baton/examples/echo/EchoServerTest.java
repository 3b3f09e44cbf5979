package dev.baton.examples.echo;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.baton.Baton;
import java.io.DataInputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class EchoServerTest {
    private static final long SECONDS = 60;
    private static final Duration IDLE = Duration.ofHours(1);

    private final Baton baton = Baton.builder().maxProcs(2).build();
    private final List<Socket> clients = new ArrayList<>();
    private final CompletableFuture<Void> served = new CompletableFuture<>();
    private EchoServer server;

    @BeforeEach
    void start() throws Exception {
        start("127.0.0.1", IDLE);
    }

    private void start(String host, Duration idle) throws Exception {
        InetSocketAddress any = new InetSocketAddress(InetAddress.getByName(host), 0);
        EchoServer started = EchoServer.listen(any, idle);
        server = started;
        baton.startVirtualThread(() -> {
            try {
                started.serve(baton.threadFactory());
                served.complete(null);
            } catch (Throwable e) {
                served.completeExceptionally(e);
            }
        });
    }

    @AfterEach
    void end() throws Exception {
        server.close();
        served.get(SECONDS, TimeUnit.SECONDS);
        for (Socket client : clients) {
            client.close();
        }
        baton.close(); // waits for all connections
    }

    private Socket connect() throws IOException {
        Socket client = new Socket(server.address().getAddress(), server.address().getPort());
        clients.add(client);
        return client;
    }

    private static void assertEchoes(Socket client, String text) throws IOException {
        byte[] sent = text.getBytes(UTF_8);
        client.getOutputStream().write(sent);
        byte[] back = new byte[sent.length];
        new DataInputStream(client.getInputStream()).readFully(back);
        assertThat(new String(back, UTF_8)).isEqualTo(text);
    }

    @ParameterizedTest
    @ValueSource(strings = {"127.0.0.1", "::1"})
    void itSendsBackWhatItGets(String host) throws Exception {
        server.close();
        start(host, IDLE);
        Socket client = connect();
        assertEchoes(client, "hello");
        assertEchoes(client, "x".repeat(50_000));
        client.shutdownOutput();
        assertThat(client.getInputStream().read()).as("the end").isEqualTo(-1);
    }

    @Test
    void manyConnectionsNeedAHandfulOfThreads() throws Exception {
        int connections = 1000;
        for (int i = 0; i < connections; i++) {
            connect();
        }
        for (int round = 0; round < 3; round++) {
            for (int i = 0; i < connections; i++) {
                assertEchoes(clients.get(i), "round " + round + " of " + i);
            }
        }
        assertThat(baton.stats().gLive()).isEqualTo(connections + 1);
        assertThat(baton.stats().threadsPeak()).isLessThan(20);
    }

    @Test
    void closeEndsConnectionsThatWait() throws Exception {
        Socket client = connect();
        assertEchoes(client, "there");
        server.close();
        assertThat(client.getInputStream().read()).as("the end").isEqualTo(-1);
    }

    @Test
    void aConnectionThatIsIdleForTooLongIsEnded() throws Exception {
        server.close();
        start("127.0.0.1", Duration.ofMillis(20));
        Socket client = connect();
        assertThat(client.getInputStream().read()).as("the end").isEqualTo(-1);
    }

    @Test
    void anAddressThatIsTakenIsRefusedByName() {
        assertThatThrownBy(() -> EchoServer.listen(server.address(), IDLE))
                .hasMessage(
                        "bind listener on "
                                + server.address()
                                + ": Address already in use (EADDRINUSE)");
    }
}
