package dev.baton.sched;

import java.util.function.Consumer;

/**
 * A FIFO of Gs linked through themselves, guarded by {@code sched.lock} where it is shared. Go's
 * {@code gQueue} with {@code sched.runqsize}. Its size may be read without the lock, as a hint.
 */
@SuppressWarnings("NonAtomicVolatileUpdate") // size is written under the lock only
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

    /** The oldest, or null. */
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

    /** For a dump or a watcher, when nobody else touches it or a torn answer will do. */
    void forEach(Consumer<? super G> see) {
        for (G g = head; g != null; g = g.schedlink) {
            see.accept(g);
        }
    }

    /** Under the lock exact, elsewhere a hint. */
    int size() {
        return size;
    }

    boolean isEmpty() {
        return size == 0;
    }
}
