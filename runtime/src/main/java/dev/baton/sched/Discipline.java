package dev.baton.sched;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.function.Consumer;

/**
 * The queues of a P and who runs next on it: the one place where that is decided.
 *
 * <p>First is {@code runnext}, the G that the running one has just readied; it inherits the rest of
 * the time slice (Go's rule). Then come two lanes: Gs whose bursts are known to be short, and all
 * others. Go has one queue, in which a G that wakes for a moment's work waits behind all that
 * compute: beside 64 Gs with bursts of 0.3 ms it is late by tens of milliseconds. Here the short
 * ones go first, within a bound:
 *
 * <p><b>While a long one waits, the short ones together get at most {@link #MAX_CREDIT_NS} plus as
 * much time as the long ones get, plus one burst.</b> So the long ones keep at least half of each P
 * in the long run, and the first of them waits at most {@code MAX_CREDIT_NS} plus one burst.
 *
 * <p>Each lane is the P's own ring and behind it a global FIFO. While the global one is empty, Gs
 * go into the ring. In an overload they go to the end of the global one, and the ring is filled
 * from its front a few at a time: so all wait equally long. (In Go a full ring throws its older
 * half behind everything else, while the younger half runs on: of 1000 goroutines that sleep and
 * work, some get nothing.)
 *
 * <p>A spare P, with a slot that a BUSY one lends ({@link Ps}), runs nothing but short ones.
 *
 * <p>Only the owner of the P calls what is not marked otherwise.
 */
final class Discipline {
    /** A G whose bursts are usually below this is short: what a thread switch or two may cost. */
    static final int SHORT_BURST_NS = 100_000;

    /** More is not counted. */
    private static final long LONGEST_BURST_NS = 64L * SHORT_BURST_NS;

    /**
     * A G whose bursts are usually above this computes: a while more of waiting is little to it.
     */
    private static final long HOG_BURST_NS = 3 * LONGEST_BURST_NS / 4;

    /** How far short ones may get ahead of long ones that wait. */
    static final long MAX_CREDIT_NS = 2_000_000;

    /** {@link G#burstNs} before the first measurement: counts as long. */
    static final int UNMEASURED = Integer.MAX_VALUE;

    /** The same after one burst that was not measured. */
    private static final int RAN_ONCE = UNMEASURED - 1;

    /**
     * A look at the global queue comes first on every so many-th slice of a P, or it would starve.
     */
    static final int GLOBAL_QUEUE_TICKS = 61;

    /** From so many in the ring on, Gs that wake from a sleep go to the global queue. */
    static final int CROWDED = 64;

    /** How many come into the ring from the global queue at a time. */
    static final int BATCH = 32;

    private static final VarHandle RUNNEXT;

    static {
        try {
            RUNNEXT = MethodHandles.lookup().findVarHandle(Discipline.class, "runnext", G.class);
        } catch (ReflectiveOperationException e) {
            throw new ExceptionInInitializerError(e);
        }
    }

    private final Scheduler sched;
    private final RunQueue<G> shorts = new RunQueue<>();
    private final RunQueue<G> longs = new RunQueue<>();
    private final Object[] batch = new Object[RunQueue.CAPACITY / 2 + 1];

    private G runnext;

    /**
     * How often {@link #next} was asked: whose turn it is. A count of its own, or others would skew
     * it.
     */
    private int turn;

    private long credit = MAX_CREDIT_NS;

    Discipline(Scheduler sched) {
        this.sched = sched;
    }

    static boolean isShort(G g) {
        return g.burstNs < SHORT_BURST_NS;
    }

    /** Whether g is known to compute for long at a time. Not when it is not known at all. */
    static boolean isHog(G g) {
        return g.burstNs >= HOG_BURST_NS && g.burstNs <= LONGEST_BURST_NS;
    }

