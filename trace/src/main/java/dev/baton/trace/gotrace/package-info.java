/** Traces for {@code go tool trace}. */
package dev.baton.trace.gotrace;
