package dev.baton.agent.observe;

import dev.baton.agent.live.JsonText;
import java.util.List;
import java.util.Locale;

/**
 * What was seen of the JDK's scheduler.
 *
 * @param forNs how long it was watched
 * @param carriers the most carriers that there were
 * @param starvedNs for how long virtual threads waited while all carriers were kept
 * @param longestNs the longest such time
 * @param noCpuNs for how long carriers had no CPU, together, while virtual threads waited for them
 * @param culprits which places kept them, the worst first
 */
record Observed(
        long forNs,
        int carriers,
        long starvedNs,
        long longestNs,
        long noCpuNs,
        List<Culprit> culprits) {
    private static final int MOST_SHOWN = 10;
    private static final int MOST_FRAMES = 12;
    private static final double SECOND_NS = 1e9;

    /** For a person. */
    String text() {
        StringBuilder out = new StringBuilder();
        out.append("watched the JDK's scheduler for ").append(seconds(forNs));
        out.append(", ").append(carriers).append(carriers == 1 ? " carrier" : " carriers");
        out.append("; nothing was taken over\n");
        if (culprits.isEmpty()) {
            out.append(
                    carriers == 0
                            ? "there was no virtual thread\n"
                            : "no virtual thread was seen to wait for a carrier that slept or"
                                    + " computed: Baton would not make this program faster\n");
            sayNoCpu(out);
            return out.toString();
        }
        out.append("all carriers were kept while virtual threads waited for ");
        out.append(seconds(starvedNs)).append(" of that, for up to ").append(seconds(longestNs));
        out.append(" on end: nothing else ran\n");
        for (Culprit c : culprits.subList(0, Math.min(culprits.size(), MOST_SHOWN))) {
            append(c, out);
        }
        if (culprits.size() > MOST_SHOWN) {
            out.append("and ").append(culprits.size() - MOST_SHOWN).append(" other places\n");
        }
        sayNoCpu(out);
        return out.append(advice()).toString();
    }

    /** Less than a hundredth of the time is in no need of a word. */
    private void sayNoCpu(StringBuilder out) {
        if (noCpuNs > 0 && noCpuNs > forNs / 100 * carriers) {
            out.append("carriers had work and no CPU for ").append(seconds(noCpuNs));
            out.append(" together: other threads had it, other processes, or a quota ended it\n");
        }
    }

    private static void append(Culprit c, StringBuilder out) {
        out.append(seconds(c.totalNs));
        out.append(c.asleep ? " asleep in the kernel" : " computing");
        out.append(", ").append(c.times).append(c.times == 1 ? " time" : " times, up to ");
        out.append(c.times == 1 ? "" : seconds(c.longestNs)).append(", at\n");
        for (StackTraceElement f : c.frames.subList(0, Math.min(c.frames.size(), MOST_FRAMES))) {
            out.append("    ").append(f).append('\n');
        }
        if (c.frames.size() > MOST_FRAMES) {
            out.append("    and ").append(c.frames.size() - MOST_FRAMES).append(" frames more\n");
        }
    }

    private String advice() {
        boolean sleeps = culprits.stream().anyMatch(c -> c.asleep);
        boolean computes = culprits.stream().anyMatch(c -> !c.asleep);
        return "with Baton"
                + (sleeps ? " others run as soon as such a thread sleeps in the kernel" : "")
                + (sleeps && computes ? "," : "")
                + (computes ? " short ones run beside it after 0.5 ms of computing" : "")
                + ": baton run COMMAND\n";
    }

    /** For a program. */
    String json() {
        JsonText out = new JsonText().object();
        out.name("watchedNs").value(forNs).name("carriers").value(carriers);
        out.name("starvedNs").value(starvedNs).name("longestNs").value(longestNs);
        out.name("noCpuNs").value(noCpuNs).name("culprits").array();
        for (Culprit c : culprits) {
            out.object().name("asleep").value(c.asleep).name("times").value(c.times);
            out.name("totalNs").value(c.totalNs).name("longestNs").value(c.longestNs);
            out.name("frames").array();
            for (StackTraceElement frame : c.frames) {
                out.value(frame.toString());
            }
            out.end().end();
        }
        return out.end().end().toString();
    }

    private static String seconds(long ns) {
        return ns < SECOND_NS
                ? ns / 1_000_000 + " ms"
                : String.format(Locale.ROOT, "%.1f s", ns / SECOND_NS);
    }
}
