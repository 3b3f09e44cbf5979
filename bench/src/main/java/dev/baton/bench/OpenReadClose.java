package dev.baton.bench;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;

import dev.baton.os.File;
import dev.baton.sched.buffers.Buffer;
import dev.baton.sched.buffers.Buffers;
import dev.baton.syscall.Errno;
import dev.baton.syscall.Fcntl;
import dev.baton.syscall.Syscall;
import dev.baton.syscall.Sysno;
import java.io.FileInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.foreign.MemorySegment;

/**
 * {@code open-read-close}: microseconds that one G needs to open a file of 1 KiB that is in the
 * page cache, read it with one call into an array, and close it; the median of windows of {@value
 * #FILES_PER_WINDOW} files.
 *
 * <p>By {@link File} on Baton's side, {@link FileInputStream} on the stock side, {@code os.File} on
 * Go's. {@code open-read-close.raw} is the same without an object for the file: {@link
 * Syscall#open}, {@code read} and {@link Syscall#close}, and those of Go's package {@code syscall}.
 */
final class OpenReadClose {
    static final int FILES_PER_WINDOW = 200;
    private static final int FILE_BYTES = 1024;

    /** Opens the file, reads it, closes it. */
    @FunctionalInterface
    private interface WholeFile {
        /** Returns how many bytes it read. */
        int read(String path, byte[] into) throws IOException;
    }

    private OpenReadClose() {}

    static void files(Run run) throws Exception {
        measure(
                run,
                "open-read-close",
                switch (run.side().peer()) {
                    case BATON -> OpenReadClose::file;
                    default -> OpenReadClose::fileInputStream;
                });
    }

    static void raw(Run run) throws Exception {
        measure(run, "open-read-close.raw", OpenReadClose::systemCalls);
    }

    private static void measure(Run run, String id, WholeFile whole) throws Exception {
        try (var file = TemporaryFile.of(FILE_BYTES)) {
            String path = file.path().toString();
            byte[] into = new byte[2 * FILE_BYTES];
            double[] ns =
                    run.inG(() -> run.windows(FILES_PER_WINDOW, n -> many(n, whole, path, into)));
            run.report(id, Statistics.median(ns) / 1e3);
        }
    }

    private static void many(int n, WholeFile whole, String path, byte[] into) {
        try {
            for (int i = 0; i < n; i++) {
                int bytes = whole.read(path, into);
                if (bytes != FILE_BYTES) {
                    throw new IOException("read " + bytes + " bytes of " + FILE_BYTES);
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static int file(String path, byte[] into) throws IOException {
        try (File f = File.open(path)) {
            return f.read(into);
        }
    }

    private static int fileInputStream(String path, byte[] into) throws IOException {
        try (FileInputStream in = new FileInputStream(path)) {
            return in.read(into);
        }
    }

    private static int systemCalls(String path, byte[] into) throws IOException {
        int fd = check(Syscall.open(path, Fcntl.O_RDONLY | Fcntl.O_CLOEXEC, 0));
        Buffer buffer = Buffers.take(into.length);
        try {
            int bytes = check(Syscall.syscall(Sysno.SYS_READ, fd, buffer.address(), into.length));
            MemorySegment.copy(buffer.segment(), JAVA_BYTE, 0, into, 0, bytes);
            return bytes;
        } finally {
            Buffers.give(buffer);
            check(Syscall.close(fd));
        }
    }

    private static int check(long r1) throws IOException {
        if (Errno.isError(r1)) {
            throw new IOException(Errno.of((int) -r1).toString());
        }
        return (int) r1;
    }
}
