package dev.baton.linux;

import java.io.IOException;
import java.util.List;
import jdk.internal.misc.Unsafe;

/**
 * An io_uring(7): requests are put into one ring, the submission queue (SQ), and their results are
 * found in another, the completion queue (CQ). It knows nothing of who waits for them.
 *
 * <ul>
 *   <li>{@link #put} writes a request (SQE); any thread, a lock for some 20 ns.
 *   <li>{@link #submit} has the kernel take all that were put: one system call, of one thread at a
 *       time ({@link SubmitTurn}). It may sleep.
 *   <li>{@link #hasCompletions} is two looks at memory; any thread.
 *   <li>{@link #reap} takes the results; one thread at a time, which the caller sees to.
 * </ul>
 *
 * <p>Its descriptor ({@link #fd}) can be waited for in epoll: it is readable while there are
 * results. A request is its submitting thread's: the kernel finishes it on that thread, which it
 * interrupts for a moment, also in a sleep (io_uring_setup(2), IORING_SETUP_COOP_TASKRUN); what
 * would go on after that thread has ended is cancelled, with {@code -ECANCELED} as its result.
 * Since any thread submits here, IORING_SETUP_SINGLE_ISSUER and DEFER_TASKRUN are of no use.
 *
 * <p>Memory that a request names is the kernel's from {@link #put} until its result is there,
 * whatever happens meanwhile: {@link #close} is no end of it.
 *
 * <p>Nothing here parks a virtual thread, and nothing but making and closing one allocates.
 */
public final class IoUring extends SubmitTurn implements AutoCloseable {
    private static final Unsafe U = Unsafe.getUnsafe();

    // struct io_uring_sqe
    private static final long SQE_BYTES = 64;
    private static final long SQE_OPCODE = 0;
    private static final long SQE_FD = 4;
    private static final long SQE_OFFSET = 8;
    private static final long SQE_ADDRESS = 16;
    private static final long SQE_LENGTH = 24;
    private static final long SQE_OP_FLAGS = 28;
    private static final long SQE_USER_DATA = 32;

    // struct io_uring_cqe
    private static final long CQE_BYTES = 16;
    private static final long CQE_RESULT = 8;

    /** The kernel has no memory for a request, or too much to do: it is given this time. */
    private static final long PAUSE_NS = 100_000;

    private final IoUringCall call;
    private final int fd;

    private final long rings;
    private final long ringsBytes;
    private final long sqes;
    private final int sqEntries;
    private final int cqEntries;

    // Addresses of words that the kernel reads and writes.
    private final long sqHead;
    private final long sqTail;
    private final long sqFlags;
    private final long cqHead;
    private final long cqTail;
    private final long cqes;

    private final FutexMutex lock = new FutexMutex();
    private volatile boolean closed;

    /** Who is told of results. */
    @FunctionalInterface
    public interface Completions {
        /**
         * A request is done.
         *
         * @param userData what it was put with
         * @param result what the system call of its kind would have returned; an errno is negative
         */
        void completed(long userData, int result);
    }

    private IoUring(IoUringCall call, int fd, long params) throws IOException {
        this.call = call;
        this.fd = fd;
        long sq = params + IoUringCall.PARAMS_SQ;
        long cq = params + IoUringCall.PARAMS_CQ;
        this.sqEntries = U.getInt(params);
        this.cqEntries = U.getInt(params + IoUringCall.PARAMS_CQ_ENTRIES);
        long array = U.getInt(sq + IoUringCall.SQ_ARRAY);
        long firstCqe = U.getInt(cq + IoUringCall.CQ_CQES);
        this.ringsBytes =
                Math.max(
                        array + (long) sqEntries * Integer.BYTES, firstCqe + cqEntries * CQE_BYTES);
        this.rings = map(ringsBytes, IoUringCall.MMAP_SQ_RING);
        try {
            this.sqes = map(sqEntries * SQE_BYTES, IoUringCall.MMAP_SQES);
        } catch (IOException e) {
            call.unmap(rings, ringsBytes);
            throw e;
        }
        this.sqHead = rings + U.getInt(sq + IoUringCall.SQ_HEAD);
        this.sqTail = rings + U.getInt(sq + IoUringCall.SQ_TAIL);
        this.sqFlags = rings + U.getInt(sq + IoUringCall.SQ_FLAGS);
        this.cqHead = rings + U.getInt(cq + IoUringCall.CQ_HEAD);
        this.cqTail = rings + U.getInt(cq + IoUringCall.CQ_TAIL);
        this.cqes = rings + firstCqe;
        for (int i = 0; i < sqEntries; i++) {
            U.putInt(rings + array + (long) i * Integer.BYTES, i); // in their order, for ever
        }
    }

