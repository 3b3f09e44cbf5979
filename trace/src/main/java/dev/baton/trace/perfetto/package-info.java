/** Traces for Perfetto. */
package dev.baton.trace.perfetto;
