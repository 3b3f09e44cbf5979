package dev.baton.sched.timers;

import java.util.Arrays;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * The timers of a P: a heap of four children a node, as in Go's time.go, under a lock of its own.
 * The P's M adds and runs; other Ms run what is due when they find nothing else to do. Whether
 * anything is due can be seen without the lock.
 */
public final class TimerHeap {
    /** The deadline of an empty heap. */
    public static final long NONE = Long.MAX_VALUE;

    private static final int INITIAL = 16;

    /** A lock for a few instructions. Not reentrant. */
    public interface Lock {
        /** Takes it, waiting for whoever has it. */
        void lock();

        /** Lets it go. */
        void unlock();
    }

    private final Lock lock;

    private Timer[] heap = new Timer[INITIAL];
    private int size;

    /** The earliest deadline. Written under the lock; readers without it look again. */
    private volatile long earliest = NONE;

    private final AtomicInteger cancelled = new AtomicInteger();

    /**
     * An empty one.
     *
     * @param lock its own
     */
    public TimerHeap(Lock lock) {
        this.lock = lock;
    }

    /**
     * Adds a timer.
     *
     * @param t is in no heap, and was made for this one
     * @return true when it became the earliest
     */
    public boolean add(Timer t) {
        lock.lock();
        try {
            push(t);
            if (heap[0] == t) {
                earliest = t.when;
                return true;
            }
            return false;
        } finally {
            lock.unlock();
        }
    }

    /**
     * The earliest deadline. Any thread, without the lock.
     *
     * @return {@link #NONE} when it is empty; a cancelled timer may still count
     */
    public long earliest() {
        return earliest;
    }

    /**
     * How many there are, the cancelled included.
     *
     * @return a hint, without the lock
     */
    public int size() {
        return size;
    }

    /**
     * Whether it is worth a look: something is due, or much is cancelled.
     *
     * @param now the time
     * @return an answer of a moment, without the lock
     */
    public boolean wantsRun(long now) {
        return earliest <= now || cancelled.get() > size / 4 + INITIAL;
    }

    /**
     * Takes what is due out of the heap.
     *
     * @param now the time
     * @param due receives up to {@code due.length} timers in order of their deadlines
     * @return how many
     */
    public int takeDue(long now, Timer[] due) {
        int n = 0;
        lock.lock();
        try {
            if (cancelled.get() > size / 4 + INITIAL) {
                dropCancelled();
            }
            while (n < due.length && size > 0 && heap[0].when <= now) {
                Timer t = heap[0];
                removeFirst();
                if (t.isDone()) {
                    cancelled.decrementAndGet();
                } else {
                    due[n++] = t;
                }
            }
            shrinkIfLarge();
            earliest = size == 0 ? NONE : heap[0].when;
        } finally {
            lock.unlock();
        }
        return n;
    }

    /**
     * Moves all of another heap's timers here. Never from two heaps into each other.
     *
     * @param from is empty then
     */
    public void takeAll(TimerHeap from) {
        if (from.size == 0) {
            return;
        }
        from.lock.lock();
        try {
            from.dropCancelled();
            addAll(from.heap, from.size);
            Arrays.fill(from.heap, 0, from.size, null);
            from.size = 0;
            from.earliest = NONE;
            from.shrinkIfLarge();
        } finally {
            from.lock.unlock();
        }
    }

    /** All of them or, when there is no memory for so many, none. */
    private void addAll(Timer[] timers, int n) {
        lock.lock();
        try {
            if (size + n > heap.length) {
                heap = Arrays.copyOf(heap, Math.max(size + n, heap.length * 2));
            }
            for (int i = 0; i < n; i++) {
                timers[i].heap = this;
                push(timers[i]);
            }
            earliest = size == 0 ? NONE : heap[0].when;
        } finally {
            lock.unlock();
        }
    }

    /** A timer in here has been cancelled, and will be dropped some time. Any thread. */
    void cancelledOne() {
        cancelled.incrementAndGet();
    }

    private void push(Timer t) {
        if (size == heap.length) {
            heap = Arrays.copyOf(heap, size * 2);
        }
        siftUp(size++, t);
    }

    private void dropCancelled() {
        int kept = 0;
        for (int i = 0; i < size; i++) {
            if (!heap[i].isDone()) {
                heap[kept++] = heap[i];
            }
        }
        // Not an exact count: one that is cancelled after it was taken counts too. From here anew.
        cancelled.set(0);
        Arrays.fill(heap, kept, size, null);
        size = kept;
        for (int i = (size - 2) / 4; i >= 0 && size > 1; i--) {
            siftDown(i, heap[i]);
        }
        shrinkIfLarge();
    }

    /** A crowd of sleepers is gone. */
    private void shrinkIfLarge() {
        if (heap.length <= INITIAL || size >= heap.length / 4) {
            return;
        }
        try {
            heap = Arrays.copyOf(heap, Math.max(INITIAL, heap.length / 2));
        } catch (OutOfMemoryError e) {
            // It stays as large as it is.
        }
    }

    private void removeFirst() {
        Timer last = heap[--size];
        heap[size] = null;
        if (size > 0) {
            siftDown(0, last);
        }
    }

    private void siftUp(int i, Timer t) {
        while (i > 0) {
            int parent = (i - 1) / 4;
            if (heap[parent].when <= t.when) {
                break;
            }
            heap[i] = heap[parent];
            i = parent;
        }
        heap[i] = t;
    }

    private void siftDown(int i, Timer t) {
        for (; ; ) {
            int child = i * 4 + 1;
            if (child >= size) {
                break;
            }
            int end = Math.min(child + 4, size);
            int least = child;
            for (int c = child + 1; c < end; c++) {
                if (heap[c].when < heap[least].when) {
                    least = c;
                }
            }
            if (t.when <= heap[least].when) {
                break;
            }
            heap[i] = heap[least];
            i = least;
        }
        heap[i] = t;
    }
}
