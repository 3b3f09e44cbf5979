package dev.baton.trace.replay;

import dev.baton.trace.Event;
import dev.baton.trace.Trace;

/**
 * Goes through a trace and says what its events mean for each G, M and P: what began, what ended,
 * and since when. It believes the trace: where an event does not fit to what was before, for events
 * were lost or the trace began in the midst, what is under way ends there and what the event says
 * begins. Whether a trace holds Go's rules is for a checker to say.
 */
public final class Replay {
    private static final int FIRST_ARG = 0;
    private static final int SECOND_ARG = 1;
    private static final int THIRD_ARG = 2;

    private final Spans spans;
    private final GTable gs = new GTable();
    private final Call call = new Call();

    /** By P: the G that has it, when it was handed on and by whom. */
    private final Growing gOfP = new Growing(0);

    private final Growing handedNs = new Growing(GTable.UNKNOWN_NS);
    private final Growing handedBy = new Growing(-1);

    /** By M: the G on it, and whether it lives. */
    private final Growing gOfM = new Growing(0);

    private final Growing lives = new Growing(0);

    /** By M: the P that it has. */
    private final Growing pOfM = new Growing(GTable.NO_P);

    private int threads;
    private int runnable;
    private int blocked;
    private long stoppedNs = GTable.UNKNOWN_NS;
    private long startNs = GTable.UNKNOWN_NS;
    private long nowNs;

    private Replay(Spans spans) {
        this.spans = spans;
    }

    /**
     * Goes through all of it.
     *
     * @param trace which
     * @param spans is told
     */
    public static void of(Trace trace, Spans spans) {
        Replay replay = new Replay(spans);
        trace.forEach(replay::visit);
        replay.end();
    }

    private void visit(Event e) {
        nowNs = e.timeNs();
        if (startNs == GTable.UNKNOWN_NS) {
            startNs = nowNs;
        }
        switch (e.type()) {
            case GO_CREATE, GO_UNPARK -> readied(gs.row(e.g()), e);
            case GO_START -> start(gs.row(e.g()), e.m(), e.p());
            case GO_END -> {
                leave(gs.row(e.g()));
                gs.remove(e.g());
            }
            case GO_SCHED, GO_PREEMPT -> runnable(gs.row(e.g()));
            case GO_PARK -> park(gs.row(e.g()), e.arg(FIRST_ARG));
            case GO_SYSCALL -> enterCall(e);
            case GO_IN_SYSCALL -> wasInCall(e);
            case GO_SYSBLOCK -> blocks(gs.row(e.g()));
            case GO_SYSEXIT -> exitCall(gs.row(e.g()), e);
            case GO_NO_P -> runnable(gs.row(e.g()));
            case LONG_CALL ->
                    spans.callHasStack(
                            e.g(), siteOf(e.g()), e.arg(FIRST_ARG), (int) e.arg(SECOND_ARG));
            case GO_WAITED -> sayWaited(gs.row(e.g()), e);
            case RETAKE -> take(e, e.arg(THIRD_ARG));
            case LEND -> take(e, 0);
            case GIVE_BACK -> has(e.p(), (int) e.arg(FIRST_ARG));
            case KERNEL_WAIT ->
                    spans.sleepsInKernel(
                            (int) e.arg(FIRST_ARG), e.arg(SECOND_ARG), e.arg(THIRD_ARG), nowNs);
            case HANDOFF -> handOff(e);
            case PROC_START -> procStarts(e.p(), e.m());
            case PROC_STOP -> hasNoMore(e.p(), e.m());
            case M_START -> mStarts(e.m());
            case M_STOP -> mStops(e.m());
            case STW_START -> stoppedNs = nowNs;
            case STW_DONE -> {
                if (stoppedNs != GTable.UNKNOWN_NS) {
                    spans.stopped(0, stoppedNs, nowNs);
                    stoppedNs = GTable.UNKNOWN_NS;
                }
            }
            case GC ->
                    spans.stopped(
                            e.arg(SECOND_ARG), Math.max(startNs, nowNs - e.arg(FIRST_ARG)), nowNs);
            case GOMAXPROCS, THREAD_LIMIT, NETPOLL, LOST, GO_NAME -> {}
        }
        spans.counts(threads, runnable, blocked, nowNs);
    }

    private void end() {
        for (int row = 0; row < gs.rows(); row++) {
            leave(row);
        }
        spans.ended(nowNs);
    }

    private void runnable(int row) {
        leave(row);
        gs.state[row] = GState.RUNNABLE;
        gs.sinceNs[row] = nowNs;
        runnable++;
        spans.waitBegins(gs.g[row], nowNs);
    }

