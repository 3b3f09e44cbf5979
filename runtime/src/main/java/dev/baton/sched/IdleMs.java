package dev.baton.sched;

/**
 * The Ms that sleep until they are handed a P, the one that was used last first: Go's {@code
 * sched.midle}. Under {@code sched.lock}, but the size as a hint.
 */
final class IdleMs {
    private M first;
    private int size;

    int size() {
        return size;
    }

    /** The M that was put in last, to walk along {@link M#idleNext}. */
    M first() {
        return first;
    }

    void put(M m) {
        m.idle = true;
        m.idlePrev = null;
        m.idleNext = first;
        if (first != null) {
            first.idlePrev = m;
        }
        first = m;
        size++;
    }

    /** Takes one out, or null. */
    M get() {
        M m = first;
        if (m != null) {
            remove(m);
        }
        return m;
    }

    /** Takes out an M that is in. */
    void remove(M m) {
        if (m.idlePrev != null) {
            m.idlePrev.idleNext = m.idleNext;
        } else {
            first = m.idleNext;
        }
        if (m.idleNext != null) {
            m.idleNext.idlePrev = m.idlePrev;
        }
        m.idlePrev = null;
        m.idleNext = null;
        m.idle = false;
        size--;
    }
}
