package dev.baton.sched;

import dev.baton.BlockingSite;
import dev.baton.vthread.StackProbe;

/**
 * The way of a G into the kernel and back: {@code entersyscall}, {@code entersyscallblock} and
 * {@code exitsyscall} of Go's proc.go, the heart of it all.
 *
 * <p>Entering writes {@code SYSCALL} into the G's status and goes. The P can be taken then, as it
 * can while any code of a G runs ({@link P}); the status says that the code is in a call, from
 * which sysmon takes a P as soon as it is needed, and a stop of the world at once. Leaving is a
 * contact with the scheduler like any other: {@link M#comeIn}. Whoever takes the P because the G is
 * in a call reads the P's word first, and the status after it: so a G that left the call in between
 * keeps its P.
 *
 * <p>Leaving tries the P that was left, then an idle one. If there is none, the G yields: no native
 * frame is left on its stack when the call has returned, so it unmounts, goes to the global queue,
 * and its M stops. That is for the calls of {@code Syscall}, which are Baton's own. A call of the
 * program's own (JNI, FFM, the JDK's files) does not move a virtual thread to another thread of the
 * OS on the JDK's scheduler, and code may rest on that: a mutex of pthreads is its thread's. There,
 * and where a native frame holds the G, M and G wait in the same queue together ({@link
 * G#lockedm}).
 *
 * <p>What runs keeps its P: a call gives it away for good only when its thread <em>sleeps</em>.
 * That a call takes long says nothing, its thread may be copying, or wait for a CPU.
 *
 * <p>A P that is left in a call which is known to block is handed to another M at once, or, where
 * Ms come back all the time, left for the next that does: {@link ReturnRate}, {@link M#leftNanos}.
 *
 * <p>What code inside a section may do: park or wait for a monitor (the G leaves the M, and is
 * inside the section again when it goes on); ready another G, as outside of one; enter again (a
 * plain call).
 */
final class SyscallPath {
    private final Scheduler sched;
    private final Host host;
    private final GlobalQueues runq;
    private final Ps ps;
    private final StopTheWorld world;
    private final Sysmon sysmon;
    private final Work work;
    private final Waking waking;
    private final ThreadLine threadLine;
    final ReturnRate returns = new ReturnRate();

    /** The JDK's own blocking calls: one site for all, they don't say which they are. */
    private final BlockingSite blocker = new BlockingSite("jdk.internal.misc.Blocker");

    SyscallPath(Scheduler sched) {
        this.sched = sched;
        this.host = sched.host;
        this.runq = sched.runq;
        this.ps = sched.ps;
        this.world = sched.world;
        this.sysmon = sched.sysmon;
        this.work = sched.work;
        this.waking = sched.waking;
        this.threadLine = sched.threadLine;
    }

    /**
     * Gives the P of m's G away: until sysmon takes it, it can be had back for one CAS.
     *
     * @return false when there is none to give, or the G is in a section already
     */
    boolean enter(M m, int trap, BlockingSite site, byte kind) {
        G g = m.curg;
        if (g == null || g.lpStatus() != G.RUNNING) {
            return exitLate(m, g) && enter(host.currentM(), trap, site, kind); // maybe on another M
        }
        // For the way in and the quick way out, which begins at the same depth; enterBlock and
        // takeAnother need more, and ask for it.
        StackProbe.requireLittle();
        if (site.isTimed()) {
            boolean blocks = site.handsOff();
            if (blocks && kind == G.SECTION && threadLine.isToBeAsked()) {
                enterInTurn(g, trap, site, kind);
            } else {
                enterTimed(m, g, trap, site, kind, blocks);
            }
            return true;
        }
        if (g.sectionNanos != 0) {
            g.sectionNanos = 0;
        }
        begin(g, trap, site, kind);
        reenter(m, g);
        return true;
    }

