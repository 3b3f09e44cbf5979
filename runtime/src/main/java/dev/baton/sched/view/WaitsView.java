package dev.baton.sched.view;

/**
 * How long Gs waited to be run, where that is timed.
 *
 * @param count how often one waited; 0 where it is not timed
 * @param p50Ns half of these waits took no longer, in nanoseconds, to one part in eight
 * @param p99Ns nor did 99 in a hundred
 * @param longestNs the longest of them
 * @param longestSite where the one that waited so goes on; an empty text where that was short
 */
public record WaitsView(long count, long p50Ns, long p99Ns, long longestNs, String longestSite) {}
