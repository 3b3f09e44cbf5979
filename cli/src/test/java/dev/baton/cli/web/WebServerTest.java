package dev.baton.cli.web;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assumptions.assumeThat;

import dev.baton.cli.web.Feed.Event;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.BindException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.NetworkInterface;
import java.net.Socket;
import java.net.URI;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.Test;

/** The page's server, spoken to as anybody may. */
class WebServerTest {
    private static final int PATIENCE_MS = 60_000;

    /** Answers what was asked, so that it can be told whether it was asked for at all. */
    private static WebServer open() throws IOException {
        return WebServer.open(0, g -> "frame of G" + g + "\n");
    }

    private static int portOf(WebServer server) {
        return URI.create(server.address()).getPort();
    }

    private static String pathOf(WebServer server) {
        return URI.create(server.address()).getPath();
    }

    /** What is answered to a request as it is given here; all of it. */
    private static String ask(int port, String... lines) throws IOException {
        try (Socket socket = new Socket(InetAddress.ofLiteral("127.0.0.1"), port)) {
            socket.setSoTimeout(PATIENCE_MS);
            String request = String.join("\r\n", lines) + "\r\nConnection: close\r\n\r\n";
            socket.getOutputStream().write(request.getBytes(UTF_8));
            return new String(socket.getInputStream().readAllBytes(), UTF_8);
        }
    }

    private static String get(WebServer server, String path) throws IOException {
        int port = portOf(server);
        return ask(port, "GET " + path + " HTTP/1.1", "Host: 127.0.0.1:" + port);
    }

    @Test
    void aWrongTokenIsRefused() throws Exception {
        try (WebServer server = open()) {
            String right = pathOf(server);
            String wrong = right.replace(right.charAt(5), right.charAt(5) == 'a' ? 'b' : 'a');

            assertThat(get(server, right)).startsWith("HTTP/1.1 200 ").contains("<!DOCTYPE html>");
            for (String path : List.of(wrong, "/", "/events", "/favicon.ico", wrong + "events")) {
                assertThat(get(server, path))
                        .as(path)
                        .startsWith("HTTP/1.1 403 ")
                        .doesNotContain("<!DOCTYPE", right.substring(1, right.length() - 1));
            }
        }
    }

    /** A page of somebody else's whose name was made to lead here. */
    @Test
    void anotherHostIsRefused() throws Exception {
        try (WebServer server = open()) {
            int port = portOf(server);
            String get = "GET " + pathOf(server) + "events HTTP/1.1";

            assertThat(ask(port, get, "Host: evil.example:" + port)).startsWith("HTTP/1.1 403 ");
            assertThat(ask(port, get, "Host: evil.example")).startsWith("HTTP/1.1 403 ");
            assertThat(ask(port, get.replace("1.1", "1.0"))).startsWith("HTTP/1.1 403 ");
            String two = "Host: 127.0.0.1:" + port + "\r\nHost: evil.example";
            assertThat(ask(port, get, two)).doesNotContain("200 OK");
        }
    }

    @Test
    void nothingElseIsServedNorDone() throws Exception {
        try (WebServer server = open()) {
            String path = pathOf(server);
            assertThat(get(server, path + "page.html")).startsWith("HTTP/1.1 404 ");
            assertThat(get(server, path + "%2e%2e/events")).startsWith("HTTP/1.1 404 ");
            int port = portOf(server);
            String host = "Host: localhost:" + port;
            assertThat(ask(port, "POST " + path + " HTTP/1.1", host, "Content-Length: 0"))
                    .startsWith("HTTP/1.1 405 ");
        }
    }

    @Test
    void everyAnswerIsKeptFromCachesOtherPagesAndOtherScripts() throws Exception {
        try (WebServer server = open()) {
            for (String path : List.of(pathOf(server), "/", pathOf(server) + "stack?g=7")) {
                assertThat(get(server, path).toLowerCase(Locale.ROOT))
                        .as(path)
                        .contains("\r\ncache-control: no-store\r\n")
                        .contains("\r\nreferrer-policy: no-referrer\r\n")
                        .contains("\r\nx-content-type-options: nosniff\r\n")
                        .contains("\r\ncross-origin-resource-policy: same-origin\r\n")
                        .contains("content-security-policy: default-src 'none'; style-src 'sha256-")
                        .contains("frame-ancestors 'none'")
                        .doesNotContain("unsafe", "access-control-allow");
            }
        }
    }

