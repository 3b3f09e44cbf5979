package dev.baton.conformance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.OutputStream;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.AsynchronousCloseException;
import java.nio.channels.AsynchronousServerSocketChannel;
import java.nio.channels.AsynchronousSocketChannel;
import java.nio.channels.Channels;
import java.nio.channels.ClosedByInterruptException;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.ClosedSelectorException;
import java.nio.channels.DatagramChannel;
import java.nio.channels.IllegalBlockingModeException;
import java.nio.channels.InterruptibleChannel;
import java.nio.channels.Pipe;
import java.nio.channels.ReadableByteChannel;
import java.nio.channels.SelectableChannel;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.channels.WritableByteChannel;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@OnVirtualThreads
class ChannelsTest {
    private static final InetSocketAddress ANY_PORT =
            new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);

    @Test
    @Says(
            of = ServerSocketChannel.class,
            value =
                    "Otherwise it will block indefinitely until a new connection is available or an"
                            + " I/O error occurs.")
    void acceptWaitsForAConnection() throws Exception {
        try (var server = ServerSocketChannel.open().bind(ANY_PORT)) {
            Task<SocketChannel> acceptor = Task.call(server::accept).awaitWaiting();
            try (var client = SocketChannel.open(server.getLocalAddress());
                    var accepted = acceptor.result()) {
                assertThat(accepted.getRemoteAddress()).isEqualTo(client.getLocalAddress());
            }
        }
    }

    @Test
    @Says(
            of = ReadableByteChannel.class,
            value = "Reads a sequence of bytes from this channel into the given buffer.")
    void readWaitsForData() throws Exception {
        try (var server = ServerSocketChannel.open().bind(ANY_PORT);
                var client = SocketChannel.open(server.getLocalAddress());
                var accepted = server.accept()) {
            ByteBuffer buffer = ByteBuffer.allocateDirect(10);
            Task<Integer> reader = Task.call(() -> client.read(buffer)).awaitWaiting();
            accepted.write(ByteBuffer.wrap(new byte[] {1, 2, 3}));
            assertThat(reader.result()).isEqualTo(3);
        }
    }

    @Test
    @Says(
            of = InterruptibleChannel.class,
            value =
                    "Any thread currently blocked in an I/O operation upon this channel will"
                            + " receive an AsynchronousCloseException.")
    void closeReleasesAReader() throws Exception {
        try (var server = ServerSocketChannel.open().bind(ANY_PORT);
                var client = SocketChannel.open(server.getLocalAddress());
                var accepted = server.accept()) {
            Task<Integer> reader =
                    Task.call(() -> client.read(ByteBuffer.allocate(1))).awaitWaiting();
            client.close();
            assertThatThrownBy(reader::result).isInstanceOf(AsynchronousCloseException.class);
            assertThat(accepted.read(ByteBuffer.allocate(1))).isEqualTo(-1);
        }
    }

    @Test
    @Says(
            of = InterruptibleChannel.class,
            value =
                    "then the channel will be closed and the thread will immediately receive a"
                            + " ClosedByInterruptException; its interrupt status will remain set.")
    void aReadWithTheInterruptSetClosesTheChannel() throws Exception {
        try (var server = ServerSocketChannel.open().bind(ANY_PORT);
                var client = SocketChannel.open(server.getLocalAddress())) {
            Thread.currentThread().interrupt();
            assertThatThrownBy(() -> client.read(ByteBuffer.allocate(1)))
                    .isInstanceOf(ClosedByInterruptException.class);
            assertThat(Thread.interrupted()).isTrue();
            assertThat(client.isOpen()).isFalse();
        }
    }

    @Test
    @Says(
            of = SocketChannel.class,
            value =
                    "If this channel is in non-blocking mode then an invocation of this method"
                            + " initiates a non-blocking connection operation.")
    void aNonBlockingConnectIsFinished() throws Exception {
        try (var server = ServerSocketChannel.open().bind(ANY_PORT);
                var selector = Selector.open();
                var client = SocketChannel.open()) {
            client.configureBlocking(false);
            if (!client.connect(server.getLocalAddress())) {
                client.register(selector, SelectionKey.OP_CONNECT);
                assertThat(selector.select()).isEqualTo(1);
                assertThat(client.finishConnect()).isTrue();
            }
            assertThat(client.isConnected()).isTrue();
            assertThat(client.read(ByteBuffer.allocate(1))).isZero();
        }
    }

    @Test
    @Says(
            of = SelectableChannel.class,
            value = "In non-blocking mode an I/O operation will never block")
    void aNonBlockingAcceptReturnsNull() throws Exception {
        try (var server = ServerSocketChannel.open().bind(ANY_PORT)) {
            server.configureBlocking(false);
            assertThat(server.accept()).isNull();
        }
    }

    @Test
    @Says(
            of = Selector.class,
            value =
                    "It returns only after at least one channel is selected, this selector's wakeup"
                            + " method is invoked, or the current thread is interrupted, whichever"
                            + " comes first.")
    void selectReturnsWhenAChannelIsReady() throws Exception {
        Pipe pipe = Pipe.open();
        try (var selector = Selector.open();
                var source = pipe.source();
                var sink = pipe.sink()) {
            source.configureBlocking(false);
            SelectionKey key = source.register(selector, SelectionKey.OP_READ);
            CountDownLatch selecting = new CountDownLatch(1);
            Task<Integer> task =
                    Task.call(() -> {
                        selecting.countDown();
                        return selector.select();
                    });
            selecting.await();
            sink.write(ByteBuffer.wrap(new byte[] {1}));
            assertThat(task.result()).isEqualTo(1);
            assertThat(selector.selectedKeys()).containsExactly(key);
            assertThat(key.isReadable()).isTrue();
        }
    }

    @Test
    @Says(
            of = Selector.class,
            value =
                    "Causes the first selection operation that has not yet returned to return"
                            + " immediately.")
    void wakeupEndsASelect() throws Exception {
        try (var selector = Selector.open()) {
            CountDownLatch selecting = new CountDownLatch(1);
            Task<Integer> task =
                    Task.call(() -> {
                        selecting.countDown();
                        return selector.select();
                    });
            selecting.await();
            selector.wakeup();
            assertThat(task.result()).isZero();
        }
    }

    @Test
    @Says(
            of = Selector.class,
            value =
                    "If no selection operation is currently in progress then the next invocation of"
                            + " a selection operation will return immediately")
    void aWakeupBeforeTheSelectIsNotLost() throws Exception {
        try (var selector = Selector.open()) {
            selector.wakeup();
            assertThat(selector.select()).isZero();
        }
    }

    @Test
    @Says(
            of = Selector.class,
            value =
                    "It returns only after at least one channel is selected, this selector's wakeup"
                            + " method is invoked, the current thread is interrupted, or the given"
                            + " timeout period expires, whichever comes first.")
    void selectGivesUpAfterItsTime() throws Exception {
        try (var selector = Selector.open()) {
            assertThat(selector.select(2)).isZero();
            assertThat(selector.selectNow()).isZero();
        }
    }

    @Test
    @Says(
            of = Selector.class,
            value =
                    "If a thread is currently blocked in one of this selector's selection methods"
                        + " then it is interrupted as if by invoking the selector's wakeup method.")
    void closingASelectorEndsItsSelect() throws Exception {
        var selector = Selector.open();
        CountDownLatch selecting = new CountDownLatch(1);
        Task<Integer> task =
                Task.call(() -> {
                    selecting.countDown();
                    return selector.select();
                });
        selecting.await();
        selector.close();
        try {
            assertThat(task.result()).isZero(); // when it was in the selection
        } catch (ClosedSelectorException e) { // when it came too late for it
            assertThat(selector.isOpen()).isFalse();
        }
        assertThatThrownBy(selector::select).isInstanceOf(ClosedSelectorException.class);
    }

    @Test
    @Says(
            of = Selector.class,
            value =
                    "Selects and performs an action on the keys whose corresponding channels are"
                            + " ready for I/O operations.")
    void selectPerformsTheAction() throws Exception {
        Pipe pipe = Pipe.open();
        try (var selector = Selector.open();
                var source = pipe.source();
                var sink = pipe.sink()) {
            source.configureBlocking(false);
            source.register(selector, SelectionKey.OP_READ, "attached");
            sink.write(ByteBuffer.wrap(new byte[] {1}));
            AtomicInteger called = new AtomicInteger();
            int n =
                    selector.select(key -> {
                        assertThat(key.attachment()).isEqualTo("attached");
                        called.incrementAndGet();
                    });
            assertThat(n).isEqualTo(1);
            assertThat(called).hasValue(1);
        }
    }

    @Test
    @Says(of = Pipe.class, value = "A pair of channels that implements a unidirectional pipe.")
    void aPipeHandsOnBytes() throws Exception {
        Pipe pipe = Pipe.open();
        try (var source = pipe.source();
                var sink = pipe.sink()) {
            Task<byte[]> reader =
                    Task.call(() -> Channels.newInputStream(source).readNBytes(100_000));
            OutputStream out = Channels.newOutputStream(sink); // a channel's write may be short
            out.write(new byte[50_000]);
            reader.awaitWaiting();
            out.write(new byte[50_000]);
            assertThat(reader.result()).hasSize(100_000);
        }
    }

    @Test
    @Says(
            of = ClosedChannelException.class,
            value =
                    "Checked exception thrown when an attempt is made to invoke or complete an I/O"
                            + " operation upon channel that is closed")
    void aClosedChannelRefuses() throws Exception {
        Pipe pipe = Pipe.open();
        pipe.source().close();
        pipe.sink().close();
        assertThatThrownBy(() -> pipe.source().read(ByteBuffer.allocate(1)))
                .isInstanceOf(ClosedChannelException.class);
    }

    @Test
    @Says(
            of = DatagramChannel.class,
            value =
                    "If a datagram is immediately available, or if this channel is in blocking mode"
                        + " and one eventually becomes available, then the datagram is copied into"
                        + " the given byte buffer and its source address is returned.")
    void receiveWaitsForADatagram() throws Exception {
        try (var receiver = DatagramChannel.open().bind(ANY_PORT);
                var sender = DatagramChannel.open().bind(ANY_PORT)) {
            ByteBuffer buffer = ByteBuffer.allocate(10);
            Task<Object> task = Task.call(() -> (Object) receiver.receive(buffer)).awaitWaiting();
            sender.send(ByteBuffer.wrap(new byte[] {1, 2}), receiver.getLocalAddress());
            assertThat(task.result()).isEqualTo(sender.getLocalAddress());
            assertThat(buffer.position()).isEqualTo(2);
        }
    }

    @Test
    @Says(of = UnixDomainSocketAddress.class, value = "A Unix domain socket address.")
    void unixSocketsBlockTheSameWay(@TempDir Path dir) throws Exception {
        UnixDomainSocketAddress address = UnixDomainSocketAddress.of(dir.resolve("socket"));
        try (var server = ServerSocketChannel.open(StandardProtocolFamily.UNIX).bind(address);
                var client = SocketChannel.open(address);
                var accepted = server.accept()) {
            ByteBuffer buffer = ByteBuffer.allocate(10);
            Task<Integer> reader = Task.call(() -> accepted.read(buffer)).awaitWaiting();
            client.write(ByteBuffer.wrap(new byte[] {1}));
            assertThat(reader.result()).isEqualTo(1);
        }
    }

    @Test
    @Says(
            of = AsynchronousSocketChannel.class,
            value = "An asynchronous channel for stream-oriented connecting sockets.")
    void asynchronousChannelsServeVirtualThreads() throws Exception {
        try (var server = AsynchronousServerSocketChannel.open().bind(ANY_PORT);
                var client = AsynchronousSocketChannel.open()) {
            var accept = server.accept();
            client.connect(server.getLocalAddress()).get();
            try (var accepted = accept.get()) {
                ByteBuffer buffer = ByteBuffer.allocate(10);
                var read = client.read(buffer);
                Task<Integer> reader = Task.call(read::get).awaitWaiting();
                accepted.write(ByteBuffer.wrap(new byte[] {1, 2})).get();
                assertThat(reader.result()).isEqualTo(2);
            }
        }
    }

    @Test
    @Says(
            of = ServerSocketChannel.class,
            value =
                    "If another thread closes this channel while the accept operation is in"
                            + " progress")
    void closeReleasesAnAcceptor() throws Exception {
        try (var server = ServerSocketChannel.open().bind(ANY_PORT)) {
            Task<SocketChannel> acceptor = Task.call(server::accept).awaitWaiting();
            server.close();
            assertThatThrownBy(acceptor::result).isInstanceOf(AsynchronousCloseException.class);
        }
    }

    @Test
    @Says(
            of = DatagramChannel.class,
            value = "If another thread closes this channel while the read operation is in progress")
    void closeReleasesAReceiver() throws Exception {
        try (var receiver = DatagramChannel.open().bind(ANY_PORT)) {
            Task<Object> task =
                    Task.call(() -> (Object) receiver.receive(ByteBuffer.allocate(1)))
                            .awaitWaiting();
            receiver.close();
            assertThatThrownBy(task::result).isInstanceOf(AsynchronousCloseException.class);
        }
    }

    @Test
    @Says(
            of = DatagramChannel.class,
            value =
                    "If another thread interrupts the current thread while the read operation is in"
                            + " progress, thereby closing the channel and setting the current"
                            + " thread's interrupt status")
    void receivingIsClosedByInterrupt() throws Exception {
        try (var receiver = DatagramChannel.open().bind(ANY_PORT)) {
            Task<Boolean> task =
                    Task.call(
                                    () -> {
                                        assertThatThrownBy(() ->
                                                        receiver.receive(ByteBuffer.allocate(1)))
                                                .isInstanceOf(ClosedByInterruptException.class);
                                        return Thread.currentThread().isInterrupted();
                                    })
                            .awaitWaiting();
            task.thread().interrupt();
            assertThat(task.result()).isTrue();
            assertThat(receiver.isOpen()).isFalse();
        }
    }

    @Test
    @Says(
            of = ReadableByteChannel.class,
            value = "If another thread closes this channel while the read operation is in progress")
    void closeReleasesAReaderOfAPipe() throws Exception {
        Pipe pipe = Pipe.open();
        try (var source = pipe.source();
                var sink = pipe.sink()) {
            Task<Integer> reader =
                    Task.call(() -> source.read(ByteBuffer.allocate(1))).awaitWaiting();
            source.close();
            assertThatThrownBy(reader::result).isInstanceOf(AsynchronousCloseException.class);
            assertThat(sink.isOpen()).isTrue();
        }
    }

    @Test
    @Says(of = ReadableByteChannel.class, value = "or -1 if the channel has reached end-of-stream")
    void aPipeEndsWhenItsSinkIsClosed() throws Exception {
        Pipe pipe = Pipe.open();
        try (var source = pipe.source();
                var sink = pipe.sink()) {
            Task<Integer> reader =
                    Task.call(() -> source.read(ByteBuffer.allocate(1))).awaitWaiting();
            sink.close();
            assertThat(reader.result()).isEqualTo(-1);
        }
    }

    @Test
    @Says(
            of = WritableByteChannel.class,
            value =
                    "If another thread closes this channel while the write operation is in"
                            + " progress")
    void closeReleasesAWriterOfAPipe() throws Exception {
        Pipe pipe = Pipe.open();
        try (var source = pipe.source();
                var sink = pipe.sink()) {
            Task<Integer> writer =
                    Task.<Integer>call(
                                    () -> {
                                        while (true) {
                                            sink.write(ByteBuffer.allocate(1 << 16));
                                        }
                                    })
                            .awaitWaiting();
            sink.close();
            assertThatThrownBy(writer::result).isInstanceOf(AsynchronousCloseException.class);
            assertThat(source.isOpen()).isTrue();
        }
    }

    @Test
    @Says(
            of = ReadableByteChannel.class,
            value =
                    "If another thread has already initiated a read operation upon this channel,"
                        + " however, then an invocation of this method will block until the first"
                        + " operation is complete.")
    void readersTakeTurns() throws Exception {
        try (var server = ServerSocketChannel.open().bind(ANY_PORT);
                var client = SocketChannel.open(server.getLocalAddress());
                var accepted = server.accept()) {
            List<Task<Integer>> readers = new ArrayList<>();
            for (int i = 0; i < 3; i++) {
                readers.add(Task.call(() -> client.read(ByteBuffer.allocate(1))).awaitWaiting());
            }
            accepted.write(ByteBuffer.allocate(3));
            for (Task<Integer> reader : readers) {
                assertThat(reader.result()).isEqualTo(1);
            }
        }
    }

    @Test
    @Says(
            of = SocketChannel.class,
            value =
                    "Once shutdown for reading then further reads on the channel will return -1,"
                            + " the end-of-stream indication.")
    void shutdownInputEndsAReader() throws Exception {
        try (var server = ServerSocketChannel.open().bind(ANY_PORT);
                var client = SocketChannel.open(server.getLocalAddress())) {
            Task<Integer> reader =
                    Task.call(() -> client.read(ByteBuffer.allocate(1))).awaitWaiting();
            client.shutdownInput();
            assertThat(reader.result()).isEqualTo(-1);
            assertThat(client.read(ByteBuffer.allocate(1))).isEqualTo(-1);
        }
    }

    /** Not seen to wait: on some JDKs who selects is in the kernel. */
    private static Task<Integer> selecting(Selector selector, long timeoutMs)
            throws InterruptedException {
        CountDownLatch selecting = new CountDownLatch(1);
        Task<Integer> task =
                Task.call(() -> {
                    selecting.countDown();
                    return selector.select(timeoutMs);
                });
        selecting.await();
        return task;
    }

    @Test
    @Says(
            of = SelectableChannel.class,
            value =
                    "A channel must be placed into non-blocking mode before being registered with a"
                        + " selector, and may not be returned to blocking mode until it has been"
                        + " deregistered.")
    void aRegisteredChannelDoesNotBlock() throws Exception {
        Pipe pipe = Pipe.open();
        try (var selector = Selector.open();
                var source = pipe.source();
                var sink = pipe.sink()) {
            assertThatThrownBy(() -> source.register(selector, SelectionKey.OP_READ))
                    .isInstanceOf(IllegalBlockingModeException.class);
            source.configureBlocking(false);
            source.register(selector, SelectionKey.OP_READ);
            assertThatThrownBy(() -> source.configureBlocking(true))
                    .isInstanceOf(IllegalBlockingModeException.class);
            assertThat(sink.isBlocking()).isTrue();
        }
    }

    @Test
    @Says(
            of = SelectableChannel.class,
            value =
                    "In blocking mode, every I/O operation invoked upon the channel will block"
                            + " until it completes.")
    void aChannelThatWasSelectedCanBlockAgain() throws Exception {
        try (var server = ServerSocketChannel.open().bind(ANY_PORT);
                var client = SocketChannel.open(server.getLocalAddress());
                var accepted = server.accept();
                var selector = Selector.open()) {
            for (int i = 0; i < 3; i++) {
                client.configureBlocking(false);
                SelectionKey key = client.register(selector, SelectionKey.OP_READ);
                Task<Integer> selected = selecting(selector, 0);
                accepted.write(ByteBuffer.allocate(1));
                assertThat(selected.result()).isEqualTo(1);
                assertThat(client.read(ByteBuffer.allocate(2))).isEqualTo(1);
                selector.selectedKeys().clear();
                key.cancel();
                selector.selectNow();
                client.configureBlocking(true);
                Task<Integer> reader =
                        Task.call(() -> client.read(ByteBuffer.allocate(2))).awaitWaiting();
                accepted.write(ByteBuffer.allocate(1));
                assertThat(reader.result()).isEqualTo(1);
            }
        }
    }

    @Test
    @Says(
            of = Socket.class,
            value =
                    "If the timeout expires, a java.net.SocketTimeoutException is raised, though"
                            + " the Socket is still valid.")
    void anAdaptorTimesOut() throws Exception {
        try (var server = ServerSocketChannel.open().bind(ANY_PORT);
                var client = SocketChannel.open(server.getLocalAddress());
                var accepted = server.accept()) {
            client.socket().setSoTimeout(1);
            assertThatThrownBy(() -> client.socket().getInputStream().read())
                    .isInstanceOf(SocketTimeoutException.class);
            client.socket().setSoTimeout(0);
            Task<Integer> reader =
                    Task.call(() -> client.socket().getInputStream().read()).awaitWaiting();
            accepted.write(ByteBuffer.wrap(new byte[] {9}));
            assertThat(reader.result()).isEqualTo(9);
        }
    }

    @Test
    @Says(
            of = SocketChannel.class,
            value =
                    "If this channel is in blocking mode then an invocation of this method will"
                            + " block until the connection is established or an I/O error occurs.")
    void connectToNobodyIsRefused() throws Exception {
        try (var bound = SocketChannel.open().bind(ANY_PORT); // but it does not listen
                var channel = SocketChannel.open()) {
            assertThatThrownBy(() -> channel.connect(bound.getLocalAddress()))
                    .isInstanceOf(ConnectException.class);
            assertThat(channel.isOpen()).isFalse();
        }
    }

    @Test
    @Says(
            of = InterruptibleChannel.class,
            value =
                    "Any thread currently blocked in an I/O operation upon this channel will"
                            + " receive an AsynchronousCloseException.")
    void closeReleasesThoseAtAUnixSocket(@TempDir Path dir) throws Exception {
        UnixDomainSocketAddress address = UnixDomainSocketAddress.of(dir.resolve("socket"));
        try (var server = ServerSocketChannel.open(StandardProtocolFamily.UNIX).bind(address);
                var client = SocketChannel.open(address);
                var accepted = server.accept()) {
            Task<Integer> reader =
                    Task.call(() -> client.read(ByteBuffer.allocate(1))).awaitWaiting();
            Task<Integer> peer =
                    Task.call(() -> accepted.read(ByteBuffer.allocate(1))).awaitWaiting();
            Task<SocketChannel> acceptor = Task.call(server::accept).awaitWaiting();
            client.close();
            server.close();
            assertThatThrownBy(reader::result).isInstanceOf(AsynchronousCloseException.class);
            assertThat(peer.result()).isEqualTo(-1);
            assertThatThrownBy(acceptor::result).isInstanceOf(AsynchronousCloseException.class);
        }
    }

    @Test
    @Says(
            of = Selector.class,
            value =
                    "It returns only after at least one channel is selected, this selector's wakeup"
                            + " method is invoked, the current thread is interrupted, or the given"
                            + " timeout period expires, whichever comes first.")
    void aTimedSelectEndsEarly() throws Exception {
        Pipe pipe = Pipe.open();
        try (var selector = Selector.open();
                var source = pipe.source();
                var sink = pipe.sink()) {
            source.configureBlocking(false);
            source.register(selector, SelectionKey.OP_READ);
            Task<Integer> task = selecting(selector, 60_000);
            sink.write(ByteBuffer.allocate(1));
            assertThat(task.result()).isEqualTo(1);
            selector.selectedKeys().clear();
            source.read(ByteBuffer.allocate(1));
            task = selecting(selector, 60_000);
            selector.wakeup();
            assertThat(task.result()).isZero();
            task = selecting(selector, 60_000);
            task.thread().interrupt();
            assertThat(task.result()).isZero();
        }
    }

    @Test
    @Says(
            of = SelectableChannel.class,
            value =
                    "All of a channel's keys are cancelled implicitly when the channel is closed,"
                            + " whether by invoking its close method or by interrupting a thread"
                            + " blocked in an I/O operation upon the channel.")
    void aChannelThatIsClosedIsDeregistered() throws Exception {
        Pipe pipe = Pipe.open();
        try (var selector = Selector.open();
                var sink = pipe.sink()) {
            SelectionKey key;
            try (var source = pipe.source()) {
                source.configureBlocking(false);
                key = source.register(selector, SelectionKey.OP_READ);
                assertThat(selector.selectNow()).isZero();
            }
            assertThat(key.isValid()).isFalse();
            assertThat(selector.selectNow()).isZero();
            assertThat(selector.keys()).isEmpty();
            Pipe next = Pipe.open(); // its source may have the number that is free now
            try (var source = next.source();
                    var other = next.sink()) {
                Task<Integer> reader =
                        Task.call(() -> source.read(ByteBuffer.allocate(1))).awaitWaiting();
                other.write(ByteBuffer.allocate(1));
                assertThat(reader.result()).isEqualTo(1);
            }
            assertThat(sink.isOpen()).isTrue();
        }
    }
}
