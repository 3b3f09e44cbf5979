package dev.baton.trace.report;

import java.util.List;

/**
 * A G that waited long to be run, and who had the Ps meanwhile.
 *
 * @param g who waited
 * @param name its name; empty where it has none
 * @param fromNs since when it was runnable
 * @param toNs when it was run, or the trace ended
 * @param ran whether it was run
 * @param others how many more waited at that time, for at least half as long
 * @param holders who had the Ps, most of the time first
 */
public record Wait(
        long g,
        String name,
        long fromNs,
        long toNs,
        boolean ran,
        long others,
        List<Holder> holders) {
    /**
     * Who had a P while others waited.
     *
     * @param what a call site, or the names of the Gs that ran
     * @param isCall whether it was in a call all the time that counts here
     * @param gs how many Gs it was
     * @param ns for how long, all Ps together
     */
    public record Holder(String what, boolean isCall, int gs, long ns) {}

    /** {@return how long it waited} */
    public long durationNs() {
        return toNs - fromNs;
    }
}
