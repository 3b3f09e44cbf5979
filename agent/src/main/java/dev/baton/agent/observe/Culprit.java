package dev.baton.agent.observe;

import java.util.List;

/** A place that kept carriers while other virtual threads waited for one. */
final class Culprit {
    final boolean asleep;
    final List<StackTraceElement> frames;

    /** How often it did, for how long in all, and the longest time, in nanoseconds. */
    long times;

    long totalNs;
    long longestNs;

    Culprit(boolean asleep, List<StackTraceElement> frames) {
        this.asleep = asleep;
        this.frames = frames;
    }
}
