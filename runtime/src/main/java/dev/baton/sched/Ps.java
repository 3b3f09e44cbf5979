package dev.baton.sched;

import java.util.Arrays;

/**
 * All Ps: those that run, those that don't, and those whose M is stuck.
 *
 * <p>{@code maxprocs} Ps run at a time: that many slots there are, and {@link #npidle} of them are
 * free: {@code maxprocs} minus the Ps that are not in the idle list and not stuck. An M may take a
 * P out of the idle list only while a slot is free, and makes a new P where the list is empty. A P
 * whose M is stuck gives its slot back although it stays RUNNING, so that another P runs in its
 * place; and a new {@code maxprocs} is nothing but adding to the free slots. Both can make them
 * negative: there are too many Ps then, and the next M that comes to the scheduler gives its P up.
 * Nothing has to be stopped for either.
 *
 * <p>A P whose G has computed for 0.5 ms while a short G waits is {@link P#BUSY}. It lends its
 * slot: who takes it is {@link P#spare} and runs nothing but short Gs ({@link Discipline}) for as
 * long as there are more Ps than slots. So the short ones don't wait for the end of a computation,
 * and no more Gs compute at a time than maxprocs. After 10 ms the slot is given for good, to any G;
 * after 250 ms where only Gs wait that compute for long themselves.
 *
 * <p>Not final for the simulation in the tests alone, as {@link Scheduler}.
 */
class Ps {
    private final Scheduler sched;
    private final IdlePs idle;

    /** All that are not DEAD. Replaced under {@code sched.lock}, read without. */
    private volatile P[] allp = new P[0];

    /**
     * Those of {@link #allp} in which anything can wait: not the ones that are stuck for good,
     * which were emptied when they were marked and get nothing new. There may be thousands of
     * these, and every M that looks for work would walk them. Written and read as {@code allp};
     * where there is no memory for another list, all of it.
     */
    private volatile P[] livep = new P[0];

    /** Written under the lock; a reader without it sees it a little late. */
    private int maxprocs;

    private int nextId;

    /**
     * Timers of DEAD Ps, for new ones; under the lock. Their locks are off-heap and can't be given
     * back: a thief may have found one in an old {@link #allp}, and be about to take it.
     */
    private TimerHeap unusedTimers;

    // Counters, under the lock.
    private long sparesBlocked;
    private long sparesBusy;
    private long sparesComputing;

    /** What the DEAD ones counted. */
    private final Stats buried = new Stats();

    Ps(Scheduler sched, int maxprocs) {
        this.sched = sched;
        this.maxprocs = maxprocs;
        this.idle = new IdlePs(maxprocs);
    }

    P[] allp() {
        return allp;
    }

    P[] livep() {
        return livep;
    }

    int maxprocs() {
        return maxprocs;
    }

    /** Free slots, a moment's answer; negative when there are too many Ps. */
    int npidle() {
        return idle.free();
    }

    /** Whether a G of this kind would find a slot, a moment's answer. */
    boolean hasSlotFor(G g) {
        return hasSlotForAny() || (npidle() > 0 && Discipline.isShort(g));
    }

    /** Whether a slot is free that is not only lent, a moment's answer. */
    boolean hasSlotForAny() {
        return idle.freeForAny() > 0;
    }

    /** Whether a P runs and is not stuck for good, a moment's answer. */
    boolean isOneTaken() {
        return idle.freeForAny() < maxprocs;
    }

    /** Whether p may run short Gs only, for now. By its owner. */
    boolean isForShortOnes(P p) {
        if (!p.spare) {
            return false;
        }
        if (idle.freeForAny() >= 0) {
            p.spare = false; // one of the others has gone
            return false;
        }
        return true;
    }

    /**
     * Takes a slot and an idle P: {@code pidleget}. Under the lock.
     *
     * @param preferred the P that the caller left last: its queue and timers may be warm; or null
     * @return null when no slot is free
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
        p.spare = !hasSlotForAny();
        addSlots(-1, 0);
        return p;
    }

    /**
     * Puts a P into the idle list and frees its slot: {@code pidleput}. Under the lock; its status
     * is IDLE.
     */
    void put(P p) {
        settleLocked(p); // sysmon may have marked it while its M was on the way here
        if (!p.queue.isEmpty()) {
            throw sched.fatal(p + " goes idle with " + p.queue.size() + " Gs in its queue");
        }
        idle.put(p);
        addSlots(1, 0);
        if (p.runSafePointFn) {
            sched.world.runSafePointFnFor(p);
        }
        if (sched.world.isStopping()) {
            sched.world.oneLess();
        }
    }