    private long map(long bytes, long offset) throws IOException {
        long address = call.map(fd, bytes, offset);
        if (address < 0 && address > -4096) {
            throw new IOException("mmap of an io_uring: " + Linkage.describe((int) -address));
        }
        return address;
    }

    /**
     * Makes one.
     *
     * @param sqEntries how many requests may be put before they are submitted; the kernel takes the
     *     next power of two, at most 32,768
     * @param cqEntries how many results there is room for, rounded in the same way, at most 65,536.
     *     Of more than that the kernel keeps the rest, at a price: no more requests than so many
     *     should be under way
     * @return a new one
     * @throws IOException when the kernel has none, is too old (before Linux 5.12), or forbids it;
     *     the message says which, and what would help
     */
    public static IoUring open(int sqEntries, int cqEntries) throws IOException {
        return open(new IoUringCall(), sqEntries, cqEntries);
    }

    static IoUring open(IoUringCall call, int sqEntries, int cqEntries) throws IOException {
        long params = U.allocateMemory(IoUringCall.PARAMS_BYTES);
        try {
            U.setMemory(params, IoUringCall.PARAMS_BYTES, (byte) 0);
            U.putInt(params + IoUringCall.PARAMS_CQ_ENTRIES, cqEntries);
            U.putInt(
                    params + IoUringCall.PARAMS_FLAGS,
                    IoUringCall.SETUP_CQSIZE | IoUringCall.SETUP_CLAMP);
            long fd = call.setup(sqEntries, params);
            if (fd < 0) {
                throw new IOException(IoUringRefusal.ofSetup((int) -fd));
            }
            try {
                int features = U.getInt(params + IoUringCall.PARAMS_FEATURES);
                if ((features & IoUringCall.NEEDED_FEATURES) != IoUringCall.NEEDED_FEATURES) {
                    throw new IOException(IoUringRefusal.TOO_OLD);
                }
                return new IoUring(call, (int) fd, params);
            } catch (IOException | OutOfMemoryError e) {
                call.close((int) fd);
                throw e;
            }
        } finally {
            U.freeMemory(params);
        }
    }

    /**
     * Its descriptor.
     *
     * @return readable while there are results
     */
    public int fd() {
        return fd;
    }

    /**
     * How many requests there is room for that were put and not submitted.
     *
     * @return a power of two
     */
    public int sqEntries() {
        return sqEntries;
    }

    /**
     * How many results there is room for.
     *
     * @return a power of two
     */
    public int cqEntries() {
        return cqEntries;
    }

    /**
     * Whether the kernel knows a kind of request.
     *
     * @param op of {@link RingOp}
     * @return false also where it does not say
     */
    public boolean supports(int op) {
        long probe = U.allocateMemory(IoUringCall.PROBE_BYTES + 256L * IoUringCall.PROBE_OP_BYTES);
        try {
            U.setMemory(
                    probe,
                    IoUringCall.PROBE_BYTES + 256L * IoUringCall.PROBE_OP_BYTES,
                    (byte) 0); // the kernel wants it so
            long of =
                    probe
                            + IoUringCall.PROBE_BYTES
                            + (long) op * IoUringCall.PROBE_OP_BYTES
                            + IoUringCall.PROBE_OP_FLAGS;
            return call.register(fd, IoUringCall.REGISTER_PROBE, probe, 256) == 0
                    && (U.getShort(of) & IoUringCall.PROBE_SUPPORTED) != 0;
        } finally {
            U.freeMemory(probe);
        }
    }

    // ---- Requests -------------------------------------------------------------------------------

