package dev.baton.sched;

import jdk.internal.misc.Unsafe;

/**
 * The Ps that nobody runs, and how many of them may be run: Go's {@code sched.pidle} and {@code
 * sched.npidle}. All under {@code sched.lock}, but {@link #free}.
 *
 * <p>The two numbers are not the same: not all Ps have been made yet, or {@code maxprocs} was
 * larger once.
 */
final class IdlePs {
    private static final Unsafe U = Unsafe.getUnsafe();
    private static final long FREE = U.objectFieldOffset(IdlePs.class, "free");

    private P first;

    /** Atomic, for its full fence: see {@link #free}. */
    private volatile int free;

    IdlePs(int free) {
        this.free = free;
    }

    /**
     * How many may be run, for those without the lock too; negative when too many are. Who has put
     * a G into a queue reads it after a full fence, and who frees one looks at the queues after
     * this changed: one of them sees the other.
     */
    int free() {
        return free;
    }

    void addFree(int n) {
        U.getAndAddInt(this, FREE, n);
    }

    /** The P that was put in last, to walk along {@link P#idleNext}. */
    P first() {
        return first;
    }

    void put(P p) {
        p.idleNext = first;
        p.inIdleList = true;
        first = p;
    }

    /**
     * Takes one out.
     *
     * @param preferred this one if it is there; or null
     * @return null when there is none
     */
    P get(P preferred) {
        if (preferred != null && preferred.inIdleList && remove(preferred)) {
            return preferred;
        }
        P p = first;
        if (p != null) {
            unlink(null, p);
        }
        return p;
    }

    private boolean remove(P wanted) {
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
    }
}
