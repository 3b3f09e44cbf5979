package dev.baton.sched;

import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.Set;
import java.util.function.Predicate;

/**
 * The whole state in text. Takes no lock: it must work when the scheduler does not, so what it
 * shows may be a little torn, where the world is not stopped ({@link StopTheWorld}).
 */
final class Dump {
    /** The last line of one for which the world could not be stopped. */
    static final String TORN = "not of one moment: the Ps could not be stopped in time\n";

    private static final int MOST_GS = 200;

    private Dump() {}

    static String of(Scheduler s) {
        StringBuilder out = threads(s).append("Gs\n");
        new GLines(out).appendAll(s);
        return out.toString();
    }

    /** The same without the Gs that are on no M. */
    static StringBuilder threads(Scheduler s) {
        StringBuilder out = new StringBuilder(4096);
        out.append("baton \"").append(s.name).append("\": maxprocs=").append(s.ps.maxprocs());
        out.append(" npidle=").append(s.ps.npidle());
        out.append(" nmspinning=").append(s.waking.nmspinning());
        out.append(" runq=").append(s.runq.size());
        out.append(" stopping=").append(s.world.isStopping());
        out.append(" timers=").append(s.timers.orphans());
        out.append(" netpoll=").append(s.netpoll.registered());
        out.append("\nPs\n");
        for (P p : s.ps.allp()) {
            out.append("  ").append(p);
            out.append(" m=").append(p.m).append(" queue=").append(p.queue.size());
            out.append(" runnext=").append(p.queue.lvRunnext());
            out.append(" timers=").append(p.timers.size());
            if (PStatus.isLent(p.laWord())) {
                out.append(" lender=").append(p.lender);
            }
            out.append('\n');
        }
        out.append("Ms\n");
        int ms = 0;
        for (M m = s.ms.first(); m != null && ms < MOST_GS; m = m.allNext, ms++) {
            out.append("  ").append(m).append(" tid=").append(m.tid);
            boolean has = m.p != null && m.p.m == m && m.p.laState() != PStatus.IDLE;
            out.append(has ? " p=" : " left p=").append(m.p);
            out.append(" dispatches=").append(m.dispatches());
            out.append(" calls=").append(m.calls());
            out.append(" curg=").append(m.curg);
            out.append(m.spinning ? " spinning" : "").append(m.idle ? " idle" : "");
            out.append(pollerNote(s, m)).append('\n');
        }
        Limit.appendTo(out);
        return out;
    }

    private static String pollerNote(Scheduler s, M m) {
        if (m != s.timers.poller()) {
            return "";
        }
        return m.inNetPoll ? " waits for a timer and the network" : " waits for a timer";
    }

    /** A line for each G, up to a number: all others wait meanwhile, and there may be a million. */
    private static final class GLines implements Predicate<G> {
        private final StringBuilder out;
        private int n;

        GLines(StringBuilder out) {
            this.out = out;
        }

        void appendAll(Scheduler s) {
            String missing = s.host.whyGsAreMissing();
            if (missing == null) {
                s.host.forEachG(s, this);
            } else {
                Set<G> seen = Collections.newSetFromMap(new IdentityHashMap<>());
                s.host.forEachG(
                        s,
                        g -> {
                            seen.add(g);
                            return true;
                        });
                addHeld(s, seen);
                for (G g : seen) {
                    if (!test(g)) {
                        break;
                    }
                }
            }
            long more = s.gs.liveAbout() - n;
            if (n == MOST_GS && more > 0) {
                out.append("  and ").append(more).append(" more\n");
            }
            if (missing != null) {
                out.append("  and those that only wait: ").append(missing).append('\n');
            }
        }

        /** Those that an M runs or a queue holds. */
        private static void addHeld(Scheduler s, Set<G> seen) {
            for (M m = s.ms.first(); m != null; m = m.allNext) {
                G g = m.curg;
                if (g != null) {
                    seen.add(g);
                }
            }
            for (P p : s.ps.allp()) {
                p.queue.forEach(seen::add);
            }
            s.runq.forEach(seen::add);
        }

        @Override
        public boolean test(G g) {
            int status = g.lpStatus();
            if (status == G.IDLE || status == G.DEAD) {
                return true; // about to start, or just over
            }
            n++;
            out.append("  ").append(g);
            if (status == G.SYSCALL || g.parkedInside) {
                out.append(" in ").append(SyscallPath.describe(g));
            }
            out.append('\n');
            return n < MOST_GS;
        }
    }
}
