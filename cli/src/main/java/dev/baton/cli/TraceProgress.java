package dev.baton.cli;

import java.io.PrintWriter;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/** Says on standard error what takes long, while it does: from two seconds on. */
final class TraceProgress implements AutoCloseable {
    private static final long FIRST_S = 2;

    private final CountDownLatch isOver = new CountDownLatch(1);
    private final PrintWriter err;
    private final boolean isTerminal;
    private final Thread thread;
    private volatile String what = "";

    TraceProgress(PrintWriter err, boolean isTerminal) {
        this.err = err;
        this.isTerminal = isTerminal;
        this.thread = Thread.ofPlatform().daemon().name("progress").start(this::show);
    }

    /** What is done from now on. */
    void now(String is) {
        what = is;
    }

    private void show() {
        String shown = "";
        try {
            for (long s = FIRST_S; !isOver.await(s == FIRST_S ? s : 1, TimeUnit.SECONDS); s++) {
                if (isTerminal) {
                    err.print("\r\033[Kbaton: " + what + ", " + s + " s");
                    err.flush();
                } else if (!what.equals(shown)) {
                    err.println("baton: " + what);
                    err.flush();
                }
                shown = what;
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt(); // nobody does
        }
        if (isTerminal && !shown.isEmpty()) {
            err.print("\r\033[K");
            err.flush();
        }
    }

    @Override
    public void close() {
        isOver.countDown();
        try {
            thread.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
