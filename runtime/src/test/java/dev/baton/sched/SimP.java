package dev.baton.sched;

/** A P that watches its own word: a step before each access, and only edges that are drawn. */
final class SimP extends P {
    private static final int[][] EDGES = {
        {IDLE, INSIDE},
        {INSIDE, IDLE},
        {INSIDE, OUTSIDE},
        {OUTSIDE, INSIDE},
        {OUTSIDE, IDLE},
        {IDLE, OUTSIDE},
        {INSIDE, GCSTOP},
        {OUTSIDE, GCSTOP},
        {GCSTOP, IDLE},
        {GCSTOP, INSIDE},
    };

    private static final boolean[][] DRAWN = new boolean[GCSTOP + 1][GCSTOP + 1];

    static {
        for (int[] e : EDGES) {
            DRAWN[e[0]][e[1]] = true;
        }
    }

    private final SimHost host;

    SimP(int id, Scheduler sched) {
        super(id, sched);
        this.host = (SimHost) sched.host;
    }

    /** The word, for those who only watch. */
    long watch() {
        return super.laWord();
    }

    @Override
    long laWord() {
        host.step();
        return super.laWord();
    }

    @Override
    void goOut() {
        host.step();
        long from = watch();
        super.goOut();
        if (watch() != from) {
            moved(from, watch());
        }
    }

    @Override
    boolean take(long seen, int to) {
        if (host.twin == SimTwin.TAKES_WHAT_CAME_BACK) {
            host.step();
            long now = watch();
            return super.take(state(seen) == state(now) ? now : seen, to);
        }
        return super.take(seen, to);
    }

    @Override
    boolean comeBack(M by) {
        if (host.twin == SimTwin.GIVEN_INSIDE && state(watch()) == INSIDE && m == by) {
            return true;
        }
        return host.twin == SimTwin.A_LOAN_GOES_ON ? super.comeIn(by) : super.comeBack(by);
    }

    @Override
    boolean giveTo(M to, int from) {
        if (host.twin != SimTwin.GIVEN_INSIDE) {
            return super.giveTo(to, from);
        }
        m = to;
        return from == INSIDE || move(from, INSIDE);
    }

    @Override
    boolean giveBack(int from) {
        return host.twin != SimTwin.WHAT_IS_LENT_IS_KEPT && super.giveBack(from);
    }

    @Override
    boolean isForShortOnes() {
        return host.twin != SimTwin.A_LENT_P_RUNS_ALL && super.isForShortOnes();
    }

    @Override
    boolean casWord(long from, long to) {
        host.step();
        if (storesPlainly(state(from), state(to))) {
            if (watch() != from) {
                return false;
            }
            host.step();
            super.casWord(watch(), to);
        } else if (!super.casWord(from, to)) {
            return false;
        }
        moved(from, to);
        return true;
    }

    /** Whether this is the place where a broken twin forgets to compare. */
    private boolean storesPlainly(int from, int to) {
        return from == OUTSIDE
                && switch (host.twin) {
                    case COMING_IN_WITHOUT_CAS -> to == INSIDE;
                    case TAKING_WITHOUT_CAS -> to == IDLE;
                    default -> false;
                };
    }

    private void moved(long from, long to) {
        int f = state(from);
        int t = state(to);
        if (f == t ? !isLent(from) || isLent(to) : !DRAWN[f][t]) {
            host.fail(this + " came from " + stateName(from) + ": no such edge");
        }
        if (f == OUTSIDE && t != OUTSIDE) {
            host.invariants().leftOutside(this, t, isLent(to) && !isLent(from));
        }
    }

    @Override
    Discipline newQueue(Scheduler sched) {
        return ((SimHost) sched.host).twin == SimTwin.FIRST_SOURCE_ALWAYS_FIRST
                ? new FirstSourceFirst(sched)
                : new SimDiscipline(sched, this);
    }
}
