/**
 * Figures of the Baton that runs the program, for Micrometer and for OpenTelemetry: the same names,
 * no tags. All are 0 where there is no Baton, and before the first virtual thread.
 */
package dev.baton.metrics;
