/**
 * What the scheduler asks of Linux directly, by FFM downcalls: sleeping and waking an OS thread, a
 * lock that never parks, waiting for descriptors, and what the kernel knows about a thread. Nothing
 * here knows of G, M or P, calls the scheduler, or parks a virtual thread.
 */
package dev.baton.linux;
