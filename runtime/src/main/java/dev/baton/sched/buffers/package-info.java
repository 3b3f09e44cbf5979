/**
 * Off-heap buffers for system calls: each P has a cache of them, and there is a list of those that
 * none has. Nothing here knows of a P, an M or the scheduler; the thread is asked for its cache.
 */
package dev.baton.sched.buffers;
