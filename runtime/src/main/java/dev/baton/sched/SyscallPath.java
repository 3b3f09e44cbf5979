package dev.baton.sched;

import dev.baton.sched.Host.Note;
import dev.baton.vthread.StackProbe;

/**
 * The way of a G into the kernel and back: {@code entersyscall}, {@code entersyscallblock} and
 * {@code exitsyscall} of Go's proc.go, the heart of it all.
 *
 * <p>Entering writes {@code SYSCALL} into the P's status and goes. The M keeps a pointer to its P
 * but does not have it any more ({@link M#hasP}): whoever takes the status from SYSCALL by CAS has
 * the P. That is the M itself when it returns in time; sysmon, which gives the P to another M;
 * another M that returns from a call of its own; or a stop of the world. The release in {@link
 * P#soStatus} pairs with that CAS: the queue, timers and buffers of the P are seen as the G left
 * them.
 *
 * <p>The entry needs no full fence. A stop of the world or a safe-point function that is asked for
 * at the same moment may be missed here; whoever asks looks at the Ps again every 100 µs and takes
 * those in SYSCALL.
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
 * Ms come back all the time, left for the next that does: {@link ReturnRate}, {@link P#leftNanos}.
 *
 * <p>What code inside a section may do: park or wait for a monitor (the G leaves the M, which has
 * no P, and is inside the section again when it goes on: {@link #reenter}); ready another G (it is
 * injected, as from any thread without a P); enter again (a plain call, the P is away already).
 */
final class SyscallPath {
    private static final int NO_P = 0;
    private static final int GOT_P = 1;
    private static final int LEFT_P = 2;

    private final Scheduler sched;
    private final Host host;
    final ReturnRate returns = new ReturnRate();

    /** The JDK's own blocking calls: one site for all, they don't say which they are. */
    private final BlockingSite blocker = new BlockingSite("jdk.internal.misc.Blocker");

