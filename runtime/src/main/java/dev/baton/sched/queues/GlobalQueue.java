package dev.baton.sched.queues;

import java.util.function.Consumer;
import jdk.internal.misc.Unsafe;

/**
 * A line of Gs that belong to no P: any thread puts, without a lock; those who take do so one at a
 * time. Go has {@code sched.runq} under {@code sched.lock}, for both.
 *
 * <p>What is put is pushed onto a stack by one CAS (Treiber, 1986). Whoever takes and finds the
 * list empty swaps the whole stack for nothing and turns it round, so the order is that of the
 * pushes. A stack of which all is taken at once knows no ABA: a G that is on top again, with others
 * below it, is as good a neighbour as before.
 *
 * <p>Who looks whether it is empty, and sleeps if so, must never be told so while one is in it: the
 * taker says how many it is about to move <em>before</em> it swaps, and who asks looks at the stack
 * first.
 *
 * <p>Not final for the tests alone.
 *
 * @param <N> what is queued
 */
public class GlobalQueue<N extends Node> {
    private static final Unsafe U = Unsafe.getUnsafe();
    private static final long PUSHED = U.objectFieldOffset(GlobalQueue.class, "pushed");
    private static final long LISTED = U.objectFieldOffset(GlobalQueue.class, "listed");

    private final Steps steps;

    /** The newest of those that nobody has moved yet; the others along {@link Node#schedlink}. */
    private volatile Node pushed;

    /** The oldest. By who takes. */
    private final GList<N> list = new GList<>();

    /**
     * How many are in the list, or on their way there. By who takes, a release: more of them is
     * said before the swap, which is a fence, and that there are fewer may be seen late.
     */
    private volatile int listed;

    /**
     * An empty one.
     *
     * @param steps where another thread may go on, in a simulation
     */
    public GlobalQueue(Steps steps) {
        this.steps = steps;
    }

    /**
     * Puts at the end. Any thread. A full fence: who puts may rest on that.
     *
     * @param g is in no queue
     */
    public void put(N g) {
        GList.enqueue(g);
        Node top;
        do {
            top = pushed;
            g.schedlink = top;
            g.depth = top == null ? 1 : top.depth + 1;
            steps.step();
        } while (!U.compareAndSetReference(this, PUSHED, top, g));
        steps.step();
    }

    /**
     * Puts several at the end, in order, by one CAS. Otherwise as {@link #put}.
     *
     * @param gs has them; not kept
     * @param from where the first is
     * @param to behind the last, above {@code from}
     */
    @SuppressWarnings("unchecked")
    public void putAll(Object[] gs, int from, int to) {
        for (int i = from; i < to; i++) {
            GList.enqueue((N) gs[i]);
        }
        Node top;
        Node newest;
        do {
            top = pushed;
            newest = pile(gs, from, to, top);
            steps.step();
        } while (!U.compareAndSetReference(this, PUSHED, top, newest));
        steps.step();
    }

    /** Puts several upon another, which others see at most as the top of the stack. */
    Node pile(Object[] gs, int from, int to, Node top) {
        Node newest = top;
        for (int i = from; i < to; i++) {
            Node g = (Node) gs[i];
            g.schedlink = newest;
            g.depth = newest == null ? 1 : newest.depth + 1;
            newest = g;
        }
        return newest;
    }

    /**
     * Takes the oldest. One thread at a time.
     *
     * @return null when there is none
     */
    public N get() {
        if (list.isEmpty()) {
            Node top = pushed;
            if (top == null) {
                return null;
            }
            willList(top.depth);
            steps.step();
            list.putReversed((Node) U.getAndSetReference(this, PUSHED, null));
        }
        N g = list.get();
        steps.step();
        soListed(list.size());
        return g;
    }

    /** So many at least are about to be in neither the stack nor the list. */
    void willList(int n) {
        soListed(n);
    }

    private void soListed(int n) {
        U.putIntRelease(this, LISTED, n);
    }

    /**
     * For a dump or a watcher, when nobody else touches it or a torn answer will do.
     *
     * @param see is shown each
     */
    public void forEach(Consumer<? super N> see) {
        list.forEach(see);
        GList.forEach(pushed, see);
    }

    /**
     * A hint.
     *
     * @return how many are in it, about; never 0 while one is
     */
    public int size() {
        Node top = pushed;
        int waiting = top == null ? 0 : top.depth;
        steps.step();
        return waiting + listed;
    }

    /**
     * Any thread.
     *
     * @return never true while one is in it
     */
    public boolean isEmpty() {
        if (pushed != null) {
            return false;
        }
        steps.step();
        return listed == 0;
    }
}
