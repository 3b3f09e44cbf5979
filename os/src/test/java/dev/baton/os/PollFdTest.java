package dev.baton.os;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.baton.os.Crew.Kind;
import dev.baton.os.Crew.Member;
import dev.baton.syscall.Errno;
import dev.baton.syscall.FaultyKernel;
import dev.baton.syscall.Fcntl;
import dev.baton.syscall.Fds;
import dev.baton.syscall.Sockets;
import dev.baton.syscall.Syscall;
import dev.baton.syscall.Sysno;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Descriptors of all kinds, on each kind of thread. */
class PollFdTest {
    private static final int FLAGS = Fcntl.O_CLOEXEC | Fcntl.O_NONBLOCK;
    private static final int STREAM =
            Sockets.SOCK_STREAM | Sockets.SOCK_NONBLOCK | Sockets.SOCK_CLOEXEC;

    /** More than the buffers of a socket hold. */
    private static final int MUCH = 16 << 20;

    @TempDir Path directory;

    private static PollFd of(long r1, String name) throws PathError {
        assertThat(Errno.errnoErr(r1)).as(name).isNull();
        return PollFd.of((int) r1, name);
    }

    private static long number(byte[] b) {
        return ByteBuffer.wrap(b).order(ByteOrder.nativeOrder()).getLong();
    }

    private static byte[] bytes(long number) {
        return ByteBuffer.allocate(Long.BYTES)
                .order(ByteOrder.nativeOrder())
                .putLong(number)
                .array();
    }

    private static Member<Long> readNumber(Crew crew, PollFd fd) throws Exception {
        return crew.start(() -> {
            byte[] b = new byte[Long.BYTES];
            assertThat(fd.read(b)).isEqualTo(Long.BYTES);
            return number(b);
        });
    }

    // ---- What it takes over --------------------------------------------------------------------

    @Test
    void whatBlocksOrIsAlwaysReadyIsRefusedAndStaysTheCallers() throws Exception {
        String path = directory.resolve("file").toString();
        int file = (int) Syscall.open(path, Fcntl.O_RDWR | Fcntl.O_CREAT | FLAGS, 0600);
        int blocks = (int) Fds.eventfd2(0, Fcntl.O_CLOEXEC);
        assertThatThrownBy(() -> PollFd.of(-1, "x"))
                .isInstanceOf(ErrInvalid.class)
                .hasMessage("pollfd x: negative descriptor -1");
        assertThatThrownBy(() -> PollFd.of(1 << 20, "x"))
                .hasMessage("pollfd x: Bad file descriptor (EBADF)");
        assertThatThrownBy(() -> PollFd.of(blocks, "x"))
                .isInstanceOf(ErrInvalid.class)
                .hasMessage(
                        "pollfd x: descriptor "
                                + blocks
                                + " blocks: it is to be made with O_NONBLOCK");
        assertThatThrownBy(() -> PollFd.of(file, "x"))
                .isInstanceOf(ErrInvalid.class)
                .hasMessage(
                        "pollfd x: descriptor "
                                + file
                                + " can't be waited for: epoll does not take it");
        assertThat(Syscall.close(file)).isZero();
        assertThat(Syscall.close(blocks)).isZero();
    }

    @Test
    void itSaysWhatItIs() throws Exception {
        PollFd fd = of(Fds.eventfd2(0, FLAGS), "counter");
        assertThat(fd.name()).isEqualTo("counter");
        assertThat(fd).hasToString("PollFd[counter, fd " + fd.fd() + "]");
        assertThat(fd.isClosed()).isFalse();
        fd.close();
        fd.close();
        assertThat(fd.isClosed()).isTrue();
        assertThat(fd.fd()).isEqualTo(-1);
        assertThat(fd).hasToString("PollFd[counter, closed]");
        for (ThrowingCallable call :
                List.<ThrowingCallable>of(
                        () -> fd.read(new byte[8]),
                        () -> fd.write(new byte[8]),
                        fd::waitRead,
                        fd::waitWrite,
                        () -> fd.rawRead(n -> 0),
                        () -> fd.rawWrite(n -> 0),
                        () -> fd.setDeadline(null))) {
            assertThatThrownBy(call).isInstanceOf(ErrClosed.class).hasMessageContaining("counter");
        }
    }

