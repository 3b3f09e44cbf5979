package dev.baton.sched;

import java.util.function.Consumer;

/**
 * A FIFO of Gs linked through themselves, of one thread or under a lock. Go's {@code gQueue}. A G
 * is in one list at a time.
 */
final class GList {
    private G head;
    private G tail;
    private int size;

    void put(G g) {
        enqueue(g);
        g.schedlink = null;
        if (tail == null) {
            head = g;
        } else {
            tail.schedlink = g;
        }
        tail = g;
        size++;
    }

    /** What was pushed one after the other, the newest first, to the end in the order it came. */
    void putReversed(G newest) {
        G before = null;
        int n = 0;
        for (G g = newest; g != null; n++) {
            G older = g.schedlink;
            g.schedlink = before;
            before = g;
            g = older;
        }
        if (tail == null) {
            head = before;
        } else {
            tail.schedlink = before;
        }
        tail = newest;
        size += n;
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
            size--;
        }
        return g;
    }

    /** Notes that g is in a list, or on its way into one. */
    static void enqueue(G g) {
        if (g.queued) {
            throw g.sched().fatal("G queued twice: " + g);
        }
        g.queued = true;
    }

    /** For a dump or a watcher, when nobody else touches it or a torn answer will do. */
    void forEach(Consumer<? super G> see) {
        forEach(head, see);
    }

    static void forEach(G first, Consumer<? super G> see) {
        for (G g = first; g != null; g = g.schedlink) {
            see.accept(g);
        }
    }

    int size() {
        return size;
    }

    boolean isEmpty() {
        return head == null;
    }
}
