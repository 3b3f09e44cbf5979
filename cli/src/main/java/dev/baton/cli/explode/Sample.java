package dev.baton.cli.explode;

import programs.explode.Tally;

/**
 * What a side was at one moment.
 *
 * @param tally what it told
 * @param threads threads of the OS that the process had, the JVM's own among them
 * @param rssKib its resident memory
 */
public record Sample(Tally tally, long threads, long rssKib) {}
