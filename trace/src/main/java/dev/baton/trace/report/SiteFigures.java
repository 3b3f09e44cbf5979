package dev.baton.trace.report;

/** What is counted of the calls of one call site. */
final class SiteFigures {
    final String site;
    long calls;
    long blockedCalls;
    long totalNs;
    long withoutPNs;
    long longestNs;
    long longestFromNs;
    long longestG;
    int stack;
    long stackNs;
    int now;
    int most;
    String kernel = "";

    SiteFigures(String site) {
        this.site = site;
    }

    void begins() {
        now++;
        most = Math.max(most, now);
    }

    void ends(long g, long fromNs, long durationNs, long withoutPForNs) {
        now--;
        calls++;
        totalNs += durationNs;
        if (withoutPForNs > 0) {
            blockedCalls++;
            withoutPNs += withoutPForNs;
        }
        if (durationNs > longestNs || calls == 1) {
            longestNs = durationNs;
            longestFromNs = fromNs;
            longestG = g;
        }
    }

    CallSite toRecord() {
        return new CallSite(
                site,
                calls,
                blockedCalls,
                totalNs,
                withoutPNs,
                longestNs,
                longestFromNs,
                longestG,
                most,
                stack,
                kernel);
    }
}
