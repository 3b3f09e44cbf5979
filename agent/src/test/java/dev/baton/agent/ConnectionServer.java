package dev.baton.agent;

import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * One of the two programs of {@link ConnectionsTest}: serves what comes, by a virtual thread for
 * each connection or by a selector. Knows nothing of Baton.
 *
 * <p>Arguments: its {@link Fault}; how many seconds it waits for connections to end; how many
 * virtual threads compute beside. The first line that it prints says where it listens; then it
 * answers {@link Questions}, and {@code tally}: how many connections ended since the last.
 */
final class ConnectionServer {
    private static final int LISTENERS = 4;
    private static final int BACKLOG = 4_000;
    private static final InetAddress LOOPBACK = InetAddress.getLoopbackAddress();

    private final Fault fault;
    private final int patienceSeconds;
    private final Servers servers = new Servers();
    private final AtomicInteger live = new AtomicInteger();
    private final Tally tally = new Tally();

    private ConnectionServer(Fault fault, int patienceSeconds) {
        this.fault = fault;
        this.patienceSeconds = patienceSeconds;
    }

    public static void main(String[] args) throws Exception {
        ConnectionServer server =
                new ConnectionServer(Fault.valueOf(args[0]), Integer.parseInt(args[1]));
        server.listen();
        Computing.start(Integer.parseInt(args[2]));
        System.out.println("= " + server.servers);
        Questions.answer(question -> server.tally());
    }

    @SuppressWarnings("resource") // open as long as the process
    private void listen() throws IOException {
        for (int i = 0; i < LISTENERS; i++) {
            ServerSocket sockets = new ServerSocket(0, BACKLOG, LOOPBACK);
            servers.add(Servers.Kind.SOCKETS, sockets.getLocalPort());
            Failure.start(
                    "accepts sockets",
                    () -> {
                        while (true) {
                            Socket socket = sockets.accept();
                            serve(new End.OfSocket(socket));
                        }
                    });
            ServerSocketChannel channels = bind();
            servers.add(Servers.Kind.CHANNELS, channels.socket().getLocalPort());
            Failure.start(
                    "accepts channels",
                    () -> {
                        while (true) {
                            SocketChannel channel = channels.accept();
                            serve(new End.OfChannel(channel));
                        }
                    });
            ServerSocketChannel selected = bind();
            servers.add(Servers.Kind.SELECTED, selected.socket().getLocalPort());
            SelectorServer selector = new SelectorServer(selected, fault, tally, live);
            Failure.start("selects", selector::run);
            DatagramSocket datagrams = new DatagramSocket(0, LOOPBACK);
            servers.add(Servers.Kind.DATAGRAMS, datagrams.getLocalPort());
            Failure.start(
                    "answers datagrams",
                    () -> {
                        DatagramPacket packet = new DatagramPacket(new byte[2_000], 2_000);
                        while (true) {
                            packet.setLength(2_000);
                            datagrams.receive(packet);
                            datagrams.send(packet);
                        }
                    });
        }
    }

    private static ServerSocketChannel bind() throws IOException {
        return ServerSocketChannel.open().bind(new InetSocketAddress(LOOPBACK, 0), BACKLOG);
    }

    private void serve(End end) {
        live.incrementAndGet();
        Failure.start(
                "session",
                () -> {
                    new Session(end, fault, tally).run();
                    live.decrementAndGet();
                });
    }

    /** When all connections have ended. */
    private String tally() throws InterruptedException {
        for (int i = 0; live.get() > 0; i++) {
            if (i > patienceSeconds) {
                Failure.end(live + " connections have not ended");
            }
            Thread.sleep(i == 0 ? 10 : 1_000);
        }
        return tally.take(Life::isServed);
    }
}