    // ---- Kinds ---------------------------------------------------------------------------------

    @ParameterizedTest
    @EnumSource(Kind.class)
    void anEventfdWakesItsReader(Kind kind) throws Exception {
        try (Crew crew = Crew.of(kind);
                PollFd counter = of(Fds.eventfd2(0, FLAGS), "counter")) {
            for (long i = 1; i <= 3; i++) {
                Member<Long> reader = readNumber(crew, counter);
                reader.awaitParked();
                counter.write(bytes(i));
                assertThat(reader.get()).isEqualTo(i);
            }
            // A counter that is full has no room.
            counter.write(bytes(-2)); // the most there may be
            Member<Integer> writer = crew.start(() -> counter.write(bytes(1)));
            writer.awaitParked();
            assertThat(readNumber(crew, counter).get()).isEqualTo(-2);
            assertThat(writer.get()).isEqualTo(Long.BYTES);
        }
    }

    @ParameterizedTest
    @EnumSource(Kind.class)
    void aTimerfdWakesItsReader(Kind kind) throws Exception {
        try (Crew crew = Crew.of(kind);
                PollFd timer = of(Fds.timerfdCreate(Fds.CLOCK_MONOTONIC, FLAGS), "timer")) {
            Member<Long> reader = readNumber(crew, timer);
            reader.awaitParked();
            assertThat(Fds.timerfdSettime(timer.fd(), 0, 1_000_000, 0)).isZero();
            assertThat(reader.get()).isOne();
        }
    }

    @ParameterizedTest
    @EnumSource(Kind.class)
    void aPidfdIsReadyWhenItsProcessEndsAndStaysSo(Kind kind) throws Exception {
        Process process = new ProcessBuilder("cat").start();
        try (Crew crew = Crew.of(kind);
                PollFd pidfd = of(Fds.pidfdOpen((int) process.pid(), Fcntl.O_NONBLOCK), "cat")) {
            Member<Boolean> waiter =
                    crew.start(() -> {
                        for (int i = 0; i < 3; i++) {
                            pidfd.waitRead();
                        }
                        return true;
                    });
            waiter.awaitParked();
            process.getOutputStream().close();
            assertThat(waiter.get()).isTrue();
            assertThat(process.waitFor()).isZero();
        }
    }

    @ParameterizedTest
    @EnumSource(Kind.class)
    void anInotifyWakesItsReader(Kind kind) throws Exception {
        try (Crew crew = Crew.of(kind);
                PollFd inotify = of(Fds.inotifyInit1(FLAGS), "inotify")) {
            Fds.inotifyAddWatch(inotify.fd(), directory.toString(), Fds.IN_CREATE);
            Member<String> reader =
                    crew.start(() -> {
                        try (Arena arena = Arena.ofConfined()) {
                            MemorySegment event = arena.allocate(256, 8);
                            assertThat(inotify.read(event)).isPositive();
                            assertThat(event.get(ValueLayout.JAVA_INT, 4)).isEqualTo(Fds.IN_CREATE);
                            return event.getString(16, UTF_8);
                        }
                    });
            reader.awaitParked();
            Files.createFile(directory.resolve("made"));
            assertThat(reader.get()).isEqualTo("made");
        }
    }

    // ---- Sockets -------------------------------------------------------------------------------

    private record Sides(PollFd client, PollFd server) implements AutoCloseable {
        static Sides pair() throws PathError {
            int[] fds = new int[2];
            assertThat(Sockets.socketpair(Sockets.AF_UNIX, STREAM, fds)).isZero();
            return new Sides(of(fds[0], "client"), of(fds[1], "server"));
        }

        @Override
        public void close() throws PathError {
            client.close();
            server.close();
        }
    }

