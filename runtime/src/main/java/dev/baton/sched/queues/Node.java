package dev.baton.sched.queues;

/**
 * What may be in a {@link GList} or a {@link GlobalQueue}: it is linked through itself, and so is
 * in one of them at a time.
 */
public abstract class Node {
    /** The next in a global queue. By who puts it there, then by who takes from there. */
    Node schedlink;

    /** How many are below it on the stack of a global queue, itself included: a hint. */
    int depth;

    /** Whether it is in a list or a global queue. */
    boolean queued;

    /** In no queue. */
    protected Node() {}

    /**
     * It is in a queue and is put into one.
     *
     * @return what to throw
     */
    protected abstract Error queuedTwice();
}
