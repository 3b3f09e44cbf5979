package dev.baton.sched.uring;

import jdk.internal.misc.Unsafe;

/**
 * One request that is under way: who waits for it, and its result. A place in the {@link
 * WaitTable}, used for one request after the other.
 *
 * <p>Which request it is for, how far that is, and its result are one word, which changes by a CAS
 * alone:
 *
 * <pre>
 *   bits 0…31   the result, once it is there
 *   bits 32,33  {@link #FREE}, {@link #PENDING}, {@link #DONE}
 *   bits 34…63  the number of the request: up one with each
 *
 *   FREE    → PENDING   it is to be submitted, with a higher number   {@link #begin}
 *   PENDING → DONE      its result came                               {@link #complete}
 *   DONE    → FREE      who waited has seen it                        {@link #end}
 * </pre>
 *
 * <p>So a result that comes twice, or for a request before, changes nothing, whenever it comes: the
 * CAS compares the number as well. Who waits may be unparked for nothing, which every park allows.
 *
 * <p>Not final for the tests alone.
 */
public class Wait {
    private static final int FREE = 0;
    private static final int PENDING = 1;
    private static final int DONE = 2;

    private static final int SEQ_SHIFT = Integer.SIZE + 2;
    private static final long RESULT_MASK = 0xffff_ffffL;

    private static final Unsafe U = Unsafe.getUnsafe();
    private static final long WORD = U.objectFieldOffset(Wait.class, "word");

    final int index;

    /** The next free one, by the table: its index and one, or 0. */
    volatile int next;

    private volatile long word;

    /** Written before the word says PENDING, and read only while it does, or for nothing. */
    private volatile Thread waiter;

    Wait(int index) {
        this.index = index;
    }

    private static long wordOf(int seq, int state, int result) {
        return (long) seq << SEQ_SHIFT | (long) state << Integer.SIZE | (result & RESULT_MASK);
    }

    private static int state(long word) {
        return (int) (word >>> Integer.SIZE) & 3;
    }

    private static int seq(long word) {
        return (int) (word >>> SEQ_SHIFT);
    }

    /**
     * A request begins. By who took this from the table.
     *
     * @param self who is to be unparked when its result is there
     */
    void begin(Thread self) {
        long w = word;
        if (state(w) != FREE) {
            throw new IllegalStateException(this + " is begun, and was not ended");
        }
        waiter = self;
        word = wordOf(seq(w) + 1, PENDING, 0);
    }

    /**
     * What the request carries, so that its result finds this: its number and the index.
     *
     * @return never negative
     */
    public long userData() {
        return (long) seq(word) << Integer.SIZE | index;
    }

    /**
     * Whether the result is there. By who waits.
     *
     * @return then {@link #result} says it
     */
    public boolean isDone() {
        return state(word) == DONE;
    }

    /**
     * The result, once {@link #isDone}. By who waits.
     *
     * @return as the system call of its kind returns it; an errno is negative
     */
    public int result() {
        return (int) word;
    }

    /**
     * A result came.
     *
     * @param seq of which request, see {@link #userData}
     * @param result the result
     * @return who is to be unparked; null when it is not for the one that is under way
     */
    Thread complete(int seq, int result) {
        long w = word;
        if (state(w) != PENDING || !isFor(w, seq)) {
            return null;
        }
        Thread t = waiter; // before the CAS: afterwards it may be another's
        return U.compareAndSetLong(this, WORD, w, wordOf(seq(w), DONE, result)) ? t : null;
    }

    boolean isFor(long word, int seq) {
        return seq(word) == seq;
    }

    /** Who waited has the result. */
    void end() {
        long w = word;
        if (state(w) != DONE) {
            throw new IllegalStateException(this + " is ended before its result is there");
        }
        waiter = null;
        word = wordOf(seq(w), FREE, 0);
    }

    /**
     * It was begun, and is not to be submitted after all: nobody but the caller knows its number.
     */
    void cancel() {
        waiter = null;
        word = wordOf(seq(word), FREE, 0);
    }

    @Override
    public String toString() {
        long w = word;
        String[] names = {"free", "pending", "done"};
        return "wait " + index + ", request " + seq(w) + ", " + names[state(w)];
    }
}
