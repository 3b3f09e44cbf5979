package dev.baton.sched;

import dev.baton.sched.queues.GlobalQueue;
import dev.baton.sched.queues.RunQueue;
import java.util.function.Consumer;
import jdk.internal.misc.Unsafe;

/**
 * The queues of a P and who runs next on it: the one place where that is decided.
 *
 * <p>A P has seven <em>sources</em>, in this order:
 *
 * <ol>
 *   <li>{@code runnext}, the G that the running one has just readied (Go's rule): a chain of Gs
 *       that hand each other the turn;
 *   <li>of the Gs whose bursts are known to be short, those that hold a thread while they wait
 *       ({@link G#lockedm}),
 *   <li>its own ring, and
 *   <li>those that belong to no P;
 *   <li>the same three of all others.
 * </ol>
 *
 * <p>There is one rule. <b>The next G comes from the first source that is not more than {@link
 * #AHEAD_NS} ahead of any other that has one waiting</b> (a chain: {@link #CHAIN_AHEAD_NS}). What
 * ran is charged to the source that it came from, by the clock, also where the P was taken amid it,
 * until then; a source that had nothing for a while begins where the one furthest behind stands. So
 * who is usually done in a moment goes first, and nobody can keep the P: neither a pair that wakes
 * each other, nor many short ones, nor one who yields all the time. It is deficit round robin, as
 * routers have it, with a budget that may be used up beforehand.
 *
 * <p>Hence the bound. At each choice all sources that wait are within {@code AHEAD_NS} plus one
 * burst of each other. Until the first of one source has its turn, each of the others can catch up
 * that much and get ahead as much again; and each turn of the source lets each of them have as much
 * more. So with {@code n} sources, bursts of {@code b} and {@code k} Gs before it in its source, no
 * G waits longer than {@code 2(n-1)(AHEAD_NS + b) + knb}. In Go a G that wakes for a moment's work
 * waits behind all that compute: beside 64 Gs with bursts of 0.3 ms it is late by tens of
 * milliseconds.
 *
 * <p>Who holds a thread goes first of its kind: were those before it who have not begun, each of
 * them might hold one, too, when its turn comes. A thousand Gs that open a file each, which takes a
 * moment's sleep, would have a thousand threads.
 *
 * <p>While nothing of its lane waits outside the Ps and the ring is not crowded, a G goes into the
 * ring; in an overload to the end of the line of all, and the ring is filled from its front a few
 * at a time: so all wait equally long. (In Go a full ring throws its older half behind everything
 * else, while the younger half runs on: of 1000 goroutines that sleep and work, some get nothing.)
 *
 * <p>A P that is lent ({@link Ps}) is the same with the sources of long ones closed.
 *
 * <p>Only the owner of the P calls what is not marked otherwise. Not final for the simulation
 * alone, as {@link Scheduler}.
 */
class Discipline {
    /** A G whose bursts are usually below this is short: what a thread switch or two may cost. */
    static final int SHORT_BURST_NS = 100_000;

    /** More is not counted. */
    private static final long LONGEST_BURST_NS = 64L * SHORT_BURST_NS;

    /**
     * A G whose bursts are usually above this computes: a while more of waiting is little to it.
     */
    private static final long HOG_BURST_NS = 3 * LONGEST_BURST_NS / 4;

    /** How far a source may get ahead of one that waits. */
    static final long AHEAD_NS = 2_000_000;

    /**
     * The same of a chain of Gs that hand each other the turn. What it saves them is worth so much,
     * and whoever wakes beside one waits for it each time.
     */
    private static final long CHAIN_AHEAD_NS = SHORT_BURST_NS;

    private static final int CHAIN = 0;
    private static final int SHORT_WITH_M = 1;
    private static final int SHORT = 2;
    private static final int SHORT_OF_ALL = 3;
    private static final int LONG_WITH_M = 4;
    private static final int LONG = 5;
    private static final int LONG_OF_ALL = 6;
    static final int SOURCES = 7;

    /** Bits of the sources that a lent P has. A chain's G is made a ring's there if it is long. */
    private static final int SHORT_ONES =
            1 << CHAIN | 1 << SHORT_WITH_M | 1 << SHORT | 1 << SHORT_OF_ALL;

    /** {@link G#burstNs} before the first measurement: counts as long. */
    static final int UNMEASURED = Integer.MAX_VALUE;

