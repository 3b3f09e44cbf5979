package dev.baton.trace.gotrace;

import dev.baton.trace.Event;
import dev.baton.trace.EventType;
import dev.baton.trace.Trace;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;

/**
 * Writes a trace in Go's format 1.11, which {@code go tool trace} of Go 1.11 to 1.21 opens. What Go
 * has no event for is said by the nearest that it has:
 *
 * <ul>
 *   <li>a G whose P was taken while it computed is in a system call that blocks, of which the stack
 *       says why;
 *   <li>a stop of the world is a "mark termination", a pause of the JVM's collector a GC;
 *   <li>what is done by no P (a thread of the OS that unparks, a timer) is done by P -1, as in Go.
 * </ul>
 */
public final class GoTrace {
    private static final String UNNAMED = "virtual thread";

    private final Trace trace;
    private final Foreseen foreseen;
    private final GoFile file;
    private final GoStacks stacks = new GoStacks();
    private final GoStates states;
    private final Map<Integer, Long> gOfM = new HashMap<>();
    private long calls;
    private long collections;
    private boolean isStopped;

    private GoTrace(Trace trace, GoFile file) {
        this.trace = trace;
        this.foreseen = Foreseen.of(trace);
        this.file = file;
        this.states = new GoStates(file);
    }

    /**
     * Writes it.
     *
     * @param trace is read twice
     * @param out is written to, and not closed
     * @return how many events of each kind there are
     * @throws IOException where writing fails
     */
    public static Map<GoEvent, Long> write(Trace trace, OutputStream out) throws IOException {
        try {
            return write(trace, new GoFile(out));
        } catch (UncheckedIOException e) {
            throw e.getCause();
        }
    }

    static Map<GoEvent, Long> write(Trace trace, GoFile file) {
        GoTrace go = new GoTrace(trace, file);
        go.begin();
        trace.forEach(go::visit);
        file.finish(go.stacks);
        return file.counts();
    }

    /** Who was there before says so. */
    private void begin() {
        states.at(0);
        file.event(GoFile.NO_P, 0, GoEvent.GOMAXPROCS, trace.header().maxProcs(), 0);
        for (Foreseen.Early early : foreseen.early()) {
            create(early.g(), GoFile.NO_P, 0);
            if (early.start() != Foreseen.Start.RUNNABLE) {
                states.waitedBefore(early.g(), early.start() == Foreseen.Start.IN_CALL);
            }
        }
    }

    private void create(long g, int p, long by) {
        String name = trace.string(foreseen.name(g));
        states.create(g, p, by, stacks.of(name.isEmpty() ? UNNAMED : name));
    }

    private void visit(Event e) {
        states.at(e.timeNs());
        if (e.type().isOfG() && !states.isKnown(e.g())) {
            create(e.g(), e.p(), e.type() == EventType.GO_CREATE ? e.arg(0) : 0);
        }
        switch (e.type()) {
            case GO_START -> {
                states.start(e.g(), e.p(), e.m());
                gOfM.put(e.m(), e.g());
            }
            case GO_END -> {
                leave(e);
                states.end(e.g());
            }
            case GO_SCHED -> {
                leave(e);
                states.givesWay(e.g(), GoEvent.GO_SCHED);
            }
            case GO_PREEMPT -> {
                leave(e);
                states.givesWay(e.g(), GoEvent.GO_PREEMPT);
            }
            case GO_NO_P -> {
                leave(e);
                states.exit(e.g());
            }
            case GO_PARK -> park(e);
            case GO_UNPARK -> states.unblock(e.g(), e.p(), e.arg(0), 0);
            case GO_SYSCALL -> states.call(e.g(), stackOfCall(e));
            case GO_IN_SYSCALL -> states.call(e.g(), stacks.of(trace.string(e.arg(1))));
            case GO_SYSBLOCK -> {
                seenOnP(e);
                states.block(e.g());
            }
            case GO_SYSEXIT -> exit(e);
            case RETAKE -> loseP(e, "P taken: " + trace.string(e.arg(2)));
            case LEND -> loseP(e, "P lent");
            case GIVE_BACK -> has(e.p(), (int) e.arg(0));
            case PROC_START -> has(e.p(), e.m());
            case PROC_STOP -> loseP(e, "P given up");
            case STW_START -> stop(e);
            case STW_DONE -> goOn(e);
            case GOMAXPROCS -> file.event(GoFile.NO_P, e.timeNs(), GoEvent.GOMAXPROCS, e.arg(0), 0);
            case GC -> collect(e);
            case GO_CREATE,
                    HANDOFF,
                    THREAD_LIMIT,
                    NETPOLL,
                    LOST,
                    M_START,
                    M_STOP,
                    GO_NAME,
                    LONG_CALL,
                    GO_WAITED,
                    KERNEL_WAIT -> {}
        }
    }

