package dev.baton.agent;

import java.io.IOException;
import java.io.InputStream;
import java.net.ConnectException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.ClosedByInterruptException;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.ClosedSelectorException;
import java.nio.channels.DatagramChannel;
import java.nio.channels.Pipe;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.concurrent.Callable;

/**
 * What happens to sockets, pipes and selectors: each is one short life of some descriptors, to
 * whose end everything is closed and every thread has ended. What is left to chance comes from the
 * caller's random numbers. Knows nothing of Baton.
 */
@SuppressWarnings("try") // closing early, under somebody who waits, is what it is about
enum Traffic {
    ECHO {
        @Override
        void round(Random random) throws Exception {
            byte[] sent = new byte[1 + random.nextInt(300_000)];
            random.nextBytes(sent);
            try (Connection c = Connection.open()) {
                Task<Void> echo =
                        Task.start(() -> {
                            c.far.getOutputStream().write(c.far.getInputStream().readAllBytes());
                            c.far.shutdownOutput();
                            return null;
                        });
                c.near.getOutputStream().write(sent);
                c.near.shutdownOutput();
                check(Arrays.equals(c.near.getInputStream().readAllBytes(), sent));
                echo.result();
            }
        }
    },
    READ_TIMES_OUT {
        @Override
        void round(Random random) throws Exception {
            try (Connection c = Connection.open()) {
                c.near.setSoTimeout(1 + random.nextInt(3));
                InputStream in = c.near.getInputStream();
                check(SocketTimeoutException.class, in::read);
                c.near.setSoTimeout(0);
                Task<Integer> reader = Task.start(in::read).perhapsWaits(random);
                c.far.getOutputStream().write(7);
                check(reader.result() == 7);
            }
        }
    },
    PEER_CLOSES {
        @Override
        void round(Random random) throws Exception {
            try (Connection c = Connection.open()) {
                Task<Integer> reader =
                        Task.start(() -> c.near.getInputStream().read()).perhapsWaits(random);
                c.far.close();
                check(reader.result() == -1);
            }
        }
    },
    ANOTHER_THREAD_CLOSES {
        @Override
        void round(Random random) throws Exception {
            try (Connection c = Connection.open()) {
                Task<Integer> reader =
                        Task.start(() -> c.near.getInputStream().read()).perhapsWaits(random);
                c.near.close();
                check(SocketException.class, reader::result);
            }
        }
    },
    ANOTHER_CLOSES_A_WRITER {
        @Override
        void round(Random random) throws Exception {
            try (Connection c = Connection.open()) {
                Task<Void> writer =
                        Task.<Void>start(
                                        () -> {
                                            while (true) {
                                                c.near.getOutputStream().write(new byte[1 << 16]);
                                            }
                                        })
                                .perhapsWaits(random);
                (random.nextBoolean() ? c.near : c.far).close();
                check(SocketException.class, writer::result);
            }
        }
    },
    PLATFORM_AND_VIRTUAL_THREADS_SHARE {
        @Override
        void round(Random random) throws Exception {
            try (Connection c = Connection.open()) {
                InputStream in = c.near.getInputStream();
                Task<Integer> reader =
                        Task.start(Thread.ofPlatform().daemon().name("shares"), in::read);
                Task<Void> writer =
                        Task.<Void>start(
                                        () -> {
                                            while (true) {
                                                c.near.getOutputStream().write(new byte[1 << 16]);
                                            }
                                        })
                                .perhapsWaits(random);
                c.near.close();
                check(SocketException.class, reader::result);
                check(SocketException.class, writer::result);
            }
        }
    },
    INTERRUPT_CLOSES {
        @Override
        void round(Random random) throws Exception {
            try (Connection c = Connection.open()) {
                Task<Integer> reader =
                        Task.start(() -> c.near.getInputStream().read()).perhapsWaits(random);
                reader.thread().interrupt();
                check(SocketException.class, reader::result);
                check(c.near.isClosed());
            }
            try (Channeled c = Channeled.open()) {
                Task<Integer> reader =
                        Task.start(() -> c.near.read(ByteBuffer.allocate(1))).perhapsWaits(random);
                reader.thread().interrupt();
                check(ClosedByInterruptException.class, reader::result);
                check(!c.near.isOpen());
            }
        }
    },
    CHANNEL_IS_CLOSED {
        @Override
        void round(Random random) throws Exception {
            try (Channeled c = Channeled.open()) {
                Task<Integer> reader =
                        Task.start(() -> c.near.read(ByteBuffer.allocate(1))).perhapsWaits(random);
                Task<Integer> writer =
                        Task.start(() -> {
                            while (true) {
                                c.near.write(ByteBuffer.allocate(1 << 16));
                            }
                        });
                writer.perhapsWaits(random);
                c.near.close();
                check(ClosedChannelException.class, reader::result);
                check(ClosedChannelException.class, writer::result);
            }
        }
    },
    HALF_CLOSE {
        @Override
        void round(Random random) throws Exception {
            try (Connection c = Connection.open()) {
                InputStream in = c.near.getInputStream();
                Task<Integer> near = Task.start(in::read).perhapsWaits(random);
                Task<Integer> far =
                        Task.start(() -> c.far.getInputStream().read()).perhapsWaits(random);
                c.near.shutdownInput();
                check(near.result() == -1);
                c.near.getOutputStream().write(3);
                check(far.result() == 3);
                far = Task.start(() -> c.far.getInputStream().read()).perhapsWaits(random);
                c.near.shutdownOutput();
                check(far.result() == -1);
            }
        }
    },
    URGENT_DATA {
        @Override
        void round(Random random) throws Exception {
            try (Connection c = Connection.open()) {
                boolean inline = random.nextBoolean();
                c.near.setOOBInline(inline);
                Task<Integer> reader =
                        Task.start(() -> c.near.getInputStream().read()).perhapsWaits(random);
                c.far.sendUrgentData(5);
                reader.perhapsWaits(random);
                c.far.getOutputStream().write(6);
                check(reader.result() == (inline ? 5 : 6));
                c.far.shutdownOutput();
                check(c.near.getInputStream().readAllBytes().length == (inline ? 1 : 0));
            }
        }
    },
    ACCEPT {
        @Override
        void round(Random random) throws Exception {
            try (ServerSocket server = new ServerSocket(0, 10, LOOPBACK)) {
                Task<Socket> acceptor = Task.start(server::accept).perhapsWaits(random);
                try (Socket near = new Socket(LOOPBACK, server.getLocalPort());
                        Socket far = acceptor.result()) {
                    check(far.getPort() == near.getLocalPort());
                }
                server.setSoTimeout(1);
                check(SocketTimeoutException.class, server::accept);
                server.setSoTimeout(0);
                acceptor = Task.start(server::accept).perhapsWaits(random);
                server.close();
                check(SocketException.class, acceptor::result);
            }
            try (ServerSocketChannel server = ServerSocketChannel.open().bind(ANY_PORT)) {
                Task<SocketChannel> acceptor = Task.start(server::accept).perhapsWaits(random);
                server.close();
                check(ClosedChannelException.class, acceptor::result);
            }
        }
    },
    CONNECT_IS_REFUSED {
        @Override
        void round(Random random) throws Exception {
            // Bound, so that no other gets the port, but nobody listens.
            try (Socket bound = new Socket();
                    Socket socket = new Socket();
                    SocketChannel channel = SocketChannel.open()) {
                bound.bind(ANY_PORT);
                check(
                        ConnectException.class,
                        () -> {
                            socket.connect(bound.getLocalSocketAddress(), random.nextInt(2) * 5000);
                            return null;
                        });
                check(ConnectException.class, () -> channel.connect(bound.getLocalSocketAddress()));
            }
        }
    },
    CONNECT_TIMES_OUT {
        @Override
        void round(Random random) throws Exception {
            List<Socket> connected = new ArrayList<>();
            try (ServerSocket server = new ServerSocket(0, 1, LOOPBACK)) {
                // Two get into its queue, however long it takes; then the kernel does not answer.
                while (true) {
                    Socket socket = new Socket();
                    connected.add(socket);
                    socket.connect(server.getLocalSocketAddress(), connected.size() > 2 ? 20 : 0);
                }
            } catch (SocketTimeoutException e) {
                check(connected.size() > 2);
            } finally {
                for (Socket socket : connected) {
                    socket.close();
                }
            }
        }
    },
    PIPE {
        @Override
        void round(Random random) throws Exception {
            Pipe pipe = Pipe.open();
            try (Pipe.SourceChannel source = pipe.source();
                    Pipe.SinkChannel sink = pipe.sink()) {
                int n = 1 + random.nextInt(200_000);
                Task<Integer> reader =
                        Task.start(() -> Channels.newInputStream(source).readNBytes(n).length)
                                .perhapsWaits(random);
                Channels.newOutputStream(sink).write(new byte[n]);
                check(reader.result() == n);
                reader = Task.start(() -> source.read(ByteBuffer.allocate(1)));
                reader.perhapsWaits(random);
                if (random.nextBoolean()) {
                    sink.close();
                    check(reader.result() == -1);
                } else {
                    source.close();
                    check(ClosedChannelException.class, reader::result);
                }
            }
        }
    },
    SELECT {
        @Override
        void round(Random random) throws Exception {
            try (Channeled c = Channeled.open();
                    Selector selector = Selector.open()) {
                c.near.configureBlocking(false);
                c.near.register(selector, SelectionKey.OP_READ);
                check(selector.selectNow() == 0);
                check(selector.select(1) == 0);
                for (int i = 0; i < 3; i++) {
                    Task<Integer> selected = Task.start(selector::select).perhapsWaits(random);
                    if (random.nextBoolean()) {
                        selector.wakeup();
                        check(selected.result() == 0);
                    } else {
                        c.far.write(ByteBuffer.allocate(1));
                        check(selected.result() == 1);
                        selector.selectedKeys().clear();
                        check(c.near.read(ByteBuffer.allocate(2)) == 1);
                    }
                }
                Task<Integer> selected = Task.start(selector::select).perhapsWaits(random);
                selected.thread().interrupt();
                check(selected.result() == 0);
                selected = Task.start(selector::select).perhapsWaits(random);
                selector.close();
                try {
                    check(selected.result() == 0);
                } catch (ClosedSelectorException e) {
                    // It came too late.
                }
            }
        }
    },
    MODES_CHANGE {
        @Override
        void round(Random random) throws Exception {
            try (Channeled c = Channeled.open();
                    Selector selector = Selector.open()) {
                for (int i = 0; i < 3; i++) {
                    c.near.configureBlocking(false);
                    SelectionKey key = c.near.register(selector, SelectionKey.OP_READ);
                    Task<Integer> selected = Task.start(selector::select).perhapsWaits(random);
                    c.far.write(ByteBuffer.allocate(1));
                    check(selected.result() == 1);
                    selector.selectedKeys().clear();
                    check(c.near.read(ByteBuffer.allocate(2)) == 1);
                    key.cancel();
                    check(selector.selectNow() == 0);
                    c.near.configureBlocking(true);
                    Task<Integer> reader =
                            Task.start(() -> c.near.read(ByteBuffer.allocate(2)))
                                    .perhapsWaits(random);
                    c.far.write(ByteBuffer.allocate(1));
                    check(reader.result() == 1);
                }
            }
        }
    },
    ADAPTORS_TIME_OUT {
        @Override
        void round(Random random) throws Exception {
            try (Channeled c = Channeled.open();
                    ServerSocketChannel server = ServerSocketChannel.open().bind(ANY_PORT);
                    DatagramChannel datagrams = DatagramChannel.open().bind(ANY_PORT)) {
                c.near.socket().setSoTimeout(1);
                InputStream in = c.near.socket().getInputStream();
                check(SocketTimeoutException.class, in::read);
                c.near.socket().setSoTimeout(0);
                Task<Integer> reader = Task.start(in::read).perhapsWaits(random);
                c.far.write(ByteBuffer.wrap(new byte[] {9}));
                check(reader.result() == 9);
                server.socket().setSoTimeout(1);
                check(SocketTimeoutException.class, () -> server.socket().accept());
                datagrams.socket().setSoTimeout(1);
                check(
                        SocketTimeoutException.class,
                        () -> {
                            datagrams.socket().receive(new DatagramPacket(new byte[1], 1));
                            return null;
                        });
            }
        }
    },
    DATAGRAMS {
        @Override
        void round(Random random) throws Exception {
            try (DatagramSocket receiver = new DatagramSocket(ANY_PORT);
                    DatagramChannel sender = DatagramChannel.open().bind(ANY_PORT)) {
                receiver.setSoTimeout(1);
                check(SocketTimeoutException.class, () -> receive(receiver));
                receiver.setSoTimeout(0);
                Task<Integer> task = Task.start(() -> receive(receiver)).perhapsWaits(random);
                sender.send(ByteBuffer.allocate(5), receiver.getLocalSocketAddress());
                check(task.result() == 5);
                task = Task.start(() -> receive(receiver)).perhapsWaits(random);
                if (random.nextBoolean()) {
                    receiver.close();
                } else {
                    task.thread().interrupt();
                }
                check(SocketException.class, task::result);
                Task<Object> other =
                        Task.<Object>start(() -> sender.receive(ByteBuffer.allocate(1)))
                                .perhapsWaits(random);
                sender.close();
                check(ClosedChannelException.class, other::result);
            }
        }

        private int receive(DatagramSocket receiver) throws IOException {
            DatagramPacket packet = new DatagramPacket(new byte[10], 10);
            receiver.receive(packet);
            return packet.getLength();
        }
    },
    UNIX_SOCKETS {
        @Override
        void round(Random random) throws Exception {
            Path path = Files.createTempFile("traffic", ".socket");
            Files.delete(path);
            UnixDomainSocketAddress address = UnixDomainSocketAddress.of(path);
            try (ServerSocketChannel server =
                    ServerSocketChannel.open(StandardProtocolFamily.UNIX).bind(address)) {
                Task<SocketChannel> acceptor = Task.start(server::accept).perhapsWaits(random);
                try (SocketChannel near = SocketChannel.open(address);
                        SocketChannel far = acceptor.result()) {
                    Task<Integer> reader =
                            Task.start(() -> near.read(ByteBuffer.allocate(9)))
                                    .perhapsWaits(random);
                    far.write(ByteBuffer.allocate(4));
                    check(reader.result() == 4);
                    reader = Task.start(() -> near.read(ByteBuffer.allocate(9)));
                    reader.perhapsWaits(random);
                    far.close();
                    check(reader.result() == -1);
                }
                acceptor = Task.start(server::accept).perhapsWaits(random);
                server.close();
                check(ClosedChannelException.class, acceptor::result);
            } finally {
                Files.delete(path);
            }
        }
    },
    NUMBERS_ARE_REUSED {
        @Override
        void round(Random random) throws Exception {
            for (int i = 0; i < 20; i++) {
                if (random.nextBoolean()) {
                    PEER_CLOSES.round(random);
                } else {
                    Pipe pipe = Pipe.open();
                    try (Pipe.SourceChannel source = pipe.source();
                            Pipe.SinkChannel sink = pipe.sink()) {
                        Task<Integer> reader =
                                Task.start(() -> source.read(ByteBuffer.allocate(1)))
                                        .perhapsWaits(random);
                        sink.write(ByteBuffer.allocate(1));
                        check(reader.result() == 1);
                        sink.write(ByteBuffer.allocate(1)); // nobody reads it
                    }
                }
            }
        }
    };

