package dev.baton.conformance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.ConnectException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

@OnVirtualThreads
class SocketsTest {
    private ServerSocket server;
    private Socket client;
    private Socket accepted;

    @BeforeEach
    void connect() throws IOException {
        server = new ServerSocket(0, 200, InetAddress.getLoopbackAddress());
        client = new Socket(server.getInetAddress(), server.getLocalPort());
        accepted = server.accept();
    }

    @AfterEach
    void close() throws IOException {
        client.close();
        accepted.close();
        server.close();
    }

    @Test
    @Says(
            of = InputStream.class,
            value =
                    "This method blocks until input data is available, the end of the stream is"
                            + " detected, or an exception is thrown.")
    void readWaitsForData() throws Exception {
        Task<Integer> reader = Task.call(() -> client.getInputStream().read()).awaitWaiting();
        accepted.getOutputStream().write(42);
        assertThat(reader.result()).isEqualTo(42);
    }

    @Test
    @Says(
            of = InputStream.class,
            value =
                    "If no byte is available because the end of the stream has been reached, the"
                            + " value -1 is returned.")
    void readEndsWhenThePeerCloses() throws Exception {
        Task<Integer> reader = Task.call(() -> client.getInputStream().read()).awaitWaiting();
        accepted.close();
        assertThat(reader.result()).isEqualTo(-1);
    }

    @Test
    @Says(
            of = Socket.class,
            value =
                    "Any thread currently blocked in an I/O operation upon this socket will throw a"
                            + " SocketException.")
    void closeReleasesAReader() throws Exception {
        Task<Integer> reader = Task.call(() -> client.getInputStream().read()).awaitWaiting();
        client.close();
        assertThatThrownBy(reader::result).isInstanceOf(SocketException.class);
    }

    @Test
    @Says(
            of = Socket.class,
            value =
                    "a read() call on the InputStream associated with this Socket will block for"
                            + " only this amount of time.")
    void aReadTimeoutEndsTheRead() throws Exception {
        client.setSoTimeout(5);
        long start = System.nanoTime();
        assertThatThrownBy(() -> client.getInputStream().read())
                .isInstanceOf(SocketTimeoutException.class);
        assertThat(System.nanoTime() - start).isGreaterThanOrEqualTo(4_000_000);
    }

    @Test
    @Says(
            of = Socket.class,
            value =
                    "If the timeout expires, a java.net.SocketTimeoutException is raised, though"
                            + " the Socket is still valid.")
    void theSocketIsGoodAfterATimeout() throws Exception {
        client.setSoTimeout(1);
        assertThatThrownBy(() -> client.getInputStream().read())
                .isInstanceOf(SocketTimeoutException.class);
        client.setSoTimeout(0);
        accepted.getOutputStream().write(7);
        assertThat(client.getInputStream().read()).isEqualTo(7);
    }

    @Test
    @Says(
            of = Socket.class,
            value = "Places the input stream for this socket at \"end of stream\".")
    void shutdownInputEndsAReader() throws Exception {
        Task<Integer> reader = Task.call(() -> client.getInputStream().read()).awaitWaiting();
        client.shutdownInput();
        assertThat(reader.result()).isEqualTo(-1);
    }

    @Test
    @Says(of = Socket.class, value = "Disables the output stream for this socket.")
    void shutdownOutputIsEndOfStreamForThePeer() throws Exception {
        client.getOutputStream().write(1);
        client.shutdownOutput();
        assertThat(accepted.getInputStream().readAllBytes()).hasSize(1);
        accepted.getOutputStream().write(2);
        assertThat(client.getInputStream().read()).isEqualTo(2);
    }

    @Test
    @Says(
            of = OutputStream.class,
            value = "Writes b.length bytes from the specified byte array to this output stream.")
    void aWriterWaitsForTheReader() throws Exception {
        byte[] data = new byte[8 << 20];
        for (int i = 0; i < data.length; i++) {
            data[i] = (byte) (i * 31);
        }
        Task<Void> writer =
                Task.start(() -> {
                    client.getOutputStream().write(data);
                    client.shutdownOutput();
                });
        writer.awaitWaiting(); // for more than the kernel's buffers hold
        assertThat(accepted.getInputStream().readAllBytes()).isEqualTo(data);
        writer.result();
    }

