package dev.baton.cli;

import java.util.Map;

/**
 * What the charts of {@code baton top --web} have of a look.
 *
 * @param atMs when it was, by the clock on the wall
 * @param busyPs how many Ps have something to run
 * @param maxProcs how many there may be
 * @param inKernel how many Ms have a G, no P, and are asleep in the kernel
 * @param runnable how many Gs wait to be run
 * @param handOffsPerS how many Ps were handed on in a second, since the look before
 * @param threads how many Ms there are
 */
record TopPoint(
        long atMs,
        long busyPs,
        long maxProcs,
        long inKernel,
        long runnable,
        double handOffsPerS,
        long threads) {
    private static final double SECOND_NS = 1e9;

    /**
     * Of a look.
     *
     * @param handOffs since the look before
     * @param afterNs how long ago that was
     */
    static TopPoint of(TopView now, long handOffs, long afterNs) {
        long inKernel = now.away().stream().filter(m -> !"R".equals(m.get("state"))).count();
        long queued = now.list("ps").stream().mapToLong(p -> TopView.number(p, "queue")).sum();
        return new TopPoint(
                System.currentTimeMillis(),
                now.number("maxProcs") - now.number("idlePs"),
                now.number("maxProcs"),
                inKernel,
                now.number("globalQueue") + queued,
                handOffs * SECOND_NS / Math.max(afterNs, 1),
                now.number("threads"));
    }

    Map<String, Object> toMap() {
        return Map.of(
                "atMs",
                atMs,
                "busyPs",
                busyPs,
                "maxProcs",
                maxProcs,
                "inKernel",
                inKernel,
                "runnable",
                runnable,
                "handOffsPerS",
                handOffsPerS,
                "threads",
                threads);
    }
}