    /** Changes the number of free slots. Under the lock. */
    private void addSlots(int any, int lent) {
        idle.addFree(any, lent);
        if (any + lent < 0) {
            sched.sysmon.wakeIfDeep(); // a P runs from now on
        }
        if (npidle() <= 0) {
            // Idle Ps may be left over (there are spares) and no slot: nobody would run their
            // timers.
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
        addSlots(n - was, 0);
        sched.lock.unlock();
        return was;
    }

    /** Another P, or null when there is no memory for it: sysmon tries again. Under the lock. */
    private P add() {
        try {
            P[] all = Arrays.copyOf(allp, allp.length + 1);
            P[] live = Arrays.copyOf(livep, livep.length + 1);
            P p = makeP(nextId++);
            all[all.length - 1] = p;
            live[live.length - 1] = p;
            allp = all;
            livep = live;
            return p;
        } catch (OutOfMemoryError e) {
            sched.ms.setWanted(true);
            sched.sysmon.wake();
            return null;
        }
    }

    P makeP(int id) {
        return new P(id, sched);
    }

    /** Empty timers for a new P. Under the lock. */
    TimerHeap takeTimers() {
        TimerHeap t = unusedTimers;
        if (t == null) {
            return new TimerHeap(sched.host.newMutex());
        }
        unusedTimers = t.nextUnused;
        t.nextUnused = null;
        return t;
    }

    /** Ends idle Ps beyond maxprocs: spares whose time is over. Under the lock; by sysmon. */
    void trim() {
        int keep = Math.max(maxprocs, npidle()) + 1;
        P p = idle.first();
        while (p != null && idle.size() > keep) {
            P next = p.idleNext;
            if (p.timers.size() == 0 && p.queue.isEmpty() && !bury(p)) {
                return;
            }
            p = next;
        }
    }

    /** Whether there is what {@link #releaseBuffers} would give back. Under the lock. */
    boolean keepBuffers() {
        for (P p = idle.first(); p != null; p = p.idleNext) {
            if (!p.buffers.isEmpty()) {
                return true;
            }
        }
        return Buffers.keptBytes() > 0;
    }

    /** All have been idle for long: what buffers they keep goes to the system. By sysmon. */
    void releaseBuffers() {
        sched.lock.lock();
        for (P p = idle.first(); p != null; p = p.idleNext) {
            Buffers.empty(p.buffers);
        }
        sched.lock.unlock();
        Buffers.release();
    }

    /** False when there is no memory for the shorter list. */
    private boolean bury(P dead) {
        P[] all;
        P[] live;
        try {
            all = without(dead, allp);
            live = without(dead, livep);
        } catch (OutOfMemoryError e) {
            return false;
        }
        idle.remove(dead);
        dead.moveStatus(sched, P.IDLE, P.DEAD);
        dead.addTo(buried);
        Buffers.retire(dead.buffers);
        dead.timers.nextUnused = unusedTimers;
        unusedTimers = dead.timers;
        allp = all;
        livep = live;
        return true;
    }

    private static P[] without(P p, P[] list) {
        int n = list.length - 1;
        for (int i = 0; i <= n; i++) {
            if (list[i] == p) {
                P[] rest = new P[n];
                System.arraycopy(list, 0, rest, 0, i);
                System.arraycopy(list, i + 1, rest, i, n - i);
                return rest;
            }
        }
        return list;
    }

    /** p is stuck for good, and was emptied. Under the lock. */
    private void leaveLive(P p) {
        try {
            if (p.queue.isEmpty() && p.timers.size() == 0) {
                livep = without(p, livep);
            } // else there was no memory to empty it
        } catch (OutOfMemoryError e) {
            // It is looked through in vain.
        }
    }

    /** It is not stuck any more: before anything gets into it. Under the lock. */
    private void enterLive(P p) {
        try {
            P[] live = without(p, livep);
            live = Arrays.copyOf(live, live.length + 1);
            live[live.length - 1] = p;
            livep = live;
        } catch (OutOfMemoryError e) {
            livep = allp;
        }
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
        sched.releasep(m, P.IDLE);
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

    // ---- Stuck ----------------------------------------------------------------------------------

    /**
     * Gives or lends the slot of a P to another, whose M runs what waits for it. By sysmon.
     *
     * @param why {@link P#STUCK_BLOCKED}, {@link P#BUSY} or {@link P#STUCK_COMPUTING}; the last
     *     also of one that is BUSY
     * @param dispatches what the P had counted when it was looked at
     * @return false when the P moved on meanwhile
     */
    boolean markStuck(P p, int why, long dispatches) {
        sched.lock.lock();
        int was = p.stuck;
        int status = p.laStatus();
        if ((status != P.RUNNING && (status != P.SYSCALL || why == P.STUCK_BLOCKED))
                || p.dispatches() != dispatches
                || (was != P.FREE && (was != P.BUSY || why == P.BUSY))) {
            sched.lock.unlock();
            return false;
        }
        p.stuck = why;
        count(why);
        try {
            if (was == P.FREE) {
                evacuate(p);
            }
            if (slotsGiven(why) == 1) {
                leaveLive(p);
            }
        } finally {
            // What is done for the first time may need memory; what it leaves there can be stolen.
            addSlots(slotsGiven(why) - slotsGiven(was), slotsLent(why) - slotsLent(was));
            if (was == P.FREE && sched.world.isStopping()) {
                sched.world.oneLess();
            }
            sched.lock.unlock();
        }
        sched.wakep();
        return true;
    }

    private void count(int why) {
        switch (why) {
            case P.STUCK_BLOCKED -> sparesBlocked++;
            case P.BUSY -> sparesBusy++;
            default -> sparesComputing++;
        }
    }

    private static int slotsGiven(int stuck) {
        return stuck == P.FREE || stuck == P.BUSY ? 0 : 1;
    }

    private static int slotsLent(int stuck) {
        return stuck == P.BUSY ? 1 : 0;
    }

    /** Its owner may go on putting into the queue; what is in it now goes where all find it. */
    private void evacuate(P p) {
        G g = p.queue.lvRunnext();
        if (g != null && p.queue.stealNext(g)) {
            sched.runq.put(g);
        }
        while ((g = p.queue.stealOne()) != null) {
            sched.runq.put(g);
        }
        sched.timers.orphan(p);
    }

    /**
     * Whoever has the P now, its M that came back or one that took it away: if it was marked stuck,
     * that is over, and it takes its slot again.
     */
    void settle(P p) {
        if (p.stuck != P.FREE) {
            sched.lock.lock();
            settleLocked(p);
            sched.lock.unlock();
        }
    }

    /**
     * The same of one that goes into a call or comes out of it: that its G computes goes on, in the
     * kernel and outside, until another G runs there.
     */
    void settleBlocked(P p) {
        if (p.stuck == P.STUCK_BLOCKED) {
            settle(p);
        }
    }

    /** The same as {@link #settle}, under the lock. */
    void settleLocked(P p) {
        if (p.stuck != P.FREE) {
            takeSlotAgain(p);
            if (sched.world.isStopping()) {
                sched.world.oneMore();
            }
        }
    }

    /** It is not stuck any more. Under the lock. */
    void takeSlotAgain(P p) {
        int was = p.stuck;
        if (slotsGiven(was) == 1) {
            enterLive(p);
        }
        p.stuck = P.FREE;
        addSlots(-slotsGiven(was), -slotsLent(was));
    }

    /** Gs that started on a P. Under the lock. */
    long gStarted() {
        long n = buried.gStarted;
        for (P p : allp) {
            n += p.gStarted;
        }
        return n;
    }

    /** Gs that ended on a P. Under the lock. */
    long gEnded() {
        long n = buried.gEnded;
        for (P p : allp) {
            n += p.gEnded;
        }
        return n;
    }

    /** The counters of all, the DEAD included. Under the lock. */
    void addTo(Stats s) {
        s.maxProcs = maxprocs;
        s.add(buried);
        for (P p : allp) {
            p.addTo(s);
        }
        s.sparesBlocked = sparesBlocked;
        s.sparesBusy = sparesBusy;
        s.sparesComputing = sparesComputing;
    }
}
