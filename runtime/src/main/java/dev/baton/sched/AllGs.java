package dev.baton.sched;

/** The list of all Gs that have started and not ended, for dumps. Go's {@code allgs}. */
final class AllGs {
    private static final int SHARDS = 16;

    private final G[] heads = new G[SHARDS];
    private final Host.Mutex[] locks = new Host.Mutex[SHARDS];

    AllGs(Host host) {
        for (int i = 0; i < SHARDS; i++) {
            locks[i] = host.newMutex();
        }
    }

    private static int shard(G g) {
        return g.hashCode() & (SHARDS - 1);
    }

    void add(G g) {
        int s = shard(g);
        locks[s].lock();
        G head = heads[s];
        g.allNext = head;
        if (head != null) {
            head.allPrev = g;
        }
        heads[s] = g;
        locks[s].unlock();
    }

    void remove(G g) {
        int s = shard(g);
        locks[s].lock();
        if (g.allPrev != null) {
            g.allPrev.allNext = g.allNext;
        } else {
            heads[s] = g.allNext;
        }
        if (g.allNext != null) {
            g.allNext.allPrev = g.allPrev;
        }
        g.allPrev = null;
        g.allNext = null;
        locks[s].unlock();
    }

    /**
     * Appends one line a G.
     *
     * @param most how many at most
     * @return how many there are
     */
    int appendTo(StringBuilder out, int most) {
        int n = 0;
        for (int s = 0; s < SHARDS; s++) {
            locks[s].lock();
            for (G g = heads[s]; g != null; g = g.allNext) {
                if (n++ < most) {
                    out.append("  ").append(g);
                    if (g.lpStatus() == G.SYSCALL || g.parkedInside) {
                        out.append(" in ").append(SyscallPath.describe(g));
                    }
                    out.append('\n');
                }
            }
            locks[s].unlock();
        }
        return n;
    }
}