    @Test
    void aStackIsAskedForByItsNumber() throws Exception {
        try (WebServer server = open()) {
            String stack = pathOf(server) + "stack";
            assertThat(get(server, stack + "?g=17")).contains("200 OK", "frame of G17\n");
            for (String query : List.of("", "?g=", "?g=-1", "?g=1&g=2", "?g=1e3", "?h=1")) {
                assertThat(get(server, stack + query)).startsWith("HTTP/1.1 400 ");
            }
        }
        WebServer.Stacks none =
                g -> {
                    throw new IOException("G" + g + " has ended");
                };
        try (WebServer server = WebServer.open(0, none)) {
            assertThat(get(server, pathOf(server) + "stack?g=17"))
                    .startsWith("HTTP/1.1 404 ")
                    .contains("G17 has ended");
        }
    }

    @Test
    void whoComesIsToldWhatWasAndThenWhatHappensUpToTheEnd() throws Exception {
        try (WebServer server = open()) {
            Event first = new Event("history", "[1]");
            server.feed().publish(first, List.of(first));
            int port = portOf(server);
            try (Socket socket = new Socket(InetAddress.ofLiteral("127.0.0.1"), port)) {
                socket.setSoTimeout(PATIENCE_MS);
                String request =
                        "GET %sevents HTTP/1.1\r\nHost: 127.0.0.1:%d\r\n\r\n"
                                .formatted(pathOf(server), port);
                socket.getOutputStream().write(request.getBytes(UTF_8));
                BufferedReader in =
                        new BufferedReader(new InputStreamReader(socket.getInputStream(), UTF_8));
                assertThat(awaitLine(in, "event: ")).isEqualTo("event: history");
                assertThat(awaitLine(in, "data: ")).isEqualTo("data: [1]");

                server.feed().publish(new Event("look", "{\"n\":2}"), List.of());
                assertThat(awaitLine(in, "data: ")).isEqualTo("data: {\"n\":2}");

                server.end(new Event("ended", "{}"));
                assertThat(awaitLine(in, "event: ")).isEqualTo("event: ended");
            }
            assertThatThrownBy(() -> new Socket(InetAddress.ofLiteral("127.0.0.1"), port).close())
                    .isInstanceOf(IOException.class);
        }
    }

    private static String awaitLine(BufferedReader in, String beginning) throws IOException {
        String line = in.readLine();
        while (line != null && !line.startsWith(beginning)) {
            line = in.readLine();
        }
        return line;
    }

    /** One that reads nothing holds up nobody, and is told the last thing if it reads at last. */
    @Test
    void whoDoesNotReadHoldsUpNobody() throws Exception {
        Feed feed = new Feed(1);
        try (Feed.Subscription slow = feed.subscribe()) {
            assertThat(feed.subscribe()).as("more than there may be").isNull();
            for (int i = 0; i < 1_000; i++) {
                feed.publish(new Event("look", "" + i), List.of());
            }
            feed.end(new Event("ended", ""));
            Event last = null;
            while (!slow.isOver()) {
                last = slow.next(1);
            }
            assertThat(last).isEqualTo(new Event("ended", ""));
        }
        assertThat(feed.subscribe()).as("after the end").isNull();
    }

    @Test
    void onlyThisMachineItselfReachesIt() throws Exception {
        List<InetAddress> others = otherAddresses();
        assumeThat(others).as("a machine without a network").isNotEmpty();
        try (WebServer server = open()) {
            assertThat(others).noneMatch(address -> isReached(address, portOf(server)));
        }
        // The twin: one that listens everywhere is found.
        InetAddress all = InetAddress.ofLiteral("0.0.0.0");
        try (WebServer server = WebServer.open(all, 0, g -> "")) {
            assertThat(others).anyMatch(address -> isReached(address, portOf(server)));
        }
    }

    private static List<InetAddress> otherAddresses() throws IOException {
        return NetworkInterface.networkInterfaces()
                .flatMap(NetworkInterface::inetAddresses)
                .filter(address -> !address.isLoopbackAddress())
                .toList();
    }

    private static boolean isReached(InetAddress address, int port) {
        try (Socket socket = new Socket()) {
            socket.connect(new InetSocketAddress(address, port), PATIENCE_MS);
            return true;
        } catch (IOException e) {
            return false;
        }
    }

    @Test
    void aPortThatIsTakenIsSaidSo() throws Exception {
        try (WebServer server = open()) {
            int taken = portOf(server);
            assertThatThrownBy(() -> WebServer.open(taken, g -> ""))
                    .isInstanceOf(BindException.class);
        }
    }

    @Test
    void eachServerHasATokenOfItsOwn() throws Exception {
        try (WebServer one = open();
                WebServer other = open()) {
            assertThat(pathOf(one)).isNotEqualTo(pathOf(other)).matches("/[0-9a-f]{32}/");
            assertThat(get(one, pathOf(other))).startsWith("HTTP/1.1 403 ");
        }
    }
}
