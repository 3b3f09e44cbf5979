package dev.baton.sched;

/**
 * The queues of a P that is taken, now and then, amid the readying of the G that is to run next: as
 * by sysmon, which is seldom there in these few steps.
 */
final class SimDiscipline extends Discipline {
    private final SimHost host;
    private final SimP p;
    private final Scheduler sched;

    SimDiscipline(Scheduler sched, SimP p) {
        super(sched);
        this.host = (SimHost) sched.host;
        this.p = p;
        this.sched = sched;
    }

    @Override
    boolean offerNext(G g) {
        lose();
        boolean offered = super.offerNext(g);
        lose();
        return offered;
    }

    @Override
    void chargeTaken(Host by) {
        if (host.twin != SimTwin.WHO_LOSES_ITS_P_PAYS_NOTHING) {
            super.chargeTaken(by);
        }
    }

    private void lose() {
        if (host.random.nextInt(4) != 0) {
            return;
        }
        long w = p.watch();
        G running = p.m.curg;
        if (running != null && PStatus.state(w) == PStatus.OUTSIDE) {
            running.preempt = true; // as where sysmon takes it
            Tracer t = sched.tracing.here();
            if (Taking.take(t, p, w, p.m, PStatus.IDLE, Tracing.Why.SLEEP)) {
                sched.waking.handoffp(p);
            }
        }
        for (int n = host.random.nextInt(50); n > 0; n--) {
            host.step();
        }
    }
}