    private void readied(int row, Event e) {
        if (gs.state[row] == GState.WAITING || gs.state[row] == GState.UNKNOWN) {
            spans.readied(e.g(), e.arg(FIRST_ARG), e.m(), nowNs);
            runnable(row);
        }
    }

    private void park(int row, long reason) {
        leave(row);
        gs.state[row] = GState.WAITING;
        gs.sinceNs[row] = nowNs;
        gs.site[row] = reason;
        spans.parkBegins(gs.g[row], reason, nowNs);
    }

    private void start(int row, int m, int p) {
        gs.waitIsKnown[row] = gs.state[row] == GState.RUNNABLE;
        leave(row, m, p);
        comeOn(row, m);
        gs.state[row] = GState.RUNNING;
        gs.sinceNs[row] = nowNs;
        place(row, p);
    }

    /** Said by the trace, for a G whose wait it did not see begin. */
    private void sayWaited(int row, Event e) {
        boolean wasSaid = gs.state[row] == GState.RUNNING && gs.waitIsKnown[row];
        boolean willBeSaid = gs.state[row] == GState.RUNNABLE;
        if (!wasSaid && !willBeSaid) {
            spans.waited(
                    gs.g[row], e.m(), e.p(), Math.max(startNs, nowNs - e.arg(FIRST_ARG)), nowNs);
        }
    }

    private void enterCall(Event e) {
        int row = gs.row(e.g());
        wasRunning(row, e.m(), (int) pOfM.get(e.m()));
        if (gs.state[row] == GState.IN_CALL) {
            endCall(row);
        } else if (gs.p[row] == GTable.NO_P && gs.placeNs[row] < nowNs) {
            spans.withoutP(gs.g[row], gs.m[row], false, gs.placeNs[row], nowNs);
            gs.placeNs[row] = nowNs;
        }
        beginCall(row, e.arg(FIRST_ARG), e.arg(SECOND_ARG), nowNs);
    }

    private void wasInCall(Event e) {
        int row = gs.row(e.g());
        if (gs.state[row] == GState.UNKNOWN) {
            wasRunning(row, e.m(), (int) pOfM.get(e.m()));
            beginCall(row, e.arg(FIRST_ARG), e.arg(SECOND_ARG), nowNs - e.arg(THIRD_ARG));
        }
    }

    private void beginCall(int row, long number, long site, long fromNs) {
        gs.state[row] = GState.IN_CALL;
        gs.number[row] = number;
        gs.site[row] = site;
        gs.callNs[row] = fromNs;
        gs.callP[row] = gs.p[row];
        gs.sinceNs[row] = nowNs;
        gs.blockedNs[row] = Call.NOT_BLOCKED;
        spans.callBegins(view(row));
        if (gs.p[row] == GTable.NO_P) {
            blocked++;
            gs.blockedNs[row] = nowNs;
            spans.callBlocks(view(row));
        }
    }

    private void exitCall(int row, Event e) {
        wasRunning(row, e.m(), e.p());
        if (gs.state[row] == GState.IN_CALL) {
            endCall(row);
        }
        if (gs.p[row] != e.p()) {
            unplace(row, true);
            place(row, e.p());
        }
    }

    private void endCall(int row) {
        if (gs.blockedNs[row] != Call.NOT_BLOCKED) {
            blocked--;
        }
        if (gs.p[row] == GTable.NO_P) {
            spans.withoutP(gs.g[row], gs.m[row], true, gs.placeNs[row], nowNs);
            gs.placeNs[row] = nowNs;
        }
        spans.callEnds(view(row));
        gs.state[row] = GState.RUNNING;
        gs.sinceNs[row] = nowNs;
    }

    private Call view(int row) {
        call.g = gs.g[row];
        call.m = gs.m[row];
        call.p = gs.callP[row];
        call.site = gs.site[row];
        call.number = gs.number[row];
        call.fromNs = gs.callNs[row];
        call.blockedNs = gs.blockedNs[row];
        call.toNs = nowNs;
        return call;
    }

    /** Its P is gone; it goes on. */
    private void losesP(int row) {
        if (gs.p[row] != GTable.NO_P) {
            unplace(row, false);
            gs.placeNs[row] = nowNs;
            blocks(row);
        }
    }

    private void blocks(int row) {
        if (gs.state[row] == GState.IN_CALL && gs.blockedNs[row] == Call.NOT_BLOCKED) {
            blocked++;
            gs.blockedNs[row] = nowNs;
            spans.callBlocks(view(row));
        }
    }

    private void take(Event e, long why) {
        int from = (int) e.arg(FIRST_ARG);
        spans.taken(e.p(), from, e.arg(SECOND_ARG), why, nowNs);
        hasNoMore(e.p(), from);
    }

