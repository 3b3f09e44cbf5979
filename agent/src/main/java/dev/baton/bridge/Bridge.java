package dev.baton.bridge;

import java.io.FileDescriptor;
import java.io.IOException;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.Executor;
import java.util.function.BooleanSupplier;

/**
 * What the agent writes calls of into the JDK's classes. They can call only what their own loader,
 * the boot loader, finds: so this is there, and does nothing but ask {@link Hooks}. So does what
 * all code may call, {@link dev.baton.gate.Gate}.
 */
public final class Bridge {
    private static final Hooks HOOKS = Hooks.installed();

    private Bridge() {}

    /**
     * Called by {@code ThreadBuilders.newVirtualThread} when it was given no scheduler.
     *
     * @return the scheduler to use; null for what the JDK would use: its own, or the parent's
     */
    public static Executor scheduler() {
        return HOOKS.scheduler();
    }

    /**
     * Called before a call that may block.
     *
     * @param site the number of the place
     * @return what {@link #exit} is to be given after the call
     */
    public static boolean enter(int site) {
        return Thread.currentThread().isVirtual() && HOOKS.enter(site);
    }

    /**
     * Called before a call that reads, and may block.
     *
     * @param site the number of the place
     * @param fd what it reads from
     * @return what {@link #exit} is to be given after the call
     */
    public static boolean enter(int site, FileDescriptor fd) {
        return Thread.currentThread().isVirtual() && HOOKS.enterRead(site, fd);
    }

    /**
     * The same, for one that reads into an array. One of nothing, or that will be refused, waits
     * for nothing.
     *
     * @param site the number of the place
     * @param fd what it reads from
     * @param b where to
     * @param off from where on
     * @param len how much at most
     * @return what {@link #exit} is to be given after the call
     */
    public static boolean enter(int site, FileDescriptor fd, byte[] b, int off, int len) {
        boolean reads = b != null && off >= 0 && len > 0 && len <= b.length - off;
        return reads ? enter(site, fd) : enter(site);
    }

    /**
     * Called before a call that takes a path, where there are limits of files.
     *
     * @param site the number of the place
     * @param path what says it as its text
     * @param always whether the call is announced though no limit is its
     * @return what {@link #exit} is to be given after the call
     */
    public static boolean enter(int site, Object path, boolean always) {
        return Thread.currentThread().isVirtual() && HOOKS.enterPath(site, path, always);
    }

    /**
     * Called before a call that takes an open file, where there are limits of files.
     *
     * @param site the number of the place
     * @param fd the file
     * @param always as above
     * @return what {@link #exit} is to be given after the call
     */
    public static boolean enter(int site, FileDescriptor fd, boolean always) {
        return Thread.currentThread().isVirtual() && HOOKS.enterFile(site, fd, null, always);
    }

    /**
     * The same of two files.
     *
     * @param site the number of the place
     * @param from one, which counts first
     * @param to the other
     * @return what {@link #exit} is to be given after the call
     */
    public static boolean enter(int site, FileDescriptor from, FileDescriptor to) {
        return Thread.currentThread().isVirtual() && HOOKS.enterFile(site, from, to, true);
    }

    /**
     * The same of a file that is known by its number.
     *
     * @param site the number of the place
     * @param fd the file
     * @param always as above
     * @return what {@link #exit} is to be given after the call
     */
    public static boolean enter(int site, int fd, boolean always) {
        return Thread.currentThread().isVirtual() && HOOKS.enterNumber(site, fd, always);
    }

    /**
     * Called before a file is closed by who first waits for those that use it, where there are
     * limits of files.
     *
     * @param fd the file
     */
    public static void closing(FileDescriptor fd) {
        HOOKS.closing(fd);
    }

    /**
     * Called before a read at a place in a file, which this may make.
     *
     * @param site the number of the place
     * @param fd the file
     * @param address where the bytes go
     * @param count how many at most, more than 0
     * @param offset where in the file
     * @return how many, −1 at the end of the file, or {@link Hooks#NOT_SERVED}: then it is to be
     *     made
     */
    public static int pread(int site, FileDescriptor fd, long address, int count, long offset) {
        return Thread.currentThread().isVirtual()
                ? HOOKS.pread(site, fd, address, count, offset)
                : Hooks.NOT_SERVED;
    }

