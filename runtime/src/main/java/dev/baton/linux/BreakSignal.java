package dev.baton.linux;

import jdk.internal.misc.Unsafe;

/**
 * Whether a sleep is to be broken, and whether that was written where the sleeper finds it: as Go's
 * {@code netpollWakeSig}, so that many who call at once write once. Apart from {@link Epoll} so
 * that it can be proved by itself; a super class and no field, so that it costs no indirection.
 */
abstract class BreakSignal {
    private static final int CLEAR = 0;

    /** A break is written, or about to be. */
    private static final int SIGNALLED = 1;

    private static final Unsafe U = Unsafe.getUnsafe();
    private static final long SIGNAL = U.objectFieldOffset(BreakSignal.class, "signal");

    @SuppressWarnings("unused") // by SIGNAL
    private volatile int signal = CLEAR;

    /** Writes a break to where it stays until {@link #read}. */
    abstract void write();

    /** Takes all that was written. */
    abstract void read();

    /** Any thread. */
    final void send() {
        // A full fence, pairs with that of taken(): when a break is on its way already, what we
        // have written before is seen after that.
        if (U.getAndSetInt(this, SIGNAL, SIGNALLED) == CLEAR) {
            write();
        }
    }

    /**
     * The sleeper was told of a break. In this order: the other way round a break that is written
     * in between would be read here, and its signal left behind: nobody would write again.
     */
    void taken() {
        read();
        clear();
    }

    /** A full fence, pairs with that of send(). */
    final void clear() {
        U.getAndSetInt(this, SIGNAL, CLEAR);
    }
}
