package dev.baton.sched;

/**
 * The whole state in text. Takes no lock but those of the list of Gs: it must work when the
 * scheduler does not, so what it shows may be a little torn.
 */
final class Dump {
    private static final int MOST_GS = 200;

    private Dump() {}

    static String of(Scheduler s) {
        StringBuilder out = new StringBuilder(4096);
        out.append("baton \"").append(s.name).append("\": maxprocs=").append(s.ps.maxprocs());
        out.append(" npidle=").append(s.ps.npidle());
        out.append(" nmspinning=").append(s.nmspinning());
        out.append(" runq=").append(s.runq.size());
        out.append(" stopping=").append(s.world.isStopping());
        out.append(" timers=").append(s.timers.orphans());
        out.append("\nPs\n");
        for (P p : s.ps.allp()) {
            out.append("  ").append(p);
            out.append(" m=").append(p.m).append(" queue=").append(p.queue.size());
            out.append(" runnext=").append(p.queue.lvRunnext());
            out.append(" timers=").append(p.timers.size());
            out.append(" dispatches=").append(p.dispatches());
            out.append(" syscalltick=").append(p.syscalltick());
            out.append(p.whyStuck()).append(p.spare ? " spare" : "").append('\n');
        }
        out.append("Ms\n");
        int ms = 0;
        for (M m = s.ms.first(); m != null && ms < MOST_GS; m = m.allNext, ms++) {
            out.append("  ").append(m).append(" tid=").append(m.tid);
            out.append(m.hasP ? " p=" : " left p=").append(m.p);
            out.append(" curg=").append(m.curg);
            out.append(m.spinning ? " spinning" : "").append(m.idle ? " idle" : "");
            out.append(m == s.timers.poller() ? " waits for a timer" : "").append('\n');
        }
        out.append("Gs\n");
        int n = s.allgs.appendTo(out, MOST_GS);
        if (n > MOST_GS) {
            out.append("  and ").append(n - MOST_GS).append(" more\n");
        }
        return out.toString();
    }
}
