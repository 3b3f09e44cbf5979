package dev.baton.sched;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.function.Consumer;

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
 * <p>Not final for the tests alone, as {@link Scheduler}.
 */
class GlobalQueue {
    private static final VarHandle PUSHED;

    static {
        try {
            PUSHED = MethodHandles.lookup().findVarHandle(GlobalQueue.class, "pushed", G.class);
        } catch (ReflectiveOperationException e) {
            throw new ExceptionInInitializerError(e);
        }
    }

    private final Host host;

    /** The newest of those that nobody has moved yet; the others along {@link G#schedlink}. */
    private volatile G pushed;

    /** The oldest. By who takes. */
    private final GList list = new GList();

    /** How many are in the list, or on their way there. Written by who takes. */
    private volatile int listed;

    GlobalQueue(Host host) {
        this.host = host;
    }

    /** Puts at the end. Any thread. A full fence: see {@link Waking}. */
    void put(G g) {
        GList.enqueue(g);
        G top;
        do {
            top = pushed;
            g.schedlink = top;
            g.depth = top == null ? 1 : top.depth + 1;
            host.step();
        } while (!PUSHED.compareAndSet(this, top, g));
        host.step();
    }

    /** The oldest, or null. One thread at a time: under {@link GlobalQueues#lock}. */
    G get() {
        if (list.isEmpty()) {
            G top = pushed;
            if (top == null) {
                return null;
            }
            willList(top.depth);
            host.step();
            list.putReversed((G) PUSHED.getAndSet(this, null));
        }
        G g = list.get();
        host.step();
        listed = list.size();
        return g;
    }

    /** So many at least are about to be in neither the stack nor the list. */
    void willList(int n) {
        listed = n;
    }

    /** For a dump or a watcher, when nobody else touches it or a torn answer will do. */
    void forEach(Consumer<? super G> see) {
        list.forEach(see);
        GList.forEach(pushed, see);
    }

    /** A hint; never 0 while one is in it. */
    int size() {
        G top = pushed;
        int waiting = top == null ? 0 : top.depth;
        host.step();
        return waiting + listed;
    }

    boolean isEmpty() {
        if (pushed != null) {
            return false;
        }
        host.step();
        return listed == 0;
    }
}
