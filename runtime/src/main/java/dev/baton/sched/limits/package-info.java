/**
 * What limits are built of: the line in which callers wait for one of a number of places, what an
 * option names, and which file lies where. Knows nothing of the scheduler.
 */
package dev.baton.sched.limits;
