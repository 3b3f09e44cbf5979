package dev.baton.trace.replay;

/**
 * Is told what Gs, Ms and Ps did, by {@link Replay}, in order of time: of all that lasts, when it
 * begins and when it ends. What was under way when the trace began, begins where it is first seen;
 * what was under way when it ended, ends then. All times are ns since the trace's start.
 *
 * <p>What it is told nests, on each M: a call is within a stay on the thread. And on each P: the
 * part of a call that holds it is within the turn of the G.
 */
public interface Spans {
    /**
     * A G came onto a thread.
     *
     * @param g the G
     * @param m the thread; negative where it is not known
     * @param timeNs when
     */
    default void stayBegins(long g, int m, long timeNs) {}

    /**
     * A G left the thread that it was on, or its call ended and it waits on it for a P.
     *
     * @param g the G
     * @param m the thread
     * @param fromNs when it came
     * @param toNs when it left
     */
    default void stayEnds(long g, int m, long fromNs, long toNs) {}

    /**
     * A G has a P.
     *
     * @param g the G
     * @param m its thread
     * @param p the P
     * @param timeNs when
     */
    default void turnBegins(long g, int m, int p, long timeNs) {}

    /**
     * A G had a P.
     *
     * @param g the G
     * @param m its thread
     * @param p the P
     * @param fromNs from when
     * @param toNs until when
     */
    default void turnEnds(long g, int m, int p, long fromNs, long toNs) {}

    /**
     * A G was on a thread without a P.
     *
     * @param g the G
     * @param m its thread
     * @param isInCall whether it was in a call for all of that; else it ran on
     * @param fromNs from when
     * @param toNs until when
     */
    default void withoutP(long g, int m, boolean isInCall, long fromNs, long toNs) {}

    /**
     * A call begins.
     *
     * @param call what is known of it now; the same object each time
     */
    default void callBegins(Call call) {}

    /**
     * A call goes on without its P.
     *
     * @param call whose {@link Call#blockedNs()} is now
     */
    default void callBlocks(Call call) {}

    /**
     * A call is over.
     *
     * @param call all of it
     */
    default void callEnds(Call call) {}

    /**
     * A call that is over turns out to have been a long one: where it was made. After {@link
     * #callEnds}.
     *
     * @param g whose
     * @param site the string that is its site
     * @param durationNs how long it took
     * @param stack for {@link dev.baton.trace.Trace#stack(int)}
     */
    default void callHasStack(long g, long site, long durationNs, int stack) {}

    /**
     * A G was made runnable by somebody.
     *
     * @param g the G
     * @param by the G that did it; 0 where it was none
     * @param m on which thread; negative where it was no M
     * @param timeNs when
     */
    default void readied(long g, long by, int m, long timeNs) {}

    /**
     * A G is runnable from now on.
     *
     * @param g the G
     * @param timeNs when
     */
    default void waitBegins(long g, long timeNs) {}

    /**
     * A G that was runnable runs, or the trace ends before it does.
     *
     * @param g the G
     * @param m the thread on which it begins; negative where it did not
     * @param p the P with which it does; negative where it did not
     * @param fromNs since when it was runnable
     * @param toNs until when
     */
    default void waited(long g, int m, int p, long fromNs, long toNs) {}

    /**
     * A G waits from now on.
     *
     * @param g the G
     * @param reason the string that says for what; 0 where it is not known
     * @param timeNs when
     */
    default void parkBegins(long g, long reason, long timeNs) {}

    /**
     * A G that was parked is runnable, or the trace ends before it is.
     *
     * @param g the G
     * @param reason the string that says for what it waited; 0 where it is not known
     * @param fromNs since when it waited
     * @param toNs until when
     */
    default void parked(long g, long reason, long fromNs, long toNs) {}

    /**
     * A P is handed to another thread.
     *
     * @param p the P
     * @param byM who hands it on; negative where it is no M
     * @param timeNs when
     */
    default void handOffBegins(int p, int byM, long timeNs) {}

    /**
     * A P that was handed to another thread is there.
     *
     * @param p the P
     * @param byM who handed it on; negative where it was no M
     * @param m who has it now
     * @param fromNs when it was handed
     * @param toNs when that one had it
     */
    default void handedOff(int p, int byM, int m, long fromNs, long toNs) {}

    /**
     * A P was taken from a thread that did not come back.
     *
     * @param p the P
     * @param m whose it was
     * @param g the G there, or 0
     * @param why a string: what the thread did; 0 for a loan
     * @param timeNs when
     */
    default void taken(int p, int m, long g, long why, long timeNs) {}

    /**
     * A thread whose P was taken sleeps in the kernel.
     *
     * @param m the thread
     * @param g the G there, or 0
     * @param where a string: the kernel's function
     * @param timeNs when
     */
    default void sleepsInKernel(int m, long g, long where, long timeNs) {}

    /**
     * The numbers of all may have changed.
     *
     * @param threads Ms that there are
     * @param runnable Gs that wait to be run
     * @param blocked threads that are in a call without a P
     * @param timeNs when
     */
    default void counts(int threads, int runnable, int blocked, long timeNs) {}

    /**
     * All Ps stood still.
     *
     * @param what a string, or 0 where the scheduler did it
     * @param fromNs from when
     * @param toNs until when
     */
    default void stopped(long what, long fromNs, long toNs) {}

    /**
     * The trace ends.
     *
     * @param timeNs when
     */
    default void ended(long timeNs) {}
}