    /**
     * The same of a call that is timed.
     *
     * @param blocks whether it is known to block
     */
    private void enterTimed(M m, G g, int trap, BlockingSite site, byte kind, boolean blocks) {
        long now = host.nanoTime();
        boolean handsOff = blocks && !returns.isFrequent(now);
        if (handsOff) {
            StackRoom.require();
        }
        g.sectionNanos = now;
        m.sleepsSeen = host.sleeps(m);
        if (handsOff) {
            handOff(m, g, trap, site, kind);
            return;
        }
        if (blocks) {
            m.leftNanos = now; // for the next M that comes back
            sysmon.wakeFromLongSleep(); // or, should none come, for sysmon
        }
        begin(g, trap, site, kind);
        reenter(m, g);
    }

    /**
     * All threads are taken, and the call would take another: g waits until one is free. It may be
     * on another M then.
     *
     * @param site null where the caller knows that it blocks
     */
    private void enterInTurn(G g, int trap, BlockingSite site, byte kind) {
        StackRoom.require();
        SlowEvents slow = sched.slowEvents;
        long began = slow == null ? 0 : host.nanoTime();
        boolean waited = threadLine.await(g, describe(trap, site));
        try {
            if (waited && slow != null) {
                slow.waitedForThread(
                        callOf(trap, site), host.nanoTime() - began, sched.maxThreads());
            }
            if (site == null) {
                g.sectionNanos = 0;
                handOff(host.currentM(), g, trap, null, kind);
            } else {
                enterTimed(host.currentM(), g, trap, site, kind, true);
            }
        } finally {
            if (waited) {
                threadLine.isInKernel();
            }
        }
    }

    /**
     * Notes the call. Compares before it writes: the CAS of the exit waits for all stores before
     * it, and the same call is usually made again.
     */
    private static void begin(G g, int trap, BlockingSite site, byte kind) {
        if (g.site != site) {
            g.site = site;
        }
        if (g.trap != trap) {
            g.trap = trap;
        }
        if (g.section != kind) {
            g.section = kind;
        }
    }

    /**
     * Leaves a section that could not be left for want of stack ({@link G#owesExit}), now that
     * there may be some. Meanwhile the G ran as inside it, without a P. It may be on another M
     * then.
     *
     * @return false when it owes nothing, or there is no room yet
     */
    private boolean exitLate(M m, G g) {
        if (g == null || !g.owesExit || !StackRoom.isThere()) {
            return false;
        }
        exit(m);
        return true;
    }

    /** What is wrong with entering now, for a caller that must not be inside already; or null. */
    String whyNotEnter(M m) {
        G g = m.curg;
        return g != null && g.lpStatus() == G.SYSCALL && !g.owesExit
                ? g.thread() + " is inside " + describe(g)
                : null;
    }

    /** {@code reentersyscall}: g runs on m, and is in the section when this returns. */
    void reenter(M m, G g) {
        m.disarmAlarm();
        m.nextCall();
        Tracer t = m.trace;
        if (t != null) {
            t.goSyscall(g);
        }
        g.soStatus(G.RUNNING, G.SYSCALL);
        if (g.sectionNanos != 0) {
            sysmon.wakeIfSlow(); // nothing is known of this call: look soon whether it blocks
        }
    }

    /**
     * Gives the P of m's G to another M at once: the call is known to block.
     *
     * @return false when there is none to give, or the G is in a section already
     */
    boolean enterBlock(M m, int trap, byte kind) {
        G g = m.curg;
        if (g == null || g.lpStatus() != G.RUNNING) {
            return exitLate(m, g) && enterBlock(host.currentM(), trap, kind);
        }
        if (threadLine.isToBeAsked()) {
            enterInTurn(g, trap, null, kind);
            return true;
        }
        StackRoom.require();
        g.sectionNanos = 0;
        handOff(m, g, trap, null, kind);
        return true;
    }

    /** {@code entersyscallblock}: g is in the section when this returns, and m without a P. */
    private void handOff(M m, G g, int trap, BlockingSite site, byte kind) {
        boolean begun = host.beginContact();
        try {
            enterWithoutP(m, g, trap, site, kind);
        } finally {
            host.endContact(begun);
        }
    }

