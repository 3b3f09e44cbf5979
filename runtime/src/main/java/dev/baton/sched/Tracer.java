package dev.baton.sched;

import dev.baton.BlockingSite;
import dev.baton.sched.tracing.EventIds;
import dev.baton.sched.tracing.TraceBuffer;
import dev.baton.sched.tracing.Word;

/**
 * Writes the events of one M into its buffer, or those of sysmon, or of a thread that is neither
 * ({@link Tracing#outside}): then it is for one event, and who has it writes it at once.
 *
 * <p>What an event is about must be the writer's own when it is written, for the clock is read
 * here: a G before its status lets others have it, a P before its word does. Where something is
 * taken by a CAS it is the other way round: {@link Taking}. So what happens later never has an
 * earlier time; docs/trace-format.md has the whole argument.
 *
 * <p>Where nobody traces there is none: {@link M#trace} is null, which is all that it costs.
 *
 * <p>Not final for the simulation alone, as {@link Scheduler}.
 */
class Tracer {
    /** A call that took longer than that gets its stack written. */
    static final long LONG_CALL_NS = 10_000_000;

    private static final int NO_P = -1;

    private final Host host;
    private final Tracing tracing;
    private final TraceBuffer buffer;

    /** Null for who is no M. */
    private final M m;

    /** When the G on m entered its call. */
    private long callBegan;

    private long longCallNs;

    Tracer(Tracing tracing, TraceBuffer buffer, M m) {
        this.host = tracing.host();
        this.tracing = tracing;
        this.buffer = buffer;
        this.m = m;
    }

    // ---- Gs -------------------------------------------------------------------------------------

    /** g has just become RUNNABLE, and is in no queue yet. */
    void goReady(G g, boolean isNew) {
        if (isNew) {
            event(EventIds.GO_CREATE, p(), g, by());
        } else if (!g.yielded) {
            event(EventIds.GO_UNPARK, p(), g, by());
        } else {
            buffer.end(); // it has been since it left its M; and a shared buffer is taken
        }
    }

    void goStart(G g) {
        event(EventIds.GO_START, p(), g);
    }

    void goEnd(G g) {
        event(EventIds.GO_END, p(), g);
    }

    /** g is about to leave m, and to be put at the back of a line. */
    void goSched(G g, boolean asked) {
        event(asked ? EventIds.GO_PREEMPT : EventIds.GO_SCHED, p(), g);
    }

    /** g is about to be WAITING. */
    void goPark(G g) {
        event(EventIds.GO_PARK, p(), g, tracing.whyParked(g));
    }

    void goWaited(G g, long ns) {
        event(EventIds.GO_WAITED, p(), g, ns);
    }

    /** Of a G that is not the writer's. */
    void goName(G g, String name) {
        long t = begin();
        buffer.write(t, EventIds.GO_NAME, NO_P, g.traceId(), 0, Word.numberOf(name));
        buffer.end();
    }

    // ---- Calls ----------------------------------------------------------------------------------

    /** g is about to be in a call. */
    void goSyscall(G g) {
        long t = begin();
        callBegan = t;
        buffer.write(
                t,
                EventIds.GO_SYSCALL,
                NO_P,
                g.traceId(),
                g.nextTraceSeq(),
                g.trap,
                BlockingSite.word(g.site));
        buffer.end();
    }

    /** g, which is in a call on m, gives its P away itself. */
    void goSysblock(G g) {
        long t = begin();
        buffer.write(t, EventIds.GO_SYSBLOCK, p(), g.traceId(), g.traceSeq);
        buffer.end();
    }

    /** g is back from its call, and what became of its P is known. */
    void goSysexit(G g) {
        long t = begin();
        buffer.write(t, EventIds.GO_SYSEXIT, p(), g.traceId(), g.nextTraceSeq());
        buffer.end();
        if (callBegan != 0 && t - callBegan >= tracing.longCallNs()) {
            longCallNs = t - callBegan;
        }
        callBegan = 0;
    }

    /** How long the call took that the G on m is back from, where its stack is to be written. */
    long takeLongCall() {
        long ns = longCallNs;
        if (ns != 0) {
            longCallNs = 0;
        }
        return ns;
    }

    /** g is about to wait for a P. */
    void goNoP(G g) {
        event(EventIds.GO_NO_P, p(), g);
    }

    void longCall(G g, long ns, int stack) {
        long t = begin();
        int seq = g.nextTraceSeq();
        buffer.write(t, EventIds.LONG_CALL, NO_P, g.traceId(), seq, ns, stack);
        buffer.end();
    }