    private static PollFd listener() throws Exception {
        PollFd listener = of(Sockets.socket(Sockets.AF_INET, STREAM, 0), "listener");
        InetSocketAddress any = new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
        assertThat(Sockets.bind(listener.fd(), any)).isZero();
        assertThat(Sockets.listen(listener.fd(), 5)).isZero();
        return listener;
    }

    private static PollFd connect(PollFd listener) throws Exception {
        SocketAddress[] address = new SocketAddress[1];
        assertThat(Sockets.getsockname(listener.fd(), address)).isZero();
        PollFd client = of(Sockets.socket(Sockets.AF_INET, STREAM, 0), "client");
        long r1 = client.rawWrite(fd -> Sockets.connect(fd, address[0]));
        if (r1 == Errno.EINPROGRESS.result()) {
            client.waitWrite();
            r1 = Sockets.getsockopt(client.fd(), Sockets.SOL_SOCKET, Sockets.SO_ERROR);
        }
        assertThat(r1).isZero();
        return client;
    }

    @ParameterizedTest
    @EnumSource(Kind.class)
    void aSocketIsAcceptedConnectedReadWrittenAndEnded(Kind kind) throws Exception {
        try (Crew crew = Crew.of(kind);
                PollFd listener = listener()) {
            Member<String> server =
                    crew.start(() -> {
                        long fd =
                                listener.rawRead(l ->
                                        Sockets.accept4(
                                                l,
                                                null,
                                                Sockets.SOCK_NONBLOCK | Sockets.SOCK_CLOEXEC));
                        try (PollFd connection = of(fd, "connection")) {
                            byte[] b = new byte[8];
                            StringBuilder text = new StringBuilder();
                            for (int n; (n = connection.read(b)) > 0; ) {
                                text.append(new String(b, 0, n, UTF_8));
                                connection.write(b, 0, n);
                            }
                            return text.toString();
                        }
                    });
            server.awaitParked();
            try (PollFd client = crew.start(() -> connect(listener)).get()) {
                client.write("hello".getBytes(UTF_8));
                byte[] b = new byte[8];
                assertThat(crew.start(() -> client.read(b)).get()).isEqualTo(5);
                Sockets.shutdown(client.fd(), Sockets.SHUT_WR);
                assertThat(server.get()).isEqualTo("hello");
                assertThat(client.read(b)).as("the end").isEqualTo(-1);
            }
        }
    }

    @ParameterizedTest
    @EnumSource(Kind.class)
    void closeEndsAnAccept(Kind kind) throws Exception {
        try (Crew crew = Crew.of(kind)) {
            PollFd listener = listener();
            Member<Long> accept =
                    crew.start(() -> listener.rawRead(l -> Sockets.accept4(l, null, 0)));
            accept.awaitParked();
            listener.setReadDeadline(Instant.EPOCH);
            assertThat(accept.thrown()).isInstanceOf(ErrDeadlineExceeded.class);
            listener.setReadDeadline(null);
            Member<Long> again =
                    crew.start(() -> listener.rawRead(l -> Sockets.accept4(l, null, 0)));
            again.awaitParked();
            listener.close();
            assertThat(again.thrown())
                    .isInstanceOf(ErrClosed.class)
                    .hasMessage("read listener: file already closed");
        }
    }

    /** Each direction by itself: Go's tests of net have them so. */
    @ParameterizedTest
    @EnumSource(Kind.class)
    void aReaderAndAWriterOfOneSocketWaitAtOnceAndEachHasItsDeadline(Kind kind) throws Exception {
        try (Crew crew = Crew.of(kind);
                Sides sides = Sides.pair()) {
            PollFd socket = sides.client();
            Member<Integer> reader = crew.start(() -> socket.read(new byte[8]));
            Member<Integer> writer = crew.start(() -> socket.write(new byte[MUCH]));
            reader.awaitParked();
            writer.awaitParked();
            socket.setWriteDeadline(Instant.EPOCH);
            assertThat(writer.thrown()).isInstanceOf(ErrDeadlineExceeded.class);
            sides.server().write(new byte[3]);
            assertThat(reader.get()).isEqualTo(3);

            Member<Integer> reader2 = crew.start(() -> socket.read(new byte[8]));
            reader2.awaitParked();
            socket.setReadDeadline(Instant.EPOCH);
            assertThat(reader2.thrown()).isInstanceOf(ErrDeadlineExceeded.class);
        }
    }

