/**
 * Writing a trace: buffers, one for each M, that are written to without a lock, and who drains them
 * into a file or keeps the last of them. It knows nothing of the scheduler, which is what {@code
 * dev.baton.sched.Tracing} ties to it. None of its classes is loaded as long as nobody traces. The
 * bytes of a file are in docs/trace-format.md.
 */
package dev.baton.sched.tracing;
