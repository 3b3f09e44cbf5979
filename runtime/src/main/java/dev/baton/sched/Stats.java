package dev.baton.sched;

/** The counters of a scheduler, all since its start. */
public final class Stats {
    /** How many Gs may run at a time now. */
    public int maxProcs;

    /** Gs started. */
    public long gStarted;

    /** Of these, ended. */
    public long gEnded;

    /** Blocking sections entered. */
    public long syscalls;

    /** Ps given to another M because theirs was in the kernel. */
    public long handoffs;

    /** Ps that sysmon took from an M in a call that it had announced. */
    public long retakes;

    /** Times that a P without work took from another. */
    public long steals;

    /** Ps that sysmon took from an M that slept in a call which it had not announced. */
    public long sparesBlocked;

    /** Ps lent to run short Gs beside one that computed for 0.5 ms. */
    public long sparesBusy;

    /** Ps that sysmon took from an M whose G computed for 10 ms, or 250. */
    public long sparesComputing;

    /** How long Gs were runnable before they ran; none where that isn't timed. */
    public final WaitTimes waits = new WaitTimes();

    /** Ms started. */
    public long threadsStarted;

    /** Ms there are. */
    public long threadsLive;

    /** The most Ms there were. */
    public long threadsPeak;

    /** Ms that ended because they were not needed any more. */
    public long threadsEnded;

    /** Reads of files that found what they wanted in the page cache. */
    public long fileCallsCached;

    /** Calls on files that the ring served: their Gs waited without a thread. */
    public long fileCallsByRing;

    /** Calls on files that might have been, and were made in the kernel by their thread. */
    public long fileCallsByHandOff;

    /** Calls that waited for a thread, since all were taken; {@link ThreadLine}. */
    public long threadWaits;

    /** Of these, how many wait now. */
    public long threadWaiting;

    /** The longest that one waited for it, in nanoseconds. */
    public long longestThreadWaitNs;

    /** Calls of the process that have a place under a limit now; {@link Limit}. */
    public long limitInside;

    /** Calls that waited for one. */
    public long limitWaits;

    /** How many wait now. */
    public long limitWaiting;

    /** The longest that one waited, in nanoseconds. */
    public long longestLimitWaitNs;

    Stats() {}
}
