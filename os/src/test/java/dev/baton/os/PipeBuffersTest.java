package dev.baton.os;

import static org.assertj.core.api.Assertions.assertThat;

import dev.baton.Baton;
import dev.baton.sched.buffers.Buffers;
import dev.baton.syscall.FaultyKernel;
import dev.baton.syscall.Sysno;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What those that wait in a pipe hold meanwhile, and what is left of it afterwards. */
class PipeBuffersTest {
    private static final int PIPE_BYTES = 1 << 16;

    @TempDir private Path directory;

    @Test
    void aCallOfAPipeTakesNoMoreThanAPipeHolds() throws Exception {
        byte[] array = new byte[Buffers.MAX_BYTES];
        try (Pipe pipe = Os.pipe()) {
            assertThat(longest(Sysno.SYS_WRITE, () -> pipe.writer().write(array, 0, PIPE_BYTES)))
                    .isEqualTo(PIPE_BYTES);
            assertThat(longest(Sysno.SYS_READ, () -> pipe.reader().read(array)))
                    .isEqualTo(PIPE_BYTES);
        }
        // What passes the limit is asked what it is, once.
        try (Pipe pipe = Os.pipe();
                ExecutorService executor = platformThreads()) {
            Future<Long> write =
                    executor.submit(
                            () -> longest(Sysno.SYS_WRITE, () -> pipe.writer().write(array)));
            pipe.reader().inputStream().readNBytes(array.length);
            assertThat(write.get()).isEqualTo(PIPE_BYTES);
        }
    }

    @Test
    void aCallOfAFileTakesAsMuchAsABuffer() throws Exception {
        byte[] array = new byte[Buffers.MAX_BYTES];
        try (File file = File.create(directory.resolve("file").toString())) {
            assertThat(longest(Sysno.SYS_WRITE, () -> file.write(array)))
                    .isEqualTo(Buffers.MAX_BYTES);
            assertThat(longest(Sysno.SYS_PREAD64, () -> file.pread(array, 0, array.length, 0)))
                    .isEqualTo(Buffers.MAX_BYTES);
        }
    }

    @Test
    void whatGoesThroughInPiecesComesOutWhole() throws Exception {
        byte[] sent = new byte[3 * Buffers.MAX_BYTES + 12_345];
        new Random(11).nextBytes(sent);
        try (Pipe pipe = Os.pipe();
                ExecutorService executor = platformThreads()) {
            Future<?> written =
                    executor.submit(() -> {
                        pipe.writer().write(sent);
                        pipe.writer().write(MemorySegment.ofArray(sent));
                        pipe.writer().close();
                        return null;
                    });
            byte[] received = pipe.reader().inputStream().readAllBytes();
            written.get();
            assertThat(received).hasSize(2 * sent.length).startsWith(sent).endsWith(sent);
        }
    }

    @Test
    void writersThatAreBlockedWithLargeArraysHoldLittle() throws Exception {
        int writers = 200;
        byte[] shared = new byte[Buffers.MAX_BYTES];
        long outBefore = Buffers.out();
        List<Pipe> pipes = new ArrayList<>();
        try (Baton baton = Baton.builder().maxProcs(2).build();
                ExecutorService executor = baton.newVirtualThreadPerTaskExecutor()) {
            long before = residentBytes();
            List<Future<?>> written = new ArrayList<>();
            for (int i = 0; i < writers; i++) {
                Pipe pipe = BlockingPipe.make();
                pipes.add(pipe);
                written.add(executor.submit(() -> pipe.writer().write(shared)));
            }
            while (Buffers.out() - outBefore < writers) {
                Thread.onSpinWait();
            }
            assertThat(residentBytes() - before).isLessThan((long) writers * shared.length / 2);
            for (Pipe pipe : pipes) {
                pipe.reader().inputStream().readNBytes(shared.length);
            }
            for (Future<?> w : written) {
                w.get();
            }
        }
        for (Pipe pipe : pipes) {
            pipe.close();
        }
        assertThat(Buffers.out()).isEqualTo(outBefore);
    }

    /** Forgotten ones do: the count sees them. */
    @Test
    void aFileThatWasClosedHoldsNoDescriptor() throws Exception {
        String path = Files.createFile(directory.resolve("file")).toString();
        long before = descriptors();
        for (int i = 0; i < 20_000; i++) {
            try (File file = File.open(path)) {
                file.stat();
            }
        }
        assertThat(descriptors() - before).isLessThan(20);

        List<File> open = new ArrayList<>();
        for (int i = 0; i < 100; i++) {
            open.add(File.open(path));
        }
        assertThat(descriptors() - before).isGreaterThan(80);
        for (File file : open) {
            file.close();
        }
    }

    private static long descriptors() throws IOException {
        try (Stream<Path> entries = Files.list(Path.of("/proc/self/fd"))) {
            return entries.count();
        }
    }

    private interface Call {
        void run() throws IOException;
    }

    /** How many bytes the longest of these system calls of the calling thread asked for. */
    private static long longest(int trap, Call call) throws IOException {
        AtomicLong longest = new AtomicLong();
        try (FaultyKernel kernel =
                FaultyKernel.forThisThread()
                        .always(
                                trap,
                                request -> {
                                    longest.accumulateAndGet(request.a3(), Math::max);
                                    return request.passOn();
                                })) {
            call.run();
            assertThat(kernel.calls(trap)).isPositive();
        }
        return longest.get();
    }

    private static ExecutorService platformThreads() {
        return Executors.newThreadPerTaskExecutor(Thread.ofPlatform().factory());
    }

    private static long residentBytes() throws IOException {
        String pages = Files.readString(Path.of("/proc/self/statm")).split(" ", 3)[1];
        return Long.parseLong(pages) * 4096;
    }
}
