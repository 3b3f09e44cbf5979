package dev.baton;

/** SKELETON. A snapshot of the counters; all since the instance was built. */
public record BatonStats(
        int maxProcs,
        long gStarted,
        long gLive,
        long syscalls,
        long handoffs,
        long retakes,
        long steals,
        long sparesBlocked,
        long sparesComputing,
        long threadsStarted,
        long threadsLive,
        long threadsPeak,
        long threadsEnded,
        long buffersOut,
        String stuckWatch) {}
