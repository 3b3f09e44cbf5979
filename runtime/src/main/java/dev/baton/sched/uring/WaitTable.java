package dev.baton.sched.uring;

import jdk.internal.misc.Unsafe;

/**
 * The requests that are under way, by their index: as many at most as the ring has room for
 * results, so that none is ever without. No lock, and nothing is allocated once a place was used.
 *
 * <p>Those that are free are a stack. Its top is the index and a count of changes in one word, so
 * that a CAS by one who was slow fails when the top is the same again and what was below it is not.
 *
 * <p>Not final for the tests alone.
 */
public class WaitTable {
    private static final Unsafe U = Unsafe.getUnsafe();
    private static final long TOP = U.objectFieldOffset(WaitTable.class, "top");
    private static final long MADE = U.objectFieldOffset(WaitTable.class, "made");
    private static final long UNDER_WAY = U.objectFieldOffset(WaitTable.class, "underWay");

    private final Wait[] waits;

    /** Below: the index of the first free one, and one; 0 for none. Above: changes so far. */
    private volatile long top;

    /** How many were ever made, or were about to be. */
    @SuppressWarnings("unused") // by MADE
    private volatile int made;

    private volatile int underWay;

    /**
     * An empty one.
     *
     * @param capacity how many requests may be under way at a time
     */
    public WaitTable(int capacity) {
        this.waits = new Wait[capacity];
    }

    /**
     * Begins to wait. Any thread.
     *
     * @param self who is to be unparked when the result is there
     * @return null when as many are under way as there may be
     */
    public Wait begin(Thread self) {
        Wait w = pop();
        if (w == null) {
            return null;
        }
        w.begin(self);
        // A full fence: who looks whether anybody waits sees it, see RingPoll.
        U.getAndAddInt(this, UNDER_WAY, 1);
        return w;
    }

    /**
     * Who waited has the result, or the request was not submitted.
     *
     * @param w what {@link #begin} returned
     * @param submitted whether the kernel may know of the request; then its result is there
     */
    public void end(Wait w, boolean submitted) {
        if (submitted) {
            w.end();
        } else {
            w.cancel();
        }
        U.getAndAddInt(this, UNDER_WAY, -1);
        push(w);
    }

    /**
     * How many requests are under way.
     *
     * @return a moment's answer; never 0 between {@link #begin} and {@link #end}
     */
    public int underWay() {
        return underWay;
    }

    /**
     * A result came. One thread at a time.
     *
     * @param userData what the request carried
     * @param result the result
     * @return who is to be unparked, or null
     */
    public Thread complete(long userData, int result) {
        int index = (int) userData;
        if (index < 0 || index >= waits.length) {
            return null;
        }
        Wait w = waits[index]; // written before the request was put, which is a release
        return w == null ? null : w.complete((int) (userData >>> Integer.SIZE), result);
    }

    private Wait pop() {
        for (; ; ) {
            long t = top;
            int first = (int) t;
            if (first == 0) {
                return make();
            }
            Wait w = waits[first - 1]; // written before it was pushed, by a CAS
            if (casTop(t, changed(t, w.next))) {
                return w;
            }
        }
    }

    private Wait make() {
        for (; ; ) {
            int n = made;
            if (n >= waits.length) {
                return null;
            }
            if (U.compareAndSetInt(this, MADE, n, n + 1)) {
                Wait w = newWait(n);
                waits[n] = w;
                return w;
            }
        }
    }

    Wait newWait(int index) {
        return new Wait(index);
    }

    private void push(Wait w) {
        long t;
        do {
            t = top;
            w.next = (int) t;
        } while (!casTop(t, changed(t, w.index + 1)));
    }

    /** The top after a change. */
    long changed(long top, int first) {
        return ((top >>> Integer.SIZE) + 1) << Integer.SIZE | first;
    }

    private boolean casTop(long from, long to) {
        return U.compareAndSetLong(this, TOP, from, to);
    }
}
