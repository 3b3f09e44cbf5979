package dev.baton.linux;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicIntegerArray;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The ring alone, on the kernel as it is. */
class IoUringTest {
    private static final long SOCKET = Linkage.sysno(41, 198);
    private static final long BIND = Linkage.sysno(49, 200);
    private static final long LISTEN = Linkage.sysno(50, 201);
    private static final int AF_UNIX = 1;
    private static final int SOCK_STREAM = 1;
    private static final int AT_FDCWD = -100;
    private static final int O_RDWR_CREAT = 2 | 0x40;
    private static final int STATX_SIZE = 0x200;
    private static final int STATX_BYTES = 256;
    private static final int STATX_SIZE_AT = 40;
    private static final int MODE = 0600;

    private static final int ENOENT = 2;
    private static final int EBADF = 9;
    private static final int ETIME = 62;
    private static final int ECANCELED = 125;

    private final RawFds fds = new RawFds();
    private final Arena arena = Arena.ofShared();
    private final Map<Long, Integer> results = new HashMap<>();
    private IoUring ring;

    @TempDir Path directory;

    @BeforeEach
    void open() throws Exception {
        assumeThat(IoUringRefusal.ask()).as("io_uring").isNull();
        ring = IoUring.open(64, 128);
    }

    @AfterEach
    void closeAll() {
        if (ring != null) {
            ring.close();
        }
        fds.close();
        arena.close();
    }

    private long path(String name) {
        return arena.allocateFrom(directory.resolve(name).toString()).address();
    }

    /** Puts one, has it taken, and waits for its result, however many others come first. */
    private int call(int op, int fd, long offset, long address, int length, int flags) {
        long userData = results.size() + 1000L;
        assertThat(ring.put(op, fd, offset, address, length, flags, userData)).isTrue();
        ring.submit();
        return await(userData);
    }

    private int await(long userData) {
        try (Epoll epoll = epoll()) {
            Epoll.Events events = new Epoll.Events();
            while (!results.containsKey(userData)) {
                epoll.await(events, -1);
                ring.reap((data, result) -> assertThat(results.put(data, result)).isNull());
            }
        }
        return results.get(userData);
    }

