package dev.baton.sched;

/**
 * Taking a P from an M that does not come back, and having a trace say so. The clock is read before
 * the CAS, so that the M, which finds out by one of its own, finds a later time; and its call is
 * looked up then, for as long as the CAS succeeds it is in the same one.
 */
final class Taking {
    private Taking() {}

    /**
     * Takes p if its word is still w.
     *
     * @param t the caller's, or null
     * @param from whose it is
     * @param to the state
     */
    static boolean take(Tracer t, P p, long w, M from, int to, Tracing.Why why) {
        if (t == null) {
            return p.take(w, to);
        }
        G g = from.curg;
        int call = Tracer.callOf(g);
        long now = t.begin();
        boolean taken = false;
        try {
            taken = p.take(w, to);
            if (taken) {
                t.retake(now, p, from, g, call, why);
            }
        } finally {
            t.end();
        }
        return taken;
    }

    /** The same, to lend it. */
    static boolean lend(Tracer t, P p, long w, M from) {
        if (t == null) {
            return p.lend(w, from);
        }
        G g = from.curg;
        long now = t.begin();
        boolean lent = false;
        try {
            lent = p.lend(w, from);
            if (lent) {
                t.lend(now, p, from, g);
            }
        } finally {
            t.end();
        }
        return lent;
    }

    /** Gives one back that is lent, and the caller's: {@link PStatus#giveBack}. */
    static boolean giveBack(Tracer t, P p, int from) {
        if (t == null) {
            return p.giveBack(from);
        }
        M to = p.lender;
        long now = t.begin();
        int seq = p.nextTraceSeq();
        boolean given = false;
        try {
            given = p.giveBack(from);
            if (given) {
                t.giveBack(now, p, to, seq);
            }
        } finally {
            t.end();
        }
        return given;
    }
}
