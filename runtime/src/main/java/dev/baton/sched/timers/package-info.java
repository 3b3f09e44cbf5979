/**
 * Timers, and the heap of four children a node that each P has of them. Nothing here knows of a P,
 * an M or the scheduler; who runs what is due, and who waits for the next one, does. Public for the
 * scheduler alone.
 */
package dev.baton.sched.timers;
