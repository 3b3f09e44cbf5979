package dev.baton.sched;

/**
 * All Gs that have started and not ended, for dumps: Go's {@code allgs}. Go guards it with one
 * lock. Here there is none on the way of a G that another G starts, for two of them would be a
 * fifth of what a short G costs: each M notes the Gs that it starts in a {@link GBook} of its own.
 * Threads that are no M share a book and a lock. The book of an M that ended goes to the next that
 * starts, with the Gs that are still in it.
 */
final class AllGs {
    private final Host.Mutex outsideLock;
    private final GBook outside = new GBook();

    /** The books of the Ms, the one that was made last first; under {@code sched.lock}. */
    private GBook first;

    /** Those that no M has, under {@code sched.lock}. */
    private GBook unused;

    AllGs(Host host) {
        this.outsideLock = host.newMutex();
    }

    /** A book for an M that starts. Under {@code sched.lock}. */
    GBook borrow() {
        GBook b = unused;
        if (b != null) {
            unused = b.nextUnused;
            return b;
        }
        b = new GBook();
        b.next = first;
        first = b;
        return b;
    }

    /** The M ended. Under {@code sched.lock}. */
    void giveBack(GBook b) {
        b.nextUnused = unused;
        unused = b;
    }

    /** A G starts; on m, or on a thread that is no M of its scheduler: null. */
    void add(G g, M m) {
        if (m != null) {
            m.book.add(g);
            return;
        }
        outsideLock.lock();
        outside.add(g);
        outsideLock.unlock();
    }

    /** It ends. On any thread. */
    static void remove(G g) {
        GBook.Page page = g.page;
        if (page != null) {
            page.clear(g.pageIndex);
        }
    }

    /**
     * Appends one line a G.
     *
     * @param most how many at most
     * @return how many there are
     */
    int appendTo(StringBuilder out, int most) {
        int[] n = {0};
        for (GBook b = outside; b != null; b = b == outside ? first : b.next) {
            b.forEach(g -> append(out, g, n[0]++ < most));
        }
        return n[0];
    }

    private static void append(StringBuilder out, G g, boolean wanted) {
        if (wanted) {
            out.append("  ").append(g);
            if (g.lpStatus() == G.SYSCALL || g.parkedInside) {
                out.append(" in ").append(SyscallPath.describe(g));
            }
            out.append('\n');
        }
    }
}