    /**
     * Puts a request; the kernel knows nothing of it before {@link #submit}. Any thread.
     *
     * @param op of {@link RingOp}, which says what the others mean
     * @param fd the descriptor
     * @param offset where in the file, or a second address
     * @param address of the memory
     * @param length how much of it
     * @param opFlags flags of the request's kind
     * @param userData comes with its result
     * @return false when there is no room for it, to be tried again after {@link #submit}, or this
     *     is closed
     */
    public boolean put(
            int op, int fd, long offset, long address, int length, int opFlags, long userData) {
        lock.lock();
        try {
            if (closed) {
                return false;
            }
            int tail = U.getInt(sqTail);
            // The head is written by the kernel when it has read what was before it.
            if (tail - U.getIntAcquire(null, sqHead) >= sqEntries) {
                return false;
            }
            long sqe = sqes + (tail & sqEntries - 1) * SQE_BYTES;
            U.setMemory(sqe, SQE_BYTES, (byte) 0);
            U.putByte(sqe + SQE_OPCODE, (byte) op);
            U.putInt(sqe + SQE_FD, fd);
            U.putLong(sqe + SQE_OFFSET, offset);
            U.putLong(sqe + SQE_ADDRESS, address);
            U.putInt(sqe + SQE_LENGTH, length);
            U.putInt(sqe + SQE_OP_FLAGS, opFlags);
            U.putLong(sqe + SQE_USER_DATA, userData);
            // For the kernel, which reads it with an acquire; and before the turn is looked at.
            U.putIntVolatile(null, sqTail, tail + 1);
            return true;
        } finally {
            lock.unlock();
        }
    }

    /**
     * How many were put that the kernel has not taken.
     *
     * @return a moment's answer
     */
    public int pending() {
        return closed ? 0 : U.getIntVolatile(null, sqTail) - U.getIntAcquire(null, sqHead);
    }

    @Override
    boolean isPending() {
        return pending() != 0;
    }

    /**
     * What the kernel does not take now, for want of memory or since results have no room, it is
     * asked to take again: others wait for it.
     */
    @Override
    void submitPending() {
        int n;
        while ((n = pending()) != 0) {
            if (call.enter(fd, n, 0, 0) <= 0 && pending() != 0) {
                Libc.nanosleep(PAUSE_NS);
            }
        }
    }

    // ---- Results --------------------------------------------------------------------------------

    /**
     * Whether {@link #reap} would find any. Any thread.
     *
     * @return a moment's answer
     */
    public boolean hasCompletions() {
        // The tail is written by the kernel with a release, after the CQEs before it.
        return !closed
                && (U.getIntOpaque(null, cqHead) != U.getIntAcquire(null, cqTail) || isOverflown());
    }

    private boolean isOverflown() {
        return (U.getIntOpaque(null, sqFlags) & IoUringCall.SQ_CQ_OVERFLOW) != 0;
    }

    /**
     * Takes all results that are there. One thread at a time.
     *
     * @param completions is told of each; it throws nothing
     * @return how many there were
     */
    public int reap(Completions completions) {
        int n = 0;
        while (hasCompletions()) {
            int head = U.getInt(cqHead);
            int tail = U.getIntAcquire(null, cqTail);
            while (head != tail) {
                long cqe = cqes + (head & cqEntries - 1) * CQE_BYTES;
                long userData = U.getLong(cqe);
                int result = U.getInt(cqe + CQE_RESULT);
                head++;
                // The kernel, and who reaps next, may go on from here.
                U.putIntRelease(null, cqHead, head);
                completions.completed(userData, result);
                n++;
            }
            if (isOverflown() && call.enter(fd, 0, 0, IoUringCall.ENTER_GETEVENTS) < 0) {
                return n; // a signal came, or there is no memory: it is readable still
            }
        }
        return n;
    }

    /** Closes it. Nobody may be in another method but {@link #put} and {@link #hasCompletions}. */
    @Override
    public void close() {
        lock.lock();
        try {
            if (closed) {
                return;
            }
            closed = true;
            Leftovers.closeAfter(this, List.of(lock));
            call.unmap(sqes, sqEntries * SQE_BYTES);
            call.unmap(rings, ringsBytes);
            call.close(fd);
        } finally {
            lock.unlock();
        }
    }
}
