package dev.baton.sched;

/** A G that takes a step before each access to its status. */
final class SimG extends G {
    final int id;
    final SimVirtualThread thread;

    private final SimHost host;

    /** Since when it has been RUNNABLE. */
    long runnableSince;

    /** How many queues it was found in, at the watcher's last count. */
    int inQueues;

    SimG(int id, Scheduler sched, SimVirtualThread thread) {
        super(sched);
        this.id = id;
        this.host = (SimHost) sched.host;
        this.thread = thread;
        bind(null, thread);
    }

    /** It is asked for its thread when it is submitted once too often; see Scheduler.adopt. */
    @Override
    void forget() {}

    @Override
    void beginSlice() {
        if (host.twin != SimTwin.WHO_HAS_YIELDED_YIELDS_AGAIN || watch() != RUNNABLE) {
            super.beginSlice();
        }
    }

    @Override
    long traceId() {
        return id + 1L;
    }

    int watch() {
        return super.lpStatus();
    }

    @Override
    int laStatus() {
        host.step();
        return super.laStatus();
    }

    @Override
    void soStatus(int from, int to) {
        host.step();
        if (from == SYSCALL && to == RUNNABLE) {
            host.invariants().getsInLine(this);
        }
        super.soStatus(from, to);
        if (to == RUNNABLE) {
            runnableSince = host.now();
        } else if (from == RUNNABLE && host.currentVirtual() == thread) {
            host.invariants().leftLine(this);
        }
    }

    /** A tool lets it go on: before that it was not the others that it waited for. */
    void resumed() {
        if (watch() == RUNNABLE) {
            runnableSince = host.now();
        }
    }

    @Override
    boolean casStatus(int from, int to) {
        host.step();
        if (from == WAITING && host.twin == SimTwin.READY_WITHOUT_CAS) {
            if (watch() != from) {
                return false;
            }
            host.step();
            super.soStatus(watch(), to);
        } else if (!super.casStatus(from, to)) {
            return false;
        }
        runnableSince = host.now();
        return true;
    }

    @Override
    public String toString() {
        return "G" + id + " " + statusName(watch());
    }
}
