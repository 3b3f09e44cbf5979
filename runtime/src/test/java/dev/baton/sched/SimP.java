package dev.baton.sched;

/** A P that watches its own status: a step before each access, and only edges that are drawn. */
final class SimP extends P {
    private static final int[][] EDGES = {
        {IDLE, RUNNING},
        {RUNNING, IDLE},
        {RUNNING, SYSCALL},
        {SYSCALL, RUNNING},
        {SYSCALL, IDLE},
        {RUNNING, GCSTOP},
        {SYSCALL, GCSTOP},
        {GCSTOP, IDLE},
        {GCSTOP, RUNNING},
        {IDLE, DEAD},
    };

    private static final boolean[][] DRAWN = new boolean[DEAD + 1][DEAD + 1];

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

    /** The status, for those who only watch. */
    int watch() {
        return super.laStatus();
    }

    @Override
    int laStatus() {
        host.step();
        return super.laStatus();
    }

    @Override
    void soStatus(int s) {
        host.step();
        int from = watch();
        super.soStatus(s);
        moved(from, s);
    }

    @Override
    boolean casStatus(int from, int to) {
        host.step();
        if (storesPlainly(from, to)) {
            if (watch() != from) {
                return false;
            }
            host.step();
            super.soStatus(to);
        } else if (!super.casStatus(from, to)) {
            return false;
        }
        if (from == SYSCALL && to == IDLE && host.isSysmon() && !host.hasSeenAsleep()) {
            host.fail("sysmon takes " + this + " from an M that it saw running");
        }
        moved(from, to);
        return true;
    }

    /** Whether this is the place where a broken twin forgets to compare. */
    private boolean storesPlainly(int from, int to) {
        return from == SYSCALL
                && switch (host.twin) {
                    case EXIT_WITHOUT_CAS -> to == RUNNING;
                    case RETAKE_WITHOUT_CAS -> to == IDLE;
                    default -> false;
                };
    }

    private void moved(int from, int to) {
        if (!DRAWN[from][to]) {
            host.fail(this + " came from " + statusName(from) + ": no such edge");
        }
        if (from == SYSCALL && to == RUNNING) {
            host.invariants().backFromSyscall(this);
        }
    }

    @Override
    Discipline newQueue(Scheduler sched) {
        return ((SimHost) sched.host).twin == SimTwin.FIRST_SOURCE_ALWAYS_FIRST
                ? new FirstSourceFirst(sched)
                : super.newQueue(sched);
    }
}
