package dev.baton.sched.tracing;

import java.util.concurrent.atomic.AtomicLong;

/**
 * Where threads write that have no buffer of their own. There are several, and each thread looks
 * for one in which nobody else writes just then; that all are taken takes as many threads that lost
 * their CPU in those few instructions. Then the event is counted as lost: nobody waits.
 */
public final class SharedBuffers {
    /** A number of M for who is none. */
    public static final int OUTSIDE = -1;

    private static final int COUNT = 32;

    private final TraceBuffer[] buffers = new TraceBuffer[COUNT];
    private final AtomicLong lost = new AtomicLong();

    SharedBuffers(Recording recording) {
        for (int i = 0; i < COUNT; i++) {
            buffers[i] = recording.newBuffer(OUTSIDE);
        }
    }

    /**
     * Takes one of them, until its {@link TraceBuffer#end}.
     *
     * @return its number, or -1 where the event is lost
     */
    public int take() {
        int first = (int) Thread.currentThread().threadId();
        for (int i = 0; i < COUNT; i++) {
            int n = (first + i) & (COUNT - 1);
            if (buffers[n].tryBegin()) {
                return n;
            }
        }
        lost.incrementAndGet();
        return -1;
    }

    /**
     * One of them.
     *
     * @param n its number
     * @return for who has taken it
     */
    public TraceBuffer get(int n) {
        return buffers[n];
    }

    /**
     * How many there are.
     *
     * @return always the same
     */
    public int size() {
        return COUNT;
    }

    /** How many found all taken, since the last time that this was asked. */
    long takeLost() {
        return lost.get() == 0 ? 0 : lost.getAndSet(0);
    }
}