    private void enterWithoutP(M m, G g, int trap, BlockingSite site, byte kind) {
        begin(g, trap, site, kind);
        if (site == null && sched.slowEvents != null) {
            g.sectionNanos = host.nanoTime(); // else nobody times it: it is known to block
        }
        m.disarmAlarm();
        m.nextCall();
        Tracer t = m.trace;
        if (t != null) {
            t.goSyscall(g);
        }
        g.soStatus(G.RUNNING, G.SYSCALL);
        if (host.areOthersSuspended()) {
            return; // nobody is there to run by it
        }
        m.comeInForGood();
        m.endBurst(g);
        if (m.hasP) {
            t = m.trace;
            if (t != null) {
                t.goSysblock(g); // else whoever has taken the P has said so
            }
            waking.handoffp(m.releasep(PStatus.IDLE));
        }
    }

    /**
     * Takes a P for m's G again.
     *
     * @throws IllegalStateException when it is in no section
     */
    void exit(M m) {
        G g = m.curg;
        if (g == null || g.lpStatus() != G.SYSCALL) {
            throw new IllegalStateException(
                    "exitSyscall without enterSyscall, by " + Thread.currentThread());
        }
        Tracer t = m.trace;
        if (g.owesExit) {
            g.owesExit = false; // by now, or takeAnother says so again
            t = null; // it has come back long ago
        }
        boolean left = m.leftNanos != 0;
        if (left) {
            m.leftNanos = 0; // whatever becomes of the P: see takeLeft
        }
        boolean slept = learn(m, g);
        if (!slept && !g.preempt && m.p.isLentBy(m)) {
            if (t != null) {
                t.goSysexit(g);
            }
            g.soStatus(G.SYSCALL, G.RUNNING); // it computes on, and the loan with it
            return;
        }
        boolean begun = host.beginContact();
        Way way;
        try {
            way = comeBack(m, g, t, left, slept);
        } finally {
            host.endContact(begun);
        }
        long longCallNs = t == null ? 0 : t.takeLongCall();
        SlowEvents slow = way == Way.GOES_ON ? null : sched.slowEvents;
        long entered = slow == null ? 0 : entered(m, g);
        long back = slow == null ? 0 : host.nanoTime();
        switch (way) {
            case GOES_ON -> {}
            case GOES_ON_WITH_ANOTHER -> threadLine.letIn(); // one less that blocks
            case YIELDS -> {
                host.yieldCurrent(g);
                g.obeys = false;
            }
            case WAITS_IN_LINE -> waitInLine(m, g);
            case LEAVES -> exitSlow(m, g);
        }
        if (longCallNs != 0) {
            sched.tracing.writeStack(longCallNs);
        }
        if (entered != 0) {
            tell(slow, g, back - entered, back);
        }
    }

    /** When g entered its call, or was seen in it; 0 where nobody knows. On its way out. */
    private static long entered(M m, G g) {
        if (g.sectionNanos != 0) {
            return g.sectionNanos;
        }
        return m.seenCalls == m.calls() ? m.callWhen : 0;
    }

    private void tell(SlowEvents slow, G g, long inCallNs, long back) {
        if (StackRoom.isThere() && !host.areOthersSuspended()) {
            slow.handedOff(callOf(g), inCallNs, host.nanoTime() - back);
        }
    }

    /** How a G goes on that was in a section. */
    private enum Way {
        GOES_ON,
        GOES_ON_WITH_ANOTHER,
        YIELDS,
        WAITS_IN_LINE,
        LEAVES
    }

