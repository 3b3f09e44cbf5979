package dev.baton.sched;

import jdk.internal.misc.Unsafe;

/**
 * Who has a {@link P}: one word, over which its M, sysmon and a stop of the world contend. Apart
 * from the P so that it can be proved by itself; a super class and no field, so that it costs no
 * indirection.
 *
 * <p>The word is a state, whether the P is {@link #isLent lent}, and a count of all changes but
 * {@link #goOut}: whoever has seen a word and takes the P by a CAS on it knows that its M was not
 * in the scheduler in between; it may have readied a G to run next ({@link Waking}). The owner is a
 * field beside it; it is written before the word is released, and read after the word was acquired.
 */
class PStatus {
    /** Nobody runs it. */
    static final int IDLE = 0;

    /** Its M is in the scheduler, and the P is in use: nobody else may take it. */
    static final int INSIDE = 1;

    /** Its M runs the code of a G, or is in the kernel: whoever wins the CAS has it. */
    static final int OUTSIDE = 2;

    /** Nobody runs it, for the world is stopped. */
    static final int GCSTOP = 3;

    private static final String[] NAMES = {"idle", "inside", "outside", "gcstop"};

    private static final long STATE = 3;
    private static final long LENT = 4;
    private static final long TICK = 8;

    private static final Unsafe U = Unsafe.getUnsafe();
    private static final long WORD = U.objectFieldOffset(PStatus.class, "word");

    private volatile long word = IDLE;

    /** The M that has it, or had it last. Written by who owns the P, before the word. */
    M m;

    /**
     * The M whose G computes while its P, this one, runs short Gs elsewhere. Means something in a
     * {@link #isLent lent} word only; by who lends it, under {@code sched.lock}, before the word.
     */
    M lender;

    /** The word; an acquire, pairs with {@link #goOut} and with each CAS. */
    long laWord() {
        return word;
    }

    static int state(long word) {
        return (int) (word & STATE);
    }

    /** Whether the P is on loan: it runs short Gs, beside that of its {@link #lender}. */
    static boolean isLent(long word) {
        return (word & LENT) != 0;
    }

    int laState() {
        return state(laWord());
    }

    /**
     * The one edge that is no CAS: its M goes out of the scheduler. A release: what the M did with
     * the P is seen by whoever takes it, or by itself when it comes in again. A loan may end at any
     * moment, and then the CAS fails.
     */
    void goOut() {
        long w = word; // INSIDE: nobody else changes it, but for a loan's end
        if (isLent(w)) {
            while (!casWord(w, w - INSIDE + OUTSIDE)) {
                w = laWord();
            }
        } else {
            U.putLongRelease(this, WORD, w - INSIDE + OUTSIDE);
        }
    }

    /**
     * The M's contact with the scheduler begins.
     *
     * @return false when the P is not its own any more
     */
    boolean comeIn(M by) {
        for (; ; ) {
            long w = laWord();
            if (state(w) != OUTSIDE || m != by) {
                return false;
            }
            if (change(w, INSIDE)) {
                return true;
            }
        }
    }

    /**
     * The same at the end of a burst: if the P is lent, the loan is over, and who has it now has it
     * for good.
     */
    boolean comeBack(M by) {
        for (; ; ) {
            long w = laWord(); // one look for both: it may be given back, or lent, at any time
            if (state(w) == OUTSIDE && m == by) {
                if (change(w, INSIDE)) {
                    return true;
                }
            } else if (!isLent(w) || lender != by || change(w, state(w), 0)) {
                return false;
            }
        }
    }

    /** Whether it is lent by this M, a moment's answer. */
    boolean isLentBy(M by) {
        return isLent(laWord()) && lender == by;
    }

    /**
     * Takes the P from an M that has not touched it since the word was read. A lent one stays lent.
     */
    boolean take(long seen, int to) {
        return state(seen) == OUTSIDE && change(seen, to);
    }

    /** The same, to lend it. One at a time: under {@code sched.lock}. */
    boolean lend(long seen, M from) {
        if (state(seen) != OUTSIDE || isLent(seen) || laWord() != seen) {
            return false; // the last: another may have lent it since, and that is its lender
        }
        lender = from;
        return change(seen, IDLE, LENT);
    }

    /**
     * The loan is over, as sysmon finds: who has the P now has it for good.
     *
     * @return false when it is not lent by this M, or not any more
     */
    boolean endLoan(M from) {
        for (; ; ) {
            long w = laWord();
            if (!isLent(w) || lender != from) {
                return false;
            }
            if (change(w, state(w), 0)) {
                return true;
            }
        }
    }

    /**
     * Who has the P gives it to an M that waits for one with its G: out to that M, as if its G ran.
     * So it can be taken, as from any, where that M does not come: a debugger may have suspended
     * the G meanwhile.
     *
     * @param from INSIDE or IDLE
     * @return false when it is in another state
     */
    boolean giveTo(M to, int from) {
        m = to;
        return move(from, OUTSIDE);
    }

    /**
     * Who has the P has no more use for it: back to the lender.
     *
     * @param from INSIDE or IDLE
     * @return false when it is not lent (any more)
     */
    boolean giveBack(int from) {
        M had = m;
        long w = laWord();
        while (isLent(w) && state(w) == from) {
            m = lender;
            if (change(w, OUTSIDE, 0)) {
                return true;
            }
            w = laWord();
        }
        m = had;
        return false;
    }

    /** An edge that only one thread may take now. False when the state is another. */
    boolean move(int from, int to) {
        for (; ; ) {
            long w = laWord();
            if (state(w) != from) {
                return false;
            }
            if (change(w, to)) {
                return true;
            }
        }
    }

    /** The state changes. A lent P stays so, but where the world stops: that ends all loans. */
    private boolean change(long w, int to) {
        return change(w, to, to == GCSTOP ? 0 : w & LENT);
    }

    private boolean change(long w, int to, long lent) {
        return casWord(w, (w & -TICK) + TICK | lent | to);
    }

    /** A full fence. */
    boolean casWord(long from, long to) {
        return U.compareAndSetLong(this, WORD, from, to);
    }

    static String stateName(long word) {
        return NAMES[state(word)] + (isLent(word) ? " lent" : "");
    }
}
