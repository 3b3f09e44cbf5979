package dev.baton.trace;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.LongFunction;

/**
 * Holds the rules to a trace that Go's own parser holds to one of Go's: which event may follow
 * which in the life of a G, one M a P and one P an M, nothing runs twice at a time; the block of a
 * call before its exit, that before the next start. What is before the trace is complete it does
 * not look at: from there on a G, a P, an M is unknown until it is first heard of.
 */
public final class TraceChecker {
    private static final int MOST = 20;
    private static final int NONE = -1;
    private static final int UNKNOWN = -2;

    private enum State {
        UNKNOWN,
        RUNNABLE,
        RUNNING,
        IN_CALL,
        WAITING,
        DEAD
    }

    private static final class OneG {
        State state = State.UNKNOWN;
        int m = UNKNOWN;
        int seq;
        boolean blocked;
        boolean mayLackP;
    }

    private static final class OneM {
        int p = UNKNOWN;
        long g = UNKNOWN;
        boolean ended;
    }

    private static final class OneP {
        int m = UNKNOWN;
        int handedTo = NONE;
    }

    private final List<String> violations = new ArrayList<>();
    private final Map<Long, OneG> gs = new HashMap<>();
    private final Map<Integer, OneM> ms = new HashMap<>();
    private final Map<Integer, OneP> ps = new HashMap<>();
    private final int[] counts = new int[64];
    private long lastNs = Long.MIN_VALUE;

    /** What a number of an event's stands for. */
    private final LongFunction<String> words;

    private TraceChecker(LongFunction<String> words) {
        this.words = words;
    }

    /**
     * What is wrong with a trace.
     *
     * @return the first few; empty where nothing is
     */
    public static List<String> check(Path file) throws IOException {
        try (Trace trace = Trace.open(file)) {
            return check(trace);
        }
    }

    public static List<String> check(Trace trace) {
        return run(trace).violations;
    }

    private static TraceChecker run(Trace trace) {
        long[] from = {trace.completeFromNs()};
        trace.forEach(e -> {
            if (e.type() == EventType.LOST) {
                from[0] = Math.max(from[0], e.timeNs() + 1);
            }
        });
        TraceChecker checker = new TraceChecker(trace::string);
        trace.forEach(e -> {
            if (e.timeNs() >= from[0]) {
                checker.see(e);
            }
        });
        return checker;
    }

    private void see(Event e) {
        if (violations.size() >= MOST) {
            return;
        }
        counts[e.type().id()]++;
        require(e.timeNs() >= lastNs, e, "is earlier than the one before it");
        lastNs = e.timeNs();
        if (e.m() >= 0) {
            require(!m(e.m()).ended, e, "of an M that has ended");
        }
        switch (e.type()) {
            case GO_CREATE -> created(e);
            case GO_UNPARK -> becomes(e, State.RUNNABLE, State.WAITING);
            case GO_START -> started(e);
            case GO_PARK -> leaves(e, State.WAITING);
            case GO_SCHED, GO_PREEMPT, GO_NO_P -> leaves(e, State.RUNNABLE);
            case GO_END -> leaves(e, State.DEAD);
            case GO_SYSCALL -> entered(e);
            case GO_SYSBLOCK -> blocked(e);
            case GO_SYSEXIT -> exited(e);
            case GO_WAITED, THREAD_LIMIT, LONG_CALL -> becomes(e, State.RUNNING, State.RUNNING);
            case PROC_START -> procStarted(e);
            case PROC_STOP -> procStopped(e);
            case RETAKE, LEND -> taken(e);
            case GIVE_BACK -> givenBack(e);
            case HANDOFF -> handed(e);
            case M_STOP -> mStopped(e);
            default -> {} // says something, and changes nothing
        }
    }

    // ---- Gs -------------------------------------------------------------------------------------

    private void created(Event e) {
        require(!gs.containsKey(e.g()), e, "of a G that was there before");
        becomes(e, State.RUNNABLE, State.UNKNOWN);
    }

    private void started(Event e) {
        require(e.p() >= 0, e, "without a P");
        hasP(e);
        OneG g = becomes(e, State.RUNNING, State.RUNNABLE);
        g.m = e.m();
        OneM m = m(e.m());
        require(m.g == NONE || m.g == UNKNOWN, e, "while G " + m.g + " runs there");
        m.g = e.g();
    }

    /** A G leaves its M. */
    private void leaves(Event e, State to) {
        tellsP(e);
        OneG g = becomes(e, to, State.RUNNING, State.IN_CALL);
        runsOn(e, g);
        g.m = NONE;
        m(e.m()).g = NONE;
    }

    private void entered(Event e) {
        OneG g = becomes(e, State.IN_CALL, State.RUNNING);
        runsOn(e, g);
        g.blocked = false;
        g.mayLackP = m(e.m()).p < 0;
    }

    private void blocked(Event e) {
        OneG g = g(e);
        require(
                g.state == State.IN_CALL || g.state == State.UNKNOWN,
                e,
                "of a G that is " + g.state);
        require(!g.blocked, e, "a second time in a call");
        require(g.seq == 0 || g.seq == e.seq(), e, "of another call, " + e.seq() + " for " + g.seq);
        if (e.p() >= 0 && g.m >= 0) {
            OneM m = m(g.m);
            require(m.p == e.p() || m.p == UNKNOWN, e, "by the P of another than M " + g.m);
        }
        g.state = State.IN_CALL;
        g.blocked = true;
    }

