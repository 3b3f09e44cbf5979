package dev.baton.sched;

import dev.baton.linux.ThreadStack;
import dev.baton.vthread.StackProbe;
import dev.baton.vthread.VirtualThreads;

/**
 * Whether there is stack left for the scheduler's own code, asked before it changes anything: a
 * {@code StackOverflowError} in the middle of it would leave a lock locked, or a count wrong.
 *
 * <p>On an M the stack pointer tells. To touch the stack as far down as it may be needed would
 * tell, too, and is what other threads do; but of 5,000 Ms that block each would keep the pages
 * that it touched.
 */
final class StackRoom {
    /**
     * What the JVM keeps at the end of a stack, 25 pages, and more than the deepest way through the
     * scheduler takes in interpreted frames: starting another thread for a P that is handed off.
     */
    private static final long NEEDED_BYTES = (100 << 10) + (40 << 10);

    private StackRoom() {}

    /**
     * Has all made that the question needs, while there is stack and memory enough: a class whose
     * initializer ran out of them can't be used ever after.
     */
    static void prepare() {
        ThreadStack.isPointerKnown();
        StackProbe.hasRoom();
        floor();
        LateReady.prepare();
    }

    /**
     * By an M's thread, when it starts: the lowest address from which there is room; 0, unknown.
     */
    static long floor() {
        if (!ThreadStack.isPointerKnown()) {
            return 0;
        }
        try {
            long[] size = new long[1];
            long lowest = ThreadStack.lowest(size);
            // Half of a stack that is very small: it is the Gs' as well.
            return lowest == 0 ? 0 : lowest + Math.min(NEEDED_BYTES, size[0] / 2);
        } catch (OutOfMemoryError | LinkageError e) {
            // No memory, or a libc that doesn't tell. The M has a P already, which must not be lost
            // with it.
            return 0;
        }
    }

    /** Whether there is room on the stack of the caller. Throws nothing. */
    static boolean isThere() {
        try {
            return (VirtualThreads.currentCarrier() instanceof MThread t && t.m.stackFloor != 0)
                    ? ThreadStack.current() > t.m.stackFloor
                    : StackProbe.hasRoom();
        } catch (StackOverflowError e) {
            return false; // not even for the question
        }
    }

    /**
     * Returns when there is room.
     *
     * @throws StackOverflowError when there is none
     */
    static void require() {
        if (!isThere()) {
            throw new StackOverflowError("no room for the scheduler's own code");
        }
    }
}
