/**
 * What takes nanoseconds, measured by JMH: {@code baton bench --jmh [REGEX]}. The threads that JMH
 * measures on are Gs.
 */
package dev.baton.bench.jmh;
