package dev.baton.trace.report;

/**
 * The calls of one call site.
 *
 * @param site what the trace calls it
 * @param calls how many there were
 * @param blockedCalls how many of them lost their P
 * @param totalNs how long all of them took, together
 * @param withoutPNs how long all of them were without a P, together
 * @param longestNs how long the longest took
 * @param longestFromNs when that one began
 * @param longestG whose it was
 * @param mostThreads how many threads were in such a call at a time, at most
 * @param stack of a long one, for {@link dev.baton.trace.Trace#stack(int)}; 0 where there is none
 * @param kernelFunction where in the kernel one slept; empty where nobody looked
 */
public record CallSite(
        String site,
        long calls,
        long blockedCalls,
        long totalNs,
        long withoutPNs,
        long longestNs,
        long longestFromNs,
        long longestG,
        int mostThreads,
        int stack,
        String kernelFunction) {}
