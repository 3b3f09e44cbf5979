package dev.baton.sched;

import java.util.function.Consumer;

/**
 * What waits to be run, wherever that is: the questions that the rest asks before it takes a P,
 * gives one up, or wakes an M. Answers of a moment; {@link Waking} has the rule by which they are
 * enough.
 */
final class Work {
    /** Where more Gs wait than so many, sysmon does not ask of each what it is known for. */
    private static final int WORTH_LOOKING_THROUGH = 64;

    private final Host host;
    private final Ps ps;
    private final GlobalQueues runq;
    private final Timers timers;
    private final OrdinaryOnes ordinaryOnes = new OrdinaryOnes();

    Work(Host host, Ps ps, GlobalQueues runq, Timers timers) {
        this.host = host;
        this.ps = ps;
        this.runq = runq;
        this.timers = timers;
    }

    /** Whether a G waits that the P would run next. */
    boolean isAnyoneWaitingFor(P p) {
        return isGlobal(false) || p.queue.hasQueued();
    }

    /** Whether one waits in the lines that belong to no P. */
    boolean isGlobal(boolean shortOnesOnly) {
        return shortOnesOnly ? runq.hasShort() : !runq.isEmpty();
    }

    private boolean isLocal(boolean shortOnesOnly) {
        for (P p : ps.allp()) {
            host.step();
            if (p.queue.hasFor(shortOnesOnly)) {
                return true;
            }
        }
        return false;
    }

    /** Whether p has what it may run, or the line of all has. By its owner. */
    boolean isFor(P p) {
        boolean shortOnesOnly = p.isForShortOnes();
        return isGlobal(shortOnesOnly) || p.queue.hasFor(shortOnesOnly);
    }

    /**
     * Whether a G waits anywhere, and a P is idle. The latter is looked at first: who puts one into
     * the idle list later looks too.
     */
    boolean isForAnIdleP() {
        return ps.npidle() > 0 && (isGlobal(false) || isLocal(false));
    }

    /** Whether a timer is due, or a G waits that is usually done in a moment. */
    boolean isShortOneWaiting(long now) {
        return timers.earliest() <= now || isGlobal(true) || isLocal(true);
    }

    /** Whether a G waits that is neither known to be short nor to compute for long. By sysmon. */
    boolean isOrdinaryOneWaiting() {
        if (runq.longs.size() + runq.longsWithM.size() > WORTH_LOOKING_THROUGH) {
            return true;
        }
        ordinaryOnes.seen = false;
        runq.lock.lock();
        runq.longs.forEach(ordinaryOnes);
        runq.longsWithM.forEach(ordinaryOnes);
        runq.lock.unlock();
        for (P p : ps.allp()) {
            p.queue.forEachLong(ordinaryOnes);
        }
        return ordinaryOnes.seen;
    }

    /** Whether a G waits anywhere, or a timer is due. */
    boolean isWaiting(long now) {
        return isGlobal(false) || isLocal(false) || timers.earliest() <= now;
    }

    /** Looks for one, and allocates nothing. */
    private static final class OrdinaryOnes implements Consumer<G> {
        boolean seen;

        @Override
        public void accept(G g) {
            seen |= !Discipline.isShort(g) && !Discipline.isHog(g);
        }
    }
}
