package dev.baton.sched;

import dev.baton.sched.Host.Note;
import dev.baton.sched.timers.TimerHeap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;

/**
 * Stopping all Ps, so that a dump is of one moment: {@code stopTheWorldWithSema}, {@code
 * startTheWorldWithSema} of Go's proc.go.
 *
 * <p>While the world is stopped no M dispatches a G. A G that runs is asked to come to the
 * scheduler and waited for; from one in a call the P is taken at once, and from one that does not
 * come sysmon takes it ({@link Sysmon}): a call that never returns must not hold the stop up. Its M
 * stops at the next contact with the scheduler that needs a P.
 *
 * <p>An M that enters a system call looks at nothing here: the asker looks again every {@link
 * #RESCAN_NS}. He gives up when his time is over: an M that a debugger holds inside the scheduler
 * gives up nothing, and a dump of that is wanted all the more.
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

    StopTheWorld(Scheduler sched) {
        this.sched = sched;
        this.stopNote = sched.host.newNote();
    }

    boolean isStopping() {
        return stopping;
    }

    /**
     * Runs something while no M dispatches a G. From a G of this scheduler or any other thread.
     *
     * @param task waits for nothing that a G may have: no monitor, no class that it initializes
     * @param limitNs how long it may take until all have stopped
     * @return false when they did not, or others were stopping them, and the task was not run
     */
    boolean whileStopped(Runnable task, long limitNs) {
        long deadline = sched.host.nanoTime() + limitNs;
        if (!takeSemaphore(limitNs)) {
            return false;
        }
        sched.host.disablePreempt(); // a G's M would stop, with what it has here
        try {
            M own = own();
            try {
                return whileStopped(task, own == null ? null : own.p, deadline);
            } finally {
                if (own != null) {
                    own.goOut();
                }
            }
        } finally {
            sched.host.enablePreempt();
            semaphore.unlock();
        }
    }

    private boolean takeSemaphore(long limitNs) {
        try {
            return semaphore.tryLock() || semaphore.tryLock(limitNs, TimeUnit.NANOSECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    private boolean whileStopped(Runnable task, P own, long deadline) {
        if (!takeLock(deadline)) {
            return false;
        }
        try {
            boolean stopped = stop(own, deadline);
            if (stopped) {
                task.run();
            }
            return stopped;
        } finally {
            start(own);
            Tracer t = sched.tracing.here();
            if (t != null) {
                t.stwDone();
            }
        }
    }

    /** The M of the G that asks, with its P in hand; null when another thread asks. */
    private M own() {
        M m = sched.host.currentM();
        return m != null && m.sched == sched && m.comeIn() ? m : null;
    }

    /** Not for longer: whoever has it may be the reason for a dump. */
    private boolean takeLock(long deadline) {
        while (!sched.lock.tryLock()) {
            if (sched.host.nanoTime() - deadline >= 0) {
                return false;
            }
            stopNote.sleep(RESCAN_NS);
        }
        return true;
    }

    /** Under the lock, without it on return. */
    private boolean stop(P own, long deadline) {
        stopwait = 0;
        for (P p : sched.ps.allp()) {
            if (!p.inIdleList) {
                stopwait++;
            }
        }
        stopping = true;
        Tracer t = sched.tracing.here();
        if (t != null) {
            t.stwStart();
        }
        if (own != null) {
            own.moveStatus(sched, PStatus.INSIDE, PStatus.GCSTOP);
            stopwait--;
        }
        boolean stopped = takeSyscallPs();
        while (!stopped && sched.host.nanoTime() - deadline < 0) {
            sched.lock.unlock();
            sched.sysmon.wake(); // an M may not come
            stopNote.sleep(RESCAN_NS);
            sched.lock.lock();
            stopped = takeSyscallPs();
        }
        sched.lock.unlock();
        return stopped;
    }

    /** Under the lock. True when all are stopped. */
    private boolean takeSyscallPs() {
        for (P p : sched.ps.allp()) {
            if (takeFromCall(p)) {
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
    private boolean takeFromCall(P p) {
        long w = p.laWord();
        M m = p.m;
        G g = m == null ? null : m.curg;
        return g != null
                && g.laStatus() == G.SYSCALL
                && PStatus.state(w) == PStatus.OUTSIDE
                && Taking.take(sched.tracing.here(), p, w, m, PStatus.GCSTOP, Tracing.Why.STOP);
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
}
