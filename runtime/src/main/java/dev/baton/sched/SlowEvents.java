package dev.baton.sched;

/**
 * Who is told of what took long, as the JVM's flight recorder is by the agent. Told by the G's own
 * thread, outside of any contact with the scheduler: it may do what a program may. Nobody is told
 * of what did not take long: all this comes after the P was lost.
 */
public abstract class SlowEvents {
    /** For who wants to be told. */
    protected SlowEvents() {}

    /**
     * The current G is back from a call in which its P was handed to another thread, and goes on.
     *
     * @param call what it was, as dumps have it
     * @param inCallNs how long it took, in nanoseconds; where that was not timed, as far as it was
     *     watched
     * @param forPNs how long it took then until there was a P to go on with
     */
    public abstract void handedOff(String call, long inCallNs, long forPNs);

    /**
     * The current G is about to make a call that is known to block, and has waited for its turn,
     * since all threads were taken.
     *
     * @param call what it is
     * @param ns how long it waited
     * @param maxThreads how many there may be
     */
    public abstract void waitedForThread(String call, long ns, int maxThreads);
}