    @ParameterizedTest
    @EnumSource(Kind.class)
    void closeWakesReaderAndWriterAtOnce(Kind kind) throws Exception {
        try (Crew crew = Crew.of(kind);
                Sides sides = Sides.pair();
                CountedCloses closes = CountedCloses.of(sides.client().fd())) {
            PollFd socket = sides.client();
            Member<Integer> reader = crew.start(() -> socket.read(new byte[8]));
            Member<Integer> writer = crew.start(() -> socket.write(new byte[MUCH]));
            reader.awaitParked();
            writer.awaitParked();
            socket.close();
            assertThat(reader.thrown()).isInstanceOf(ErrClosed.class);
            assertThat(writer.thrown()).isInstanceOf(ErrClosed.class);
            assertThat(closes.count()).as("by the last one").isOne();
        }
    }

    @ParameterizedTest
    @EnumSource(Kind.class)
    void muchGoesBothWaysAtOnce(Kind kind) throws Exception {
        try (Crew crew = Crew.of(kind);
                Sides sides = Sides.pair()) {
            Member<Integer> there = crew.start(() -> sides.client().write(new byte[MUCH]));
            Member<Integer> back = crew.start(() -> sides.server().write(new byte[MUCH]));
            Member<Integer> read = crew.start(() -> readAll(sides.client()));
            assertThat(readAll(sides.server())).isEqualTo(MUCH);
            assertThat(read.get()).isEqualTo(MUCH);
            assertThat(there.get()).isEqualTo(MUCH);
            assertThat(back.get()).isEqualTo(MUCH);
        }
    }

    private static int readAll(PollFd from) throws PathError {
        int got = 0;
        for (byte[] b = new byte[1 << 16]; got < MUCH; ) {
            got += from.read(b);
        }
        return got;
    }

    // ---- Waiting alone, and calls of one's own -------------------------------------------------

    @Test
    void waitReadTakesNothingAndMayBeRepeated() throws Exception {
        try (Sides sides = Sides.pair()) {
            sides.server().write(new byte[3]);
            for (int i = 0; i < 3; i++) {
                sides.client().waitRead();
            }
            assertThat(sides.client().read(new byte[8])).isEqualTo(3);
            sides.client().waitWrite();
            sides.client().setDeadline(Instant.now().plusMillis(10));
            assertThatThrownBy(() -> sides.client().waitRead())
                    .isInstanceOf(ErrDeadlineExceeded.class)
                    .hasMessage("wait client: deadline exceeded");
        }
    }

    @Test
    void aCallOfOnesOwnIsMadeUntilItSaysNeitherEintrNorEagain() throws Exception {
        try (Sides sides = Sides.pair()) {
            sides.server().write(new byte[1]);
            long[] answers = {
                Errno.EINTR.result(), Errno.EAGAIN.result(), Errno.EINTR.result(), 42
            };
            int[] calls = new int[1];
            assertThat(
                            sides.client()
                                    .rawRead(fd -> {
                                        assertThat(fd).isEqualTo(sides.client().fd());
                                        return answers[calls[0]++];
                                    }))
                    .isEqualTo(42);
            assertThat(sides.client().rawWrite(fd -> Errno.EPIPE.result()))
                    .isEqualTo(Errno.EPIPE.result());
        }
    }

    @Test
    void aWaitThatTheKernelRefusesIsAPathError() throws Exception {
        try (Sides sides = Sides.pair();
                FaultyKernel kernel =
                        FaultyKernel.forThisThread().fails(Sysno.SYS_PPOLL, Errno.ENOMEM)) {
            assertThatThrownBy(() -> sides.client().waitRead())
                    .hasMessage("wait client: Cannot allocate memory (ENOMEM)");
            assertThat(kernel.calls(Sysno.SYS_PPOLL)).isOne();
        }
    }
}
