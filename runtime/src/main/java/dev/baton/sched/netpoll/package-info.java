/**
 * Who waits for which descriptor, and what becomes of it when the kernel says that something came
 * or when the number is another file's: Go's netpoll.go. Nothing here knows of a P, an M or the
 * scheduler; who asks the kernel, and lets those go on that were woken, does. Public for the
 * scheduler alone.
 */
package dev.baton.sched.netpoll;
