package dev.baton.sched;

import dev.baton.sched.buffers.CentralList;
import java.util.Arrays;

/**
 * All Ps, and which of them may be run.
 *
 * <p>{@code maxprocs} Ps run at a time: {@link #npidle} is {@code maxprocs} minus the Ps that are
 * not in the idle list. They are made when they are first needed. A new {@code maxprocs} is nothing
 * but adding to that number; it may become negative so, and then the next M that comes to the
 * scheduler gives its P up ({@link #shed}).
 *
 * <p>An M that does not come back loses its P ({@link P}): so there is never more than one M at a
 * time for a P, and no P waits for an M. Where its G only computes, and short ones wait, the P is
 * <em>lent</em>: it runs these beside it, nothing else, and goes back to the M when there are none
 * left. It is sysmon that lends it, or the M that has waited for a timer and the network and finds
 * no idle P takes it. So the short ones don't wait for the end of a computation, and no more Gs
 * compute at a time than {@code maxprocs}, until sysmon finds that one does for too long and takes
 * the P for good.
 *
 * <p>Not final for the simulation in the tests alone, as {@link Scheduler}.
 */
class Ps {
    private final Scheduler sched;
    private final IdlePs idle;

    /** All of them. Replaced under {@code sched.lock}, read without. */
    private volatile P[] allp = new P[0];

    /** Written under the lock; a reader without it sees it a little late. */
    private int maxprocs;

    /** How often one was lent. Under the lock. */
    private long loans;

    Ps(Scheduler sched, int maxprocs) {
        this.sched = sched;
        this.maxprocs = maxprocs;
        this.idle = new IdlePs(maxprocs);
    }

    P[] allp() {
        return allp;
    }

    int maxprocs() {
        return maxprocs;
    }

    /** How many more may be run, a moment's answer; negative when there are too many. */
    int npidle() {
        return idle.free();
    }

    /** Whether a P is run, or was left in a call, a moment's answer. */
    boolean isOneTaken() {
        return npidle() < maxprocs;
    }

    /**
     * Takes an idle P: {@code pidleget}. Under the lock.
     *
     * @param preferred the P that the caller left last: its queue and timers may be warm; or null
     * @return null when there is none
     */
    P get(P preferred) {
        if (npidle() <= 0 || sched.world.isStopping()) {
            return null;
        }
        P p = idle.get(preferred);
        if (p == null) {
            p = add();
            if (p == null) {
                return null;
            }
        }
        addFree(-1);
        return p;
    }

    /**
     * Puts a P into the idle list: {@code pidleput}. One that is lent goes back to its lender.
     * Under the lock; its status is IDLE. A G may be its {@code runnext} for a moment, put there by
     * an M that had the P: that M is about to see so, and to take it back ({@link Waking}).
     */
    void put(P p) {
        if (p.queue.hasQueued()) {
            throw sched.fatal(p + " goes idle with " + p.queue.size() + " Gs in its queue");
        }
        if (PStatus.isLent(p.laWord())) {
            if (sched.world.isStopping() || npidle() < 0) {
                p.endLoan(p.lender); // the lender goes on without, as one whose P was taken
            } else if (Taking.giveBack(sched.tracing.here(), p, P.IDLE)) {
                return;
            }
        }
        p.queue.begins(0); // its lender's was open, if a loan has ended for which nobody ran
        idle.put(p);
        addFree(1);
        if (sched.world.isStopping()) {
            sched.world.oneLess();
        }
    }

    /** Under the lock. */
    private void addFree(int n) {
        idle.addFree(n);
        if (n < 0) {
            sched.sysmon.wakeIfDeep(); // a P runs from now on
        }
        if (npidle() <= 0) {
            // Idle Ps may be left over, from a larger maxprocs: nobody would run their timers.
            for (P p = idle.first(); p != null; p = p.idleNext) {
                sched.timers.orphan(p);
            }
        }
    }

