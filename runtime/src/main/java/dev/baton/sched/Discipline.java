package dev.baton.sched;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;

/**
 * Who runs next on a P: the one place where that is decided.
 *
 * <p>First is {@code runnext}, the G that the running one has just readied; it inherits the rest of
 * the time slice (Go's rule). Then come two queues: Gs whose bursts are known to be short, and all
 * others. Go has one queue, in which a G that wakes for a moment's work waits behind all that compute:
 * beside 64 Gs with bursts of 0.3 ms it is late by tens of milliseconds. Here the short ones go first,
 * within a bound:
 *
 * <p><b>While a long one waits, the short ones together get at most {@link #MAX_CREDIT_NS} plus as
 * much time as the long ones get, plus one burst.</b> So the long ones keep at least half of each P in
 * the long run, and the first of them waits at most {@code MAX_CREDIT_NS} plus one burst.
 *
 * <p>The owner of the P calls everything but {@link #stealInto}, {@link #isEmpty} and {@link #size}.
 */
final class Discipline {
    /** A G whose bursts are usually below this is short: what a thread switch or two may cost. */
    static final int SHORT_BURST_NS = 100_000;

    /** How far short ones may get ahead of long ones that wait. */
    static final long MAX_CREDIT_NS = 2_000_000;

    /** {@link G#burstNs} before the first measurement: counts as long. */
    static final int UNMEASURED = Integer.MAX_VALUE;

    private static final VarHandle RUNNEXT;

    static {
        try {
            RUNNEXT = MethodHandles.lookup().findVarHandle(Discipline.class, "runnext", G.class);
        } catch (ReflectiveOperationException e) {
            throw new ExceptionInInitializerError(e);
        }
    }

    private final RunQueue<G> shorts = new RunQueue<>();
    private final RunQueue<G> longs = new RunQueue<>();
    private final Object[] batch = new Object[RunQueue.CAPACITY / 2 + 1];

    private G runnext;
    private long credit = MAX_CREDIT_NS;

    static boolean isShort(G g) {
        return g.burstNs < SHORT_BURST_NS;
    }

    /**
     * Queues a G that became runnable here.
     *
     * @param next whether it is to run next; the one that was to goes to its queue's tail then
     * @param overflow where the half of a full queue goes
     */
    void put(G g, boolean next, RunQueue.Overflow<G> overflow) {
        G tail = g;
        if (next) {
            // Volatile, and so a full fence: pairs with the last look of an M that stops spinning. It
            // sees this G, or we see its nmspinning == 0 in wakep.
            tail = (G) RUNNEXT.getAndSet(this, g);
            if (tail == null) {
                return;
            }
        }
        RunQueue<G> q = isShort(tail) ? shorts : longs;
        while (!q.put(tail) && !q.putSlow(tail, batch, overflow)) {
            // Thieves made room between the two.
        }
        if (!next) {
            VarHandle.fullFence(); // for the same pair
        }
    }

    /**
     * Takes {@code runnext}.
     *
     * @return null when there is none
     */
    G getNext() {
        G g = runnext;
        return g != null && RUNNEXT.compareAndSet(this, g, null) ? g : null;
    }

    /** Takes the next G that starts a time slice of its own, or null. */
    G get() {
        G g = credit > 0 ? shorts.get() : null;
        if (g == null) {
            g = longs.get();
        }
        return g == null ? shorts.get() : g;
    }

    /** A burst is over: keeps the account of {@link #MAX_CREDIT_NS}, and what g is known for. */
    void ran(G g, long ns) {
        int b = (int) Math.min(ns, SHORT_BURST_NS * 64L);
        int old = g.burstNs;
        // The first counts whole; later ones a quarter, so that one long burst makes no long G.
        g.burstNs = old == UNMEASURED ? b : old - (old >> 2) + (b >> 2);
        if (old >= SHORT_BURST_NS) {
            credit = Math.min(credit + ns, MAX_CREDIT_NS);
        } else if (!longs.isEmpty()) {
            credit -= ns;
        }
    }

    /** Whether it is worth a clock: somebody waits for the end of the burst that begins. */
    boolean isContended() {
        return !longs.isEmpty() || !shorts.isEmpty();
    }

    /** Any thread; a moment's answer. */
    boolean isEmpty() {
        // runnext may be kicked to a queue between the looks: look at it again after them.
        for (; ; ) {
            G next = lvRunnext();
            boolean empty = shorts.isEmpty() && longs.isEmpty();
            if (next == lvRunnext()) {
                return empty && next == null;
            }
        }
    }

    /** Any thread; a moment's answer. */
    int size() {
        return shorts.size() + longs.size() + (lvRunnext() == null ? 0 : 1);
    }

    /** Whether something waits that is not just about to run next. Any thread. */
    boolean hasQueued() {
        return !shorts.isEmpty() || !longs.isEmpty();
    }

    G lvRunnext() {
        return (G) RUNNEXT.getVolatile(this);
    }

    /**
     * Takes half of what waits here, for a P that has nothing. Any thread that owns {@code to}.
     *
     * @return one to run, the rest is in {@code to}; or null
     */
    G stealInto(Discipline to) {
        G g = shorts.stealInto(to.shorts);
        return g == null ? longs.stealInto(to.longs) : g;
    }

    /** Takes one of the queued away, or null. Any thread. */
    G stealOne() {
        G g = shorts.stealOne();
        return g == null ? longs.stealOne() : g;
    }

    /** Takes exactly this {@code runnext} away. Any thread. */
    boolean stealNext(G g) {
        return RUNNEXT.compareAndSet(this, g, null);
    }
}
