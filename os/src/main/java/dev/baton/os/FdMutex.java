package dev.baton.os;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/**
 * Who uses a descriptor, and whose turn it is to read and to write: Go's {@code poll.fdMutex}.
 *
 * <p>A number that was closed is given to the next file that is opened, in any thread. So {@code
 * close} must not free it while somebody is in a call with it: each user holds a reference, closing
 * only forbids further ones, and the descriptor is freed by whoever leaves last. Nobody waits for
 * anybody, and a G that is blocked in {@code read} keeps what it reads from.
 *
 * <p>A write that the kernel takes in parts must not be mixed with another thread's, so writers go
 * one at a time. A read is one call, which the kernel makes atomic: readers need no turns for that.
 * Where they wait until there is something to read, they take turns as well, for one at a time can
 * wait for each direction.
 *
 * <p>Not final for the tests alone. All of it is one word:
 *
 * <pre>
 * bit 0     CLOSED   no new references
 * bit 1     WRITING  a writer has its turn (and a reference)
 * bit 2              writers wait for a turn; changes only under the lock
 * bit 3     READING  the same two of readers
 * bit 4
 * bits 5…   references
 * </pre>
 */
class FdMutex {
    private static final int CLOSED = 1;
    private static final int WRITING = 1 << 1;
    private static final int READING = 1 << 3;
    private static final int REFERENCE = 1 << 5;
    private static final int REFERENCES = -REFERENCE;

    private static final VarHandle STATE;

    static {
        try {
            STATE = MethodHandles.lookup().findVarHandle(FdMutex.class, "state", int.class);
        } catch (ReflectiveOperationException e) {
            throw new ExceptionInInitializerError(e);
        }
    }

    private volatile int state;

    private final ReentrantLock lock = new ReentrantLock();
    private final Condition toWrite = lock.newCondition();
    private final Condition toRead = lock.newCondition();

    /**
     * Takes a reference.
     *
     * @return false when closed; then none was taken
     */
    boolean incref() {
        for (; ; ) {
            int s = state;
            if ((s & CLOSED) != 0) {
                return false;
            }
            if (casState(s, s + REFERENCE)) {
                return true;
            }
        }
    }

    /**
     * Gives a reference back.
     *
     * @return true when it was the last of a closed descriptor: the caller frees it
     */
    boolean decref() {
        int before = (int) STATE.getAndAdd(this, -REFERENCE);
        return (before & CLOSED) != 0 && (before & REFERENCES) == REFERENCE;
    }

    /**
     * Forbids new references and takes one for the caller, who gives it back by {@link #decref}.
     * Those that wait for their turn give up.
     *
     * @return false when it was closed before; then none was taken
     */
    boolean increfAndClose() {
        for (; ; ) {
            int s = state;
            if ((s & CLOSED) != 0) {
                return false;
            }
            if (casState(s, (s | CLOSED) + REFERENCE)) {
                if ((s & (waiting(WRITING) | waiting(READING))) != 0) {
                    lock.lock();
                    try {
                        toWrite.signalAll();
                        toRead.signalAll();
                    } finally {
                        lock.unlock();
                    }
                }
                return true;
            }
        }
    }

    /**
     * Whether new references are forbidden.
     *
     * @return true from {@link #increfAndClose} on
     */
    boolean isClosed() {
        return (state & CLOSED) != 0;
    }

    /**
     * Takes a reference and the turn to write, for which it waits; interrupts don't end the wait.
     *
     * @return false when closed, at once or while waiting; then nothing was taken
     */
    boolean lockToWrite() {
        return lock(WRITING);
    }

    /**
     * Gives the turn to write and the reference back.
     *
     * @return true when it was the last reference of a closed descriptor: the caller frees it
     */
    boolean unlockAfterWrite() {
        return unlock(WRITING);
    }

    /**
     * Takes a reference and the turn to read, as {@link #lockToWrite}.
     *
     * @return false when closed, at once or while waiting; then nothing was taken
     */
    boolean lockToRead() {
        return lock(READING);
    }

    /**
     * Gives the turn to read and the reference back.
     *
     * @return true when it was the last reference of a closed descriptor: the caller frees it
     */
    boolean unlockAfterRead() {
        return unlock(READING);
    }

    /** The bit that says that somebody waits for a turn. */
    private static int waiting(int turn) {
        return turn << 1;
    }

    private Condition condition(int turn) {
        return turn == WRITING ? toWrite : toRead;
    }

    private boolean lock(int turn) {
        for (; ; ) {
            int s = state;
            if ((s & CLOSED) != 0) {
                return false;
            }
            if ((s & turn) != 0) {
                await(turn);
            } else if (casState(s, (s | turn) + REFERENCE)) {
                return true;
            }
        }
    }

    /** Returns when there might be a turn to take, or when closed. */
    @SuppressWarnings("WaitNotInLoop") // the caller's loop looks again
    private void await(int turn) {
        int waiting = waiting(turn);
        lock.lock();
        try {
            for (; ; ) {
                int s = state;
                if ((s & turn) == 0 || (s & CLOSED) != 0) {
                    return;
                }
                // Set while the turn is taken: so whoever has it sees it when it clears that, and
                // must take the lock, which it gets when we wait.
                if ((s & waiting) != 0 || casState(s, s | waiting)) {
                    break;
                }
            }
            condition(turn).awaitUninterruptibly();
        } finally {
            lock.unlock();
        }
    }

    private boolean unlock(int turn) {
        for (; ; ) {
            int s = state;
            int next = (s & ~turn) - REFERENCE;
            if (casState(s, next)) {
                if ((s & waiting(turn)) != 0) {
                    wakeOne(turn);
                }
                return (next & CLOSED) != 0 && (next & REFERENCES) == 0;
            }
        }
    }

    private void wakeOne(int turn) {
        lock.lock();
        try {
            condition(turn).signal();
            if (!lock.hasWaiters(condition(turn))) {
                STATE.getAndBitwiseAnd(this, ~waiting(turn));
            }
        } finally {
            lock.unlock();
        }
    }

    private boolean casState(int expected, int next) {
        return STATE.compareAndSet(this, expected, next);
    }
}