    /** What it does with a P it can only do while it runs there. */
    private void seenOnP(Event e) {
        if (e.p() >= 0) {
            states.start(e.g(), e.p(), e.m());
        }
    }

    private void park(Event e) {
        leave(e);
        String reason = trace.string(e.arg(0)).toLowerCase(Locale.ROOT);
        GoEvent how = GoEvent.GO_BLOCK;
        if (reason.contains("sleep") || reason.contains("timed")) {
            how = GoEvent.GO_SLEEP;
        } else if (reason.contains("network") || reason.contains("poll")) {
            how = GoEvent.GO_BLOCK_NET;
        } else if (reason.contains("lock") || reason.contains("monitor")) {
            how = GoEvent.GO_BLOCK_SYNC;
        }
        states.wait(e.g(), how, stacks.of(trace.string(e.arg(0))));
    }

    private int stackOfCall(Event e) {
        int stack = foreseen.stackOfCall(calls++);
        return stack == 0 ? stacks.of(trace.string(e.arg(1))) : stacks.of(trace.stack(stack));
    }

    /** A P is had by nobody. The G that was running with it does so without: in a call, to Go. */
    private void loseP(Event e, String why) {
        long g = states.gOf(e.p());
        if (g != 0) {
            if (!states.isInCall(g)) {
                states.call(g, stacks.of(why));
                states.callEnds(g);
            }
            states.block(g);
        }
        states.stopProc(e.p());
    }

    private void exit(Event e) {
        gOfM.put(e.m(), e.g());
        if (e.p() < 0) {
            states.returned(e.g());
        } else {
            states.start(e.g(), e.p(), e.m());
        }
        states.callEnds(e.g());
    }

    /** An M has a P: the G that is on it goes on with it. */
    private void has(int p, int m) {
        long g = gOfM.getOrDefault(m, 0L);
        long before = states.gOf(p);
        if (before != 0 && before != g) {
            states.block(before);
        }
        if (before != g || g == 0) {
            states.startProc(p, m);
        }
        if (g != 0 && states.isKnown(g)) {
            states.start(g, p, m);
        }
    }

    /** A G leaves its M. */
    private void leave(Event e) {
        seenOnP(e);
        gOfM.remove(e.m());
    }

    private void stop(Event e) {
        if (!isStopped) {
            isStopped = true;
            file.event(GoFile.NO_P, e.timeNs(), GoEvent.GC_STW_START, 0);
        }
    }

    private void goOn(Event e) {
        if (isStopped) {
            isStopped = false;
            file.event(GoFile.NO_P, e.timeNs(), GoEvent.GC_STW_DONE);
        }
    }

    private void collect(Event e) {
        long from = Math.max(0, e.timeNs() - e.arg(0));
        file.event(GoFile.GC_P, from, GoEvent.GC_START, collections++, 0);
        file.event(GoFile.GC_P, e.timeNs(), GoEvent.GC_DONE);
    }
}
