package dev.baton.examples;

import dev.baton.Baton;
import dev.baton.BatonStats;
import dev.baton.os.File;
import java.io.FileInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Path;
import java.util.concurrent.ThreadFactory;

/**
 * Baton. Every second reader reads through {@link File}, which announces its system calls; the
 * others through a plain {@link FileInputStream}, which doesn't.
 */
final class BatonSide implements Side {
    private final Baton baton;

    BatonSide(int procs) {
        baton = Baton.builder().maxProcs(procs).name("example").build();
    }

    @Override
    public ThreadFactory threads() {
        return baton.threadFactory();
    }

    @Override
    public InputStream open(Path file, int reader) throws IOException {
        return reader % 2 == 0
                ? File.open(file.toString()).inputStream()
                : new FileInputStream(file.toFile());
    }

    @Override
    public OutputStream openForWriting(Path file) throws IOException {
        return File.openFile(file.toString(), File.O_WRONLY, 0).outputStream();
    }

    @Override
    public Counters counters() {
        BatonStats stats = baton.stats();
        return new Counters(
                stats.threadsLive(),
                stats.handoffs(),
                stats.retakes(),
                stats.sparesBlocked() + stats.sparesComputing());
    }

    @Override
    public void close() {
        baton.close();
    }
}