    @Test
    @Says(
            of = Socket.class,
            value =
                    "Any thread currently blocked in an I/O operation upon this socket will throw a"
                            + " SocketException.")
    void closeReleasesAWriter() throws Exception {
        Task<Void> writer =
                Task.start(() -> {
                    while (true) {
                        client.getOutputStream().write(new byte[1 << 20]);
                    }
                });
        writer.awaitWaiting();
        client.close();
        assertThatThrownBy(writer::result).isInstanceOf(SocketException.class);
    }

    @Test
    @Says(of = ServerSocket.class, value = "The method blocks until a connection is made.")
    void acceptWaitsForAConnection() throws Exception {
        Task<Socket> acceptor = Task.call(server::accept).awaitWaiting();
        try (var second = new Socket(server.getInetAddress(), server.getLocalPort());
                var other = acceptor.result()) {
            assertThat(other.getPort()).isEqualTo(second.getLocalPort());
        }
    }

    @Test
    @Says(
            of = ServerSocket.class,
            value = "Any thread currently blocked in accept() will throw a SocketException.")
    void closeReleasesAnAcceptor() throws Exception {
        Task<Socket> acceptor = Task.call(server::accept).awaitWaiting();
        server.close();
        assertThatThrownBy(acceptor::result).isInstanceOf(SocketException.class);
    }

    @Test
    @Says(
            of = ServerSocket.class,
            value =
                    "a call to accept() for this ServerSocket will block for only this amount of"
                            + " time.")
    void acceptGivesUpAfterItsTime() throws Exception {
        server.setSoTimeout(2);
        assertThatThrownBy(server::accept).isInstanceOf(SocketTimeoutException.class);
    }

    @Test
    @Says(
            of = Socket.class,
            value = "Connects this socket to the server with a specified timeout value.")
    void connectToNobodyIsRefused() throws Exception {
        int port = server.getLocalPort();
        server.close();
        try (var socket = new Socket()) {
            assertThatThrownBy(() ->
                            socket.connect(
                                    new InetSocketAddress(InetAddress.getLoopbackAddress(), port),
                                    10_000))
                    .isInstanceOf(ConnectException.class);
        }
    }