    /**
     * Changes {@code maxprocs}.
     *
     * @return what it was
     */
    int setMaxprocs(int n) {
        sched.lock.lock();
        int was = maxprocs;
        maxprocs = n;
        addFree(n - was);
        Tracer t = sched.tracing.here();
        if (t != null) {
            t.gomaxprocs(n);
        }
        sched.lock.unlock();
        return was;
    }

    /** Another P, or null when there is no memory for it: sysmon tries again. Under the lock. */
    private P add() {
        try {
            int n = allp.length;
            P[] all = Arrays.copyOf(allp, n + 1);
            all[n] = makeP(n);
            allp = all;
            return all[n];
        } catch (OutOfMemoryError e) {
            sched.ms.setWanted(true);
            sched.sysmon.wake();
            return null;
        }
    }

    P makeP(int id) {
        return new P(id, sched);
    }

    /** Whether there is what {@link #releaseBuffers} would give back. Under the lock. */
    boolean keepBuffers() {
        for (P p = idle.first(); p != null; p = p.idleNext) {
            if (!p.buffers.isEmpty()) {
                return true;
            }
        }
        return CentralList.keptBytes() > 0;
    }

    /** All have been idle for long: what buffers they keep goes to the system. By sysmon. */
    void releaseBuffers() {
        sched.lock.lock();
        for (P p = idle.first(); p != null; p = p.idleNext) {
            CentralList.empty(p.buffers);
        }
        sched.lock.unlock();
        CentralList.release();
    }

    /** An M without a P takes an idle one, if there is one. */
    boolean takeIdle(M m) {
        sched.lock.lock();
        P p = get(m.p);
        sched.lock.unlock();
        if (p == null) {
            return false;
        }
        m.acquirep(p);
        return true;
    }

    /**
     * The same of one that a timer or the network woke. Where there is none it takes one on loan: a
     * short G that wakes needs no other thread to be seen then.
     */
    boolean takeOrBorrow(M m) {
        return takeIdle(m) || borrow(m);
    }

    private boolean borrow(M m) {
        long now = sched.host.nanoTime();
        for (P p : allp) {
            long w = p.laWord();
            M lender = p.m;
            if (PStatus.state(w) == PStatus.OUTSIDE && mayLend(lender, now) && lend(p, w, lender)) {
                m.acquirep(p);
                return true;
            }
        }
        return false;
    }

    /**
     * Lends the P of an M whose G computes, to the caller.
     *
     * @param w its word, read before it was seen that it is that M's, which is in that burst
     */
    boolean lend(P p, long w, M lender) {
        sched.lock.lock();
        boolean lent = Taking.lend(sched.tracing.here(), p, w, lender);
        if (lent) {
            loans++;
        }
        sched.lock.unlock();
        return lent;
    }

    /** Whether the burst of an M has taken long enough. */
    boolean mayLend(M lender, long now) {
        return lender.computes(now);
    }

    /** There are too many Ps: this M gives its own up. True when it did. */
    boolean shed(M m) {
        sched.lock.lock();
        if (npidle() >= 0 || sched.world.isStopping()) {
            sched.lock.unlock();
            return false;
        }
        P p = m.p;
        drain(p);
        m.releasep(P.IDLE);
        put(p);
        sched.lock.unlock();
        return true;
    }

    /** Moves what waits in a P's queue to the global one. By its owner, under the lock. */
    void drain(P p) {
        G g;
        while ((g = p.queue.poll()) != null) {
            sched.runq.put(g);
        }
    }

    /** Gs that started on a P. */
    long gStarted() {
        long n = 0;
        for (P p : allp) {
            n += p.gStarted;
        }
        return n;
    }

    /** Gs that ended on a P. */
    long gEnded() {
        long n = 0;
        for (P p : allp) {
            n += p.gEnded;
        }
        return n;
    }

    /** The counters of all. */
    void addTo(Stats s) {
        s.maxProcs = maxprocs;
        s.sparesBusy = loans;
        for (P p : allp) {
            p.addTo(s);
        }
    }
}
