package dev.baton.sched;

import dev.baton.sched.timers.TimerHeap;

/**
 * How an M with a P finds a G to run, and what it does when there is none: {@code findRunnable},
 * {@code stealWork} of Go's proc.go.
 *
 * <p>Not final for the tests alone, as {@link Scheduler}.
 */
class WorkSearch {
    private static final int STEAL_ROUNDS = 4;

    private final Host host;
    private final Host.Mutex lock;
    private final Ps ps;
    private final Ms ms;
    private final Timers timers;
    private final NetPoll netpoll;
    private final RingPoll ring;
    private final StopTheWorld world;
    private final Work work;
    private final Waking waking;
    private final Sysmon sysmon;

    WorkSearch(Scheduler sched) {
        this.host = sched.host;
        this.lock = sched.lock;
        this.ps = sched.ps;
        this.ms = sched.ms;
        this.timers = sched.timers;
        this.netpoll = sched.netpoll;
        this.ring = netpoll.ring;
        this.world = sched.world;
        this.work = sched.work;
        this.waking = sched.waking;
        this.sysmon = sched.sysmon;
    }

    /**
     * Finds a G: in the P's queues, the global ones, other Ps'. Waits when there is none. Null when
     * the M is to end. Go's {@code findRunnable}.
     *
     * <p>In two parts for the JIT: what an M does most of the time is compiled once and stays,
     * while each turn that the search takes for the first time in a program's life would have all
     * of it compiled again, by a compiler that has the program's own to do then.
     */
    G findRunnable(M m) {
        G g = nextOwn(m);
        return g != null ? g : search(m);
    }

    /** One that waits for m's P in its turn; null where there is none, or the world stops. */
    private G nextOwn(M m) {
        if (world.isStopping()) {
            return null;
        }
        timers.runOwn(m);
        if (NetPoll.isDue(m)) {
            poll(m);
        } else if (ring.isDue(m)) {
            reap(m);
        }
        P p = m.p;
        return p.queue.next(p.isForShortOnes());
    }

    /** The same where it found none. */
    private G search(M m) {
        for (; ; ) {
            if (world.isStopping()) {
                if (!world.stopM(m)) {
                    return null;
                }
            } else {
                P p = m.p;
                m.burstEnd = 0; // looking may take a while, which is not the next one's
                poll(m);

                // Asked once: a loan may end at any moment, and the P has looked through its own
                // queues as a lent one then, which may be full of long ones.
                boolean shortOnesOnly = p.isForShortOnes();
                G g = p.queue.next(shortOnesOnly);
                if (g == null) {
                    g = steal(m, p, shortOnesOnly);
                }
                if (g != null) {
                    return g;
                }
                // A stolen timer may have readied one.
                if (!p.queue.hasFor(p.isForShortOnes()) && !goIdle(m, p) && !waitForWork(m)) {
                    return null;
                }
            }
            G g = nextOwn(m);
            if (g != null) {
                return g;
            }
        }
    }

    /** From other Ps, with at most half as many thieves as there are busy ones. */
    private G steal(M m, P p, boolean shortOnesOnly) {
        if (!m.spinning) {
            if (2 * waking.nmspinning() >= ps.maxprocs() - ps.npidle()) {
                return null;
            }
            waking.startSpinning(m);
            host.step();
        }
        return stealWork(m, p, shortOnesOnly);
    }

    /**
     * There is nothing: gives the P up.
     *
     * @return whether m has one all the same, and is to look again
     */
    private boolean goIdle(M m, P p) {
        lock.lock();
        if (world.isStopping() || work.isFor(p)) {
            lock.unlock();
            return true;
        }
        ps.drain(p); // of a lent one's timers long ones may have come
        m.releasep(P.IDLE);
        ps.put(p);
        lock.unlock();
        host.step();

        if (m.spinning) {
            waking.stopSpinning(m);
        }
        // The last look. Pairs with the fence in Discipline.put, and the CAS of offerNext: a G
        // that was readied while nmspinning was not 0, or npidle was, woke nobody, and is seen
        // here. In Go only Ms that spun look, and sched.needspinning catches what that misses;
        // looking always is simpler.
        return lastLook(m);
    }