    private void exited(Event e) {
        OneG g = g(e);
        boolean known = g.state != State.UNKNOWN;
        tellsP(e);
        becomes(e, State.RUNNING, State.IN_CALL);
        runsOn(e, g);
        require(!g.blocked || e.p() < 0, e, "with a P, from a call that blocked");
        require(
                !known || g.blocked || g.mayLackP || e.p() >= 0,
                e,
                "without a P, from a call that did not block");
        g.m = e.m();
        m(e.m()).g = e.g();
        g.blocked = false;
    }

    private void runsOn(Event e, OneG g) {
        require(g.m == e.m() || g.m == UNKNOWN, e, "on another M than " + g.m);
        OneM m = m(e.m());
        require(m.g == e.g() || m.g == UNKNOWN, e, "where G " + m.g + " runs");
        m.g = e.g();
        g.m = e.m();
    }

    private OneG becomes(Event e, State to, State... from) {
        OneG g = g(e);
        boolean ok = g.state == State.UNKNOWN;
        for (State s : from) {
            ok |= g.state == s;
        }
        require(ok, e, "of a G that is " + g.state);
        if (e.seq() != 0) {
            int next = g.seq == Event.SEQ_MASK ? 1 : g.seq + 1;
            require(g.seq == 0 || e.seq() == next, e, "is number " + e.seq() + " after " + g.seq);
            g.seq = e.seq();
        }
        g.state = to;
        return g;
    }

    private OneG g(Event e) {
        return gs.computeIfAbsent(e.g(), n -> new OneG());
    }

    private OneM m(int m) {
        return ms.computeIfAbsent(m, n -> new OneM());
    }

    private OneP p(int p) {
        return ps.computeIfAbsent(p, n -> new OneP());
    }

    // ---- Ps -------------------------------------------------------------------------------------

    /** It says what P its M has, be it none. */
    private void tellsP(Event e) {
        if (e.p() >= 0) {
            hasP(e);
        } else {
            OneM m = m(e.m());
            require(m.p < 0, e, "without the P " + m.p + " that nobody took from it");
            m.p = NONE;
        }
    }

    private void hasP(Event e) {
        OneM m = m(e.m());
        OneP p = p(e.p());
        require(m.p == e.p() || m.p == UNKNOWN, e, "while its M has P " + m.p);
        require(p.m == e.m() || p.m == UNKNOWN, e, "while M " + p.m + " has that P");
        m.p = e.p();
        p.m = e.m();
    }

    private void procStarted(Event e) {
        OneM m = m(e.m());
        OneP p = p(e.p());
        require(m.p < 0, e, "while its M has P " + m.p);
        require(p.m < 0, e, "while M " + p.m + " has it");
        m.p = e.p();
        p.m = e.m();
        p.handedTo = NONE;
    }

    private void procStopped(Event e) {
        hasP(e);
        m(e.m()).p = NONE;
        p(e.p()).m = NONE;
    }

    private void taken(Event e) {
        int from = (int) e.arg(0);
        OneP p = p(e.p());
        OneM m = m(from);
        boolean onItsWay = p.m == NONE && p.handedTo == from;
        require(p.m == from || p.m == UNKNOWN || onItsWay, e, "while M " + p.m + " has it");
        require(m.p == e.p() || m.p == UNKNOWN || onItsWay, e, "from an M that has P " + m.p);
        p.m = NONE;
        p.handedTo = NONE;
        if (!onItsWay) {
            m.p = NONE;
        }
        OneG g = gs.get(e.arg(1));
        // Else who took it has seen the G in a call, and says so first. One that was seen to
        // compute may have entered a call since: that changes nothing that is compared.
        if (g != null && !(e.type() == EventType.RETAKE && isForACall(e))) {
            g.mayLackP = true;
        }
    }

    private boolean isForACall(Event e) {
        return "asleep in a call".equals(words.apply(e.arg(2)));
    }

    private void givenBack(Event e) {
        int to = (int) e.arg(0);
        OneP p = p(e.p());
        require(p.m < 0, e, "while M " + p.m + " has it");
        require(m(to).p < 0, e, "to an M that has P " + m(to).p);
        p.m = to;
        m(to).p = e.p();
    }

    private void handed(Event e) {
        OneP p = p(e.p());
        require(p.m < 0, e, "while M " + p.m + " has it");
        p.m = NONE;
        p.handedTo = (int) e.arg(0);
    }

    private void mStopped(Event e) {
        OneM m = m(e.m());
        require(m.p < 0, e, "with P " + m.p);
        require(m.g < 0, e, "with G " + m.g);
        m.ended = true;
    }

    private void require(boolean holds, Event e, String what) {
        if (!holds && violations.size() < MOST) {
            violations.add(e + ": " + what);
        }
    }

    /** How many of each type a trace has, from when it is complete on. */
    public static Map<EventType, Integer> count(Path file) throws IOException {
        try (Trace trace = Trace.open(file)) {
            TraceChecker checker = run(trace);
            Map<EventType, Integer> counts = new HashMap<>();
            for (EventType t : EventType.values()) {
                counts.put(t, checker.counts[t.id()]);
            }
            return counts;
        }
    }
}
