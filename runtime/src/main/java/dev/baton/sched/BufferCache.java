package dev.baton.sched;

/**
 * The P's free buffers by size class: the article's {@code mcache}. Only the G on the P touches it.
 */
final class BufferCache {
    /** Free buffers that a P keeps of each size; more go to the central list. */
    static final int KEEP = 16;

    private final Buffer[] free = new Buffer[Buffers.CLASSES];
    private final int[] count = new int[Buffers.CLASSES];

    Buffer take(int sizeClass) {
        Buffer b = free[sizeClass];
        if (b != null) {
            free[sizeClass] = b.next;
            b.next = null;
            count[sizeClass]--;
        }
        return b;
    }

    /** How many lie here. */
    int size() {
        int n = 0;
        for (int c : count) {
            n += c;
        }
        return n;
    }

    /**
     * Keeps a buffer.
     *
     * @return false when there are enough of its size
     */
    boolean give(Buffer b) {
        int c = b.sizeClass;
        if (count[c] >= KEEP) {
            return false;
        }
        b.next = free[c];
        free[c] = b;
        count[c]++;
        return true;
    }
}
