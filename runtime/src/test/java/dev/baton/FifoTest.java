package dev.baton;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import dev.baton.sched.StuckWatch;
import java.io.FileInputStream;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Future;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * The program that stops for ever on the JDK's own scheduler: more readers block in {@code read(2)}
 * than there are carriers, and who would feed them is a virtual thread too.
 */
class FifoTest {
    @RegisterExtension private final Watchdog watchdog = new Watchdog();

    @TempDir private Path dir;

    /** Both ends are held open here, so that to open a FIFO blocks nobody and to read it does. */
    private final List<RandomAccessFile> held = new ArrayList<>();

    /** How a test reads a file. */
    private interface Read {
        int from(FileInputStream in, byte[] buffer) throws IOException;
    }

    static Stream<Arguments> sizesAndWatches() {
        return Stream.of(StuckWatch.PROC, StuckWatch.PERF)
                .flatMap(watch ->
                        Stream.of(1, 2)
                                .flatMap(procs ->
                                        Stream.of(4, 300)
                                                .map(readers ->
                                                        Arguments.of(readers, procs, watch))));
    }

    @AfterEach
    void releaseFifos() throws IOException {
        for (RandomAccessFile file : held) {
            file.close();
        }
    }

    @ParameterizedTest(name = "{0} readers, {1} Ps, watched by {2}")
    @MethodSource("sizesAndWatches")
    void unannouncedReadersAreFedByAnotherG(int readers, int procs, StuckWatch watch)
            throws Exception {
        Baton baton = build(procs, watch);
        readWhatAnotherGWrites(baton, readers, FileInputStream::read);
        assertThat(baton.stats().sparesBlocked()).isPositive();
    }

    @ParameterizedTest(name = "{0} readers, {1} Ps, watched by {2}")
    @MethodSource("sizesAndWatches")
    void announcedReadersAreFedByAnotherG(int readers, int procs, StuckWatch watch)
            throws Exception {
        Baton baton = build(procs, watch);
        readWhatAnotherGWrites(
                baton, readers, (in, buffer) -> Baton.blocking(() -> in.read(buffer)));
        assertThat(baton.stats().syscalls()).isGreaterThanOrEqualTo(readers);
    }

    @ParameterizedTest(name = "{0} readers, {1} Ps, watched by {2}")
    @MethodSource("sizesAndWatches")
    void readersKnownToBlockAreFedByAnotherG(int readers, int procs, StuckWatch watch)
            throws Exception {
        Baton baton = build(procs, watch);
        readWhatAnotherGWrites(
                baton, readers, (in, buffer) -> Baton.blockingNow(() -> in.read(buffer)));
        assertThat(baton.stats().syscalls()).isGreaterThanOrEqualTo(readers);
        assertThat(baton.stats().handoffs()).isPositive();
    }

    @ParameterizedTest(name = "{0} readers, {1} Ps, watched by {2}")
    @MethodSource("sizesAndWatches")
    void openingAFifoWaitsForTheGThatOpensItsOtherEnd(int readers, int procs, StuckWatch watch)
            throws Exception {
        List<Path> fifos = fifos(readers);
        Baton baton = build(procs, watch);
        try (ExecutorService executor = baton.newVirtualThreadPerTaskExecutor()) {
            List<Future<String>> lines = new ArrayList<>();
            for (Path fifo : fifos) {
                lines.add(
                        executor.submit(() -> {
                            try (FileInputStream in = new FileInputStream(fifo.toFile())) {
                                return new String(in.readAllBytes(), UTF_8);
                            }
                        }));
            }
            Future<?> feeder =
                    executor.submit(() -> {
                        for (Path fifo : fifos) {
                            feed(fifo);
                        }
                        return null;
                    });
            feeder.get();
            for (int i = 0; i < readers; i++) {
                assertThat(lines.get(i).get()).isEqualTo(fifos.get(i).toString());
            }
        }
    }

    private Baton build(int procs, StuckWatch watch) {
        Baton baton = watchdog.watch(Baton.builder().maxProcs(procs).stuckWatch(watch).build());
        assumeThat(baton.stats().stuckWatch())
                .as("what this kernel allows")
                .isEqualToIgnoringCase(watch.name());
        return baton;
    }

    private void readWhatAnotherGWrites(Baton baton, int readers, Read read) throws Exception {
        List<Path> fifos = fifos(readers);
        for (Path fifo : fifos) {
            held.add(new RandomAccessFile(fifo.toFile(), "rw"));
        }
        CountDownLatch reading = new CountDownLatch(readers);
        try (ExecutorService executor = baton.newVirtualThreadPerTaskExecutor()) {
            List<Future<String>> lines = new ArrayList<>();
            for (Path fifo : fifos) {
                lines.add(
                        executor.submit(() -> {
                            byte[] buffer = new byte[1024];
                            try (FileInputStream in = new FileInputStream(fifo.toFile())) {
                                reading.countDown();
                                int n = read.from(in, buffer);
                                return new String(buffer, 0, n, UTF_8);
                            }
                        }));
            }
            Future<?> feeder =
                    executor.submit(() -> {
                        reading.await();
                        for (Path fifo : fifos) {
                            feed(fifo);
                        }
                        return null;
                    });
            feeder.get();
            for (int i = 0; i < readers; i++) {
                assertThat(lines.get(i).get()).isEqualTo(fifos.get(i).toString());
            }
        }
    }

    private List<Path> fifos(int n) throws IOException {
        List<Path> fifos = new ArrayList<>();
        for (int i = 0; i < n; i++) {
            fifos.add(Posix.mkfifo(dir.resolve("fifo" + i)));
        }
        return fifos;
    }

    private static void feed(Path fifo) throws IOException {
        try (FileOutputStream out = new FileOutputStream(fifo.toFile())) {
            out.write(fifo.toString().getBytes(UTF_8));
        }
    }
}
