package dev.baton.linux;

import jdk.internal.misc.Unsafe;

/**
 * Whose turn it is to have the kernel take what was put into a submission queue. Many put, one at a
 * time submits, for all who have put by then; who comes meanwhile leaves his to that one and goes.
 * Apart from {@link IoUring} so that it can be proved by itself; a super class and no field, so
 * that it costs no indirection.
 */
abstract class SubmitTurn {
    private static final int FREE = 0;
    private static final int TAKEN = 1;

    private static final Unsafe U = Unsafe.getUnsafe();
    private static final long TURN = U.objectFieldOffset(SubmitTurn.class, "turn");

    @SuppressWarnings("unused") // read by TURN
    private volatile int turn = FREE;

    /** Whether something was put that the kernel has not taken. A volatile look. */
    abstract boolean isPending();

    /** Has the kernel take all that is pending. By who has the turn. */
    abstract void submitPending();

    /**
     * Returns when all that the caller has put is taken by the kernel, or another is just about to
     * have it taken. Any thread.
     */
    public void submit() { // not final for the tests alone
        while (isPending() && takeTurn()) {
            try {
                submitPending();
            } finally {
                giveBack();
            }
        }
    }

    /**
     * A full fence, and what was put before it was put by a volatile write. So when the turn is
     * another's, that one sees it when he looks once more, after he has given the turn back.
     */
    boolean takeTurn() {
        return U.compareAndSetInt(this, TURN, FREE, TAKEN);
    }

    /** A volatile write, pairs with the CAS of who comes: see there. */
    void giveBack() {
        turn = FREE;
    }
}
