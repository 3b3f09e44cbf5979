package dev.baton.os;

import dev.baton.sched.Poller;
import dev.baton.syscall.Syscall;
import java.lang.ref.Cleaner;
import java.lang.ref.Reference;
import java.time.Instant;
import java.util.function.Supplier;

/**
 * A number of the kernel's that is ours: who uses it, whose turn it is, and until when; the other
 * half of Go's {@code poll.FD}. It is closed exactly once: by its {@link File} or {@link PollFd},
 * or by the cleaner when the two were forgotten. A super class and no field of {@link Descriptor},
 * so that it costs no indirection.
 */
abstract class OwnedFd {
    /** What {@link #close} returns when there was nothing left to close. */
    private static final long CLOSED_BEFORE = 1;

    /** Stands for "where the file is now": {@code read} and {@code write}. */
    static final long AT_POSITION = -1;

    private static final Cleaner CLEANER = Cleaner.create();

    /** The kernel's number for it. */
    final int fd;

    /** What errors call the file. */
    final String name;

    private final FdMutex mutex;

    /** Null where calls wait in the kernel. */
    private final Readiness readiness;

    private final Cleaner.Cleanable cleanable;

    /**
     * Takes a descriptor over.
     *
     * @param fd its number
     * @param name what errors call it
     * @param mutex who uses it: nobody yet
     * @param pollers where the calling thread waits for it; null where calls wait in the kernel
     */
    OwnedFd(int fd, String name, FdMutex mutex, Supplier<Poller> pollers) {
        this.fd = fd;
        this.name = name;
        this.mutex = mutex;
        this.readiness = pollers == null ? null : new Readiness(fd, name, mutex, pollers);
        this.cleanable = CLEANER.register(this, new Forgotten(fd, mutex, readiness));
    }

    // ---- Deadlines -----------------------------------------------------------------------------

    /**
     * Sets until when reads and writes may last.
     *
     * @param when null for no limit
     */
    final void setDeadline(Instant when, boolean ofReads, boolean ofWrites) throws PathError {
        String op = "set deadline";
        incref(op);
        try {
            if (readiness == null) {
                throw new ErrNoDeadline(op, name);
            }
            long deadline = Readiness.deadline(when);
            if (ofReads) {
                readiness.reading.setDeadline(deadline);
            }
            if (ofWrites) {
                readiness.writing.setDeadline(deadline);
            }
        } finally {
            decref();
        }
    }

    // ---- Who is inside, and closing ------------------------------------------------------------

    final void incref(String op) throws ErrClosed {
        if (!mutex.incref()) {
            throw new ErrClosed(op, name);
        }
    }

    /**
     * Gives a reference back, and frees the number if it was the last one of a closed descriptor.
     */
    @SuppressWarnings("ReachabilityFenceUsage") // callers call it in a finally
    final void decref() {
        leave(mutex.decref());
        // The last use of this: without it the collector might find a File forgotten whose
        // operation has not begun, and the cleaner close it first.
        Reference.reachabilityFence(this);
    }

    private void leave(boolean last) {
        if (last) {
            free(fd, readiness);
        }
    }

    static void begin(Readiness.Direction turn, String op) throws PathError {
        if (turn != null) {
            turn.begin(op);
        }
    }

    /**
     * Takes a reference, and the turn to read where there is a wait for it: at a position of one's
     * own there is none, nor is there where calls wait in the kernel.
     *
     * @return whose turn it is, or null
     */
    final Readiness.Direction lockToRead(String op, long offset) throws ErrClosed {
        Readiness.Direction turn =
                offset == AT_POSITION && readiness != null ? readiness.reading : null;
        if (!(turn == null ? mutex.incref() : mutex.lockToRead())) {
            throw new ErrClosed(op, name);
        }
        return turn;
    }

    /** Gives the turn back, and the reference as {@link #decref} does. */
    @SuppressWarnings("ReachabilityFenceUsage") // callers call it in a finally
    final void unlockAfterRead(Readiness.Direction turn) {
        if (turn == null) {
            leave(mutex.decref());
        } else {
            turn.end();
            leave(mutex.unlockAfterRead());
        }
        Reference.reachabilityFence(this);
    }

    /**
     * Takes a reference and the turn to write. Writers at a position of their own don't need turns:
     * their parts land where they belong.
     *
     * @return in which direction it may wait, or null
     */
    final Readiness.Direction lockToWrite(String op, long offset) throws ErrClosed {
        boolean open = offset == AT_POSITION ? mutex.lockToWrite() : mutex.incref();
        if (!open) {
            throw new ErrClosed(op, name);
        }
        return offset == AT_POSITION && readiness != null ? readiness.writing : null;
    }

    /** Gives the turn back, and the reference as {@link #decref} does. */
    @SuppressWarnings("ReachabilityFenceUsage") // callers call it in a finally
    final void unlockAfterWrite(Readiness.Direction turn, long offset) {
        if (turn != null) {
            turn.end();
        }
        leave(offset == AT_POSITION ? mutex.unlockAfterWrite() : mutex.decref());
        Reference.reachabilityFence(this);
    }

    /** Between two calls of one operation: the second would begin after the file was closed. */
    final void checkStillOpen(String op, long done) throws ErrClosed {
        if (isClosed()) {
            throw new ErrClosed(op, name, done);
        }
    }

    final boolean isClosed() {
        return mutex.isClosed();
    }

    /**
     * Closes it: no operation begins from here on, and those that wait in the poller are over.
     * While others are still inside, the last of them frees the number, and what {@code close(2)}
     * then says is lost.
     *
     * @return {@code close(2)}'s result, 0 when others are inside, or {@link #CLOSED_BEFORE}
     */
    final long close() {
        long r1 = close(fd, mutex, readiness);
        // Has nothing left to close; it only forgets us.
        cleanable.clean();
        return r1;
    }

    private static long close(int fd, FdMutex mutex, Readiness readiness) {
        if (!mutex.increfAndClose()) {
            return CLOSED_BEFORE;
        }
        if (readiness != null) {
            readiness.stop();
        }
        return mutex.decref() ? free(fd, readiness) : 0;
    }

    private static long free(int fd, Readiness readiness) {
        if (readiness != null) {
            readiness.stop(); // once more: one that was late may have registered it again
        }
        return Syscall.close(fd);
    }

    /**
     * What the cleaner does. It must not refer to the Descriptor, or that would never be found
     * forgotten.
     */
    private record Forgotten(int fd, FdMutex mutex, Readiness readiness) implements Runnable {
        @Override
        public void run() {
            close(fd, mutex, readiness);
        }
    }
}
