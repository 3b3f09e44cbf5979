package dev.baton;

import java.util.concurrent.ExecutorService;
import java.util.concurrent.ThreadFactory;

/** SKELETON: the public face. */
public final class Baton implements AutoCloseable {
    private Baton() {}

    public static BatonBuilder builder() { return new BatonBuilder(); }
    /** The process-wide instance, made on first use. */
    public static Baton defaultInstance() { throw new UnsupportedOperationException(); }
    public ThreadFactory threadFactory() { throw new UnsupportedOperationException(); }
    public Thread startVirtualThread(Runnable task) { throw new UnsupportedOperationException(); }
    public ExecutorService newVirtualThreadPerTaskExecutor() { throw new UnsupportedOperationException(); }
    public int maxProcs() { throw new UnsupportedOperationException(); }
    /** @return what it was before */
    public int setMaxProcs(int n) { throw new UnsupportedOperationException(); }
    public BatonStats stats() { throw new UnsupportedOperationException(); }
    /** Runs a call that may block; P is taken away by sysmon when it does, or at once when it often does. */
    public static <T, X extends Throwable> T blocking(BlockingCall<T, X> call) throws X { return call.call(); }
    /** Runs a call that is known to block: P is handed off at once. */
    public static <T, X extends Throwable> T blockingNow(BlockingCall<T, X> call) throws X { return call.call(); }
    /** Yields if sysmon has asked for it. */
    public static void checkpoint() {}
    @Override public void close() {}
}
