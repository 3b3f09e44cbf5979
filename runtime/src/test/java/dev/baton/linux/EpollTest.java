package dev.baton.linux;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assumptions.assumeThat;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.lang.management.ManagementFactory;
import java.nio.ByteBuffer;
import java.nio.channels.Pipe;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** On the kernel as it is, and by {@code false} as one that has no epoll_pwait2. */
class EpollTest {
    private static final long MILLISECOND_NS = 1_000_000;
    private static final int BOTH = Epoll.IN | Epoll.OUT | Epoll.RDHUP | Epoll.ET;
    private static final int EPERM = 1;
    private static final int ENOENT = 2;
    private static final int EEXIST = 17;

    private final RawFds fds = new RawFds();
    private final Epoll.Events events = new Epoll.Events();

    @TempDir Path directory;

    @AfterEach
    void closeAll() {
        fds.close();
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void anEdgeIsToldOnce(boolean pwait2) throws Exception {
        int[] pipe = fds.pipe();
        try (Epoll epoll = new Epoll(pwait2)) {
            assertThat(epoll.add(pipe[0], BOTH, 42)).isZero();
            assertThat(epoll.await(events, 0)).isZero();
            for (int i = 0; i < 3; i++) {
                fds.write(pipe[1]);
                assertThat(epoll.await(events, -1)).isEqualTo(1);
                assertThat(events.data(0)).isEqualTo(42);
                assertThat(events.events(0)).isEqualTo(Epoll.IN);
                assertThat(epoll.await(events, 0)).isZero();
                assertThat(epoll.await(events, 1)).isZero();
            }
        }
    }

    @Test
    void whatIsReadyAlreadyIsTold() throws Exception {
        int[] pipe = fds.pipe();
        fds.write(pipe[1]);
        try (Epoll epoll = new Epoll()) {
            epoll.add(pipe[0], BOTH, -2);
            epoll.add(pipe[1], BOTH, Long.MIN_VALUE);
            assertThat(epoll.await(events, 0)).isEqualTo(2);
            assertThat(events.data(0)).isEqualTo(-2);
            assertThat(events.data(1)).isEqualTo(Long.MIN_VALUE);
            assertThat(events.events(0) & Epoll.READABLE).isNotZero();
            assertThat(events.events(0) & Epoll.WRITABLE).isZero();
            assertThat(events.events(1) & Epoll.READABLE).isZero();
            assertThat(events.events(1) & Epoll.WRITABLE).isNotZero();
        }
    }

    @Test
    void theEndIsToldToBoth() throws Exception {
        int[] pair = fds.socketpair();
        try (Epoll epoll = new Epoll()) {
            epoll.add(pair[0], BOTH, 0);
            assertThat(epoll.await(events, 0)).isEqualTo(1);
            assertThat(events.events(0)).isEqualTo(Epoll.OUT);
            fds.shutdownOutput(pair[1]);
            assertThat(epoll.await(events, 0)).isEqualTo(1);
            assertThat(events.events(0) & Epoll.RDHUP).isNotZero();
            fds.close(pair[1]);
            assertThat(epoll.await(events, 0)).isEqualTo(1);
            assertThat(events.events(0) & Epoll.HUP).isNotZero();
            assertThat(events.events(0) & Epoll.WRITABLE).isNotZero();
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void wakesAThreadThatSleepsInTheKernel(boolean pwait2) throws Exception {
        int[] pipe = fds.pipe();
        try (Epoll epoll = new Epoll(pwait2);
                Sleeper sleeper =
                        Sleeper.start(() -> assertThat(epoll.await(events, -1)).isEqualTo(1))) {
            sleeper.awaitState('S');
            epoll.add(pipe[0], BOTH, 0);
            fds.write(pipe[1]);
            sleeper.join();
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void timeRunsOutNoEarlierThanAsked(boolean pwait2) throws Exception {
        try (Epoll epoll = new Epoll(pwait2)) {
            for (long timeoutNs : new long[] {1, 200_000, 2 * MILLISECOND_NS + 1}) {
                long start = System.nanoTime();
                assertThat(epoll.await(events, timeoutNs)).isZero();
                assertThat(System.nanoTime() - start).isGreaterThanOrEqualTo(timeoutNs);
            }
        }
    }

    /**
     * It is one of some of a hundred sleeps that must be shorter, so that the machine may be slow.
     */
    @Test
    void withPwait2ItNeedNotSleepForAMillisecond() throws Exception {
        assumeThat(new ProcFileNumbers().linux()).isGreaterThanOrEqualTo(5_011);
        try (Epoll epoll = new Epoll()) {
            long shortest = Long.MAX_VALUE;
            for (int i = 0; i < 1000 && shortest >= MILLISECOND_NS; i++) {
                long start = System.nanoTime();
                epoll.await(events, 10_000);
                shortest = Math.min(shortest, System.nanoTime() - start);
            }
            assertThat(shortest).isLessThan(MILLISECOND_NS);
        }
    }

    @Test
    void millisecondsAreRoundedUp() {
        assertThat(Epoll.millisecondsUp(1)).isEqualTo(1);
        assertThat(Epoll.millisecondsUp(MILLISECOND_NS)).isEqualTo(1);
        assertThat(Epoll.millisecondsUp(MILLISECOND_NS + 1)).isEqualTo(2);
        assertThat(Epoll.millisecondsUp(Long.MAX_VALUE)).isEqualTo(Integer.MAX_VALUE);
    }

    @Test
    void theLongestTimeIsNoneTooLong() throws Exception {
        for (boolean pwait2 : new boolean[] {true, false}) {
            try (Epoll epoll = new Epoll(pwait2);
                    Sleeper sleeper = Sleeper.start(() -> epoll.await(events, Long.MAX_VALUE))) {
                sleeper.awaitState('S');
                epoll.wakeup();
                sleeper.join();
            }
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void aWakeupThatComesFirstIsKept(boolean pwait2) throws Exception {
        try (Epoll epoll = new Epoll(pwait2)) {
            epoll.wakeup();
            assertThat(epoll.await(events, -1)).isZero();
            long start = System.nanoTime();
            assertThat(epoll.await(events, MILLISECOND_NS)).isZero();
            assertThat(System.nanoTime() - start)
                    .as("the break is over")
                    .isGreaterThanOrEqualTo(MILLISECOND_NS);
        }
    }

    @Test
    void wakeupsAreWrittenOnce() throws Exception {
        try (Epoll epoll = new Epoll()) {
            epoll.wakeup();
            epoll.wakeup();
            epoll.wakeup();
            assertThat(Files.readString(Path.of("/proc/self/fdinfo/" + epoll.eventfd)))
                    .containsPattern("eventfd-count: +1\n");
            epoll.await(events, -1);
            epoll.wakeup();
            assertThat(Files.readString(Path.of("/proc/self/fdinfo/" + epoll.eventfd)))
                    .containsPattern("eventfd-count: +1\n");
        }
    }

    @Test
    void aWakeupEndsASleepInTheKernel() throws Exception {
        try (Epoll epoll = new Epoll();
                Sleeper sleeper =
                        Sleeper.start(() -> assertThat(epoll.await(events, -1)).isZero())) {
            sleeper.awaitState('S');
            epoll.wakeup();
            sleeper.join();
        }
    }

    /** Who looks leaves the break to who sleeps. */
    @Test
    void aLookTakesNoWakeup() throws Exception {
        try (Epoll epoll = new Epoll()) {
            epoll.wakeup();
            for (int i = 0; i < 10; i++) {
                assertThat(epoll.await(events, 0)).isZero();
            }
            try (Sleeper sleeper = Sleeper.start(() -> epoll.await(events, -1))) {
                sleeper.join();
            }
        }
    }

    /** The twin: one that looks as who sleeps does takes it, and the sleep goes on. */
    @Test
    void aLookThatTakesItIsSeen() throws Exception {
        try (Epoll epoll = new Epoll()) {
            epoll.wakeup();
            assertThat(epoll.await(events, 1)).isZero();
            try (Sleeper sleeper = Sleeper.start(() -> epoll.await(new Epoll.Events(), -1))) {
                sleeper.awaitState('S');
                epoll.wakeup();
                sleeper.join();
            }
        }
    }

    @Test
    void noWakeupIsLostThoughAnotherLooks() throws Exception {
        int rounds = 20_000;
        AtomicBoolean stop = new AtomicBoolean();
        AtomicInteger told = new AtomicInteger();
        try (Epoll epoll = new Epoll();
                Futex back = new Futex();
                Sleeper looker =
                        Sleeper.start(() -> {
                            Epoll.Events own = new Epoll.Events();
                            while (!stop.get()) {
                                told.addAndGet(epoll.await(own, 0));
                            }
                        });
                Sleeper sleeper =
                        Sleeper.start(() -> {
                            for (int i = 0; i < rounds; i++) {
                                told.addAndGet(epoll.await(events, -1));
                                back.signal();
                            }
                        })) {
            for (int i = 0; i < rounds; i++) {
                epoll.wakeup();
                back.await(-1);
            }
            sleeper.join();
            stop.set(true);
            looker.join();
        }
        assertThat(told).as("breaks are no events").hasValue(0);
    }

    @Test
    void whatDoesNotFitComesNextAndTheBreakIsNotCounted() throws Exception {
        int n = Epoll.Events.CAPACITY + 20;
        try (Epoll epoll = new Epoll()) {
            for (int i = 0; i < n; i++) {
                epoll.add(fds.pipe()[1], BOTH, i);
            }
            epoll.wakeup();
            boolean[] seen = new boolean[n];
            int sum = 0;
            while (sum < n) {
                int got = epoll.await(events, MILLISECOND_NS);
                assertThat(got).isBetween(1, Epoll.Events.CAPACITY);
                for (int i = 0; i < got; i++) {
                    assertThat(events.events(i)).isEqualTo(Epoll.OUT);
                    assertThat(seen[(int) events.data(i)]).isFalse();
                    seen[(int) events.data(i)] = true;
                }
                sum += got;
            }
            assertThat(epoll.await(events, 0)).isZero();
        }
    }

    @Test
    void aSignalHandlerEndsASleep() throws Exception {
        int signal = 62; // of sun.nio.ch.NativeThread, whose handler does nothing
        Pipe pipe = Pipe.open();
        pipe.sink().write(ByteBuffer.allocate(1));
        pipe.source().read(ByteBuffer.allocate(1));
        pipe.sink().close();
        pipe.source().close();
        assumeThat(new ProcFileNumbers().catches(signal)).isTrue();
        for (boolean pwait2 : new boolean[] {true, false}) {
            try (Epoll epoll = new Epoll(pwait2);
                    Sleeper sleeper =
                            Sleeper.start(() -> assertThat(epoll.await(events, -1)).isZero())) {
                sleeper.awaitState('S');
                long tgkill = Linkage.sysno(234, 131);
                SystemCall.call(tgkill, ProcessHandle.current().pid(), sleeper.tid(), signal);
                sleeper.join();
            }
        }
    }

    /** Its registration lives as long as any number of the open file, and says the old life. */
    @Test
    void afterANumberIsReusedTheOldFileIsToldWithItsOwnData() throws Exception {
        int[] old = fds.pipe();
        try (Epoll epoll = new Epoll()) {
            assertThat(epoll.add(old[0], BOTH, 1)).isZero();
            int other = fds.dup(old[0]);
            int[] next = fds.pipe();
            int number = old[0];
            fds.dup(next[0], number); // closes it, and it is another's

            assertThat(epoll.add(number, BOTH, 2)).as("another file").isZero();
            fds.write(old[1]);
            assertThat(epoll.await(events, 0)).isEqualTo(1);
            assertThat(events.data(0)).isEqualTo(1);
            fds.write(next[1]);
            assertThat(epoll.await(events, 0)).isEqualTo(1);
            assertThat(events.data(0)).isEqualTo(2);

            fds.dup(other, number); // the old file has its number again
            assertThat(epoll.add(number, BOTH, 3)).isEqualTo(EEXIST);
            assertThat(epoll.modify(number, BOTH, 3)).isZero();
            assertThat(epoll.await(events, 0)).as("what is ready is told again").isEqualTo(1);
            assertThat(events.data(0)).isEqualTo(3);
        }
    }

    @Test
    void whatIsRefusedIsSaid() throws Exception {
        int[] pipe = fds.pipe();
        try (Epoll epoll = new Epoll();
                RandomAccessFile file =
                        new RandomAccessFile(directory.resolve("file").toFile(), "rw")) {
            assertThat(file.length()).isZero();
            int regular = numberOf(directory.resolve("file"));
            assertThat(epoll.add(regular, BOTH, 0)).isEqualTo(EPERM);
            assertThat(epoll.modify(pipe[0], BOTH, 0)).isEqualTo(ENOENT);
            assertThat(epoll.add(pipe[0], BOTH, 0)).isZero();
            fds.write(pipe[1]);
            fds.close(pipe[0]);
            assertThat(epoll.await(events, 0)).as("the kernel has taken it out").isZero();
            assertThat(epoll.add(pipe[0], BOTH, 0)).isEqualTo(Epoll.EBADF);
        }
    }

    private static int numberOf(Path path) throws IOException {
        try (var all = Files.list(Path.of("/proc/self/fd"))) {
            for (Path fd : all.toList()) {
                if (Files.exists(fd) && Files.isSameFile(fd, path)) {
                    return Integer.parseInt(fd.getFileName().toString());
                }
            }
        }
        throw new AssertionError(path + " is not open");
    }

    @Test
    void nothingIsAllocated() throws Exception {
        var threads = (com.sun.management.ThreadMXBean) ManagementFactory.getThreadMXBean();
        int rounds = 20_000;
        int[] pipe = fds.pipe();
        try (Epoll epoll = new Epoll()) {
            long before = 0;
            for (int i = 0; i < 2 * rounds; i++) {
                if (i == rounds) { // what loads and links is over
                    before = threads.getCurrentThreadAllocatedBytes();
                }
                epoll.add(pipe[1], BOTH, 5); // EEXIST but for the first time
                epoll.modify(pipe[1], BOTH, 5);
                epoll.await(events, 0);
                epoll.wakeup();
                epoll.await(events, 1000);
            }
            assertThat(threads.getCurrentThreadAllocatedBytes() - before).isLessThan(rounds);
        }
    }

    @Test
    void useAfterCloseIsRefused() throws Exception {
        int[] pipe = fds.pipe();
        Epoll epoll = new Epoll();
        epoll.close();
        epoll.close();
        epoll.wakeup();
        assertThat(epoll.add(pipe[0], BOTH, 0)).isEqualTo(Epoll.EBADF);
        assertThatIllegalStateException().isThrownBy(() -> epoll.await(events, 0));
    }

    @Test
    void whoWakesWhileItIsClosedWritesToNobodyElse() throws Exception {
        for (int round = 0; round < 200; round++) {
            Epoll epoll = new Epoll();
            CountDownLatch started = new CountDownLatch(1);
            try (Sleeper waker =
                    Sleeper.start(() -> {
                        started.countDown();
                        epoll.wakeup();
                    })) {
                started.await();
                epoll.close();
                int[] pipe = fds.pipe();
                int[] pair = fds.socketpair();
                waker.join();
                assertThat(fds.read(pipe[0])).isNegative();
                assertThat(fds.read(pair[0])).isNegative();
                assertThat(fds.read(pair[1])).isNegative();
                fds.close();
            }
        }
    }

    /** What the kernel says of itself and of this process. */
    private static final class ProcFileNumbers {
        /** Its version, as 5.11 is 5011. */
        int linux() throws IOException {
            String[] parts =
                    Files.readString(Path.of("/proc/sys/kernel/osrelease")).split("[^0-9]+", 3);
            return Integer.parseInt(parts[0]) * 1000 + Integer.parseInt(parts[1]);
        }

        boolean catches(int signal) throws IOException {
            String mask =
                    Files.readAllLines(Path.of("/proc/self/status")).stream()
                            .filter(line -> line.startsWith("SigCgt:"))
                            .findFirst()
                            .orElseThrow()
                            .substring("SigCgt:".length())
                            .strip();
            return ((Long.parseUnsignedLong(mask, 16) >>> (signal - 1)) & 1) != 0;
        }
    }

    @Test
    void whetherACallWouldWaitIsKnownWithoutRegistering() {
        int[] pair = fds.socketpair();
        int[] pipe = fds.pipe();
        assertThat(events.isReady(pair[0], Epoll.OUT)).isTrue();
        assertThat(events.isReady(pair[0], Epoll.IN)).isFalse();
        fds.write(pair[1]);
        assertThat(events.isReady(pair[0], Epoll.IN)).isTrue();
        assertThat(events.isReady(pipe[0], Epoll.IN)).isFalse();
        fds.close(pipe[1]);
        assertThat(events.isReady(pipe[0], Epoll.IN)).as("the end").isTrue();
        fds.close(pipe[0]);
        assertThat(events.isReady(pipe[0], Epoll.IN)).as("not open").isTrue();
        assertThat(events.isReady(-1, Epoll.IN)).as("no number").isFalse();
    }

    @Test
    void aPipeThatAReadWaitsForIsKnown() {
        int[] pipe = fds.pipe();
        int[] socket = fds.socketpair();
        assertThat(Descriptors.isPipeToWaitFor(pipe[0])).as("says EAGAIN").isFalse();
        for (int fd : new int[] {pipe[0], pipe[1], socket[0]}) {
            fds.block(fd);
        }
        assertThat(Descriptors.isPipeToWaitFor(pipe[0])).isTrue();
        assertThat(Descriptors.isPipeToWaitFor(pipe[1])).as("to write to").isFalse();
        assertThat(Descriptors.isPipeToWaitFor(socket[0])).as("a socket").isFalse();
        fds.close(pipe[0]);
        assertThat(Descriptors.isPipeToWaitFor(pipe[0])).as("not open").isFalse();
    }
}
