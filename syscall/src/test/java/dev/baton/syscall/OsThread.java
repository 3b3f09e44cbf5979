package dev.baton.syscall;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;

/** A thread of this process as the kernel sees it. */
public final class OsThread {
    private static final long GIVE_UP_AFTER_NS = Duration.ofSeconds(20).toNanos();

    private final int tid;

    private OsThread(int tid) {
        this.tid = tid;
    }

    /** The thread with an id from {@link Syscall#gettid}. */
    public static OsThread of(int tid) {
        return new OsThread(tid);
    }

    /** Returns when the thread sleeps in this system call, which {@code /proc} tells. */
    public void awaitIn(int trap) {
        Path file = Path.of("/proc/self/task/" + tid + "/syscall");
        String inTrap = trap + " ";
        long begin = System.nanoTime();
        String now;
        do {
            if (System.nanoTime() - begin > GIVE_UP_AFTER_NS) {
                throw new AssertionError("thread " + tid + " never slept in " + Sysno.name(trap));
            }
            Thread.yield();
            try {
                now = Files.readString(file);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        } while (!now.startsWith(inTrap));
    }
}