    /**
     * Called before a write at a place in a file, which this may make.
     *
     * @param site the number of the place
     * @param fd the file
     * @param address where the bytes are
     * @param count how many, more than 0
     * @param offset where in the file
     * @return how many, or {@link Hooks#NOT_SERVED}
     */
    public static int pwrite(int site, FileDescriptor fd, long address, int count, long offset) {
        return Thread.currentThread().isVirtual()
                ? HOOKS.pwrite(site, fd, address, count, offset)
                : Hooks.NOT_SERVED;
    }

    /**
     * Called after the call, whether it returned or threw.
     *
     * @param entered what {@link #enter} returned
     */
    public static void exit(boolean entered) {
        if (entered) {
            HOOKS.exit();
        }
    }

    /**
     * Called where a virtual thread waits for a descriptor, in place of that.
     *
     * @param fd the descriptor
     * @param event POLLIN or POLLOUT
     * @param nanos how long at most, or 0
     * @param isOpen whether it is worth waiting, asked when a close would be noticed; or null
     * @return false where the JDK is to wait itself
     * @throws IOException when that descriptor can't be waited for
     */
    public static boolean await(int fd, int event, long nanos, BooleanSupplier isOpen)
            throws IOException {
        return HOOKS.await(fd, event, nanos, isOpen);
    }

    /**
     * Called where virtual threads that wait for a descriptor are to look what became of it, and
     * before one is closed.
     *
     * @param fd the descriptor
     */
    public static void stopWaiting(int fd) {
        HOOKS.stopWaiting(fd);
    }

    /**
     * Called before a socket is read from by a thread that would wait.
     *
     * @param fd the descriptor
     * @return true when there is known to be nothing
     */
    public static boolean isKnownEmpty(int fd) {
        Thread self = Thread.currentThread();
        // Who is interrupted would not wait: what is there is read all the same, if it is tried.
        return self.isVirtual() && HOOKS.isKnownEmpty(fd) && !self.isInterrupted();
    }

    /**
     * Called where a read with a time-out looks whether its time is up, before it waits.
     *
     * @param now the time
     * @param start when it began
     * @param fd the descriptor
     * @return when it began, where it has not tried to read yet; else now
     */
    public static long timeOfRead(long now, long start, int fd) {
        return Thread.currentThread().isVirtual() && HOOKS.isUntried(fd) ? start : now;
    }

    /**
     * Called after it was read from.
     *
     * @param n how much was got, or negative
     * @param room how much could have been got
     * @param fd the descriptor
     */
    public static void hasRead(int n, int room, int fd) {
        HOOKS.hasRead(fd, n, room);
    }

    /**
     * Called where the JDK would start its pollers.
     *
     * @return true when nobody needs them
     */
    public static boolean isNetworkOurs() {
        return HOOKS.isNetworkOurs();
    }

    /**
     * Called where the JDK shows its scheduler to its own instruments, in place of the method of
     * this name of {@code VirtualThread}.
     *
     * @return what they are to show
     */
    public static Executor defaultScheduler() {
        return HOOKS.shown();
    }

    /**
     * Called where one of the JDK's pollers says what it waits for.
     *
     * @return what it is to say; null where it is used
     */
    public static String poller() {
        return HOOKS.poller();
    }

    /**
     * For {@link dev.baton.gate.Gate}: makes a call that may block.
     *
     * @param call the call
     * @return what it returns
     * @throws Exception what it throws
     */
    public static Object blocking(Callable<?> call) throws Exception {
        return HOOKS.blocking(call);
    }

    /** For {@link dev.baton.gate.Gate}: the current thread is in a long loop. */
    public static void checkpoint() {
        HOOKS.checkpoint();
    }

    /**
     * For {@link dev.baton.gate.Gate}: whether the current thread is Baton's.
     *
     * @return false for others
     */
    public static boolean isOn() {
        return HOOKS.isOn();
    }

    /**
     * For {@link dev.baton.gate.Gate}: the counters and limits.
     *
     * @return a copy; empty before the first virtual thread
     */
    public static Map<String, Long> counters() {
        return HOOKS.counters();
    }
}
