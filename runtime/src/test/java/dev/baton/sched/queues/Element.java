package dev.baton.sched.queues;

/** Something to queue. */
final class Element extends Node {
    @Override
    protected Error queuedTwice() {
        return new AssertionError("queued twice");
    }
}
