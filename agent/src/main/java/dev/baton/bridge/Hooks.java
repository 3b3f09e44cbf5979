package dev.baton.bridge;

import java.io.FileDescriptor;
import java.io.IOException;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.Executor;
import java.util.function.BooleanSupplier;

/**
 * What the JDK's changed classes ask Baton. The boot loader has this class, {@link Bridge} and
 * {@link dev.baton.gate.Gate}, and nothing else of Baton; what stands behind them is in a loader of
 * its own.
 */
public abstract class Hooks {
    /** What {@link #pread} and {@link #pwrite} return when they did nothing; no call returns it. */
    public static final int NOT_SERVED = -1_000;

    private static Hooks installed;

    /** For Baton's own. */
    protected Hooks() {}

    /**
     * Says who answers. Once in a process, before the first use of {@link Bridge}.
     *
     * @param hooks who answers from now on
     * @throws IllegalStateException when that was said before
     */
    public static void install(Hooks hooks) {
        if (installed != null) {
            throw new IllegalStateException("installed already");
        }
        installed = hooks;
    }

    static Hooks installed() {
        return installed;
    }

    /**
     * The scheduler for a virtual thread that the current thread makes without naming one.
     *
     * @return null for what the JDK would use: the maker's own, if it is a virtual thread itself,
     *     else the JDK's
     */
    public abstract Executor scheduler();

    /**
     * The current thread, a virtual one, is about to make a call that may block.
     *
     * @param site the number of the place in the JDK's code that makes it
     * @return true when {@link #exit} is owed
     */
    public abstract boolean enter(int site);

    /**
     * The current thread, a virtual one, is about to read something, which may block.
     *
     * @param site the number of the place in the JDK's code that makes it
     * @param fd what it reads from; may be null or closed
     * @return true when {@link #exit} is owed
     */
    public abstract boolean enterRead(int site, FileDescriptor fd);

    /**
     * The current thread, a virtual one, is about to make a call that takes a path.
     *
     * @param site the number of the place in the JDK's code that makes it
     * @param path what says it as its text
     * @param always whether it is announced though no limit is its
     * @return true when {@link #exit} is owed
     */
    public abstract boolean enterPath(int site, Object path, boolean always);

    /**
     * The current thread, a virtual one, is about to make a call that takes an open file, or two.
     *
     * @param site the number of the place in the JDK's code that makes it
     * @param fd the file; may be null or closed
     * @param other the other; may be null or closed
     * @param always whether it is announced though no limit is its
     * @return true when {@link #exit} is owed
     */
    public abstract boolean enterFile(
            int site, FileDescriptor fd, FileDescriptor other, boolean always);

    /**
     * The same of a file that is known by its number.
     *
     * @param site the number of the place in the JDK's code that makes it
     * @param fd the file
     * @param always whether it is announced though no limit is its
     * @return true when {@link #exit} is owed
     */
    public abstract boolean enterNumber(int site, int fd, boolean always);

    /**
     * A file is about to be closed by who first waits for those that use it.
     *
     * @param fd the file
     */
    public abstract void closing(FileDescriptor fd);

    /**
     * The current thread, a virtual one, is about to read at a place in a file. It may be done here
     * without holding a thread.
     *
     * @param site the number of the place in the JDK's code that makes it
     * @param fd the file
     * @param address where the bytes go
     * @param count how many at most, more than 0
     * @param offset where in the file
     * @return how many, −1 at the end of the file, or {@link #NOT_SERVED}
     */
    public abstract int pread(int site, FileDescriptor fd, long address, int count, long offset);

    /**
     * The same of a write.
     *
     * @param site the number of the place in the JDK's code that makes it
     * @param fd the file
     * @param address where the bytes are
     * @param count how many, more than 0
     * @param offset where in the file
     * @return how many, or {@link #NOT_SERVED}
     */
    public abstract int pwrite(int site, FileDescriptor fd, long address, int count, long offset);

    /** The call that {@code enter} announced has returned. */
    public abstract void exit();

    /**
     * The current thread, a virtual one, waits for a descriptor.
     *
     * @param fd the descriptor
     * @param event POLLIN or POLLOUT
     * @param nanos how long at most, or 0
     * @param isOpen whether it is worth waiting, asked when a close would be noticed; or null
     * @return false where it has not waited, and the JDK is to do it
     * @throws IOException when that descriptor can't be waited for
     */
    public abstract boolean await(int fd, int event, long nanos, BooleanSupplier isOpen)
            throws IOException;

    /**
     * Whoever waits for a descriptor is to look what became of it; it may be about to be closed.
     *
     * @param fd the descriptor
     */
    public abstract void stopWaiting(int fd);

    /**
     * Whether to read from a socket is known to find nothing.
     *
     * @param fd the descriptor, which nobody else reads from
     * @return false when it is to be tried
     */
    public abstract boolean isKnownEmpty(int fd);

    /**
     * As {@link Bridge#timeOfRead} asks.
     *
     * @param fd what is read from
     * @return whether {@link #isKnownEmpty} said true of it, and nothing was read or waited since
     */
    public abstract boolean isUntried(int fd);

    /**
     * A socket was read from.
     *
     * @param fd the descriptor, which nobody else reads from
     * @param n how much was got, or negative
     * @param room how much could have been got
     */
    public abstract void hasRead(int fd, int n, int room);

    /** Whether {@link #await} waits. */
    public abstract boolean isNetworkOurs();

    /** What the JDK's own instruments show as the scheduler of virtual threads: a pool. */
    public abstract Executor shown();

    /** What a poller of the JDK's says of itself; null where it is used. */
    public abstract String poller();

    /**
     * The current thread is to make a call that may block.
     *
     * @param call the call
     * @return what it returns
     * @throws Exception what it throws
     */
    public abstract Object blocking(Callable<?> call) throws Exception;

    /** The current thread is in a long loop, and may let others run. */
    public abstract void checkpoint();

    /** Whether the current thread is one that Baton runs. */
    public abstract boolean isOn();

    /** The counters and limits, by name. */
    public abstract Map<String, Long> counters();
}
