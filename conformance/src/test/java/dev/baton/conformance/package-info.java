/**
 * What the JDK documents of virtual threads, each sentence with a check that holds it. The checks
 * know nothing of a scheduler: they run as they are on plain {@code java} and under whatever else
 * runs virtual threads, and the answers have to be the same.
 */
package dev.baton.conformance;
