package dev.baton;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.baton.trace.Event;
import dev.baton.trace.EventType;
import dev.baton.trace.Trace;
import dev.baton.trace.TraceChecker;
import java.io.FileInputStream;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** Traces of real threads and real calls: what happened is in them, and they keep the rules. */
class TraceOfCallsTest {
    private static final BlockingSite SITE = new BlockingSite("a read of a FIFO");

    @RegisterExtension private final Watchdog watchdog = new Watchdog();

    @TempDir private Path dir;

    @Test
    void aCallThatBlocksIsEnteredBlockedLeftAndStartedInThatOrder() throws Exception {
        Path file = dir.resolve("t");
        long reader;
        try (Baton baton = Baton.builder().maxProcs(1).build();
                ExecutorService executor = baton.newVirtualThreadPerTaskExecutor();
                BatonTrace trace = baton.trace(file)) {
            reader = blockedRead(executor);
            assertThat(trace.lostEvents()).isZero();
        }
        assertThat(TraceChecker.check(file)).isEmpty();
        List<EventType> types = new ArrayList<>();
        try (Trace t = Trace.open(file)) {
            assertThat(t.isWhole()).isTrue();
            t.forEach(e -> {
                if (e.g() == reader) {
                    types.add(e.type());
                    if (e.type() == EventType.GO_SYSCALL) {
                        assertThat(t.string(e.arg(1))).isEqualTo("a read of a FIFO");
                    }
                }
            });
        }
        assertThat(types)
                .containsSubsequence(
                        EventType.GO_CREATE,
                        EventType.GO_START,
                        EventType.GO_SYSCALL,
                        EventType.GO_SYSBLOCK,
                        EventType.GO_SYSEXIT); // the trace may be over before its end
    }

    @Test
    void aLongCallHasItsStack() throws Exception {
        Path file = dir.resolve("t");
        try (Baton baton = Baton.builder().maxProcs(1).build();
                ExecutorService executor = baton.newVirtualThreadPerTaskExecutor();
                BatonTrace trace = baton.trace(file)) {
            blockedRead(executor);
            assertThat(trace.lostEvents()).isZero();
        }
        List<String> stack = new ArrayList<>();
        try (Trace t = Trace.open(file)) {
            t.forEach(e -> {
                if (e.type() == EventType.LONG_CALL) {
                    stack.addAll(t.stack(e.stackId()));
                }
            });
        }
        assertThat(stack).anyMatch(frame -> frame.contains("TraceOfCallsTest"));
    }

    /** One reads from a FIFO, another feeds it when the reader is seen in the kernel. */
    private long blockedRead(ExecutorService executor) throws Exception {
        Path fifo = Posix.mkfifo(dir.resolve("fifo" + System.nanoTime()));
        try (RandomAccessFile held = new RandomAccessFile(fifo.toFile(), "rw");
                FileInputStream in = new FileInputStream(fifo.toFile())) {
            CountDownLatch begins = new CountDownLatch(1);
            Future<Long> read =
                    executor.submit(() -> {
                        boolean entered = Baton.enterSyscall(SITE);
                        try {
                            begins.countDown();
                            in.read();
                        } finally {
                            if (entered) {
                                Baton.exitSyscall();
                            }
                        }
                        return Thread.currentThread().threadId();
                    });
            begins.await();
            Future<?> feed =
                    executor.submit(() -> {
                        LockSupport.parkNanos(30_000_000); // the call is to be a long one
                        held.write(1);
                        return null;
                    });
            feed.get();
            return read.get();
        }
    }

    @Test
    void whoComputesLosesItsPAndTheTraceSaysWhy() throws Exception {
        Path file = dir.resolve("t");
        try (Baton baton = Baton.builder().maxProcs(1).build();
                ExecutorService executor = baton.newVirtualThreadPerTaskExecutor();
                BatonTrace trace = baton.trace(file)) {
            CountDownLatch others = new CountDownLatch(1);
            Future<?> computes =
                    executor.submit(() -> {
                        while (others.getCount() > 0) {
                            Thread.onSpinWait();
                        }
                    });
            executor.submit(others::countDown).get();
            computes.get();
            assertThat(trace.lostEvents()).isZero();
        }
        assertThat(TraceChecker.check(file)).isEmpty();
        var counts = TraceChecker.count(file);
        assertThat(counts.get(EventType.RETAKE) + counts.get(EventType.LEND)).isPositive();
    }

    @Test
    void aFlightRecorderIsWrittenWhileAllGoesOn() throws Exception {
        try (Baton baton = Baton.builder().maxProcs(2).build();
                ExecutorService executor = baton.newVirtualThreadPerTaskExecutor();
                BatonTrace recorder = baton.flightRecorder()) {
            for (int round = 0; round < 3; round++) {
                Path file = dir.resolve("t" + round);
                CountDownLatch enough = new CountDownLatch(20_000);
                List<Future<?>> all = new ArrayList<>();
                for (int i = 0; i < 8; i++) {
                    all.add(
                            executor.submit(() -> {
                                while (enough.getCount() > 0) {
                                    enough.countDown();
                                    if (enough.getCount() % 3 == 0) {
                                        LockSupport.parkNanos(1000);
                                    } else {
                                        Thread.yield();
                                    }
                                }
                            }));
                }
                recorder.snapshot(file);
                for (Future<?> f : all) {
                    f.get();
                }
                Path after = dir.resolve("after" + round);
                recorder.snapshot(after);
                assertThat(TraceChecker.check(file)).isEmpty();
                assertThat(TraceChecker.check(after)).isEmpty();
                assertThat(TraceChecker.count(after).get(EventType.GO_START)).isPositive();
            }
        }
    }