    private Epoll epoll() {
        try {
            Epoll epoll = new Epoll();
            assertThat(epoll.add(ring.fd(), Epoll.IN, 1)).isZero();
            return epoll;
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    private int openedForReading(String content) throws Exception {
        Path file = Files.writeString(directory.resolve("file"), content);
        int fd = Descriptors.openToRead(file.toString());
        assertThat(fd).isNotNegative();
        return fd;
    }

    private static String text(MemorySegment memory, int length) {
        byte[] bytes = memory.asSlice(0, length).toArray(ValueLayout.JAVA_BYTE);
        return new String(bytes, StandardCharsets.UTF_8);
    }

    @Test
    void aReadFindsWhatIsThereAndStopsAtTheEnd() throws Exception {
        int fd = openedForReading("hello, ring");
        MemorySegment memory = arena.allocate(64);
        assertThat(call(RingOp.READ, fd, 7, memory.address(), 3, 0)).isEqualTo(3);
        assertThat(text(memory, 3)).isEqualTo("rin");
        assertThat(call(RingOp.READ, fd, 7, memory.address(), 64, 0)).isEqualTo(4);
        assertThat(call(RingOp.READ, fd, 11, memory.address(), 64, 0)).isZero();
        Descriptors.close(fd);
        assertThat(call(RingOp.READ, fd, 0, memory.address(), 64, 0)).isEqualTo(-EBADF);
    }

    @Test
    void opensWritesSyncsAsksAndCloses() throws Exception {
        long path = path("made");
        int fd = call(RingOp.OPENAT, AT_FDCWD, 0, path, MODE, O_RDWR_CREAT);
        assertThat(fd).isPositive();
        MemorySegment memory = arena.allocateFrom("seven b");
        assertThat(call(RingOp.WRITE, fd, 5, memory.address(), 7, 0)).isEqualTo(7);
        assertThat(call(RingOp.FSYNC, fd, 0, 0, 0, 0)).isZero();
        assertThat(call(RingOp.FSYNC, fd, 0, 0, 0, RingOp.FSYNC_DATASYNC)).isZero();
        MemorySegment statx = arena.allocate(STATX_BYTES, Long.BYTES);
        assertThat(call(RingOp.STATX, AT_FDCWD, statx.address(), path, STATX_SIZE, 0)).isZero();
        assertThat(statx.get(ValueLayout.JAVA_LONG, STATX_SIZE_AT)).isEqualTo(12);
        assertThat(call(RingOp.CLOSE, fd, 0, 0, 0, 0)).isZero();
        assertThat(call(RingOp.CLOSE, fd, 0, 0, 0, 0)).isEqualTo(-EBADF);
        assertThat(Files.readString(directory.resolve("made"))).endsWith("seven b");
        assertThat(call(RingOp.OPENAT, AT_FDCWD, 0, path("none"), 0, 0)).isEqualTo(-ENOENT);
    }

    @Test
    void acceptsConnectsSendsAndReceives() {
        MemorySegment address = arena.allocate(110);
        address.set(ValueLayout.JAVA_SHORT, 0, (short) AF_UNIX);
        address.setString(2, directory.resolve("socket").toString());
        int listener = (int) SystemCall.call(SOCKET, AF_UNIX, SOCK_STREAM, 0);
        int client = (int) SystemCall.call(SOCKET, AF_UNIX, SOCK_STREAM, 0);
        assertThat(SystemCall.call(BIND, listener, address.address(), 110)).isZero();
        assertThat(SystemCall.call(LISTEN, listener, 1, 0)).isZero();

        assertThat(ring.put(RingOp.ACCEPT, listener, 0, 0, 0, 0, 1)).isTrue();
        ring.submit();
        assertThat(call(RingOp.CONNECT, client, 110, address.address(), 0, 0)).isZero();
        int server = await(1);
        assertThat(server).isPositive();

        MemorySegment memory = arena.allocate(16);
        assertThat(ring.put(RingOp.RECV, server, 0, memory.address(), 16, 0, 2)).isTrue();
        ring.submit();
        MemorySegment sent = arena.allocateFrom("sent");
        assertThat(call(RingOp.SEND, client, 0, sent.address(), 4, 0)).isEqualTo(4);
        assertThat(await(2)).isEqualTo(4);
        assertThat(text(memory, 4)).isEqualTo("sent");
        for (int fd : new int[] {listener, client, server}) {
            Descriptors.close(fd);
        }
    }

    @Test
    void whatWaitsIsCancelled() {
        int[] pipe = fds.pipe();
        fds.block(pipe[0]);
        MemorySegment memory = arena.allocate(1);
        assertThat(ring.put(RingOp.READ, pipe[0], 0, memory.address(), 1, 0, 77)).isTrue();
        ring.submit();
        assertThat(call(RingOp.ASYNC_CANCEL, -1, 0, 77, 0, 0)).isZero();
        assertThat(await(77)).isEqualTo(-ECANCELED);
        assertThat(call(RingOp.ASYNC_CANCEL, -1, 0, 77, 0, 0)).isEqualTo(-ENOENT);
    }

    @Test
    void aTimeIsOverWithEtime() {
        MemorySegment timespec = arena.allocate(16, Long.BYTES);
        timespec.set(ValueLayout.JAVA_LONG, Long.BYTES, 1000);
        assertThat(call(RingOp.TIMEOUT, -1, 0, timespec.address(), 1, 0)).isEqualTo(-ETIME);
    }

    /** So it is on Linux 6.18; the manual says that it is cancelled as its thread ends. */
    @Test
    void whatIsLeftOfAThreadThatEndedIsCancelledWhenItWouldGoOn() throws Exception {
        int[] pipe = fds.pipe();
        fds.block(pipe[0]);
        MemorySegment memory = arena.allocate(1);
        Thread submitter =
                Thread.ofPlatform()
                        .start(() -> {
                            ring.put(RingOp.READ, pipe[0], 0, memory.address(), 1, 0, 5);
                            ring.submit();
                        });
        submitter.join();
        fds.write(pipe[1]);
        assertThat(await(5)).isIn(-ECANCELED, 1);
    }

    @Test
    void isReadableWhileThereAreResults() throws Exception {
        Epoll.Events events = new Epoll.Events();
        try (Epoll epoll = epoll()) {
            assertThat(epoll.await(events, 0)).isZero();
            assertThat(ring.hasCompletions()).isFalse();
            ring.put(RingOp.NOP, -1, 0, 0, 0, 0, 1);
            assertThat(epoll.await(events, 0)).as("not submitted").isZero();
            ring.submit();
            assertThat(epoll.await(events, 0)).isEqualTo(1);
            assertThat(epoll.await(events, 0)).as("and still is").isEqualTo(1);
            assertThat(ring.reap((data, result) -> {})).isEqualTo(1);
            assertThat(epoll.await(events, 0)).isZero();
        }
    }

    @Test
    void aFullQueueIsSaidAndHasRoomAfterItWasSubmitted() {
        for (int i = 0; i < 64; i++) {
            assertThat(ring.put(RingOp.NOP, -1, 0, 0, 0, 0, i)).isTrue();
        }
        assertThat(ring.put(RingOp.NOP, -1, 0, 0, 0, 0, 64)).isFalse();
        assertThat(ring.pending()).isEqualTo(64);
        ring.submit();
        assertThat(ring.pending()).isZero();
        assertThat(ring.put(RingOp.NOP, -1, 0, 0, 0, 0, 64)).isTrue();
        ring.submit();
        assertThat(ring.reap((data, result) -> {})).isEqualTo(65);
    }

    @Test
    void resultsWithoutRoomAreKept() {
        int n = 1000;
        List<Long> seen = new ArrayList<>();
        for (long i = 0; i < n; i++) {
            assertThat(ring.put(RingOp.NOP, -1, 0, 0, 0, 0, i)).isTrue();
            ring.submit();
        }
        while (seen.size() < n) {
            assertThat(ring.hasCompletions()).isTrue();
            ring.reap((data, result) -> seen.add(data));
        }
        assertThat(seen).doesNotHaveDuplicates();
        assertThat(ring.hasCompletions()).isFalse();
    }

    @Test
    void whatManyPutAndSubmitIsAllDoneOnce() throws Exception {
        int threads = 4;
        int each = 20_000;
        AtomicIntegerArray seen = new AtomicIntegerArray(threads * each);
        AtomicLong underWay = new AtomicLong();
        List<Thread> all = new ArrayList<>();
        for (int t = 0; t < threads; t++) {
            int first = t * each;
            all.add(
                    Thread.ofPlatform()
                            .start(() -> {
                                for (int i = first; i < first + each; ) {
                                    if (underWay.get() < 64
                                            && ring.put(RingOp.NOP, -1, 0, 0, 0, 0, i)) {
                                        underWay.incrementAndGet();
                                        i++;
                                    } else {
                                        Thread.yield();
                                    }
                                    ring.submit();
                                }
                            }));
        }
        int n = 0;
        while (n < threads * each) {
            int reaped = ring.reap((data, result) -> seen.incrementAndGet((int) data));
            underWay.addAndGet(-reaped);
            n += reaped;
        }
        for (Thread t : all) {
            t.join();
        }
        for (int i = 0; i < threads * each; i++) {
            assertThat(seen.get(i)).isEqualTo(1);
        }
    }

    @Test
    void itKnowsWhatItsKernelKnows() {
        assertThat(ring.supports(RingOp.READ)).isTrue();
        assertThat(ring.supports(255)).isFalse();
        assertThat(ring.sqEntries()).isEqualTo(64);
        assertThat(ring.cqEntries()).isEqualTo(128);
    }

    @Test
    void whatIsClosedTakesNothing() {
        ring.close();
        ring.close();
        assertThat(ring.put(RingOp.NOP, -1, 0, 0, 0, 0, 1)).isFalse();
        assertThat(ring.pending()).isZero();
        assertThat(ring.hasCompletions()).isFalse();
        ring.submit();
    }
}
