package dev.baton.os;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.baton.Baton;
import dev.baton.syscall.Errno;
import dev.baton.syscall.FaultyKernel;
import dev.baton.syscall.Fcntl;
import dev.baton.syscall.OsThread;
import dev.baton.syscall.Syscall;
import dev.baton.syscall.Sysno;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Files in the hands of Gs: who blocks in the kernel never keeps the others from running. */
class FileOnBatonTest {
    private static final long SECONDS = 120;

    @TempDir Path directory;

    /** What stock virtual threads can't do: more readers than processors, fed by one of them. */
    @ParameterizedTest
    @CsvSource({"4, 2", "4, 1", "300, 2", "300, 1"})
    void readersOfFifosAreFedByAnotherGHoweverFewThePs(int readers, int procs) throws Exception {
        List<String> fifos = new ArrayList<>();
        for (int i = 0; i < readers; i++) {
            fifos.add(directory.resolve("fifo" + i).toString());
            Os.mkfifo(fifos.getLast(), 0600);
        }
        CountDownLatch reading = new CountDownLatch(readers);
        List<Future<String>> read = new ArrayList<>();
        try (Baton baton = Baton.builder().maxProcs(procs).build();
                ExecutorService executor = baton.newVirtualThreadPerTaskExecutor()) {
            for (String path : fifos) {
                read.add(
                        executor.submit(() -> {
                            // Blocks until the feeder opens the other end.
                            try (File fifo = File.open(path)) {
                                reading.countDown();
                                return readToTheEnd(fifo);
                            }
                        }));
            }
            Future<?> fed =
                    executor.submit(() -> {
                        List<File> writers = new ArrayList<>();
                        for (String path : fifos) {
                            writers.add(File.openFile(path, File.O_WRONLY, 0));
                        }
                        reading.await();
                        for (File writer : writers) {
                            writer.write(("for " + writer.name()).getBytes(UTF_8));
                            writer.close();
                        }
                        return null;
                    });
            fed.get(SECONDS, TimeUnit.SECONDS);
            for (int i = 0; i < readers; i++) {
                assertThat(read.get(i).get(SECONDS, TimeUnit.SECONDS))
                        .isEqualTo("for " + fifos.get(i));
            }
            assertThat(baton.stats().buffersOut()).as("buffers that are lost").isZero();
        }
    }

    private static String readToTheEnd(File file) throws Exception {
        StringBuilder text = new StringBuilder();
        byte[] b = new byte[64];
        for (int n = file.read(b); n >= 0; n = file.read(b)) {
            text.append(new String(b, 0, n, UTF_8));
        }
        return text.toString();
    }

    /** Each kind of memory has its own way through the call. */
    @ParameterizedTest
    @ValueSource(
            strings = {"array", "heap buffer", "direct buffer", "native segment", "heap segment"})
    void aReaderBlockedWithAnyKindOfMemoryLetsItsFeederRun(String kind) throws Exception {
        try (Pipe pipe = Os.pipe();
                Baton baton = Baton.builder().maxProcs(1).build();
                ExecutorService executor = baton.newVirtualThreadPerTaskExecutor()) {
            CountDownLatch reading = new CountDownLatch(1);
            Future<String> read =
                    executor.submit(() -> {
                        reading.countDown();
                        return readFour(pipe.reader(), kind);
                    });
            Future<?> fed =
                    executor.submit(() -> {
                        reading.await();
                        return pipe.writer().write("data".getBytes(UTF_8));
                    });
            fed.get(SECONDS, TimeUnit.SECONDS);
            assertThat(read.get(SECONDS, TimeUnit.SECONDS)).isEqualTo("data");
        }
    }

