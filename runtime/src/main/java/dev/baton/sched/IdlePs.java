package dev.baton.sched;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;

/**
 * The Ps that nobody runs, and how many of them may be run: Go's {@code sched.pidle} and {@code
 * sched.npidle}. All under {@code sched.lock}, but {@link #free}.
 *
 * <p>The two numbers are not the same. A slot is the right to run a P; there are {@code maxprocs}
 * of them. There are more Ps than slots after some of them were stuck and came back; and fewer as
 * long as not all slots have been used yet.
 */
final class IdlePs {
    private static final VarHandle SLOTS;

    static {
        try {
            SLOTS = MethodHandles.lookup().findVarHandle(IdlePs.class, "slots", long.class);
        } catch (ReflectiveOperationException e) {
            throw new ExceptionInInitializerError(e);
        }
    }

    private P first;
    private int size;

    /**
     * Free slots: in the upper half those for any G, negative when too many Ps run or some of them
     * are spare; in the lower those that BUSY Ps lend for short Gs, never negative. In one, so that
     * both are of one moment; atomic, for its full fence: see {@link #free}.
     */
    private volatile long slots;

    IdlePs(int slots) {
        this.slots = pack(slots, 0);
    }

    private static long pack(int any, int lent) {
        return ((long) any << Integer.SIZE) + lent;
    }

    /**
     * Free slots, for those without the lock too. Who has put a G into a queue reads it after a
     * full fence, and who frees a slot looks at the queues after this changed: one of them sees the
     * other.
     */
    int free() {
        long s = slots;
        return (int) (s >> Integer.SIZE) + (int) s;
    }

    /** Of these, the ones for any G; read as {@link #free}. */
    int freeForAny() {
        return (int) (slots >> Integer.SIZE);
    }

    void addFree(int any, int lent) {
        SLOTS.getAndAdd(this, pack(any, lent));
    }

    int size() {
        return size;
    }

    /** The P that was put in last, to walk along {@link P#idleNext}. */
    P first() {
        return first;
    }

    void put(P p) {
        p.idleNext = first;
        p.inIdleList = true;
        first = p;
        size++;
    }

    /**
     * Takes one out.
     *
     * @param preferred this one if it is there; or null
     * @return null when there is none
     */
    P get(P preferred) {
        if (preferred != null && preferred.laStatus() == P.IDLE && remove(preferred)) {
            return preferred;
        }
        P p = first;
        if (p != null) {
            unlink(null, p);
        }
        return p;
    }

    /** Takes this one out; false when it is not in: handed to an M, and not RUNNING yet. */
    boolean remove(P wanted) {
        P prev = null;
        for (P p = first; p != null; prev = p, p = p.idleNext) {
            if (p == wanted) {
                unlink(prev, p);
                return true;
            }
        }
        return false;
    }

    private void unlink(P prev, P p) {
        if (prev == null) {
            first = p.idleNext;
        } else {
            prev.idleNext = p.idleNext;
        }
        p.idleNext = null;
        p.inIdleList = false;
        size--;
    }
}
