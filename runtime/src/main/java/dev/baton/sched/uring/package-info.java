/**
 * Who waits for which request of an io_uring, and what becomes of it when its result comes. Nothing
 * here knows of a P, an M or the scheduler, nor of the ring: the scheduler's {@code RingPoll} puts
 * requests, waits and takes results. Public for the scheduler alone.
 */
package dev.baton.sched.uring;
