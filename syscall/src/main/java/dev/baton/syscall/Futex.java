package dev.baton.syscall;

import dev.baton.sched.buffers.Buffer;
import dev.baton.sched.buffers.Buffers;

/**
 * Waiting in the kernel for a word in memory to change, futex(2): what locks between processes are
 * made of. A G that waits here holds a thread; within a JVM there is {@link
 * java.util.concurrent.locks.LockSupport}, which holds none. As the functions of {@link Syscall}
 * these return the kernel's own result, retry nothing and check nothing.
 *
 * <p>A word is the address of 4 bytes, a multiple of 4. Who changes it does so by a volatile or
 * atomic access, and wakes after it; who waits has looked at it, and the kernel looks once more,
 * atomically with regard to those that wake: so no wake-up is lost. To return for no reason is
 * allowed.
 *
 * <p>All functions may be called from any thread.
 */
public final class Futex {
    /** The word is this process's alone: cheaper. Both sides say so, or neither. */
    public static final int FUTEX_PRIVATE_FLAG = 128;

    /** {@link #futexWaitBitset}: the deadline is one of {@link Clocks#CLOCK_REALTIME}. */
    public static final int FUTEX_CLOCK_REALTIME = 256;

    /** Every bit: wakes all, and is woken by all. */
    public static final int FUTEX_BITSET_MATCH_ANY = -1;

    /** {@link #futexWaitv}: how many words at most. */
    public static final int FUTEX_WAITV_MAX = 128;

    /** {@link #futexWakeOp}: the second word is set. */
    public static final int FUTEX_OP_SET = 0;

    /** {@link #futexWakeOp}: the number is added to it. */
    public static final int FUTEX_OP_ADD = 1;

    /** {@link #futexWakeOp}: its bits are set there. */
    public static final int FUTEX_OP_OR = 2;

    /** {@link #futexWakeOp}: its bits are cleared there. */
    public static final int FUTEX_OP_ANDN = 3;

    /** {@link #futexWakeOp}: its bits are flipped there. */
    public static final int FUTEX_OP_XOR = 4;

    /** {@link #futexWakeOp}: if the second word was equal. */
    public static final int FUTEX_OP_CMP_EQ = 0;

    /** {@link #futexWakeOp}: if it was not. */
    public static final int FUTEX_OP_CMP_NE = 1;

    /** {@link #futexWakeOp}: if it was less. */
    public static final int FUTEX_OP_CMP_LT = 2;

    /** {@link #futexWakeOp}: if it was less or equal. */
    public static final int FUTEX_OP_CMP_LE = 3;

    /** {@link #futexWakeOp}: if it was greater. */
    public static final int FUTEX_OP_CMP_GT = 4;

    /** {@link #futexWakeOp}: if it was greater or equal. */
    public static final int FUTEX_OP_CMP_GE = 5;

    private static final int FUTEX_WAIT = 0;
    private static final int FUTEX_WAKE = 1;
    private static final int FUTEX_CMP_REQUEUE = 4;
    private static final int FUTEX_WAKE_OP = 5;
    private static final int FUTEX_WAIT_BITSET = 9;
    private static final int FUTEX_WAKE_BITSET = 10;

    private Futex() {}

    /**
     * {@code FUTEX_WAIT}: sleeps while the word is what it is expected to be, until it is woken.
     *
     * @param word its address
     * @param expected what it was; if it is not, it returns at once
     * @param timeoutNanos how long it waits at most, in nanoseconds; a negative number waits
     *     without limit
     * @param flags 0 or {@link #FUTEX_PRIVATE_FLAG}
     * @return 0 when it was woken; or −errno: −EAGAIN for another value, −ETIMEDOUT, −EINTR
     */
    public static long futexWait(long word, int expected, long timeoutNanos, int flags) {
        return waiting(FUTEX_WAIT | flags, word, expected, timeoutNanos, 0);
    }

    /**
     * {@code FUTEX_WAIT_BITSET}: {@link #futexWait} with a deadline, for those that wake one of
     * these bits.
     *
     * @param word its address
     * @param expected what it was; if it is not, it returns at once
     * @param deadlineNanos until when it waits, by {@link Clocks#CLOCK_MONOTONIC} in nanoseconds; a
     *     negative number waits without limit
     * @param flags 0, {@link #FUTEX_PRIVATE_FLAG}, {@link #FUTEX_CLOCK_REALTIME}
     * @param bits not 0
     * @return 0 when it was woken; or −errno as {@link #futexWait}
     */
    public static long futexWaitBitset(
            long word, int expected, long deadlineNanos, int flags, int bits) {
        return waiting(FUTEX_WAIT_BITSET | flags, word, expected, deadlineNanos, bits);
    }

