package dev.baton.sched;

import dev.baton.BlockingSite;

/** What a {@link ModelG} may do. */
final class ModelSteps {
    private static final BlockingSite QUICK = new BlockingSite("quick");

    static {
        QUICK.wasShort();
    }

    private ModelSteps() {}

    /** Uses its P, if it has one still, and nobody else may use that meanwhile. */
    static final class Compute implements ModelG.Step {
        @Override
        public void run(ModelG g) {
            M m = g.host.currentM();
            if (m.curg != g) {
                throw new AssertionError(g + " computes where " + m.curg + " does");
            }
            if (!m.comeIn()) {
                return;
            }
            if (g.host.isWorldStopped) {
                throw new AssertionError(g + " has a P while the world is stopped");
            }
            ((ModelP) m.p).use(m);
            m.goOut();
        }
    }

    /** {@code enterSyscall}. */
    static final class Enter implements ModelG.Step {
        @Override
        public void run(ModelG g) {
            if (!g.sched().syscalls.enter(g.host.currentM(), 1, QUICK, G.SECTION)) {
                throw new AssertionError(g + " did not enter");
            }
        }
    }

    /** {@code enterSyscallBlock}. */
    static final class EnterBlock implements ModelG.Step {
        @Override
        public void run(ModelG g) {
            if (!g.sched().syscalls.enterBlock(g.host.currentM(), 1, G.SECTION)) {
                throw new AssertionError(g + " did not enter");
            }
        }
    }

    /** {@code exitSyscall}. */
    static final class Exit implements ModelG.Step {
        @Override
        public void run(ModelG g) {
            g.sched().syscalls.exit(g.host.currentM());
        }
    }

    /** Stays where it is: computes for ever, or sleeps in the kernel till the test goes on. */
    static final class StayAway implements ModelG.Step {
        @Override
        public void run(ModelG g) {
            throw g.host.away;
        }
    }

    /** Readies another. */
    record Start(ModelG other) implements ModelG.Step {
        @Override
        public void run(ModelG g) {
            g.sched().waking.ready(other);
        }
    }

    record Park(long nanos) implements ModelG.Step {
        @Override
        public void run(ModelG g) {
            g.park(nanos);
        }
    }

    static final class Yield implements ModelG.Step {
        @Override
        public void run(ModelG g) {
            g.yieldNow();
        }
    }
}
