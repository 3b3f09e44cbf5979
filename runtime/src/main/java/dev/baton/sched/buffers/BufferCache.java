package dev.baton.sched.buffers;

/**
 * The P's free buffers by size class: the article's {@code mcache}. Only the G on the P touches it,
 * and in a system call nobody does: the M has no P then. The scheduler gives each P one ({@link
 * CentralList#newCache}) and looks no further.
 */
public final class BufferCache {
    /** Free buffers that a P keeps of each size; more go to the central list. */
    private static final int KEEP = 16;

    /** And no more than so many bytes of each. */
    private static final int KEEP_BYTES = 1 << 18;

    private final Buffer[] free = new Buffer[Buffers.CLASSES];
    private final int[] count = new int[Buffers.CLASSES];

    /**
     * Buffers taken through this P less those given back through it: the sum over all Ps is what is
     * out.
     */
    private long balance;

    /** In the list of all caches, under the lock of {@link CentralList}. */
    BufferCache prev;

    BufferCache next;

    /** Out of that list for good. Under the same lock. */
    boolean retired;

    BufferCache() {}

    Buffer take(int sizeClass) {
        balance++;
        return remove(sizeClass);
    }

    /**
     * Keeps a buffer.
     *
     * @return false when there are enough of its size
     */
    boolean give(Buffer b) {
        balance--;
        int c = b.sizeClass;
        if (count[c] >= KEEP || count[c] * b.capacity() >= KEEP_BYTES) {
            return false;
        }
        b.next = free[c];
        free[c] = b;
        count[c]++;
        return true;
    }

    /**
     * Whether nothing is in it.
     *
     * @return exact while nobody uses it
     */
    public boolean isEmpty() {
        for (Buffer b : free) {
            if (b != null) {
                return false;
            }
        }
        return true;
    }

    long balance() {
        return balance;
    }

    /** Takes any buffer out, to keep it elsewhere; null when there is none. */
    Buffer drain() {
        for (int c = 0; c < free.length; c++) {
            Buffer b = remove(c);
            if (b != null) {
                return b;
            }
        }
        return null;
    }

    private Buffer remove(int c) {
        Buffer b = free[c];
        if (b != null) {
            free[c] = b.next;
            b.next = null;
            count[c]--;
        }
        return b;
    }
}