    /** Readies whom the network has something for now. */
    private void poll(M m) {
        if (netpoll.isOpen()) {
            waking.beginBatch(m);
            netpoll.poll();
            waking.endBatch(m);
        }
    }

    /** The same of the ring alone, which takes no call. */
    private void reap(M m) {
        waking.beginBatch(m);
        ring.reap();
        waking.endBatch(m);
    }

    /**
     * Looks through all Ps in random order, four times; takes half of what one has, or its timers.
     */
    G stealWork(M m, P p, boolean shortOnesOnly) {
        for (int round = 0; round < STEAL_ROUNDS; round++) {
            boolean last = round == STEAL_ROUNDS - 1;
            P[] all = ps.allp();
            int n = all.length;
            int start = m.fastrand() % n;
            for (int i = 0; i < n; i++) {
                P victim = all[(start + i) % n];
                if (world.isStopping()) {
                    return null;
                }
                if (victim == p) {
                    continue;
                }
                if (last && victim.timers.earliest() != TimerHeap.NONE) {
                    // What they ready goes into our own queue.
                    timers.run(m, victim.timers, 0);
                    G g = p.queue.next(shortOnesOnly);
                    if (g != null) {
                        return g;
                    }
                }
                if (victim.queue.hasQueued()) {
                    G g = victim.queue.stealInto(p.queue, shortOnesOnly);
                    if (g != null) {
                        return stolen(p, g);
                    }
                }
                if (last) {
                    G g = stealNext(victim, shortOnesOnly);
                    if (g != null) {
                        return stolen(p, g);
                    }
                }
            }
        }
        return null;
    }

    private static G stolen(P p, G g) {
        p.steals++;
        p.queue.goesOn(g);
        return g;
    }

    /**
     * Takes another P's runnext, at once. Go waits 3 µs first, for a P that runs is about to take
     * it itself when the G that readied it blocks. Here that was no gain: two Gs that hand each
     * other things stay where they can both run, and pass a hand-over without parking.
     */
    private static G stealNext(P victim, boolean shortOnesOnly) {
        G next = victim.queue.lvRunnext();
        return next != null
                        && (!shortOnesOnly || Discipline.isShort(next))
                        && victim.queue.stealNext(next)
                ? next
                : null;
    }

    /**
     * The look at all queues after {@code nmspinning} went down; true with a P and spinning again.
     */
    boolean lastLook(M m) {
        if (!work.isForAnIdleP() || !ps.takeIdle(m)) {
            return false;
        }
        waking.startSpinning(m);
        return true;
    }

    /**
     * Waits, without a P, for work, for the next timer or for the network.
     *
     * @return false when the M is to end, true with a P
     */
    private boolean waitForWork(M m) {
        if (ms.areEnding()) {
            return ms.stop(m); // what timers are left wake nobody
        }
        if (timers.isAnythingToWaitFor()) {
            if (timers.sleepUntilNext(m)) {
                return goOnLooking(m);
            }
            long until = timers.earliest();
            if (until != TimerHeap.NONE) {
                waking.wakeNetPoller(until); // somebody waits for timers; maybe for a later one
            }
        }
        return ms.stop(m);
    }

    /** The M that slept until a timer looks for it, and for what else there is. */
    boolean goOnLooking(M m) {
        if (ps.takeOrBorrow(m)) {
            // Or it could be kept from stealing the timer that it came for, and come back here.
            waking.startSpinning(m);
            waking.beginBatch(m);
            netpoll.readyAwaited(m);
            waking.endBatch(m);
            return true;
        }
        netpoll.readyAwaited(m); // all Ps are taken: to the line of all
        sysmon.wakeFromLongSleep(); // which left this timer to this M
        return ms.stop(m);
    }
}
