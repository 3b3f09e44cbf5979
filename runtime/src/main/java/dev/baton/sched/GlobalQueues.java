package dev.baton.sched;

import dev.baton.sched.queues.GlobalQueue;
import dev.baton.sched.queues.RunQueue;
import java.util.function.Consumer;

/**
 * Gs that belong to no P, in lanes as the P's own queues: see {@link Discipline}. Go's {@code
 * sched.runq}: Gs that were readied by a thread without a P (the JDK's poller and unblocker, a
 * platform thread, a G in a blocking section), overflowed a P's queue, came out of a system call to
 * find no P, or yielded or woke from a sleep while more of them are awake than Ps can hold. Any
 * thread puts; who takes has the {@link #lock}.
 *
 * <p>Those that wait here together with their Ms ({@link G#lockedm}) have lanes of their own.
 */
final class GlobalQueues {
    final GlobalQueue<G> shorts;
    final GlobalQueue<G> longs;
    final GlobalQueue<G> shortsWithM;
    final GlobalQueue<G> longsWithM;

    /** Of those who take. Last of all locks: nothing is called under it. */
    final Host.Mutex lock;

    /** Where a full ring of a P puts its half. */
    final RunQueue.Overflow<G> overflow = this::putBatch;

    GlobalQueues(Host host) {
        this.shorts = new GlobalQueue<>(host);
        this.longs = new GlobalQueue<>(host);
        this.shortsWithM = new GlobalQueue<>(host);
        this.longsWithM = new GlobalQueue<>(host);
        this.lock = host.newMutex();
    }

    GlobalQueue<G> laneOf(G g) {
        if (g.lockedm != null) {
            return Discipline.isShort(g) ? shortsWithM : longsWithM;
        }
        return Discipline.isShort(g) ? shorts : longs;
    }

    void put(G g) {
        laneOf(g).put(g);
    }

    /** Half of a full ring: of one kind, but for those whose first bursts have been seen since. */
    private void putBatch(Object[] batch, int n) {
        int from = 0;
        while (from < n) {
            GlobalQueue<G> lane = laneOf((G) batch[from]);
            int to = from + 1;
            while (to < n && laneOf((G) batch[to]) == lane) {
                to++;
            }
            lane.putAll(batch, from, to);
            from = to;
        }
    }

    /** As {@link GlobalQueue#forEach}. */
    void forEach(Consumer<? super G> see) {
        shortsWithM.forEach(see);
        shorts.forEach(see);
        longsWithM.forEach(see);
        longs.forEach(see);
    }

    boolean isEmpty() {
        return !hasShort() && longs.isEmpty() && longsWithM.isEmpty();
    }

    boolean hasShort() {
        return !shorts.isEmpty() || !shortsWithM.isEmpty();
    }

    int size() {
        return shorts.size() + longs.size() + shortsWithM.size() + longsWithM.size();
    }

    /** Takes the first of one of the lanes; null when there is none. */
    G take(GlobalQueue<G> lane) {
        lock.lock();
        G g = lane.get();
        lock.unlock();
        return g;
    }

    /**
     * Takes the first G out of the line that waits there together with its M, and returns that M.
     */
    M takePinned() {
        G g = take(shortsWithM);
        if (g == null) {
            g = take(longsWithM);
        }
        return g == null ? null : g.lockedm;
    }
}
