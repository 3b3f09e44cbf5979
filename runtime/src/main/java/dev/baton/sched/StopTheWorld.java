package dev.baton.sched;

import dev.baton.sched.Host.Note;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;

/**
 * Stopping all Ps, and running a function for each of them: {@code stopTheWorldWithSema}, {@code
 * startTheWorldWithSema}, {@code forEachP} of Go's proc.go.
 *
 * <p>While the world is stopped no M dispatches a G. A G that runs is asked to come to the
 * scheduler and waited for; a P in SYSCALL is taken at once; a P whose M is stuck counts as
 * stopped, since a call that never returns must not hold the stop up: its M stops at its next
 * contact with the scheduler.
 *
 * <p>What is asked of an M that enters a system call just now may be missed by it (it makes no full
 * fence): so the asker looks again every {@link #RESCAN_NS}.
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
            P own = stop();
            try {
                task.run();
            } finally {
                start(own);
            }
        } finally {
            semaphore.unlock();
        }
    }

    private P own() {
        M m = sched.host.currentM();
        return m != null && m.sched == sched && m.hasP ? m.p : null;
    }

    private P stop() {
        P own = own();
        sched.lock.lock();
        if (own != null) {
            sched.ps.settleLocked(own);
        }
        stopwait = 0;
        for (P p : sched.ps.allp()) {
            if (!p.inIdleList && p.stuck == P.FREE) {
                stopwait++;
            }
        }
        stopping = true;
        if (own != null) {
            own.moveStatus(sched, P.RUNNING, P.GCSTOP);
            stopwait--;
        }
        while (!takeSyscallPs()) {
            sched.lock.unlock();
            sched.sysmon.wake(); // a P may be stuck
            stopNote.sleep(RESCAN_NS);
            sched.lock.lock();
        }
        sched.lock.unlock();
        return own;
    }

    /** Under the lock. True when all are stopped. */
    private boolean takeSyscallPs() {
        for (P p : sched.ps.allp()) {
            if (p.laStatus() == P.SYSCALL && p.casStatus(P.SYSCALL, P.GCSTOP)) {
                p.nextSyscalltick();
                if (p.stuck == P.FREE) {
                    stopwait--;
                } else {
                    sched.ps.takeSlotAgain(p); // it was not waited for
                }
            } else {
                askToYield(p);
            }
        }
        if (stopwait < 0) {
            throw sched.fatal("stopwait went below 0");
        }
        return stopwait == 0;
    }

    private static void askToYield(P p) {
        M m = p.m;
        G g = m == null ? null : m.curg;
        if (g != null) {
            g.preempt = true;
        }
    }

    private void start(P own) {
        sched.lock.lock();
        stopping = false;
        P work = null;
        for (P p : sched.ps.allp()) {
            if (p.laStatus() != P.GCSTOP) {
                continue;
            }
            if (p == own) {
                p.moveStatus(sched, P.GCSTOP, P.RUNNING);
                continue;
            }
            p.moveStatus(sched, P.GCSTOP, P.IDLE);
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
        sched.wakep();
        // An M that stopped just after its G went to sleep told nobody of the new timer.
        long when = sched.timers.earliest();
        if (when != TimerHeap.NONE) {
            sched.wakeNetPoller(when);
        }
    }

    /**
     * An M gives its P up for a stop: {@code gcstopm}.
     *
     * @return false when the M is to end
     */
    boolean stopM(M m) {
        if (m.spinning) {
            sched.stopSpinning(m);
        }
        sched.lock.lock();
        if (!stopping) {
            sched.lock.unlock();
            return true;
        }
        sched.ps.settleLocked(m.p);
        sched.releasep(m, P.GCSTOP);
        oneLess();
        sched.lock.unlock();
        return sched.ms.stop(m);
    }

    /** The P of an M that has just entered a system call: {@code entersyscall_gcwait}. */
    void stopSyscallP(P p) {
        sched.lock.lock();
        if (stopping && p.casStatus(P.SYSCALL, P.GCSTOP)) {
            p.nextSyscalltick();
            sched.ps.settleLocked(p);
            oneLess();
        }
        sched.lock.unlock();
    }

    /** One P fewer to wait for. Under {@code sched.lock}. */
    void oneLess() {
        if (--stopwait == 0) {
            stopNote.wakeup();
        }
    }

    /** A stuck P came back while a stop goes on. Under {@code sched.lock}. */
    void oneMore() {
        stopwait++;
    }

    // ---- forEachP -------------------------------------------------------------------------------

    /**
     * Runs a function once for each P: by its M at its next contact with the scheduler, or here for
     * Ps that no M runs and for those whose M is stuck or in the kernel. Under {@code sched.lock},
     * so it must be short.
     */
    void forEachP(Consumer<P> fn) {
        semaphore.lock();
        try {
            P own = own();
            sched.lock.lock();
            safePointFn = fn;
            int wait = 0;
            for (P p : sched.ps.allp()) {
                if (p == own || p.inIdleList) {
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
                    if (p.laStatus() == P.SYSCALL && p.casStatus(P.SYSCALL, P.IDLE)) {
                        p.nextSyscalltick();
                        sched.ps.settleLocked(p);
                        runSafePointFnFor(p);
                        sched.lock.unlock();
                        sched.handoffp(p);
                        sched.lock.lock();
                    } else if (p.stuck != P.FREE) {
                        runSafePointFnFor(p);
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