    @Test
    @Says(of = Socket.class, value = "A timeout of zero is interpreted as an infinite timeout.")
    void aTimeoutOfZeroWaits() throws Exception {
        client.setSoTimeout(0);
        Task<Integer> reader = Task.call(() -> client.getInputStream().read()).awaitWaiting();
        accepted.getOutputStream().write(1);
        assertThat(reader.result()).isEqualTo(1);
        assertThatThrownBy(() -> client.setSoTimeout(-1))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    @Says(
            of = InputStream.class,
            value =
                    "Returns an estimate of the number of bytes that can be read (or skipped over)"
                            + " from this input stream without blocking")
    void availableTellsWhatIsThere() throws Exception {
        accepted.getOutputStream().write(new byte[10]);
        assertThat(client.getInputStream().readNBytes(1)).hasSize(1);
        assertThat(client.getInputStream().available()).isEqualTo(9);
    }

    @Test
    @Says(of = DatagramSocket.class, value = "This method blocks until a datagram is received.")
    void receiveWaitsForADatagram() throws Exception {
        try (var receiver = new DatagramSocket(0, InetAddress.getLoopbackAddress());
                var sender = new DatagramSocket(0, InetAddress.getLoopbackAddress())) {
            DatagramPacket packet = new DatagramPacket(new byte[10], 10);
            Task<Void> task = Task.start(() -> receiver.receive(packet)).awaitWaiting();
            sender.send(
                    new DatagramPacket(new byte[] {1, 2, 3}, 3, receiver.getLocalSocketAddress()));
            task.result();
            assertThat(packet.getLength()).isEqualTo(3);
        }
    }

    @Test
    @Says(
            of = DatagramSocket.class,
            value =
                    "With this option set to a positive timeout value, a call to receive() for this"
                            + " DatagramSocket will block for only this amount of time.")
    void receiveGivesUpAfterItsTime() throws Exception {
        try (var receiver = new DatagramSocket(0, InetAddress.getLoopbackAddress())) {
            receiver.setSoTimeout(2);
            assertThatThrownBy(() -> receiver.receive(new DatagramPacket(new byte[1], 1)))
                    .isInstanceOf(SocketTimeoutException.class);
        }
    }

    @Test
    @Says(
            of = DatagramSocket.class,
            value =
                    "In that case, interrupting the virtual thread will cause it to wakeup and"
                            + " close the socket.")
    void receiveIsClosedByInterrupt() throws Exception {
        try (var receiver = new DatagramSocket(0, InetAddress.getLoopbackAddress())) {
            Task<Void> task =
                    Task.start(() -> receiver.receive(new DatagramPacket(new byte[1], 1)))
                            .awaitWaiting();
            task.thread().interrupt();
            assertThatThrownBy(task::result).isInstanceOf(SocketException.class);
            assertThat(receiver.isClosed()).isTrue();
        }
    }

    @Test
    @Says(
            of = InetAddress.class,
            value =
                    "Given the name of a host, returns an array of its IP addresses, based on the"
                            + " system-wide resolver.")
    void namesAreLookedUp() throws Exception {
        assertThat(InetAddress.getByName("localhost").isLoopbackAddress()).isTrue();
        assertThat(InetAddress.getAllByName("127.0.0.1")).hasSize(1);
    }

    @Test
    @Says(
            of = ServerSocket.class,
            value = "Listens for a connection to be made to this socket and accepts it.")
    void aHundredConnectionsEcho() throws Exception {
        int n = 100;
        Task<Void> echo =
                Task.start(() -> {
                    for (int i = 0; i < n; i++) {
                        Socket socket = server.accept();
                        Thread.startVirtualThread(() -> {
                            try (socket) {
                                socket.getInputStream().transferTo(socket.getOutputStream());
                            } catch (IOException e) {
                                throw new AssertionError(e);
                            }
                        });
                    }
                });
        List<Task<byte[]>> clients = new ArrayList<>();
        for (int i = 0; i < n; i++) {
            byte me = (byte) i;
            clients.add(
                    Task.call(() -> {
                        try (var socket =
                                new Socket(server.getInetAddress(), server.getLocalPort())) {
                            socket.getOutputStream().write(new byte[] {me, me, me});
                            socket.shutdownOutput();
                            return socket.getInputStream().readAllBytes();
                        }
                    }));
        }
        for (int i = 0; i < n; i++) {
            byte me = (byte) i;
            assertThat(clients.get(i).result()).containsExactly(me, me, me);
        }
        echo.result();
    }

    @Test
    @Says(
            of = Socket.class,
            value =
                    "By default, this option is disabled and TCP urgent data received on a socket"
                            + " is silently discarded.")
    void urgentDataIsDiscarded() throws Exception {
        Task<Integer> reader = Task.call(() -> client.getInputStream().read()).awaitWaiting();
        accepted.sendUrgentData(5);
        accepted.getOutputStream().write(6);
        assertThat(reader.result()).isEqualTo(6);
    }

    @Test
    @Says(
            of = Socket.class,
            value = "When enabled, urgent data is received inline with normal data.")
    void urgentDataComesInline() throws Exception {
        client.setOOBInline(true);
        Task<Integer> reader = Task.call(() -> client.getInputStream().read()).awaitWaiting();
        accepted.sendUrgentData(5);
        assertThat(reader.result()).isEqualTo(5);
        accepted.getOutputStream().write(6);
        assertThat(client.getInputStream().read()).isEqualTo(6);
    }

    @Test
    @Says(
            of = DatagramSocket.class,
            value =
                    "Any thread currently blocked in receive upon this socket will throw a"
                            + " SocketException.")
    void closeReleasesAReceiver() throws Exception {
        try (var receiver = new DatagramSocket(0, InetAddress.getLoopbackAddress())) {
            Task<Void> task =
                    Task.start(() -> receiver.receive(new DatagramPacket(new byte[1], 1)))
                            .awaitWaiting();
            receiver.close();
            assertThatThrownBy(task::result).isInstanceOf(SocketException.class);
        }
    }

    @Test
    @Says(
            of = DatagramSocket.class,
            value =
                    "If the timeout expires, a java.net.SocketTimeoutException is raised, though"
                            + " the DatagramSocket is still valid.")
    void theDatagramSocketIsGoodAfterATimeout() throws Exception {
        try (var receiver = new DatagramSocket(0, InetAddress.getLoopbackAddress())) {
            DatagramPacket packet = new DatagramPacket(new byte[10], 10);
            receiver.setSoTimeout(1);
            assertThatThrownBy(() -> receiver.receive(packet))
                    .isInstanceOf(SocketTimeoutException.class);
            receiver.setSoTimeout(0);
            Task<Void> task = Task.start(() -> receiver.receive(packet)).awaitWaiting();
            receiver.send(new DatagramPacket(new byte[4], 4, receiver.getLocalSocketAddress()));
            task.result();
            assertThat(packet.getLength()).isEqualTo(4);
        }
    }

    @Test
    @Says(
            of = ServerSocket.class,
            value =
                    "If the timeout expires, a java.net.SocketTimeoutException is raised, though"
                            + " the ServerSocket is still valid.")
    void theServerSocketIsGoodAfterATimeout() throws Exception {
        server.setSoTimeout(1);
        assertThatThrownBy(server::accept).isInstanceOf(SocketTimeoutException.class);
        server.setSoTimeout(0);
        Task<Socket> acceptor = Task.call(server::accept).awaitWaiting();
        try (var second = new Socket(server.getInetAddress(), server.getLocalPort());
                var other = acceptor.result()) {
            assertThat(other.getPort()).isEqualTo(second.getLocalPort());
        }
    }

    /** Connects to a server whose queue is full: nobody answers. */
    private static void connectToABusyServer(ServerSocket busy, List<Socket> sockets, int timeout)
            throws IOException {
        while (true) {
            Socket socket = new Socket();
            sockets.add(socket);
            socket.connect(busy.getLocalSocketAddress(), timeout);
        }
    }

    private static void closeAll(List<Socket> sockets) throws IOException {
        for (Socket socket : sockets) {
            socket.close();
        }
    }

    @Test
    @Says(
            of = Socket.class,
            value =
                    "If the connection cannot be established, or the timeout expires before the"
                            + " connection is established, then the socket is closed, and an"
                            + " IOException is thrown.")
    void connectGivesUpAfterItsTime() throws Exception {
        List<Socket> sockets = new ArrayList<>();
        try (var busy = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            assertThatThrownBy(() -> connectToABusyServer(busy, sockets, 50))
                    .isInstanceOf(SocketTimeoutException.class);
            assertThat(sockets.getLast().isClosed()).isTrue();
        } finally {
            closeAll(sockets);
        }
    }

    @Test
    @Says(
            of = Socket.class,
            value =
                    "In that case, interrupting the virtual thread will cause it to wakeup and"
                            + " close the socket. This method will then throw SocketException with"
                            + " the interrupt status set.")
    void connectingIsClosedByInterrupt() throws Exception {
        List<Socket> sockets = new ArrayList<>();
        try (var busy = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            Task<Boolean> task =
                    Task.call(
                                    () -> {
                                        assertThatThrownBy(() ->
                                                        connectToABusyServer(busy, sockets, 0))
                                                .isInstanceOf(SocketException.class);
                                        return Thread.currentThread().isInterrupted();
                                    })
                            .awaitWaiting();
            task.thread().interrupt();
            assertThat(task.result()).isTrue();
            assertThat(sockets.getLast().isClosed()).isTrue();
        } finally {
            closeAll(sockets);
        }
    }

    @Test
    @Says(
            of = Socket.class,
            value =
                    "Any thread currently blocked in an I/O operation upon this socket will throw a"
                            + " SocketException.")
    void closeReleasesAReaderAndAWriter() throws Exception {
        Task<Integer> reader = Task.call(() -> client.getInputStream().read()).awaitWaiting();
        Task<Void> writer =
                Task.start(
                                () -> {
                                    while (true) {
                                        client.getOutputStream().write(new byte[1 << 20]);
                                    }
                                })
                        .awaitWaiting();
        client.close();
        assertThatThrownBy(reader::result).isInstanceOf(SocketException.class);
        assertThatThrownBy(writer::result).isInstanceOf(SocketException.class);
    }
}