    /** An M has a P, and so has the G on it. */
    private void has(int p, int m) {
        long before = gOfP.get(p);
        if (before != 0 && before != gOfM.get(m)) {
            losesP(gs.row(before));
        }
        pOfM.set(m, p);
        long g = gOfM.get(m);
        int row = g == 0 ? LongIndex.NONE : gs.row(g);
        if (row != LongIndex.NONE && gs.p[row] != p) {
            unplace(row, gs.state[row] == GState.IN_CALL);
            place(row, p);
        }
    }

    private void hasNoMore(int p, int m) {
        if (pOfM.get(m) == p) {
            pOfM.set(m, GTable.NO_P);
        }
        long g = gOfP.get(p);
        if (g != 0) {
            losesP(gs.row(g));
        }
    }

    /** What was not seen to begin, begins where it is first seen. */
    private void wasRunning(int row, int m, int p) {
        if (gs.state[row] != GState.RUNNING && gs.state[row] != GState.IN_CALL) {
            leave(row);
            comeOn(row, m);
            gs.state[row] = GState.RUNNING;
            gs.sinceNs[row] = nowNs;
            place(row, p);
        }
    }

    private void comeOn(int row, int m) {
        if (m >= 0) {
            long other = gOfM.get(m);
            if (other != 0 && other != gs.g[row]) {
                leave(gs.row(other));
            }
            mStarts(m);
            gOfM.set(m, gs.g[row]);
        }
        gs.m[row] = m;
        gs.stayNs[row] = nowNs;
        spans.stayBegins(gs.g[row], m, nowNs);
    }

    private void place(int row, int p) {
        if (p >= 0) {
            long other = gOfP.get(p);
            if (other != 0 && other != gs.g[row]) {
                losesP(gs.row(other));
            }
            gOfP.set(p, gs.g[row]);
            if (gs.m[row] >= 0) {
                pOfM.set(gs.m[row], p);
            }
            spans.turnBegins(gs.g[row], gs.m[row], p, nowNs);
        }
        gs.p[row] = Math.max(p, GTable.NO_P);
        gs.placeNs[row] = nowNs;
    }

    private void unplace(int row, boolean wasInCall) {
        int p = gs.p[row];
        if (p >= 0) {
            spans.turnEnds(gs.g[row], gs.m[row], p, gs.placeNs[row], nowNs);
            gOfP.set(p, 0);
        } else if (gs.placeNs[row] < nowNs) {
            spans.withoutP(gs.g[row], gs.m[row], wasInCall, gs.placeNs[row], nowNs);
        }
        gs.p[row] = GTable.NO_P;
    }

    /** All that is under way of it ends now, and it is not known to run. */
    private void leave(int row) {
        leave(row, GTable.NO_THREAD, GTable.NO_P);
    }

    /** All that is under way of it ends now, and it runs there. */
    private void leave(int row, int m, int p) {
        GState was = gs.state[row];
        if (was == GState.IN_CALL) {
            endCall(row);
        }
        if (was == GState.IN_CALL || was == GState.RUNNING) {
            unplace(row, false);
            spans.stayEnds(gs.g[row], gs.m[row], gs.stayNs[row], nowNs);
            if (gOfM.get(gs.m[row]) == gs.g[row]) {
                gOfM.set(gs.m[row], 0);
            }
            gs.m[row] = GTable.NO_THREAD;
        }
        if (was == GState.RUNNABLE) {
            runnable--;
            spans.waited(gs.g[row], m, p, gs.sinceNs[row], nowNs);
        }
        if (was == GState.WAITING) {
            spans.parked(gs.g[row], gs.site[row], gs.sinceNs[row], nowNs);
        }
        gs.state[row] = GState.UNKNOWN;
    }

    /** Of its last call. */
    private long siteOf(long g) {
        int row = gs.row(g); // before the column is read: a new row may make it another
        return gs.site[row];
    }

    private void handOff(Event e) {
        handedNs.set(e.p(), nowNs);
        handedBy.set(e.p(), e.m());
        spans.handOffBegins(e.p(), e.m(), nowNs);
    }

    private void procStarts(int p, int m) {
        if (handedNs.get(p) != GTable.UNKNOWN_NS) {
            spans.handedOff(p, (int) handedBy.get(p), m, handedNs.get(p), nowNs);
            handedNs.set(p, GTable.UNKNOWN_NS);
        }
        mStarts(m);
        if (m >= 0) {
            has(p, m);
        }
    }

    private void mStarts(int m) {
        if (m >= 0 && lives.get(m) == 0) {
            lives.set(m, 1);
            threads++;
        }
    }

    private void mStops(int m) {
        if (lives.get(m) != 0) {
            lives.set(m, 0);
            threads--;
        }
    }
}
