package dev.baton.sched.queues;

/**
 * A point between two accesses to shared memory. The simulation may let another thread go on there;
 * for real it is nothing, and compiled to nothing.
 */
@FunctionalInterface
public interface Steps {
    /** Such a point. */
    void step();
}
