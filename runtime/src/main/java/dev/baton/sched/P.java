package dev.baton.sched;

import dev.baton.sched.buffers.BufferCache;
import dev.baton.sched.buffers.CentralList;
import dev.baton.sched.timers.TimerHeap;
import dev.baton.sched.tracing.TraceBuffer;

/**
 * A P: the right to run Gs, and what goes with it. There are {@code maxprocs} of them.
 *
 * <pre>
 *     IDLE -> INSIDE    // acquirep
 *   INSIDE -> IDLE      // releasep, when there is nothing to run or there are too many Ps
 *   INSIDE -> OUTSIDE   // goOut: its M runs the code of a G
 *   INSIDE -> OUTSIDE   // giveTo: to an M that waits for one with its G
 *     IDLE -> OUTSIDE   // the same, when there was no M to run it
 *  OUTSIDE -> INSIDE    // comeIn: that G, or its end, has to do with the scheduler
 *  OUTSIDE -> IDLE      // take: sysmon, from an M that sleeps, or whose G computes for too long
 *  OUTSIDE -> IDLE      // lend: from an M whose G computes, for short ones that wait
 *   INSIDE -> OUTSIDE   // giveBack: there are no short ones any more
 *     IDLE -> OUTSIDE   // the same, when there was no M to run them
 *   INSIDE -> GCSTOP    // stopTheWorld: its M stops
 *  OUTSIDE -> GCSTOP    // stopTheWorld takes it from an M in a call
 *   GCSTOP -> INSIDE    // startTheWorld: the P of the G that stopped it
 *   GCSTOP -> IDLE      // startTheWorld: all others
 * </pre>
 *
 * <p>Go's RUNNING and SYSCALL are one state here, OUTSIDE. An M that does not come back is an M in
 * a system call, whether it announced that, sleeps in native code, or computes; and whoever finds
 * that out takes the P. What an announcement changes is how soon that is.
 *
 * <p>In INSIDE the P belongs to its M; in OUTSIDE to whoever wins the CAS; in IDLE to the holder of
 * {@code sched.lock}, or to the M that it is handed to; in GCSTOP to the holder of the lock.
 */
class P extends PStatus {
    final int id;
    private final Host host;
    final Discipline queue;
    final TimerHeap timers;
    final BufferCache buffers = CentralList.newCache();

    /** The next in the idle list, under {@code sched.lock}. */
    P idleNext;

    /** Whether it is in the idle list, under {@code sched.lock}. */
    boolean inIdleList;

    /** A new earliest timer came in while nobody may be waiting for it. By the P's M. */
    boolean timersNew;

    /** How many events of it a trace has, as they count them. By who has it. */
    private int traceSeq;

    // Counters, written by the M that has the P and read by anybody.
    long steals;
    long handoffs;
    long gStarted;
    long gEnded;
    final WaitTimes waits = new WaitTimes();

    P(int id, Scheduler sched) {
        this.id = id;
        this.host = sched.host;
        this.queue = newQueue(sched);
        this.timers = new TimerHeap(sched.host.newMutex());
    }

    /** The number of the next event of it. By who has it. */
    int nextTraceSeq() {
        traceSeq = TraceBuffer.nextSeq(traceSeq);
        return traceSeq;
    }

    Discipline newQueue(Scheduler sched) {
        return new Discipline(sched);
    }

    /** The burst amid which it is taken is over for the P. */
    @Override
    boolean take(long seen, int to) {
        boolean taken = super.take(seen, to);
        if (taken) {
            queue.chargeTaken(host);
        }
        return taken;
    }

    @Override
    boolean lend(long seen, M from) {
        boolean lent = super.lend(seen, from);
        if (lent) {
            queue.lend(host);
        }
        return lent;
    }

    @Override
    boolean giveBack(int from) {
        if (!isLent(laWord())) {
            return false;
        }
        queue.undoLoan(); // before another has it
        boolean given = super.giveBack(from);
        if (!given) {
            queue.keepLoan();
        }
        return given;
    }

    /** An edge that nobody else can be about to take; anything else is a broken rule. */
    void moveStatus(Scheduler sched, int from, int to) {
        if (!move(from, to)) {
            throw sched.fatal(this + ": no edge " + from + " -> " + to);
        }
    }

    /** Whether it may run short Gs only, for now. By its owner. */
    boolean isForShortOnes() {
        return isLent(laWord());
    }

    /** Adds what it counted. */
    void addTo(Stats s) {
        s.gStarted += gStarted;
        s.gEnded += gEnded;
        s.handoffs += handoffs;
        s.steals += steals;
        s.waits.add(waits);
    }

    @Override
    public String toString() {
        return "P" + id + " " + stateName(laWord());
    }
}
