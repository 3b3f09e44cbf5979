package dev.baton.sched.limits;

import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * So many places, and who waits for one: first come, first let in. Who waits does so by its own
 * means, and is woken; it may give up. No lock, so who is stopped in the midst of it (a debugger
 * does that) keeps nobody out but from the place that it has in hand.
 *
 * <p>No wake-up is lost by this: who gets in line writes the line first and reads the number of
 * free places after it; who makes one free writes that number first and reads the line after it. So
 * one of the two sees the other. A place that was taken for somebody who turned out to have given
 * up, or to be let in by another, is made free again, and then the line is looked at once more.
 *
 * <p>And nobody overtakes by this: a free place is given to the first in line; who comes takes one
 * itself only where it sees the line empty, and there who was before it has his.
 *
 * <p>Not final for the twins of its tests alone.
 */
public class FairLine {
    private final int most;
    private final AtomicInteger free;
    private final Queue<Waiter> line = new ConcurrentLinkedQueue<>();

    /**
     * Makes a line with all of its places free.
     *
     * @param most how many places, at least 1
     */
    public FairLine(int most) {
        this.most = most;
        this.free = new AtomicInteger(most);
    }

    /** One who wants a place, once. */
    public abstract static class Waiter {
        private static final int WAITS = 0;
        private static final int IN = 1;
        private static final int GONE = 2;

        private final AtomicInteger state = new AtomicInteger(WAITS);

        /** For who knows how it is to be woken. */
        protected Waiter() {}

        /**
         * Whether it has its place.
         *
         * @return true from when it was let in; everything that was before that is seen then
         */
        public final boolean isIn() {
            return state.get() == IN;
        }

        /** It was let in: has it look. By any thread. */
        protected abstract void wake();
    }

    /**
     * Asks for a place.
     *
     * @param w one that has not been here
     * @return true where it has one at once; else it is in line, and may have one by now
     */
    public final boolean enter(Waiter w) {
        if (mayGoStraightIn() && takePlace()) {
            w.state.set(Waiter.IN);
            return true;
        }
        line.add(w);
        letIn();
        return false;
    }

    /** {@return whether nobody was here before} */
    protected boolean mayGoStraightIn() {
        return line.isEmpty();
    }

    /** Gives a place back. */
    public final void leave() {
        free.incrementAndGet();
        letIn();
    }

    /**
     * Waits no more.
     *
     * @param w one in line
     * @return false where it was let in: it has a place, and has to give it back
     */
    public final boolean giveUp(Waiter w) {
        if (!w.state.compareAndSet(Waiter.WAITS, Waiter.GONE)) {
            return false;
        }
        line.remove(w);
        return true;
    }

    private void letIn() {
        boolean again = true;
        while (again && !line.isEmpty() && takePlace()) {
            Waiter w = line.poll();
            if (w != null && w.state.compareAndSet(Waiter.WAITS, Waiter.IN)) {
                w.wake();
            } else {
                free.incrementAndGet();
                again = looksAgain();
            }
        }
    }

    /**
     * {@return whether who had a place for nobody looks at the line again: somebody may have come
     * to it}
     */
    protected boolean looksAgain() {
        return true;
    }

    private boolean takePlace() {
        int n = free.get();
        while (n > 0 && !free.compareAndSet(n, n - 1)) {
            n = free.get();
        }
        return n > 0;
    }

    /**
     * How many places there are.
     *
     * @return as it was made with
     */
    public final int most() {
        return most;
    }

    /**
     * How many have a place.
     *
     * @return a moment's answer
     */
    public final int inside() {
        return most - free.get();
    }

    /**
     * How many are in line.
     *
     * @return a moment's answer, which takes as long as the line is
     */
    public final int waiting() {
        return line.size();
    }

    /**
     * All that are in line.
     *
     * @return some that come or go meanwhile may be missing, or there no more
     */
    public final Iterable<Waiter> line() {
        return line;
    }
}