    /** The same after one burst that was not measured. */
    private static final int RAN_ONCE = UNMEASURED - 1;

    /** From so many in the ring on, Gs that wake from a sleep or yield go to the global queue. */
    static final int CROWDED = 64;

    /** How many come into the ring from the global queue at a time. */
    static final int BATCH = 32;

    private static final Unsafe U = Unsafe.getUnsafe();
    private static final long RUNNEXT = U.objectFieldOffset(Discipline.class, "runnext");

    private final Scheduler sched;
    private final RunQueue<G> shorts = new RunQueue<>();
    private final RunQueue<G> longs = new RunQueue<>();
    private final Object[] batch = new Object[RunQueue.CAPACITY / 2 + 1];

    private volatile G runnext;

    /** What each source has had of this P, in nanoseconds; only differences mean something. */
    private final long[] had = new long[SOURCES];

    /** Where the source that was furthest behind stood at the last choice. */
    private long behind;

    /** Bits of the sources that had one waiting then. */
    private int waited;

    /** What the running G came from. */
    private int source;

    /** When the burst began that is not charged yet; 0 where none is to be. */
    private long began;

    // The burst that went on when the P was lent: its source, beginning and length until then.
    private int lentSource;
    private long lentBegan;
    private long lentNs;

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
            tail = (G) U.getAndSetReference(this, RUNNEXT, g);
            if (tail == null) {
                return;
            }
        }
        RunQueue<G> q = isShort(tail) ? shorts : longs;
        while (!q.put(tail) && !q.putSlow(tail, batch, sched.runq.overflow)) {
            // Thieves made room between the two.
        }
        if (!next) {
            U.fullFence(); // for the same pair
        }
    }

    /**
     * Queues one to run next, by a thread that does not own the P, where none is to run next. It
     * has to see afterwards who has the P. A full fence. False when there is one by now.
     */
    boolean offerNext(G g) {
        return U.compareAndSetReference(this, RUNNEXT, null, g);
    }

    /** Whether a G that woke from a sleep, or yielded, is to go to the global queue instead. */
    boolean isCrowded(G g) {
        return isShort(g)
                ? !sched.runq.shorts.isEmpty() || shorts.size() >= CROWDED
                : !sched.runq.longs.isEmpty() || longs.size() >= CROWDED;
    }

    /**
     * The next G to run here; null when there is none.
     *
     * @param shortOnesOnly leaves the others where they are
     */
    G next(boolean shortOnesOnly) {
        int waiting = waiting();
        if (shortOnesOnly) {
            if ((waiting & 1 << CHAIN) != 0) {
                waiting = sortOutNext(waiting);
            }
            waiting &= SHORT_ONES;
        }
        while (waiting != 0) {
            int from = choose(waiting);
            G g = take(from);
            if (g != null) {
                source = from;
                return g;
            }
            waiting &= ~(1 << from); // a thief was faster, or another P
        }
        return null;
    }

    /** A G that is to run next and is not short goes to its ring. */
    private int sortOutNext(int waiting) {
        G g = takeNext();
        if (g == null) {
            return waiting & ~(1 << CHAIN);
        }
        boolean isShort = isShort(g);
        put(g, isShort);
        return isShort ? waiting : waiting & ~(1 << CHAIN);
    }

    /** Bits of the sources that have one waiting. */
    private int waiting() {
        return (runnext == null ? 0 : 1 << CHAIN)
                | (sched.runq.shortsWithM.isEmpty() ? 0 : 1 << SHORT_WITH_M)
                | (shorts.isEmpty() ? 0 : 1 << SHORT)
                | (sched.runq.shorts.isEmpty() ? 0 : 1 << SHORT_OF_ALL)
                | (sched.runq.longsWithM.isEmpty() ? 0 : 1 << LONG_WITH_M)
                | (longs.isEmpty() ? 0 : 1 << LONG)
                | (sched.runq.longs.isEmpty() ? 0 : 1 << LONG_OF_ALL);
    }

    /** The rule: which of some sources has its turn. */
    int choose(int waiting) {
        int came = waiting & ~waited;
        waited = waiting;
        long least = Long.MAX_VALUE;
        for (int left = waiting; left != 0; left &= left - 1) {
            int s = Integer.numberOfTrailingZeros(left);
            if ((came & 1 << s) != 0) {
                had[s] = Math.max(had[s], behind);
            }
            least = Math.min(least, had[s]);
        }
        behind = Math.max(behind, least);
        int s = Integer.numberOfTrailingZeros(waiting);
        for (int left = waiting; had[s] - least > (s == CHAIN ? CHAIN_AHEAD_NS : AHEAD_NS); ) {
            left &= left - 1;
            s = Integer.numberOfTrailingZeros(left); // the one furthest behind at the latest
        }
        return s;
    }

    private G take(int from) {
        return switch (from) {
            case CHAIN -> takeNext();
            case SHORT_WITH_M -> sched.runq.take(sched.runq.shortsWithM);
            case SHORT -> shorts.get();
            case SHORT_OF_ALL -> takeShared(sched.runq.shorts, shorts);
            case LONG_WITH_M -> sched.runq.take(sched.runq.longsWithM);
            case LONG -> longs.get();
            default -> takeShared(sched.runq.longs, longs);
        };
    }

    /** How far the source of the G that runs was ahead of the others when it was chosen. */
    long ahead() {
        long least = had[source];
        for (int s = 0; s < SOURCES; s++) {
            if ((waited & 1 << s) != 0) {
                least = Math.min(least, had[s]);
            }
        }
        return had[source] - least;
    }

    /** A G goes on here that was not chosen here: stolen, or back from a call. */
    int goesOn(G g) {
        return comesFrom(isShort(g) ? SHORT : LONG);
    }

    /** The same of one that waited in line together with its M. */
    int goesOnWithM(G g) {
        return comesFrom(isShort(g) ? SHORT_WITH_M : LONG_WITH_M);
    }

    private int comesFrom(int from) {
        source = from;
        had[source] = Math.max(had[source], behind);
        waited = 0;
        return source;
    }

    private G takeNext() {
        G g = runnext;
        return g != null && U.compareAndSetReference(this, RUNNEXT, g, null) ? g : null;
    }

    private G takeShared(GlobalQueue<G> all, RunQueue<G> own) {
        int share = Math.min(all.size() / sched.ps.maxprocs(), BATCH);
        sched.runq.lock.lock();
        G g = all.get();
        if (g != null && own.isEmpty()) {
            // One to run, the rest of a fair share into the ring.
            G next;
            while (--share > 0 && (next = all.get()) != null) {
                own.put(next);
            }
        }
        sched.runq.lock.unlock();
        return g;
    }

    /** What the G that was chosen last came from. */
    int source() {
        return source;
    }

    /** A burst begins on the P; 0 where it is not to be charged. */
    void begins(long when) {
        began = when;
    }

    /** A burst is over: charges it to where its G came from. */
    void charge(int to, long ns) {
        had[to] += ns;
        began = 0;
    }

    /**
     * The P was taken amid a burst. Else who sleeps again and again would be charged nothing, and
     * keep others from a turn for ever.
     */
    void chargeTaken(Host host) {
        if (began != 0) {
            charge(source, host.nanoTime() - began);
        }
    }

    /**
     * The P is lent amid a burst, which is charged until now: its M may lose the P meanwhile, and
     * is not one that may touch this then. By who lends it, whose the P is.
     */
    void lend(Host host) {
        lentSource = source;
        lentBegan = began;
        lentNs = began == 0 ? 0 : host.nanoTime() - began;
        charge(source, lentNs);
    }

    /** The P is about to be given back: the burst goes on, and is charged at its end. */
    void undoLoan() {
        source = lentSource;
        began = lentBegan;
        had[source] -= lentNs;
    }

    /** It was not given back, for the loan was over. */
    void keepLoan() {
        charge(lentSource, lentNs);
    }

    /** What a burst of g says of the next ones. */
    static void learn(G g, long ns) {
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
    }

    /** Whether it is worth a clock: somebody waits for the end of the burst that begins. */
    boolean isContended() {
        return waiting() != 0;
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

    /** The same of those that p would run next. */
    int size(boolean shortOnesOnly) {
        if (!shortOnesOnly) {
            return size();
        }
        G next = lvRunnext();
        return shorts.size() + (next != null && isShort(next) ? 1 : 0);
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
        return runnext;
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

    /** Takes exactly this {@code runnext} away. Any thread. */
    boolean stealNext(G g) {
        return U.compareAndSetReference(this, RUNNEXT, g, null);
    }
}
