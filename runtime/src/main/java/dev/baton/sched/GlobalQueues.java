package dev.baton.sched;

/**
 * Gs that belong to no P, in two lanes as the P's own queues: see {@link Discipline}. There are two
 * of it. Go's {@code sched.runq}: Gs that yielded, overflowed a P's queue, came out of a system
 * call to find no P, or woke from a sleep while more of them are awake than Ps can hold; and {@link
 * Scheduler#injected}. Under {@code sched.lock}, but for the sizes.
 */
final class GlobalQueues {
    final GlobalQueue shorts = new GlobalQueue();
    final GlobalQueue longs = new GlobalQueue();

    GlobalQueue laneOf(G g) {
        return Discipline.isShort(g) ? shorts : longs;
    }

    void put(G g) {
        laneOf(g).put(g);
    }

    boolean isEmpty() {
        return shorts.isEmpty() && longs.isEmpty();
    }

    int size() {
        return shorts.size() + longs.size();
    }

    /**
     * Takes the first G out of the line that waits there together with its M, and returns that M.
     */
    M takePinned() {
        M found = takePinned(longs, null);
        return takePinned(shorts, found);
    }

    private static M takePinned(GlobalQueue q, M before) {
        M found = before;
        for (int n = q.size(); n > 0; n--) {
            G g = q.get();
            if (found == null && g.lockedm != null) {
                found = g.lockedm;
            } else {
                q.put(g); // all go round once, so the order stays
            }
        }
        return found;
    }
}
