package dev.baton.sched.view;

import java.util.List;
import java.util.Objects;

/**
 * A scheduler. Looked at while it runs: one part may be a moment older than another.
 *
 * @param name of the instance
 * @param maxProcs how many Gs may run at a time
 * @param idlePs how many Ps have nothing to run
 * @param spinningMs how many Ms look for work
 * @param threads how many Ms there are
 * @param idleMs how many of them wait for work
 * @param globalQueue how many Gs wait in the line of all
 * @param liveGs how many Gs there are, about
 * @param inNetpoll how many descriptors are registered in Baton's epoll
 * @param waits how long Gs waited to be run; none where that is not timed
 * @param ps all that were ever needed
 * @param ms all
 */
public record SchedulerView(
        String name,
        int maxProcs,
        int idlePs,
        int spinningMs,
        int threads,
        int idleMs,
        long globalQueue,
        long liveGs,
        long inNetpoll,
        WaitsView waits,
        List<PView> ps,
        List<MView> ms) {

    /**
     * How many Gs are on an M.
     *
     * @return those that run, and those in a call
     */
    public int mounted() {
        return (int) ms.stream().map(MView::g).filter(Objects::nonNull).count();
    }

    /**
     * How many Gs wait in the queues of Ps.
     *
     * @return without those in the line of all
     */
    public long queuedAtPs() {
        return ps.stream().mapToLong(PView::queue).sum();
    }
}