    /**
     * Whether the burst of g that begins is of interest though nobody waits for its end: for one
     * that may be short and isn't known to be. Not the first, which is the only one of most Gs.
     */
    static boolean wantsToKnow(G g) {
        if (g.burstNs == UNMEASURED) {
            g.burstNs = RAN_ONCE;
            return false;
        }
        return !isShort(g);
    }

    /**
     * Queues a G that became runnable here.
     *
     * @param next whether it is to run next; the one that was to goes to its queue's tail then
     */
    void put(G g, boolean next) {
        G tail = g;
        if (next) {
            // Volatile, and so a full fence: pairs with the last look of an M that stops. It sees
            // this G, or we see its P idle afterwards.
            tail = (G) RUNNEXT.getAndSet(this, g);
            if (tail == null) {
                return;
            }
        }
        RunQueue<G> q = isShort(tail) ? shorts : longs;
        while (!q.put(tail) && !q.putSlow(tail, batch, sched.overflow)) {
            // Thieves made room between the two.
        }
        if (!next) {
            VarHandle.fullFence(); // for the same pair
        }
    }

    /** Whether a G that woke from a sleep is to go to the global queue instead. */
    boolean isCrowded(G g) {
        return isShort(g)
                ? !sched.runq.shorts.isEmpty() || shorts.size() >= CROWDED
                : !sched.runq.longs.isEmpty() || longs.size() >= CROWDED;
    }

    /**
     * The next G to run on p, whose queues these are; null when there is none here and no global
     * one.
     */
    G next(P p) {
        if (sched.ps.isForShortOnes(p)) {
            return nextShort(p);
        }
        // Readied by threads without a P: every second time they come first.
        if ((++turn & 1) == 0) {
            G g = injected(p);
            if (g != null) {
                return g;
            }
        }
        // Now and then the global queue first, or two Gs that ready each other would own the P.
        if (turn % GLOBAL_QUEUE_TICKS == 0 && !sched.runq.isEmpty()) {
            G g = global(p, sched.runq.longs.isEmpty() ? sched.runq.shorts : sched.runq.longs);
            if (g != null) {
                return g;
            }
        }
        G g = local(p);
        return g == null ? injected(p) : g;
    }

    /** The next of those that are usually done in a moment. */
    private G nextShort(P p) {
        G g = takeNext();
        if (g != null && !isShort(g)) {
            put(g, false);
            g = null;
        }
        if (g == null && (++turn & 1) == 0) {
            g = global(p, sched.injected.shorts);
        }
        if (g != null) {
            return g;
        }
        g = lane(shorts, sched.runq.shorts);
        if (g == null) {
            return global(p, sched.injected.shorts);
        }
        p.nextSchedtick();
        return g;
    }

    /** One of those that were injected; the lanes take turns. */
    private G injected(P p) {
        GlobalQueues q = sched.injected;
        boolean shortFirst = (turn & 2) == 0;
        G g = global(p, shortFirst ? q.shorts : q.longs);
        return g == null ? global(p, shortFirst ? q.longs : q.shorts) : g;
    }

    /** The same without the turns that the global queues get first. */
    G local(P p) {
        if (sched.ps.isForShortOnes(p)) {
            return nextShort(p);
        }
        if (p.sliceOver) {
            // Two Gs that ready each other inherit each other's slice. Here it ends: back of the
            // line.
            p.sliceOver = false;
            G next = takeNext();
            if (next != null) {
                put(next, false);
            }
        }
        G g = takeNext();
        if (g != null) {
            return g; // the slice is inherited: no new schedtick
        }
        g = credit > 0 ? lane(shorts, sched.runq.shorts) : null;
        if (g == null) {
            g = lane(longs, sched.runq.longs);
        }
        if (g == null) {
            g = lane(shorts, sched.runq.shorts);
        }
        if (g != null) {
            p.nextSchedtick();
        }
        return g;
    }

