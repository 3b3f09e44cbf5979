package dev.baton.bench;

import com.sun.management.OperatingSystemMXBean;
import dev.baton.os.File;
import dev.baton.syscall.Fcntl;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.management.ManagementFactory;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.OpenOption;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;

/**
 * {@code disk.read}, {@code disk.write} and {@code disk.sync}: microseconds that a call takes which
 * waits for the disk, with many Gs that do nothing else on 2 Ps; the time divided by the number of
 * all calls. And how much of a CPU it takes ({@code .cpu}), which says more where others use the
 * disk, too, and how many threads the process has at the end ({@code .threads}), io_uring's own
 * among them.
 *
 * <p>{@code disk.read}: 64 Gs read 4 KiB at random places of a file of 64 MiB past the page cache
 * (O_DIRECT), through one open file. {@code disk.write}: they write there. {@code disk.sync}: 256
 * Gs, each with a file of its own, write 512 bytes and fsync. What ends in {@code .handoff} is the
 * same on Baton without io_uring: a thread for each that waits.
 */
final class DiskWaits {
    private static final int READERS = 64; // and writers
    private static final int SYNCERS = 256;
    private static final int FILE_BYTES = 64 << 20;
    private static final int BLOCK_BYTES = 4096;
    private static final int WRITE_BYTES = 512;
    private static final long MULTIPLIER = 6_364_136_223_846_793_005L;
    private static final long INCREMENT = 1_442_695_040_888_963_407L;
    private static final int HIGH_BITS = 33;

    /** One call that waits. */
    @FunctionalInterface
    private interface Call {
        void make() throws IOException;
    }

    /** A call on a part of an open file. */
    @FunctionalInterface
    private interface CallAt<F, B> {
        void make(F file, B block, long offset) throws IOException;
    }

    private final String id;
    private final Run run;
    private final int gs;
    private final Counters calls;
    private final CountDownLatch ended;
    private volatile boolean stop;

    private DiskWaits(String id, Run run, int ownNumber) {
        this.id = id;
        this.run = run;
        this.gs = run.orCount(ownNumber);
        this.calls = new Counters(gs);
        this.ended = new CountDownLatch(gs);
    }

    static Program reads(String id) {
        return direct(
                id,
                File.O_RDONLY,
                StandardOpenOption.READ,
                File::pread,
                (channel, block, offset) -> channel.read(block.clear(), offset));
    }

    static Program writes(String id) {
        return direct(
                id,
                File.O_WRONLY,
                StandardOpenOption.WRITE,
                File::pwrite,
                (channel, block, offset) -> channel.write(block.clear(), offset));
    }

    private static Program direct(
            String id,
            int flags,
            OpenOption option,
            CallAt<File, MemorySegment> ofFile,
            CallAt<FileChannel, ByteBuffer> ofChannel) {
        return run -> {
            DiskWaits program = new DiskWaits(id, run, READERS);
            try (var file = TemporaryFile.of(FILE_BYTES)) {
                if (run.side().baton().isPresent()) {
                    program.useFile(file, flags, ofFile);
                } else {
                    program.useChannel(file, option, ofChannel);
                }
            }
        };
    }

    static Program syncs(String id) {
        return run -> {
            DiskWaits program = new DiskWaits(id, run, SYNCERS);
            if (run.side().baton().isPresent()) {
                program.syncFiles();
            } else {
                program.syncChannels();
            }
        };
    }

    private void useFile(TemporaryFile file, int flags, CallAt<File, MemorySegment> call)
            throws Exception {
        try (File f = File.openFile(file.path().toString(), flags | Fcntl.O_DIRECT, 0);
                Arena arena = Arena.ofShared()) {
            List<Call> each = new ArrayList<>();
            for (int g = 0; g < gs; g++) {
                MemorySegment block = arena.allocate(BLOCK_BYTES, BLOCK_BYTES);
                Places places = new Places(g);
                each.add(() -> call.make(f, block, places.next()));
            }
            measure(each);
        }
    }

