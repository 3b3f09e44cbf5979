/**
 * What a trace means: the spans of Gs, Ms and Ps that its events begin and end. All that is made
 * out of a trace stands on it, but for Go's format, which wants events.
 */
package dev.baton.trace.replay;
