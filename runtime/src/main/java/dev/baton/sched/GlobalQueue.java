package dev.baton.sched;

/**
 * A FIFO of Gs linked through themselves, guarded by {@code sched.lock}. Go's {@code gQueue} with
 * {@code sched.runqsize}. Its size may be read without the lock, as a hint.
 */
final class GlobalQueue {
    private G head;
    private G tail;
    private volatile int size;

    void put(G g) {
        if (g.queued) {
            throw g.sched.fatal("G queued twice: " + g);
        }
        g.queued = true;
        g.schedlink = null;
        if (tail == null) {
            head = g;
        } else {
            tail.schedlink = g;
        }
        tail = g;
        size = size + 1;
    }

    G get() {
        G g = head;
        if (g != null) {
            head = g.schedlink;
            if (head == null) {
                tail = null;
            }
            g.schedlink = null;
            g.queued = false;
            size = size - 1;
        }
        return g;
    }

    /** Under the lock exact, elsewhere a hint. */
    int size() {
        return size;
    }

    /** The oldest, left in its place; with {@link G#schedlink} a dump walks on from it. */
    G peek() {
        return head;
    }
}
