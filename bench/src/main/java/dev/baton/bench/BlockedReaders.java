package dev.baton.bench;

import dev.baton.BlockingSite;
import dev.baton.sched.buffers.Buffer;
import dev.baton.sched.buffers.Buffers;
import dev.baton.syscall.Errno;
import dev.baton.syscall.Fcntl;
import dev.baton.syscall.Syscall;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * {@code block.*} and {@code threads.after}: 5,000 Gs that block in {@code read(2)} at the same
 * time, on 2 Ps.
 *
 * <p>Each reads one byte from an empty pipe, by {@link Syscall#read} with a call site of its own,
 * as if it were the first read of a file of its own (Go: {@code syscall.Read}, so that no poller
 * takes part). It is one pipe for all of them: a program may open too few files for 5,000.
 *
 * <ul>
 *   <li>{@code block.each}: microseconds from before the first G is started until the last is about
 *       to call {@code read}, divided by their number. To get there, all before it must have given
 *       their P away. Where they never do, there is no figure but <em>never</em>.
 *   <li>{@code block.memory}: megabytes of resident memory that the process has more when all are
 *       blocked than before; {@code block.memory.threads} the same for its threads.
 *   <li>{@code threads.after.5s}, {@code threads.after}: threads that the process has more 5 and 10
 *       seconds after all Gs have read and ended than before the first was started.
 * </ul>
 */
final class BlockedReaders {
    static final int READERS = 5_000;

    /** From when all are about to read until the last is sure to sleep. */
    private static final Duration SETTLE = Duration.ofMillis(300);

    private final Run run;
    private final int n;
    private final AtomicInteger begun = new AtomicInteger();
    private final CountDownLatch all = new CountDownLatch(1);
    private final CountDownLatch ended;
    private final int[] pipe = new int[2];
    private volatile long lastBegan;
    private long started;

    private BlockedReaders(Run run) {
        this.run = run;
        this.n = run.orCount(READERS);
        this.ended = new CountDownLatch(n);
    }

    static void each(Run run) throws Exception {
        BlockedReaders readers = new BlockedReaders(run);
        if (readers.block()) {
            run.report("block.each", (readers.lastBegan - readers.started) / 1e3 / readers.n);
            readers.release();
        }
    }

    static void memory(Run run) throws Exception {
        System.gc(); // the JVM's own start left something behind
        long resident = ProcStatus.residentBytes();
        int threads = ProcStatus.threads();
        BlockedReaders readers = new BlockedReaders(run);
        if (readers.block()) {
            Thread.sleep(SETTLE);
            run.report(
                    "block.memory", (ProcStatus.residentBytes() - resident) / (double) (1 << 20));
            run.report("block.memory.threads", ProcStatus.threads() - threads);
            readers.release();
        }
    }

    static void threadsAfter(Run run) throws Exception {
        int threads = ProcStatus.threads();
        BlockedReaders readers = new BlockedReaders(run);
        if (readers.block()) {
            Thread.sleep(SETTLE);
            readers.release();
            Thread.sleep(Duration.ofSeconds(5));
            run.report("threads.after.5s", ProcStatus.threads() - threads);
            Thread.sleep(Duration.ofSeconds(5));
            run.report("threads.after", ProcStatus.threads() - threads);
        }
    }

    /** Returns when all are about to read, or false when some never get there. */
    private boolean block() throws InterruptedException {
        long r1 = Syscall.pipe2(pipe, Fcntl.O_CLOEXEC);
        if (Errno.isError(r1)) {
            throw new IllegalStateException("pipe2 returned " + r1);
        }
        Buffer buffer = Buffers.take(1); // for all: what they read is the end of the pipe
        started = System.nanoTime();
        for (int i = 0; i < n; i++) {
            run.side().start(() -> read(buffer.address()));
        }
        if (!run.await(all)) {
            run.none("never: " + begun.get() + " of " + n + " Gs got as far as read");
            Syscall.close(pipe[1]); // lets those go that hold their thread
            return false;
        }
        return true;
    }

    private void read(long address) {
        run.progressed();
        BlockingSite site = new BlockingSite();
        if (begun.incrementAndGet() == n) {
            lastBegan = System.nanoTime();
            all.countDown();
        }
        long r1 = Syscall.read(site, pipe[0], address, 1);
        if (r1 != 0) {
            throw new IllegalStateException("read returned " + r1);
        }
        ended.countDown();
    }

    /** Closes the end that nobody wrote to: all read the end of the file. */
    private void release() throws InterruptedException {
        Syscall.close(pipe[1]);
        ended.await();
        Syscall.close(pipe[0]);
    }
}
