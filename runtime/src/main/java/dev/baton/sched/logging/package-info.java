/**
 * The program's own logging. Loaded when there is something to warn of, and by a thread that is
 * made for that: no carrier runs it.
 */
package dev.baton.sched.logging;