    SyscallPath(Scheduler sched) {
        this.sched = sched;
        this.host = sched.host;
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
            long now = host.nanoTime();
            if (site.handsOff()) {
                if (!returns.isFrequent(now)) {
                    return enterBlock(m, trap, site, kind);
                }
                m.p.leftNanos = now; // for the next M that comes back
                sched.sysmon.wakeFromLongSleep(); // or, should none come, for sysmon
            }
            g.sectionNanos = now;
            m.sleepsSeen = host.sleeps(m);
        } else if (g.sectionNanos != 0) {
            g.sectionNanos = 0;
        }
        begin(g, trap, site, kind);
        reenter(m, g);
        return true;
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
        P p = m.p;
        m.disarmAlarm();
        g.soStatus(G.RUNNING, G.SYSCALL);
        sched.ps.settleBlocked(p);
        if (g.sectionNanos != 0) {
            sched.sysmon.wakeIfSlow(); // nothing is known of this call: look soon whether it blocks
        }
        if (p.runSafePointFn) {
            sched.world.runSafePointFn(p);
        }
        m.syscalltick = p.syscalltick();
        m.hasP = false;
        p.soStatus(P.SYSCALL);
        host.step();
        if (sched.world.isStopping()) {
            sched.world.stopSyscallP(p);
        }
    }

    /**
     * Gives the P of m's G to another M at once.
     *
     * @param site what learns how long the call took, or null when it is known to block
     */
    boolean enterBlock(M m, int trap, BlockingSite site, byte kind) {
        G g = m.curg;
        if (g == null || g.lpStatus() != G.RUNNING) {
            return exitLate(m, g) && enterBlock(host.currentM(), trap, site, kind);
        }
        StackRoom.require();
        if (site == null) {
            g.sectionNanos = 0;
        } else {
            g.sectionNanos = host.nanoTime();
            m.sleepsSeen = host.sleeps(m);
        }
        begin(g, trap, site, kind);
        P p = m.p;
        m.disarmAlarm();
        g.soStatus(G.RUNNING, G.SYSCALL);
        sched.endBurst(m, g);
        sched.ps.settle(p);
        if (p.runSafePointFn) {
            sched.world.runSafePointFn(p);
        }
        m.syscalltick = p.syscalltick();
        p.nextSyscalltick();
        sched.releasep(m, P.IDLE);
        sched.handoffp(p);
        return true;
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
        if (g.owesExit) {
            g.owesExit = false; // by now, or takeAnother says so again
        }
        P old = m.p;
        int fast = takeOld(m, old);
        if (fast == NO_P) {
            fast = takeAnother(m, old, g);
        }
        // The burst from here on is not the one that began before the call.
        boolean taken = fast == NO_P || m.p != old || old.syscalltick() != m.syscalltick + 1;
        boolean blocked = learn(m, g, taken);
        if (taken || blocked) {
            if (m.hasP) {
                m.p.queue.goesOn(g);
            }
            m.burstStart = m.hasP && m.p.queue.isContended() ? host.nanoTime() : 0;
        }
        if (fast == NO_P) {
            if (stays(g)) {
                waitInLine(m, g);
            } else {
                exitSlow(m, g);
            }
            return;
        }
        if (!m.hasP) {
            throw sched.fatal(m + ": lost mcache: back from a system call without a P");
        }
        // A P that was left is there for whoever comes first; but those who wait were before us.
        boolean gives =
                (g.preempt || fast == LEFT_P)
                        && (sched.isAnyoneWaitingFor(m.p) || sched.world.isWaiting())
                        && StackRoom.isThere(); // else it keeps what it has
        if (g.preempt) {
            g.preempt = false;
        }
        if (gives && stays(g)) {
            sched.endBurst(m, g);
            waitInLine(m, g);
            return;
        }
        g.soStatus(G.SYSCALL, G.RUNNING);
        if (gives) {
            host.yieldCurrent(g);
        }
    }

    /** Whether the call that g is in, or was, is one that must not bring it to another M. */
    private static boolean stays(G g) {
        return g.trap < 0;
    }

    /** The first half of {@code exitsyscallfast}: the P that was left. Needs next to no stack. */
    private int takeOld(M m, P old) {
        if (old.laStatus() == P.SYSCALL && old.casStatus(P.SYSCALL, P.RUNNING)) {
            // It may have been taken, and left in SYSCALL by another M meanwhile: then we took it
            // from that one, which is as good.
            old.nextSyscalltick();
            if (old.m != m) {
                old.m = m;
            }
            m.hasP = true;
            sched.ps.settleBlocked(old);
            if (old.leftNanos != 0) {
                old.leftNanos = 0;
                returns.taken();
                return LEFT_P;
            }
            return GOT_P;
        }
        return NO_P;
    }

    /** The other half: a P that another M left in a blocking call, then an idle one. */
    private int takeAnother(M m, P old, G g) {
        if (!StackRoom.isThere()) {
            g.owesExit = true;
            throw new StackOverflowError("no room to leave " + describe(g) + " with");
        }
        if (takeLeft(m)) {
            returns.taken();
            return LEFT_P;
        }
        if (!sched.ps.hasSlotFor(g)) {
            return NO_P;
        }
        sched.lock.lock();
        P p = sched.ps.hasSlotFor(g) ? sched.ps.get(old) : null;
        sched.lock.unlock();
        if (p == null) {
            return NO_P;
        }
        sched.acquirep(m, p);
        return GOT_P;
    }

    private boolean takeLeft(M m) {
        for (P p : sched.ps.livep()) {
            if (p.leftNanos != 0 && p.laStatus() == P.SYSCALL && p.casStatus(P.SYSCALL, P.IDLE)) {
                p.nextSyscalltick();
                sched.ps.settle(p);
                sched.acquirep(m, p);
                return true;
            }
        }
        return false;
    }

    /** What the call shows of its site; true when it blocked. */
    private boolean learn(M m, G g, boolean taken) {
        BlockingSite site = g.site;
        if (site == null) {
            return true; // known to block
        }
        if (g.sectionNanos == 0) {
            return taken; // sysmon, who took it, told the site if it was asleep
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
        g.exiting = true;
        try {
            host.yieldCurrent(g);
        } catch (OutOfMemoryError | StackOverflowError e) {
            // No room to leave the M with: as if it were pinned.
            sched.warn(g, e, " while it left a system call; it waits on its thread");
        }
        if (g.exiting) {
            g.exiting = false;
            waitInLine(m, g); // it did not leave the M
        }
    }

    /**
     * G and M wait together in the line of all Gs. A P that they have goes to who is before them.
     */
    private void waitInLine(M m, G g) {
        g.lockedm = m;
        m.nextp = null;
        g.soStatus(G.SYSCALL, G.RUNNABLE);
        P given = m.hasP ? sched.releasep(m, P.IDLE) : null;
        sched.runq.put(g);
        if (given != null) {
            sched.ps.settle(given);
            sched.handoffp(given);
        }
        if (sched.nmspinning() == 0 && sched.ps.hasSlotFor(g)) {
            sched.wakep(); // as any that is readied
        }
        P p = null;
        while (p == null) {
            m.park.sleep(Note.FOREVER);
            p = m.nextp;
        }
        m.nextp = null;
        sched.acquirep(m, p);
        g.lockedm = null;
        g.soStatus(G.RUNNABLE, G.RUNNING);
    }

    /** The JDK's {@code Blocker.begin} on m's G. */
    boolean enterBlocker(M m) {
        return enter(m, -1, blocker, G.BLOCKER_SECTION);
    }

    /** The JDK's {@code Blocker.end}; may come more often than begin. */
    void exitBlocker(M m) {
        G g = m.curg;
        if (g != null && g.section == G.BLOCKER_SECTION && g.lpStatus() == G.SYSCALL) {
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
        if (g.trap >= 0) {
            return "system call " + g.trap;
        }
        BlockingSite site = g.site;
        return "the blocking section "
                + (site == null || site.label() == null
                        ? "of a call known to block"
                        : site.label());
    }
}