    /** The part of the exit in which it is not suspended. */
    private Way comeBack(M m, G g, Tracer t, boolean wasLeft, boolean slept) {
        boolean left = wasLeft;
        m.comeInForGood(); // needs next to no stack
        if (t != null) {
            t.goSysexit(g); // whoever took the P read the clock before it was gone: this is later
        }
        boolean taken = !m.hasP;
        if (left && m.hasP) {
            returns.taken();
        }
        if ((taken || slept) && m.burstStart != 0) {
            // Up to the entry; but one that parked inside came back in a burst that began later.
            long entered = g.sectionNanos;
            if (entered - m.burstStart > 0) {
                m.endBurst(g, entered);
            } else {
                boolean ran = !slept && g.computes; // all the while, through many calls
                m.endBurst(g, ran ? host.nanoTime() : 0);
            }
        }
        if (taken && host.areOthersSuspended()) {
            // They may keep all Ps and what it takes to get one; and nobody is there to run by it.
            g.preempt = true; // nobody looks at this M: it is to come in when they go on
            g.soStatus(G.SYSCALL, G.RUNNING);
            return Way.GOES_ON;
        }
        left |= taken && takeAnother(m, g);
        // A P that was left is there for whoever comes first; but those who wait were before us.
        boolean gives =
                !m.hasP
                        || ((g.preempt || left)
                                && (work.isAnyoneWaitingFor(m.p) || world.isStopping())
                                && StackRoom.isThere()
                                && !host.areOthersSuspended()); // else it keeps what it has
        if (m.hasP) {
            g.beginSlice();
        }
        if (!gives) {
            if (taken || slept) {
                beginBurst(m, m.p.queue.goesOn(g)); // not where it gives the P away at once
            }
            g.soStatus(G.SYSCALL, G.RUNNING);
            m.goOut();
            return taken ? Way.GOES_ON_WITH_ANOTHER : Way.GOES_ON;
        } else if (stays(g)) {
            getInLine(m, g, false);
            return Way.WAITS_IN_LINE;
        } else if (m.hasP) {
            g.obeys = true;
            g.soStatus(G.SYSCALL, G.RUNNING);
            m.goOut();
            return Way.YIELDS;
        }
        return Way.LEAVES;
    }

    private void beginBurst(M m, int source) {
        m.beginBurst(source, m.p.queue.isContended() ? host.nanoTime() : 0);
    }

    /** Whether the call that g is in, or was, is one that must not bring it to another M. */
    private static boolean stays(G g) {
        return g.trap < 0;
    }

    /**
     * The P that was left has been taken: one that another M left in a blocking call, or an idle
     * one.
     *
     * @return whether it is one that was left
     */
    private boolean takeAnother(M m, G g) {
        if (!StackRoom.isThere()) {
            g.owesExit = true;
            throw new StackOverflowError("no room to leave " + describe(g) + " with");
        }
        if (takeLeft(m)) {
            returns.taken();
            return true;
        }
        if (ps.npidle() > 0) {
            ps.takeIdle(m);
        }
        return false;
    }

    /**
     * An M that comes back clears {@code leftNanos} before it takes its P: so if we see it, and the
     * word is still the one that we saw before, that M is in its call.
     */
    private boolean takeLeft(M m) {
        for (P p : ps.allp()) {
            long w = p.laWord();
            M other = p.m;
            if (other != null
                    && other.leftNanos != 0
                    && !PStatus.isLent(w)
                    && Taking.take(m.trace, p, w, other, PStatus.IDLE, Tracing.Why.LEFT)) {
                m.acquirep(p);
                return true;
            }
        }
        return false;
    }

    /** What the call shows of its site; true when it is seen to have blocked. */
    private boolean learn(M m, G g) {
        BlockingSite site = g.site;
        if (site == null) {
            return true; // known to block
        }
        if (g.sectionNanos == 0) {
            return false; // sysmon, if it took the P, told the site
        }
        long now = host.nanoTime();
        if (now - g.sectionNanos < BlockingSite.SHORT_CALL_NS || !hasSlept(m)) {
            site.wasShort();
            return false;
        }
        site.blocked();
        returns.returned(now);
        return true;
    }