    private static String readFour(File file, String kind) throws Exception {
        byte[] b = new byte[4];
        try (Arena arena = Arena.ofConfined()) {
            switch (kind) {
                case "array" -> assertThat(file.read(b)).isEqualTo(4);
                case "heap buffer" -> assertThat(file.read(ByteBuffer.wrap(b))).isEqualTo(4);
                case "heap segment" -> assertThat(file.read(MemorySegment.ofArray(b))).isEqualTo(4);
                case "direct buffer" -> {
                    ByteBuffer direct = ByteBuffer.allocateDirect(4);
                    assertThat(file.read(direct)).isEqualTo(4);
                    direct.flip().get(b);
                }
                case "native segment" -> {
                    MemorySegment memory = arena.allocate(4);
                    assertThat(file.read(memory)).isEqualTo(4);
                    MemorySegment.ofArray(b).copyFrom(memory);
                }
                default -> throw new AssertionError(kind);
            }
        }
        return new String(b, UTF_8);
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2})
    void aGThatWaitsForAFlockLetsItsOwnerRun(int procs) throws Exception {
        String path = directory.resolve("locked").toString();
        File.create(path).close();
        int contenders = 8;
        int rounds = 20;
        int[] unguarded = new int[1];
        try (Baton baton = Baton.builder().maxProcs(procs).build();
                ExecutorService executor = baton.newVirtualThreadPerTaskExecutor()) {
            List<Future<?>> all = new ArrayList<>();
            for (int i = 0; i < contenders; i++) {
                all.add(
                        executor.submit(() -> {
                            try (File file = File.open(path)) {
                                for (int n = 0; n < rounds; n++) {
                                    assertThat(Syscall.flock(file.fd(), Fcntl.LOCK_EX)).isZero();
                                    int before = unguarded[0];
                                    Thread.yield();
                                    unguarded[0] = before + 1;
                                    assertThat(Syscall.flock(file.fd(), Fcntl.LOCK_UN)).isZero();
                                }
                            }
                            return null;
                        }));
            }
            for (Future<?> each : all) {
                each.get(SECONDS, TimeUnit.SECONDS);
            }
        }
        assertThat(unguarded[0]).isEqualTo(contenders * rounds);
    }

    @Test
    void writersTakeTurnsWithoutMixingWhatTheKernelTakesInParts() throws Exception {
        int writers = 6;
        int lines = 50;
        // Longer than a pipe is, so every line goes in parts and its writer blocks on the way.
        int length = 100_000;
        try (Baton baton = Baton.builder().maxProcs(2).build();
                ExecutorService executor = baton.newVirtualThreadPerTaskExecutor();
                Pipe pipe = Os.pipe()) {
            List<Future<?>> all = new ArrayList<>();
            for (int i = 0; i < writers; i++) {
                byte[] line = new byte[length];
                Arrays.fill(line, (byte) ('a' + i));
                all.add(
                        executor.submit(() -> {
                            for (int n = 0; n < lines; n++) {
                                pipe.writer().write(line);
                            }
                            return null;
                        }));
            }
            Future<int[]> read =
                    executor.submit(() -> {
                        int[] count = new int[writers];
                        byte[] b = new byte[length];
                        for (int n = 0; n < writers * lines; n++) {
                            for (int got = 0; got < length; ) {
                                got += pipe.reader().read(b, got, length - got);
                            }
                            for (byte each : b) {
                                assertThat(each).isEqualTo(b[0]);
                            }
                            count[b[0] - 'a']++;
                        }
                        return count;
                    });
            for (Future<?> each : all) {
                each.get(SECONDS, TimeUnit.SECONDS);
            }
            assertThat(read.get(SECONDS, TimeUnit.SECONDS)).containsOnly(lines);
        }
    }

    @Test
    void closeByAnotherGLeavesABlockedReaderItsDescriptor() throws Exception {
        try (Baton baton = Baton.builder().maxProcs(1).build();
                ExecutorService executor = baton.newVirtualThreadPerTaskExecutor();
                Pipe pipe = BlockingPipe.make()) {
            int fd = pipe.reader().fd();
            CountDownLatch inside = new CountDownLatch(1);
            try (FaultyKernel kernel =
                    FaultyKernel.forAllThreads()
                            .next(
                                    Sysno.SYS_READ,
                                    request -> {
                                        inside.countDown();
                                        return request.passOn();
                                    })) {
                Future<Integer> read = executor.submit(() -> pipe.reader().read(new byte[8]));
                Future<?> closed =
                        executor.submit(() -> {
                            inside.await();
                            pipe.reader().close();
                            assertThat(Errno.isError(Syscall.fcntl(fd, Fcntl.F_GETFD, 0)))
                                    .isFalse();
                            assertThatThrownBy(() -> pipe.reader().read(new byte[1]))
                                    .isInstanceOf(ErrClosed.class);
                            return pipe.writer().write(new byte[5]);
                        });
                closed.get(SECONDS, TimeUnit.SECONDS);
                assertThat(read.get(SECONDS, TimeUnit.SECONDS)).isEqualTo(5);
                assertThat(kernel.calls(Sysno.SYS_CLOSE)).isOne();
            }
        }
    }

    @Test
    void anArenaCannotBeClosedWhileAGIsBlockedInAReadIntoIt() throws Exception {
        try (Baton baton = Baton.builder().maxProcs(1).build();
                ExecutorService executor = baton.newVirtualThreadPerTaskExecutor();
                Pipe pipe = BlockingPipe.make();
                Arena arena = Arena.ofShared()) {
            MemorySegment memory = arena.allocate(8);
            CompletableFuture<Integer> tid = new CompletableFuture<>();
            Future<Long> read =
                    executor.submit(() -> {
                        tid.complete(Syscall.gettid());
                        return pipe.reader().read(memory);
                    });
            OsThread.of(tid.get(SECONDS, TimeUnit.SECONDS)).awaitIn(Sysno.SYS_READ);
            assertThatIllegalStateException().isThrownBy(arena::close);
            Future<?> fed = executor.submit(() -> pipe.writer().write(new byte[8]));
            fed.get(SECONDS, TimeUnit.SECONDS);
            assertThat(read.get(SECONDS, TimeUnit.SECONDS)).isEqualTo(8);
        }
    }

    @Test
    void faultsOnGsLoseNeitherBuffersNorPs() throws Exception {
        String path = directory.resolve("file").toString();
        Files.write(Path.of(path), new byte[100]);
        Errno[] faults = {Errno.EINTR, Errno.EIO, Errno.EAGAIN, Errno.EINTR, Errno.EINTR};
        AtomicInteger refused = new AtomicInteger();
        AtomicInteger read = new AtomicInteger();
        int gs = 50;
        int rounds = 40;
        Random random = new Random(7);
        try (Baton baton = Baton.builder().maxProcs(2).build();
                FaultyKernel kernel = FaultyKernel.forAllThreads()) {
            kernel.always(
                    Sysno.SYS_PREAD64,
                    request -> {
                        int dice;
                        synchronized (random) {
                            dice = random.nextInt(2 * faults.length);
                        }
                        return dice < faults.length ? faults[dice].result() : request.passOn();
                    });
            try (ExecutorService executor = baton.newVirtualThreadPerTaskExecutor();
                    File file = File.open(path)) {
                List<Future<?>> all = new ArrayList<>();
                for (int i = 0; i < gs; i++) {
                    all.add(
                            executor.submit(() -> {
                                byte[] b = new byte[10];
                                for (int n = 0; n < rounds; n++) {
                                    try {
                                        assertThat(file.pread(b, 0, 10, n)).isEqualTo(10);
                                        read.incrementAndGet();
                                    } catch (PathError e) {
                                        assertThat(e.errno()).isIn(Errno.EIO, Errno.EAGAIN);
                                        refused.incrementAndGet();
                                    }
                                }
                                return null;
                            }));
                }
                for (Future<?> each : all) {
                    each.get(SECONDS, TimeUnit.SECONDS);
                }
            }
            assertThat(read.get() + refused.get()).isEqualTo(gs * rounds);
            assertThat(refused).hasPositiveValue();
            assertThat(read).hasPositiveValue();
            assertThat(baton.stats().buffersOut()).as("buffers that are lost").isZero();
        }
    }

    /** On the JDK's own scheduler it is a plain call: as many at a time as there are carriers. */
    @Test
    void aVirtualThreadThatIsNotBatonsMakesAPlainCall() throws Exception {
        try (Pipe pipe = Os.pipe();
                ExecutorService stock = Executors.newVirtualThreadPerTaskExecutor()) {
            pipe.writer().write("plain".getBytes(UTF_8));
            Future<Integer> read = stock.submit(() -> pipe.reader().read(new byte[8]));
            assertThat(read.get(SECONDS, TimeUnit.SECONDS)).isEqualTo(5);
        }
    }
}
