package dev.baton.bench;

import dev.baton.os.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.util.concurrent.CountDownLatch;

/**
 * {@code pread.1} and {@code pread.64}: microseconds that a read of 4 KiB from the page cache
 * takes, with 1 and with 64 Gs that do nothing else on 2 Ps; the time divided by the number of all
 * reads.
 *
 * <p>The file has 1 MiB and is read block after block, over and over, each G from a block of its
 * own on, all through one open file, into memory that the kernel can write to directly: {@link
 * File#pread(MemorySegment, long)} on Baton's side, {@link FileChannel#read(ByteBuffer, long)} into
 * a direct buffer on the stock side, {@code os.File.ReadAt} on Go's.
 */
final class PositionedRead {
    private static final int FILE_BYTES = 1 << 20;
    private static final int BLOCK_BYTES = 4096;

    /** Reads one block. */
    @FunctionalInterface
    private interface Read {
        /** Returns how many bytes it read from that offset. */
        long at(long offset) throws IOException;
    }

    /** Makes what one G needs to read. */
    @FunctionalInterface
    private interface Reader {
        Read reader();
    }

    private final String id;
    private final Run run;
    private final Counters reads;
    private final CountDownLatch ended;
    private volatile boolean stop;

    private PositionedRead(String id, Run run, int gs) {
        this.id = id;
        this.run = run;
        this.reads = new Counters(gs);
        this.ended = new CountDownLatch(gs);
    }

    static Program by(int gs) {
        return run -> {
            PositionedRead program = new PositionedRead("pread." + gs, run, gs);
            try (var file = TemporaryFile.of(FILE_BYTES)) {
                switch (run.side().peer()) {
                    case BATON -> program.measureFile(file);
                    default -> program.measureChannel(file);
                }
            }
        };
    }

    private void measureFile(TemporaryFile file) throws Exception {
        try (File f = File.open(file.path().toString());
                Arena arena = Arena.ofShared()) {
            measure(() -> {
                MemorySegment block = arena.allocate(BLOCK_BYTES);
                return offset -> f.pread(block, offset);
            });
        }
    }

    private void measureChannel(TemporaryFile file) throws Exception {
        try (FileChannel channel = FileChannel.open(file.path())) {
            measure(() -> {
                ByteBuffer block = ByteBuffer.allocateDirect(BLOCK_BYTES);
                return offset -> {
                    block.clear();
                    return channel.read(block, offset);
                };
            });
        }
    }

    private void measure(Reader reader) throws InterruptedException {
        for (int i = 0; i < reads.size(); i++) {
            int g = i;
            run.side().start(() -> read(g, reader));
        }
        Thread.sleep(run.warmup());
        long start = System.nanoTime();
        long before = reads.sum();
        Thread.sleep(run.length());
        double us = (System.nanoTime() - start) / 1e3;
        long n = reads.sum() - before;
        stop = true;
        ended.await();
        run.report(id, us / n);
    }

    private void read(int g, Reader reader) {
        try {
            Read read = reader.reader();
            long offset = (long) g * BLOCK_BYTES % FILE_BYTES;
            while (!stop) {
                long bytes = read.at(offset);
                if (bytes != BLOCK_BYTES) {
                    throw new IOException("read " + bytes + " bytes at " + offset);
                }
                offset = (offset + BLOCK_BYTES) % FILE_BYTES;
                reads.count(g);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } finally {
            ended.countDown();
        }
    }
}