    private static long waiting(int op, long word, int expected, long nanos, int bits) {
        Buffer buffer = Buffers.take(Timespec.BYTES);
        try {
            long limit = Timespec.limit(buffer, 0, nanos);
            return Syscall.syscall6(Sysno.SYS_FUTEX, word, op, expected, limit, 0, unsigned(bits));
        } finally {
            Buffers.give(buffer);
        }
    }

    private static long unsigned(int bits) {
        return bits & 0xffff_ffffL;
    }

    /**
     * {@code FUTEX_WAKE}.
     *
     * @param word its address
     * @param count how many at most
     * @param flags 0 or {@link #FUTEX_PRIVATE_FLAG}
     * @return how many were woken, or −errno
     */
    public static long futexWake(long word, int count, int flags) {
        return Syscall.syscall6(Sysno.SYS_FUTEX, word, FUTEX_WAKE | flags, count, 0, 0, 0);
    }

    /**
     * {@code FUTEX_WAKE_BITSET}: those that wait for one of these bits.
     *
     * @param word its address
     * @param count how many at most
     * @param flags 0 or {@link #FUTEX_PRIVATE_FLAG}
     * @param bits not 0
     * @return how many were woken, or −errno
     */
    public static long futexWakeBitset(long word, int count, int flags, int bits) {
        return Syscall.syscall6(
                Sysno.SYS_FUTEX, word, FUTEX_WAKE_BITSET | flags, count, 0, 0, unsigned(bits));
    }

    /**
     * {@code FUTEX_CMP_REQUEUE}: wakes some and has others wait for another word, as a condition
     * does that wakes all: they would only queue up for its lock.
     *
     * @param word its address
     * @param expected what it must be
     * @param wake how many are woken at most
     * @param word2 the other's address
     * @param requeue how many are moved there at most
     * @param flags 0 or {@link #FUTEX_PRIVATE_FLAG}
     * @return how many were woken or moved; or −errno: −EAGAIN for another value
     */
    public static long futexCmpRequeue(
            long word, int expected, int wake, long word2, int requeue, int flags) {
        return Syscall.syscall6(
                Sysno.SYS_FUTEX, word, FUTEX_CMP_REQUEUE | flags, wake, requeue, word2, expected);
    }

    /**
     * {@code FUTEX_WAKE_OP}: changes a second word, wakes those that wait for the first, and if the
     * second was what is asked, those that wait for it.
     *
     * @param word its address
     * @param wake how many of it are woken at most
     * @param word2 the second's address
     * @param wake2 how many of that are woken at most
     * @param op of {@link #wakeOp}
     * @param flags 0 or {@link #FUTEX_PRIVATE_FLAG}
     * @return how many were woken, or −errno
     */
    public static long futexWakeOp(long word, int wake, long word2, int wake2, int op, int flags) {
        return Syscall.syscall6(
                Sysno.SYS_FUTEX, word, FUTEX_WAKE_OP | flags, wake, wake2, word2, unsigned(op));
    }

    /**
     * What {@link #futexWakeOp} does, C's {@code FUTEX_OP}.
     *
     * @param op {@link #FUTEX_OP_SET} or another
     * @param number what is set, added and so on: −2048 to 2047
     * @param cmp {@link #FUTEX_OP_CMP_EQ} or another
     * @param with what the second word was compared with: −2048 to 2047
     * @return the operation
     */
    public static int wakeOp(int op, int number, int cmp, int with) {
        return (op & 0xf) << 28 | (cmp & 0xf) << 24 | (number & 0xfff) << 12 | (with & 0xfff);
    }

    /**
     * {@code futex_waitv(2)}, since Linux 5.16: waits for one of several words.
     *
     * @param waiters the address of {@link FutexWaitv}s
     * @param count how many, 1 to {@link #FUTEX_WAITV_MAX}
     * @param deadlineNanos until when it waits, in nanoseconds of the clock; a negative number
     *     waits without limit
     * @param clock {@link Clocks#CLOCK_MONOTONIC} or {@link Clocks#CLOCK_REALTIME}
     * @return which was woken, from 0 on; or −errno: −EAGAIN when one of them has another value,
     *     −ETIMEDOUT, −EINTR
     */
    public static long futexWaitv(long waiters, int count, long deadlineNanos, int clock) {
        Buffer buffer = Buffers.take(Timespec.BYTES);
        try {
            long deadline = Timespec.limit(buffer, 0, deadlineNanos);
            return Syscall.syscall6(Sysno.SYS_FUTEX_WAITV, waiters, count, 0, deadline, clock, 0);
        } finally {
            Buffers.give(buffer);
        }
    }
}
