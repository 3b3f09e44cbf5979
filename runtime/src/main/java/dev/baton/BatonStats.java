package dev.baton;

/**
 * What an instance has done since it was built.
 *
 * @param maxProcs how many virtual threads may run at a time now
 * @param gStarted virtual threads started
 * @param gLive of these, not ended yet
 * @param syscalls blocking sections entered
 * @param handoffs Ps that were given to another thread because theirs was in the kernel
 * @param retakes Ps that sysmon took from a thread that slept in an announced call
 * @param steals times that a P without work took from another
 * @param sparesBlocked Ps that sysmon took from a thread that slept in an unannounced call
 * @param sparesBusy Ps lent to virtual threads that are usually done in a moment, while their own
 *     one computed for half a millisecond and more
 * @param sparesComputing Ps that sysmon took from a thread whose virtual thread computed for 10 ms,
 *     or for 250 where only such waited as do the same
 * @param waits how often a virtual thread waited to be run: each time that one ran; 0, as all that
 *     follows of waits, where they are not timed ({@link BatonBuilder#timeWaits})
 * @param waitP50Ns half of these waits took no longer, in nanoseconds, to one part in eight
 * @param waitP99Ns nor did 99 in a hundred
 * @param longestWaitNs the longest of them, in nanoseconds
 * @param longestWaitSite where the one that waited so goes on, with its name if it has one; an
 *     empty text where that was less than a millisecond
 * @param threadsStarted OS threads started
 * @param threadsLive OS threads there are
 * @param threadsPeak the most OS threads there were
 * @param threadsEnded OS threads that ended because they were not needed any more
 * @param threadWaits calls that had to wait for a thread, since all of {@link
 *     BatonBuilder#maxThreads} were taken
 * @param threadWaiting of these, how many wait now
 * @param longestThreadWaitNs the longest that one waited for it, in nanoseconds
 * @param limitInside calls of the process that are made under a {@link Limiter}, or under the
 *     option {@code limit}, now
 * @param limitWaits calls that had to wait for such a limit, and do no more
 * @param limitWaiting calls that wait for one now
 * @param longestLimitWaitNs the longest that one of {@code limitWaits} did, in nanoseconds
 * @param buffersOut off-heap buffers of the process that are in use now
 * @param fileCallsCached reads of files whose reads block that found all in the page cache
 * @param fileCallsByRing calls on files that the kernel's io_uring served: whose virtual thread
 *     waited without a thread
 * @param fileCallsByHandOff calls on files that might have been, but held a thread
 * @param stuckWatch how unannounced calls are found: {@code perf} or {@code proc}
 */
public record BatonStats(
        int maxProcs,
        long gStarted,
        long gLive,
        long syscalls,
        long handoffs,
        long retakes,
        long steals,
        long sparesBlocked,
        long sparesBusy,
        long sparesComputing,
        long waits,
        long waitP50Ns,
        long waitP99Ns,
        long longestWaitNs,
        String longestWaitSite,
        long threadsStarted,
        long threadsLive,
        long threadsPeak,
        long threadsEnded,
        long threadWaits,
        long threadWaiting,
        long longestThreadWaitNs,
        long limitInside,
        long limitWaits,
        long limitWaiting,
        long longestLimitWaitNs,
        long buffersOut,
        long fileCallsCached,
        long fileCallsByRing,
        long fileCallsByHandOff,
        String stuckWatch) {}
