package dev.baton.sched;

/**
 * Go's {@code schedtrace} and {@code scheddetail}: lines with the state of the scheduler, in the
 * shape of Go 1.19, for programs that read such lines. What there is nothing like here is 0, or
 * what Go writes for nothing. Looked at without a lock, so it may be a little torn.
 */
final class SchedTrace {
    private static final int NONE = -1;

    // Go's numbers.
    private static final int P_IDLE = 0;
    private static final int P_RUNNING = 1;
    private static final int P_SYSCALL = 2;
    private static final int P_GCSTOP = 3;
    private static final int G_DEAD = 6;

    private SchedTrace() {}

    static String line(Scheduler s, long elapsedMs) {
        StringBuilder out = beginning(s, elapsedMs).append(" [");
        P[] all = s.ps.allp();
        // A P is made when it is needed first; Go makes all at the start.
        int n = Math.max(all.length, s.ps.maxprocs());
        for (int i = 0; i < n; i++) {
            out.append(i == 0 ? "" : " ").append(i < all.length ? all[i].queue.size() : 0);
        }
        return out.append(']').toString();
    }

    private static StringBuilder beginning(Scheduler s, long elapsedMs) {
        StringBuilder out = new StringBuilder(256);
        out.append("SCHED ").append(elapsedMs).append("ms: gomaxprocs=").append(s.ps.maxprocs());
        // Negative while there are too many Ps, which Go does not know.
        out.append(" idleprocs=").append(Math.max(s.ps.npidle(), 0));
        out.append(" threads=").append(s.ms.count());
        out.append(" spinningthreads=").append(s.waking.nmspinning());
        out.append(" idlethreads=").append(s.ms.idle());
        return out.append(" runqueue=").append(s.runq.size());
    }

    /** A line, and one for each P, M and G. */
    static String detail(Scheduler s, long elapsedMs) {
        StringBuilder out = beginning(s, elapsedMs);
        out.append(" gcwaiting=").append(s.world.isStopping() ? 1 : 0);
        out.append(" nmidlelocked=0 stopwait=0 sysmonwait=").append(s.sysmon.isDeep() ? 1 : 0);
        P[] all = s.ps.allp();
        for (int i = 0; i < Math.max(all.length, s.ps.maxprocs()); i++) {
            append(out, i, i < all.length ? all[i] : null);
        }
        for (M m = s.ms.first(); m != null; m = m.allNext) {
            append(out, m);
        }
        s.host.forEachG(
                s,
                g -> {
                    append(out, g);
                    return true;
                });
        return out.toString();
    }

    /** Null for one that was not needed yet. */
    private static void append(StringBuilder out, int id, P p) {
        M m = p == null ? null : p.m;
        int status = p == null ? P_IDLE : status(p, m);
        boolean has = m != null && (status == P_RUNNING || status == P_SYSCALL);
        out.append("\n  P").append(id).append(": status=").append(status);
        out.append(" schedtick=").append(m == null ? 0 : m.dispatches());
        out.append(" syscalltick=").append(m == null ? 0 : m.calls());
        out.append(" m=").append(has ? m.id : NONE);
        out.append(" runqsize=").append(p == null ? 0 : p.queue.size());
        out.append(" gfreecnt=0 timerslen=").append(p == null ? 0 : p.timers.size());
    }

    private static int status(P p, M m) {
        int state = p.laState();
        if (state == PStatus.IDLE) {
            return P_IDLE;
        }
        if (state == PStatus.GCSTOP) {
            return P_GCSTOP;
        }
        G g = m == null ? null : m.curg;
        return g != null && g.laStatus() == G.SYSCALL ? P_SYSCALL : P_RUNNING;
    }

    private static void append(StringBuilder out, M m) {
        P p = m.p;
        boolean has = p != null && p.m == m && p.laState() != PStatus.IDLE;
        G g = m.curg;
        boolean waitsWithG = g != null && g.lockedm == m;
        out.append("\n  M").append(m.id).append(": p=").append(has ? p.id : NONE);
        out.append(" curg=").append(g == null ? NONE : id(g));
        out.append(" mallocing=0 throwing=0 preemptoff= locks=0 dying=0");
        out.append(" spinning=").append(m.spinning);
        out.append(" blocked=").append(m.idle || waitsWithG);
        out.append(" lockedg=").append(waitsWithG ? id(g) : NONE);
    }

    private static void append(StringBuilder out, G g) {
        int status = g.laStatus();
        M m = g.m;
        M locked = g.lockedm;
        boolean onIt = (status == G.RUNNING || status == G.SYSCALL) && m != null && m.curg == g;
        out.append("\n  G").append(id(g)).append(": status=");
        out.append(status == G.DEAD ? G_DEAD : status); // all others are Go's
        out.append('(').append(status == G.WAITING ? reason(g) : "").append(')');
        out.append(" m=").append(onIt ? m.id : NONE);
        out.append(" lockedm=").append(locked == null ? NONE : locked.id);
    }

    private static long id(G g) {
        Thread thread = g.thread();
        return thread == null ? NONE : thread.threadId();
    }

    private static String reason(G g) {
        Thread thread = g.thread();
        if (thread == null) {
            return "";
        }
        return switch (thread.getState()) {
            case BLOCKED -> "monitor enter";
            case TIMED_WAITING -> "timed wait";
            case WAITING -> "wait";
            default -> "";
        };
    }
}
