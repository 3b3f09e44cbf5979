/** Baton's events in the JVM's flight recorder. Nothing here is loaded before that was started. */
package dev.baton.agent.jfr;
