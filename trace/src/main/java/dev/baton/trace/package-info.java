/**
 * Reads the traces that Baton's scheduler writes. It needs nothing of the scheduler: a trace may
 * come from another process and another machine. The bytes of a file are in docs/trace-format.md.
 */
package dev.baton.trace;
