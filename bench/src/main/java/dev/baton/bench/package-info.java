/**
 * Baton beside the stock scheduler and Go, measured one row at a time.
 *
 * <p>{@link dev.baton.bench.Catalogue} lists what is measured and what is wanted of it; {@link
 * dev.baton.bench.Row} runs one side of one experiment in a process of its own. The command {@code
 * baton bench} starts those processes in turns and compares what they print. The Go side is the
 * program in {@code bench/go}, which does the same work under the same ids.
 */
package dev.baton.bench;