    @Test
    void aTraceMayBeginAndEndWhileAllGoesOn() throws Exception {
        try (Baton baton = Baton.builder().maxProcs(2).build();
                ExecutorService executor = baton.newVirtualThreadPerTaskExecutor()) {
            CountDownLatch end = new CountDownLatch(1);
            List<Future<?>> all = new ArrayList<>();
            for (int i = 0; i < 6; i++) {
                all.add(
                        executor.submit(() -> {
                            while (end.getCount() > 0) {
                                Baton.blocking(() -> {
                                    LockSupport.parkNanos(1000);
                                    return null;
                                });
                                Thread.yield();
                            }
                        }));
            }
            try {
                for (int i = 0; i < 8; i++) {
                    Path file = dir.resolve("t" + i);
                    long lost;
                    try (BatonTrace trace = baton.trace(file)) {
                        LockSupport.parkNanos(1_000_000);
                        lost = trace.lostEvents(); // some are where the drain has no CPU
                    }
                    assertThat(TraceChecker.check(file)).as("trace %d, lost %d", i, lost).isEmpty();
                }
            } finally {
                end.countDown();
            }
            for (Future<?> f : all) {
                f.get();
            }
        }
    }

    @Test
    void aFileThatCantBeCreatedIsRefusedWithTheReason() {
        Path file = dir.resolve("none").resolve("t");
        try (Baton baton = Baton.builder().build()) {
            assertThatThrownBy(() -> baton.trace(file))
                    .isInstanceOf(IOException.class)
                    .hasMessage(
                            "trace %s can't be created: no such directory: %s",
                            file, dir.resolve("none"));
        }
    }

    @Test
    void aTraceIsWrittenWhenAGWaitedForLongerThanItMay() throws Exception {
        Path written = dir.resolve("waited.1");
        takeTurns(Duration.ofNanos(1), () -> Files.exists(written));

        assertThat(TraceChecker.check(written)).isEmpty();
        assertThat(TraceChecker.count(written).get(EventType.GO_START)).isPositive();
    }

    /** The same turns, many of them. What would write it is asked at each, and at the end. */
    @Test
    void noneIsWrittenWhenNoGWaitedForThatLong() throws Exception {
        AtomicInteger rounds = new AtomicInteger();
        takeTurns(Duration.ofDays(1), () -> rounds.incrementAndGet() > 10_000);

        try (Stream<Path> files = Files.list(dir)) {
            assertThat(files).isEmpty();
        }
    }

    /** Two on one P, each of which waits while the other runs. */
    private void takeTurns(Duration limit, BooleanSupplier enough) throws Exception {
        try (Baton baton =
                        Baton.builder()
                                .maxProcs(1)
                                .traceIfWaited(limit, dir.resolve("waited"))
                                .build();
                ExecutorService executor = baton.newVirtualThreadPerTaskExecutor()) {
            List<Future<?>> both = new ArrayList<>();
            for (int i = 0; i < 2; i++) {
                both.add(
                        executor.submit(() -> {
                            while (!enough.getAsBoolean()) {
                                Thread.yield();
                            }
                        }));
            }
            for (Future<?> each : both) {
                each.get();
            }
        }
    }

    @Test
    void twoTracesAtOnceAreRefused() throws IOException {
        try (Baton baton = Baton.builder().name("a").build();
                BatonTrace first = baton.trace(dir.resolve("t"))) {
            assertThatThrownBy(() -> baton.trace(dir.resolve("u")))
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessageContaining("\"a\" is traced already")
                    .hasMessageContaining(dir.resolve("t").toString());
            assertThat(dir.resolve("u")).doesNotExist();
            assertThat(first.lostEvents()).isZero();
        }
    }

    @Test
    void aFileIsTheOwnersAloneAndNoneIsOverwrittenNorALinkFollowed() throws IOException {
        Path file = dir.resolve("t");
        Path link = Files.createSymbolicLink(dir.resolve("link"), dir.resolve("target"));
        try (Baton baton = Baton.builder().build()) {
            baton.trace(file).close();
            assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
                    .isEqualTo("rw-------");
            for (Path there : List.of(file, link)) {
                assertThatThrownBy(() -> baton.trace(there))
                        .isInstanceOf(IOException.class)
                        .hasMessageContaining(there.toString());
            }
        }
        assertThat(dir.resolve("target")).doesNotExist();
    }

    @Test
    void whatAThreadOutsideReadiesIsWritten() throws Exception {
        Path file = dir.resolve("t");
        long[] id = new long[1];
        try (Baton baton = Baton.builder().maxProcs(1).build();
                BatonTrace trace = baton.trace(file)) {
            CountDownLatch runs = new CountDownLatch(1);
            CountDownLatch over = new CountDownLatch(1);
            Thread t =
                    baton.startVirtualThread(() -> {
                        runs.countDown();
                        while (over.getCount() > 0) {
                            LockSupport.park();
                        }
                    });
            id[0] = t.threadId();
            runs.await();
            over.countDown();
            LockSupport.unpark(t);
            t.join();
            assertThat(trace.lostEvents()).isZero();
        }
        assertThat(TraceChecker.check(file)).isEmpty();
        try (Trace t = Trace.open(file)) {
            List<Integer> by = new ArrayList<>();
            t.forEach(e -> {
                if (e.g() == id[0] && e.type() == EventType.GO_CREATE) {
                    by.add(e.m());
                }
            });
            assertThat(by).containsExactly(Event.OUTSIDE);
        }
    }
}
