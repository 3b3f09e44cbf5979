package dev.baton.sched.queues;

import java.util.Arrays;
import java.util.function.Consumer;
import jdk.internal.misc.Unsafe;

/**
 * The queue of a P: a ring of 256 with one owner that puts and takes, and any number of thieves
 * that take half. {@code runqput}, {@code runqget}, {@code runqgrab} of Go's proc.go.
 *
 * <p>The owner writes {@code tail} and nobody else does. {@code head} is moved by a CAS of whoever
 * takes. The pairs:
 *
 * <ul>
 *   <li>owner's {@code soTail} after writing a slot / a thief's {@code laTail} before reading it:
 *       the thief sees the element.
 *   <li>a taker's {@code casHead} after reading slots / owner's {@code laHead} before writing one:
 *       the slot is not written before its reader is through.
 * </ul>
 *
 * <p>A thief reads slots that the owner may be overwriting; its CAS fails then, and what it read is
 * thrown away.
 *
 * <p>Nothing that was taken stays in the ring, or it would keep a thread in memory until the ring
 * comes round. A thief can't empty a slot: once its CAS has moved {@code head} the slot is the
 * owner's, and may hold another element already, or the same one again. So the owner does, when it
 * puts or takes next ({@link #clearBehind}); each slot once. A P looks into its ring before it goes
 * idle.
 *
 * <p>Not final for the tests alone.
 *
 * @param <T> what is queued
 */
public class RunQueue<T> {
    /** How many fit. */
    public static final int CAPACITY = 256;

    private static final int MASK = CAPACITY - 1;

    private static final Unsafe U = Unsafe.getUnsafe();
    private static final long HEAD = U.objectFieldOffset(RunQueue.class, "head");
    private static final long TAIL = U.objectFieldOffset(RunQueue.class, "tail");

    private final Object[] slots = new Object[CAPACITY];

    private volatile int head;

    private volatile int tail;

    /** All slots before this one are empty: those up to {@code head} are yet to be. The owner's. */
    private int cleared;

    /**
     * Where the half of a full queue goes.
     *
     * @param <T> what is queued
     */
    public interface Overflow<T> {
        /**
         * Takes {@code batch[0..n)}, in order.
         *
         * @param batch what to take from; not to be kept
         * @param n how many
         */
        void put(Object[] batch, int n);
    }

    /** An empty one. */
    public RunQueue() {}

    /**
     * Puts at the tail. Owner only.
     *
     * @param t what to put
     * @return false when there is no room: then {@link #putSlow}
     */
    public boolean put(T t) {
        int h = laHead();
        if (cleared != h) {
            clearBehind(h);
        }
        int tl = tail;
        if (tl - h >= CAPACITY) {
            return false;
        }
        slots[tl & MASK] = t;
        soTail(tl + 1);
        return true;
    }

    /**
     * Takes the older half out and puts it with {@code t} into {@code overflow}. Owner only.
     *
     * @param t what {@link #put} had no room for
     * @param batch room for {@code CAPACITY / 2 + 1}
     * @param overflow takes the half, and {@code t} after it
     * @return false when thieves made room meanwhile: then {@link #put} again
     */
    public boolean putSlow(T t, Object[] batch, Overflow<T> overflow) {
        int h = laHead();
        int n = (tail - h) / 2;
        if (n != CAPACITY / 2) {
            return false;
        }
        for (int i = 0; i < n; i++) {
            batch[i] = slots[(h + i) & MASK];
        }
        boolean taken = casHead(h, h + n);
        if (taken) {
            clearBehind(h + n);
            batch[n] = t;
            overflow.put(batch, n + 1);
        }
        Arrays.fill(batch, 0, n + 1, null);
        return taken;
    }

    /**
     * Empties the slots that thieves have taken from. Owner only, before it writes any: what is in
     * a slot is then either behind {@code head}, and was taken, or queued.
     *
     * @param h {@code head}, or a value that it had
     */
    void clearBehind(int h) {
        for (int i = cleared; i != h; i++) {
            slots[i & MASK] = null;
        }
        cleared = h;
    }

    /**
     * Takes from the head. Owner only.
     *
     * @return null when it is empty
     */
    @SuppressWarnings("unchecked")
    public T get() {
        for (; ; ) {
            int h = laHead();
            if (cleared != h) {
                clearBehind(h);
            }
            if (tail == h) {
                return null;
            }
            T t = (T) slots[h & MASK];
            if (casHead(h, h + 1)) {
                // Only the owner writes slots, and thieves that still read this one lose their CAS.
                slots[h & MASK] = null;
                cleared = h + 1;
                return t;
            }
        }
    }

    /**
     * Takes the older half of this queue: all but the last into {@code to}, which the caller owns
     * and which has room, and the last as result. Any thread.
     *
     * @param to receives all but one of them
     * @return null when there was nothing
     */
    @SuppressWarnings("unchecked")
    public T stealInto(RunQueue<T> to) {
        int t = to.tail;
        int written = t; // up to here, by an attempt that may have been in vain
        for (; ; ) {
            int h = laHead();
            int n = laTail() - h;
            n -= n / 2;
            if (n <= 0) {
                to.clear(t, written);
                return null;
            }
            if (n > CAPACITY / 2) { // head and tail were read apart: not a state that ever was
                continue;
            }
            int free = to.laHead();
            to.clearBehind(free);
            if (t - free + n - 1 > CAPACITY) {
                throw new IllegalStateException("stealing " + n + " into a queue without room");
            }
            written = written - t < n - 1 ? t + n - 1 : written;
            for (int i = 0; i < n - 1; i++) {
                to.slots[(t + i) & MASK] = slots[(h + i) & MASK];
            }
            T last = (T) slots[(h + n - 1) & MASK];
            if (casHead(h, h + n)) {
                to.clear(t + n - 1, written);
                if (n > 1) {
                    to.soTail(t + n - 1);
                }
                return last;
            }
        }
    }

    /** Empties slots behind the tail, which nobody reads. Owner only. */
    private void clear(int from, int end) {
        for (int i = from; i != end; i++) {
            slots[i & MASK] = null;
        }
    }

    /**
     * For a dump or a watcher, when nobody else touches it or a torn answer will do.
     *
     * @param see is shown each
     */
    @SuppressWarnings("unchecked")
    public void forEach(Consumer<? super T> see) {
        int t = laTail();
        for (int h = laHead(); h - t < 0; h++) {
            T e = (T) slots[h & MASK];
            if (e != null) {
                see.accept(e);
            }
        }
    }

    /**
     * Any thread; a moment's answer for all but the owner.
     *
     * @return whether nothing is in it
     */
    public boolean isEmpty() {
        return size() == 0;
    }

    /**
     * Any thread; a moment's answer for all but the owner.
     *
     * @return how many are in it
     */
    public int size() {
        for (; ; ) {
            int h = laHead();
            int n = laTail() - h;
            if (n >= 0 && n <= CAPACITY) {
                return n;
            }
        }
    }

    private int laHead() {
        return head;
    }

    private int laTail() {
        return tail;
    }

    private boolean casHead(int expected, int h) {
        return U.compareAndSetInt(this, HEAD, expected, h);
    }

    private void soTail(int t) {
        U.putIntRelease(this, TAIL, t);
    }
}
