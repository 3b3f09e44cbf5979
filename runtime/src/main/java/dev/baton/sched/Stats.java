package dev.baton.sched;

/** The counters of a scheduler, all since its start. */
public final class Stats {
    public int maxProcs;
    public long gStarted;
    public long gEnded;
    public long syscalls;
    public long handoffs;
    public long retakes;
    public long steals;
    public long sparesBlocked;
    public long sparesComputing;
    public long threadsStarted;
    public long threadsLive;
    public long threadsPeak;
    public long threadsEnded;

    Stats() {}
}
