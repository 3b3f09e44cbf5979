package dev.baton.examples;

import java.io.FileInputStream;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.lang.management.ManagementFactory;
import java.nio.file.Path;
import java.util.concurrent.ThreadFactory;
import jdk.management.VirtualThreadSchedulerMXBean;

/** The JDK's own scheduler and file streams; not a class of Baton's is loaded. */
final class StockSide implements Side {
    /** The property that says how many carriers there are; read when the JVM starts. */
    static final String PARALLELISM = "jdk.virtualThreadScheduler.parallelism";

    private final VirtualThreadSchedulerMXBean scheduler =
            ManagementFactory.getPlatformMXBean(VirtualThreadSchedulerMXBean.class);

    /**
     * Checks that the JVM was started for so many carriers.
     *
     * @throws IllegalArgumentException when it was not
     */
    StockSide(int procs) {
        if (Integer.getInteger(PARALLELISM, -1) != procs) {
            throw new IllegalArgumentException(
                    "--on=stock --procs=%d: needs java -D%s=%d"
                            .formatted(procs, PARALLELISM, procs));
        }
    }

    @Override
    public ThreadFactory threads() {
        return Thread.ofVirtual().factory();
    }

    @Override
    public InputStream open(Path file, int reader) throws IOException {
        return new FileInputStream(file.toFile());
    }

    @Override
    public OutputStream openForWriting(Path file) throws IOException {
        return new FileOutputStream(file.toFile());
    }

    @Override
    public Counters counters() {
        return new Counters(scheduler.getPoolSize(), 0, 0, 0);
    }

    @Override
    public void close() {}
}
