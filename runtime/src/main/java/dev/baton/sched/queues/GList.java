package dev.baton.sched.queues;

import java.util.function.Consumer;

/**
 * A FIFO of Gs linked through themselves, of one thread or under a lock. Go's {@code gQueue}. A G
 * is in one list at a time.
 *
 * @param <N> what is queued
 */
public final class GList<N extends Node> {
    private Node head;
    private Node tail;
    private int size;

    /** An empty one. */
    public GList() {}

    /**
     * Puts at the end.
     *
     * @param g is in no list
     */
    public void put(N g) {
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
    void putReversed(Node newest) {
        Node before = null;
        int n = 0;
        for (Node g = newest; g != null; n++) {
            Node older = g.schedlink;
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

    /**
     * Takes the oldest.
     *
     * @return null when there is none
     */
    @SuppressWarnings("unchecked")
    public N get() {
        Node g = head;
        if (g != null) {
            head = g.schedlink;
            if (head == null) {
                tail = null;
            }
            g.schedlink = null;
            g.queued = false;
            size--;
        }
        return (N) g;
    }

    /** Notes that g is in a list, or on its way into one. */
    static void enqueue(Node g) {
        if (g.queued) {
            throw g.queuedTwice();
        }
        g.queued = true;
    }

    /**
     * For a dump or a watcher, when nobody else touches it or a torn answer will do.
     *
     * @param see is shown each
     */
    public void forEach(Consumer<? super N> see) {
        forEach(head, see);
    }

    @SuppressWarnings("unchecked")
    static <N extends Node> void forEach(Node first, Consumer<? super N> see) {
        for (Node g = first; g != null; g = g.schedlink) {
            see.accept((N) g);
        }
    }

    int size() {
        return size;
    }

    /**
     * Whether there is none.
     *
     * @return true when {@link #get} would return null
     */
    public boolean isEmpty() {
        return head == null;
    }
}