    private G takeNext() {
        G g = runnext;
        return g != null && RUNNEXT.compareAndSet(this, g, null) ? g : null;
    }

    private G lane(RunQueue<G> own, GlobalQueue global) {
        G g = own.get();
        if (g != null || global.isEmpty()) {
            return g;
        }
        sched.lock.lock();
        // A fair share of it: one to run, the rest into the ring, which is empty.
        int n = Math.min(global.size() / sched.ps.maxprocs(), Math.min(global.size(), BATCH) - 1);
        g = global.get();
        for (int i = 0; i < n; i++) {
            own.put(global.get());
        }
        sched.lock.unlock();
        return g;
    }

    private G global(P p, GlobalQueue q) {
        if (q.isEmpty()) {
            return null;
        }
        sched.lock.lock();
        G g = q.get();
        sched.lock.unlock();
        if (g != null) {
            p.nextSchedtick();
        }
        return g;
    }

    /**
     * A burst is over: keeps the account of {@link #MAX_CREDIT_NS}, and what g is known for.
     *
     * @param spare it was on a spare P, which takes no time from long ones
     */
    void ran(G g, long ns, boolean spare) {
        int old = g.burstNs;
        if (old >= RAN_ONCE) {
            g.burstNs = (int) Math.min(ns, LONGEST_BURST_NS);
        } else {
            // A moving average, in which one burst counts no more than twice the average: the clock
            // also runs while the OS has taken the CPU away, and that makes no long G of a short
            // one.
            long b = Math.min(ns, Math.max(2L * old, SHORT_BURST_NS / 2));
            g.burstNs = (int) Math.min(old + (b - old) / 4, LONGEST_BURST_NS);
        }
        if (old >= SHORT_BURST_NS) {
            credit = Math.min(credit + ns, MAX_CREDIT_NS);
        } else if (!spare && (!longs.isEmpty() || !sched.runq.longs.isEmpty())) {
            credit -= ns;
        }
    }

    /** Whether it is worth a clock: somebody waits for the end of the burst that begins. */
    boolean isContended() {
        return !longs.isEmpty() || !shorts.isEmpty() || !sched.runq.isEmpty();
    }

    /** Takes one, to move it elsewhere; null when there is none. */
    G poll() {
        G g = takeNext();
        if (g == null) {
            g = shorts.get();
        }
        return g == null ? longs.get() : g;
    }

    /** For a dump or a watcher, when nobody else touches it or a torn answer will do. */
    void forEach(Consumer<? super G> see) {
        G next = lvRunnext();
        if (next != null) {
            see.accept(next);
        }
        shorts.forEach(see);
        longs.forEach(see);
    }

    /** The same of those that are not known to be short. */
    void forEachLong(Consumer<? super G> see) {
        G next = lvRunnext();
        if (next != null && !isShort(next)) {
            see.accept(next);
        }
        longs.forEach(see);
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

    /** Whether something waits here that p would run next. Any thread; a moment's answer. */
    boolean hasFor(boolean shortOnesOnly) {
        return shortOnesOnly ? hasShort() : !isEmpty();
    }

    private boolean hasShort() {
        G next = lvRunnext();
        return !shorts.isEmpty() || (next != null && isShort(next));
    }

    /** Whether something waits that is not just about to run next. Any thread. */
    boolean hasQueued() {
        return !shorts.isEmpty() || !longs.isEmpty();
    }

    /** Any thread. */
    G lvRunnext() {
        return (G) RUNNEXT.getVolatile(this);
    }

    /**
     * Takes half of what waits here, for a P that has nothing. Any thread that owns {@code to}.
     *
     * @param shortOnesOnly leaves the others where they are
     * @return one to run, the rest is in {@code to}; or null
     */
    G stealInto(Discipline to, boolean shortOnesOnly) {
        G g = shorts.stealInto(to.shorts);
        return g == null && !shortOnesOnly ? longs.stealInto(to.longs) : g;
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
