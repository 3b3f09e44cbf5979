package dev.baton.sched;

import dev.baton.sched.Host.Note;
import dev.baton.sched.timers.TimerHeap;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;

/**
 * Stopping all Ps, and running a function for each of them: {@code stopTheWorldWithSema}, {@code
 * startTheWorldWithSema}, {@code forEachP} of Go's proc.go.
 *
 * <p>While the world is stopped no M dispatches a G. A G that runs is asked to come to the
 * scheduler and waited for; from one in a call the P is taken at once, and from one that does not
 * come sysmon takes it ({@link Sysmon}): a call that never returns must not hold the stop up. Its M
 * stops at the next contact with the scheduler that needs a P.
 *
 * <p>An M that enters a system call looks at nothing here: the asker looks again every {@link
 * #RESCAN_NS}.
 */
final class StopTheWorld {
    static final long RESCAN_NS = 100_000;

    private final Scheduler sched;

    /** One stop at a time. Go's {@code worldsema}. */
    private final ReentrantLock semaphore = new ReentrantLock();

    private final Note stopNote;

    /** Go's {@code sched.gcwaiting}. Written under {@code sched.lock}, read without. */
    private volatile boolean stopping;

    /** Ps that are not stopped yet. Under {@code sched.lock}. */
    private int stopwait;

    private Consumer<P> safePointFn;

    private volatile int safePointWait;

    StopTheWorld(Scheduler sched) {
        this.sched = sched;
        this.stopNote = sched.host.newNote();
    }

    /** Whether somebody waits for Ps to come to the scheduler. */
    boolean isWaiting() {
        return stopping || safePointWait > 0;
    }

    boolean isStopping() {
        return stopping;
    }

    /** Runs something while no M dispatches a G. From a G of this scheduler or any other thread. */
    void whileStopped(Runnable task) {
        semaphore.lock();
        try {
            M own = own();
            stop(own == null ? null : own.p);
            try {
                task.run();
            } finally {
                start(own == null ? null : own.p);
                if (own != null) {
                    own.goOut();
                }
            }
        } finally {
            semaphore.unlock();
        }
    }

    /** The M of the G that asks, with its P in hand; null when another thread asks. */
    private M own() {
        M m = sched.host.currentM();
        return m != null && m.sched == sched && m.comeIn() ? m : null;
    }

    private void stop(P own) {
        sched.lock.lock();
        stopwait = 0;
        for (P p : sched.ps.allp()) {
            if (!p.inIdleList) {
                stopwait++;
            }
        }
        stopping = true;
        if (own != null) {
            own.moveStatus(sched, PStatus.INSIDE, PStatus.GCSTOP);
            stopwait--;
        }
        while (!takeSyscallPs()) {
            sched.lock.unlock();
            sched.sysmon.wake(); // an M may not come
            stopNote.sleep(RESCAN_NS);
            sched.lock.lock();
        }
        sched.lock.unlock();
    }

    /** Under the lock. True when all are stopped. */
    private boolean takeSyscallPs() {
        for (P p : sched.ps.allp()) {
            if (takeFromCall(p, PStatus.GCSTOP)) {
                stopwait--;
            } else {
                askToYield(p);
            }
        }
        if (stopwait < 0) {
            throw sched.fatal("stopwait went below 0");
        }
        return stopwait == 0;
    }

    /**
     * From an M that is in a call which it announced. The word is read first: {@link SyscallPath}.
     */
    private static boolean takeFromCall(P p, int to) {
        long w = p.laWord();
        M m = p.m;
        G g = m == null ? null : m.curg;
        return g != null && g.laStatus() == G.SYSCALL && p.take(w, to);
    }

    private static void askToYield(P p) {
        M m = p.m;
        if (m != null) {
            m.askToYield();
        }
    }

    private void start(P own) {
        sched.lock.lock();
        stopping = false;
        P work = null;
        for (P p : sched.ps.allp()) {
            if (p.laState() != PStatus.GCSTOP) {
                continue;
            }
            if (p == own) {
                p.moveStatus(sched, PStatus.GCSTOP, PStatus.INSIDE);
                continue;
            }
            p.moveStatus(sched, PStatus.GCSTOP, PStatus.IDLE);
            if (p.queue.isEmpty()) {
                sched.ps.put(p);
            } else {
                p.idleNext = work;
                work = p;
            }
        }
        sched.lock.unlock();
        while (work != null) {
            P p = work;
            work = p.idleNext;
            p.idleNext = null;
            sched.ms.start(p, false);
        }
        sched.waking.wakep();
        // An M that stopped just after its G went to sleep told nobody of the new timer.
        long when = sched.timers.earliest();
        if (when != TimerHeap.NONE) {
            sched.waking.wakeNetPoller(when);
        }
    }

    /**
     * An M gives its P up for a stop: {@code gcstopm}.
     *
     * @return false when the M is to end
     */
    boolean stopM(M m) {
        if (m.spinning) {
            sched.waking.stopSpinning(m);
        }
        sched.lock.lock();
        if (!stopping) {
            sched.lock.unlock();
            return true;
        }
        m.releasep(PStatus.GCSTOP);
        oneLess();
        sched.lock.unlock();
        return sched.ms.stop(m);
    }

    /** One P fewer to wait for. Under {@code sched.lock}. */
    void oneLess() {
        if (--stopwait == 0) {
            stopNote.wakeup();
        }
    }

    // ---- forEachP -------------------------------------------------------------------------------

    /**
     * Runs a function once for each P: by its M at its next contact with the scheduler, or here for
     * Ps that no M runs and for those whose M is in the kernel. Under {@code sched.lock}, so it
     * must be short.
     */
    void forEachP(Consumer<P> fn) {
        semaphore.lock();
        try {
            M own = own();
            sched.lock.lock();
            safePointFn = fn;
            int wait = 0;
            for (P p : sched.ps.allp()) {
                if (p.inIdleList || (own != null && p == own.p)) {
                    fn.accept(p);
                } else {
                    p.runSafePointFn = true;
                    wait++;
                }
            }
            safePointWait = wait;
            while (safePointWait > 0) {
                for (P p : sched.ps.allp()) {
                    if (!p.runSafePointFn) {
                        continue;
                    }
                    if (takeFromCall(p, PStatus.IDLE)) {
                        runSafePointFnFor(p);
                        sched.lock.unlock();
                        sched.waking.handoffp(p);
                        sched.lock.lock();
                    } else {
                        askToYield(p);
                    }
                }
                if (safePointWait > 0) {
                    sched.lock.unlock();
                    sched.sysmon.wake();
                    stopNote.sleep(RESCAN_NS);
                    sched.lock.lock();
                }
            }
            safePointFn = null;
            sched.lock.unlock();
            if (own != null) {
                own.goOut();
            }
        } finally {
            semaphore.unlock();
        }
    }

    /** The P's own M comes by. */
    void runSafePointFn(P p) {
        sched.lock.lock();
        runSafePointFnFor(p);
        sched.lock.unlock();
    }

    /** Under {@code sched.lock}. */
    void runSafePointFnFor(P p) {
        if (p.runSafePointFn) {
            p.runSafePointFn = false;
            safePointFn.accept(p);
            int left = safePointWait - 1;
            safePointWait = left;
            if (left == 0) {
                stopNote.wakeup();
            }
        }
    }
}
