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

    /** Ps that sysmon took from an M in the kernel. */
    public long retakes;

    /** Times that a P without work took from another. */
    public long steals;

    /** Spare Ps run in place of one whose M slept in an unannounced call. */
    public long sparesBlocked;

    /** Spare Ps run for short Gs beside one whose G computed for 0.5 ms. */
    public long sparesBusy;

    /** Spare Ps run in place of one whose G computed for 10 ms, or 250. */
    public long sparesComputing;

    /** The longest that a G was runnable before it ran, in nanoseconds; 0 where it isn't timed. */
    public long longestWaitNs;

    /** Ms started. */
    public long threadsStarted;

    /** Ms there are. */
    public long threadsLive;

    /** The most Ms there were. */
    public long threadsPeak;

    /** Ms that ended because they were not needed any more. */
    public long threadsEnded;

    Stats() {}

    /** Adds what the Ps count. */
    void add(Stats s) {
        gStarted += s.gStarted;
        gEnded += s.gEnded;
        syscalls += s.syscalls;
        handoffs += s.handoffs;
        steals += s.steals;
        longestWaitNs = Math.max(longestWaitNs, s.longestWaitNs);
    }
}