    /** For a trace that begins: by who makes the buffer of an M, before that has it. */
    void goInSyscall(G g) {
        long t = begin();
        int seq = g.traceSeq; // its own thread counts it
        int site = BlockingSite.word(g.site);
        long since = g.sectionNanos;
        long ns = since == 0 ? 0 : t - since;
        buffer.write(t, EventIds.GO_IN_SYSCALL, NO_P, g.traceId(), seq, g.trap, site, ns);
        buffer.end();
    }

    // ---- Ps -------------------------------------------------------------------------------------

    void procStart(P p) {
        event(EventIds.PROC_START, p);
    }

    /** p is about to be m's no more. */
    void procStop(P p) {
        event(EventIds.PROC_STOP, p);
    }

    /** p, which is the caller's, is about to be handed to an M. */
    void handoff(P p, M to) {
        long t = begin();
        buffer.write(t, EventIds.HANDOFF, p.id, 0, p.nextTraceSeq(), to.id);
        buffer.end();
    }

    /**
     * The caller is about to take a P, or to give one back, by CAS: {@link Taking}. If that
     * succeeds one of the next three follows, and in any case {@link #end}.
     *
     * @return what these are given
     */
    long begin() {
        buffer.begin();
        return host.nanoTime();
    }

    void end() {
        buffer.end();
    }

    /**
     * It took p.
     *
     * @param from whose it was, with g or null
     * @param call the number of g's event with which its call began, if it was in one: {@link
     *     #callOf}, asked before the CAS; else 0
     */
    void retake(long t, P p, M from, G g, int call, Tracing.Why why) {
        long who = g == null ? 0 : g.traceId();
        if (call != 0) {
            buffer.write(t, EventIds.GO_SYSBLOCK, p.id, who, call);
        }
        int seq = p.nextTraceSeq();
        buffer.write(t, EventIds.RETAKE, p.id, 0, seq, from.id, who, why.word());
    }

    /** It took p, to lend it. */
    void lend(long t, P p, M from, G g) {
        long who = g == null ? 0 : g.traceId();
        buffer.write(t, EventIds.LEND, p.id, 0, p.nextTraceSeq(), from.id, who);
    }

    /**
     * It gave p back.
     *
     * @param seq taken when it still had it
     */
    void giveBack(long t, P p, M to, int seq) {
        buffer.write(t, EventIds.GIVE_BACK, p.id, 0, seq, to.id);
    }

    /** Of a G that is seen in a call: see {@link #retake}. */
    static int callOf(G g) {
        return g != null && g.laStatus() == G.SYSCALL ? g.traceSeq : 0;
    }

    void kernelWait(M from, G g, String wchan) {
        long t = begin();
        long who = g == null ? 0 : g.traceId();
        int word = Word.numberOf(wchan);
        buffer.write(t, EventIds.KERNEL_WAIT, NO_P, 0, 0, from.id, who, word);
        buffer.end();
    }

    // ---- The rest -------------------------------------------------------------------------------

    void stwStart() {
        event(EventIds.STW_START);
    }

    void stwDone() {
        event(EventIds.STW_DONE);
    }

    void gomaxprocs(int n) {
        event(EventIds.GOMAXPROCS, n);
    }

    /** g is about to wait for a thread. */
    void threadLimit(G g, int waiting) {
        event(EventIds.THREAD_LIMIT, NO_P, g, waiting);
    }

    void netpoll(int ready) {
        event(EventIds.NETPOLL, ready);
    }

    void gc(String collector, long ns) {
        long t = begin();
        buffer.write(t, EventIds.GC, NO_P, 0, 0, ns, Word.numberOf(collector));
        buffer.end();
    }

    void mStart() {
        event(EventIds.M_START, m.tid);
    }

    /** The last event of m. */
    void mStop() {
        long t = begin();
        buffer.write(t, EventIds.M_STOP, NO_P, 0, 0);
        buffer.end();
        buffer.close();
    }

    private void event(int type) {
        long t = begin();
        buffer.write(t, type, NO_P, 0, 0);
        buffer.end();
    }

    private void event(int type, long a) {
        long t = begin();
        buffer.write(t, type, NO_P, 0, 0, a);
        buffer.end();
    }

    private void event(int type, P p) {
        long t = begin();
        buffer.write(t, type, p.id, 0, p.nextTraceSeq());
        buffer.end();
    }

    private void event(int type, int p, G g) {
        long t = begin();
        buffer.write(t, type, p, g.traceId(), g.nextTraceSeq());
        buffer.end();
    }

    private void event(int type, int p, G g, long a) {
        long t = begin();
        buffer.write(t, type, p, g.traceId(), g.nextTraceSeq(), a);
        buffer.end();
    }

    /** The P that m has for sure. */
    private int p() {
        return m != null && m.hasP ? m.p.id : NO_P;
    }

    /** Whose doing it is. */
    private long by() {
        G g = m == null ? null : m.curg;
        return g == null ? 0 : g.traceId();
    }
}