    private static final InetAddress LOOPBACK = InetAddress.getLoopbackAddress();
    private static final InetSocketAddress ANY_PORT = new InetSocketAddress(LOOPBACK, 0);

    /**
     * Once through.
     *
     * @throws AssertionError when something came out otherwise
     */
    abstract void round(Random random) throws Exception;

    private static void check(boolean condition) {
        if (!condition) {
            throw new AssertionError("not so");
        }
    }

    private static void check(Class<? extends Exception> expected, Callable<?> call)
            throws Exception {
        Object result;
        try {
            result = call.call();
        } catch (Exception e) {
            if (expected.isInstance(e)) {
                return;
            }
            throw e;
        }
        throw new AssertionError("no " + expected.getSimpleName() + " but " + result);
    }

    /** Two ends of a connection. */
    record Connection(Socket near, Socket far) implements AutoCloseable {
        static Connection open() throws IOException {
            try (ServerSocket server = new ServerSocket(0, 1, LOOPBACK)) {
                return new Connection(new Socket(LOOPBACK, server.getLocalPort()), server.accept());
            }
        }

        @Override
        public void close() throws IOException {
            near.close();
            far.close();
        }
    }

    /** The same of channels. */
    private record Channeled(SocketChannel near, SocketChannel far) implements AutoCloseable {
        static Channeled open() throws IOException {
            try (ServerSocketChannel server = ServerSocketChannel.open().bind(ANY_PORT)) {
                return new Channeled(SocketChannel.open(server.getLocalAddress()), server.accept());
            }
        }

        @Override
        public void close() throws IOException {
            near.close();
            far.close();
        }
    }
}
