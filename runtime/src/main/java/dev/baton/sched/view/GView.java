package dev.baton.sched.view;

/**
 * A G.
 *
 * @param thread the virtual thread itself
 * @param status {@code runnable}, {@code running}, {@code syscall} or {@code waiting}
 * @param m the M that runs it or ran it last; −1 for none
 * @param call the blocking call that it is in, as it was announced; null for none
 * @param sinceNs for how long it has been so, in nanoseconds, to some 10 ms; −1 where that was not
 *     noted
 */
public record GView(Thread thread, String status, int m, String call, long sinceNs) {
    /**
     * Its number.
     *
     * @return the thread's
     */
    public long id() {
        return thread.threadId();
    }
}