    private void useChannel(
            TemporaryFile file, OpenOption option, CallAt<FileChannel, ByteBuffer> call)
            throws Exception {
        try (FileChannel channel = FileChannel.open(file.path(), option, direct());
                Arena arena = Arena.ofShared()) {
            List<Call> each = new ArrayList<>();
            for (int g = 0; g < gs; g++) {
                ByteBuffer block = arena.allocate(BLOCK_BYTES, BLOCK_BYTES).asByteBuffer();
                Places places = new Places(g);
                each.add(() -> call.make(channel, block, places.next()));
            }
            measure(each);
        }
    }

    /** By its name: javac warns of the class, and can't be told not to. */
    private static OpenOption direct() throws ClassNotFoundException {
        Class<?> options = Class.forName("com.sun.nio.file.ExtendedOpenOption");
        for (Object option : options.getEnumConstants()) {
            if (option.toString().equals("DIRECT")) {
                return (OpenOption) option;
            }
        }
        throw new IllegalStateException(options + " has no DIRECT: run this on JDK 25 or later");
    }

    private void syncFiles() throws Exception {
        List<TemporaryFile> files = new ArrayList<>();
        List<File> open = new ArrayList<>();
        List<Call> each = new ArrayList<>();
        byte[] bytes = new byte[WRITE_BYTES];
        try {
            for (int g = 0; g < gs; g++) {
                TemporaryFile file = TemporaryFile.of(0);
                files.add(file);
                File f = File.openFile(file.path().toString(), File.O_WRONLY, 0);
                open.add(f);
                each.add(() -> {
                    f.pwrite(bytes, 0, WRITE_BYTES, 0);
                    f.sync();
                });
            }
            measure(each);
        } finally {
            for (File f : open) {
                f.close();
            }
            for (TemporaryFile file : files) {
                file.close();
            }
        }
    }

    private void syncChannels() throws Exception {
        List<TemporaryFile> files = new ArrayList<>();
        List<FileChannel> open = new ArrayList<>();
        List<Call> each = new ArrayList<>();
        try {
            for (int g = 0; g < gs; g++) {
                TemporaryFile file = TemporaryFile.of(0);
                files.add(file);
                FileChannel channel = FileChannel.open(file.path(), StandardOpenOption.WRITE);
                open.add(channel);
                ByteBuffer bytes = ByteBuffer.allocateDirect(WRITE_BYTES);
                each.add(() -> {
                    channel.write(bytes.clear(), 0);
                    channel.force(true);
                });
            }
            measure(each);
        } finally {
            for (FileChannel channel : open) {
                channel.close();
            }
            for (TemporaryFile file : files) {
                file.close();
            }
        }
    }

    /** Random blocks of the file, the same for each side. */
    private static final class Places {
        private long state;

        Places(int g) {
            this.state = g;
        }

        long next() {
            state = state * MULTIPLIER + INCREMENT;
            return (state >>> HIGH_BITS) % (FILE_BYTES / BLOCK_BYTES) * BLOCK_BYTES;
        }
    }

    private void measure(List<Call> each) throws InterruptedException, IOException {
        for (int i = 0; i < each.size(); i++) {
            int g = i;
            run.side().start(() -> repeat(g, each.get(g)));
        }
        Thread.sleep(run.warmup());
        long start = System.nanoTime();
        long cpuBefore = cpuNanos();
        long before = calls.sum();
        do {
            Thread.sleep(run.length());
        } while (calls.sum() == before); // on a slow disk
        double us = (System.nanoTime() - start) / 1e3;
        double cpuUs = (cpuNanos() - cpuBefore) / 1e3;
        long n = calls.sum() - before;
        int threads = ProcStatus.threads();
        stop = true;
        ended.await();
        run.report(id, us / n);
        run.report(id + ".cpu", cpuUs / n);
        run.report(id + ".threads", threads);
    }

    private static long cpuNanos() {
        return ((OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean())
                .getProcessCpuTime();
    }

    private void repeat(int g, Call call) {
        try {
            while (!stop) {
                call.make();
                calls.count(g);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } finally {
            ended.countDown();
        }
    }
}