    /** Whether m's thread has gone to sleep since the entry. True where the kernel does not say. */
    private boolean hasSlept(M m) {
        long sleeps = host.sleeps(m);
        return sleeps < 0 || sleeps != m.sleepsSeen;
    }

    /** {@code exitsyscall0}: no P. The G queues up, its M stops. */
    private void exitSlow(M m, G g) {
        host.step();
        Tracer t = m.trace;
        if (t != null) {
            t.goNoP(g);
        }
        g.exiting = true;
        try {
            host.yieldCurrent(g);
        } catch (OutOfMemoryError | StackOverflowError e) {
            // No room to leave the M with: as if it were pinned.
            sched.warn(g, e, " while it left a system call; it waits on its thread");
        }
        if (g.exiting) {
            g.exiting = false;
            boolean begun = host.beginContact();
            try {
                getInLine(m, g, true); // it did not leave the M
            } finally {
                host.endContact(begun);
            }
            waitInLine(m, g);
        }
    }

    /**
     * G and M are to wait together in the line of all Gs. A P that they have goes to who is before
     * them.
     *
     * @param isSaid a trace has that it found no P
     */
    private void getInLine(M m, G g, boolean isSaid) {
        m.endBurst(g);
        Tracer t = m.trace;
        if (t != null && !isSaid) {
            t.goNoP(g);
        }
        g.lockedm = m;
        m.nextp = null;
        g.soStatus(G.SYSCALL, G.RUNNABLE);
        P given = m.hasP ? m.releasep(PStatus.IDLE) : null;
        runq.put(g);
        if (given != null) {
            waking.handoffp(given);
        }
        wakeForLine();
    }

    /** One got in line: a P may be idle, as for any that is readied. */
    private void wakeForLine() {
        if (waking.nmspinning() == 0 && ps.npidle() > 0) {
            waking.wakep();
        }
    }

    /** Sleeps until it is given a P that nobody has taken from it when it comes. */
    private void waitInLine(M m, G g) {
        boolean waits = true;
        while (waits) {
            P p = m.awaitGiven();
            boolean begun = host.beginContact();
            try {
                waits = !m.takeGiven(p);
                if (waits) {
                    runq.put(g);
                    wakeForLine();
                } else {
                    g.lockedm = null;
                    g.beginSlice();
                    Tracer t = m.trace;
                    if (t != null) {
                        t.goStart(g);
                    }
                    g.soStatus(G.RUNNABLE, G.RUNNING);
                    m.p.queue.chargeTaken(host);
                    beginBurst(m, m.p.queue.goesOnWithM(g));
                    m.goOut();
                }
            } finally {
                host.endContact(begun);
            }
        }
        threadLine.letIn(); // one less that blocks
    }

    /** The JDK's {@code Blocker.begin} on m's G. */
    boolean enterBlocker(M m) {
        return enter(m, -1, blocker, G.BLOCKER_SECTION);
    }

    /** The JDK's {@code Blocker.end}; may come more often than begin. */
    void exitBlocker(M m) {
        G g = m.curg;
        if (g != null && g.isInBlocker()) {
            exit(m);
        }
    }

    /** What to tell of a G whose task ended inside a section. */
    IllegalStateException endedInside(G g) {
        return new IllegalStateException(
                g.thread() + " ended inside " + describe(g) + ", without exitSyscall");
    }

    /** The call that a G is in, for a message. */
    static String describe(G g) {
        return describe(g.trap, g.site);
    }

    /** The same in fewer words, to stand after "in". */
    static String callOf(G g) {
        return callOf(g.trap, g.site);
    }

    private static String callOf(int trap, BlockingSite site) {
        String label = site == null ? null : site.label();
        if (trap >= 0) {
            return "system call " + trap;
        }
        return label == null ? "a call known to block" : BlockingSite.callOf(label);
    }

    private static String describe(int trap, BlockingSite site) {
        if (trap >= 0) {
            return "system call " + trap;
        }
        return "the blocking section "
                + (site == null || site.label() == null
                        ? "of a call known to block"
                        : site.label());
    }
}
