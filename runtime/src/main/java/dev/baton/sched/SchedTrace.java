package dev.baton.sched;

/**
 * Go's {@code schedtrace}: a line with the state of the scheduler, for programs that read such
 * lines; {@code needspinning} is missing, for there is nothing like it here. Looked at without a
 * lock, so it may be a little torn.
 */
final class SchedTrace {
    private SchedTrace() {}

    static String line(Scheduler s, long elapsedMs) {
        int maxprocs = s.ps.maxprocs();
        StringBuilder out = new StringBuilder(160);
        out.append("SCHED ").append(elapsedMs).append("ms: gomaxprocs=").append(maxprocs);
        // Negative while there are too many Ps, which Go does not know.
        out.append(" idleprocs=").append(Math.max(s.ps.npidle(), 0));
        out.append(" threads=").append(s.ms.count());
        out.append(" spinningthreads=").append(s.waking.nmspinning());
        out.append(" idlethreads=").append(s.ms.idle());
        out.append(" runqueue=").append(s.runq.size());
        out.append(" [");
        P[] all = s.ps.allp();
        // A P is made when it is needed first; Go makes all at the start.
        int n = Math.max(all.length, maxprocs);
        for (int i = 0; i < n; i++) {
            out.append(i == 0 ? "" : " ").append(i < all.length ? all[i].queue.size() : 0);
        }
        return out.append(']').toString();
    }
}
