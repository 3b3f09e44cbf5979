/**
 * The queues that Gs wait in: the ring of a P, and the lines of those that belong to none. Nothing
 * here knows what is queued, or of a P, an M or the scheduler. Public for the scheduler alone.
 */
package dev.baton.sched.queues;
