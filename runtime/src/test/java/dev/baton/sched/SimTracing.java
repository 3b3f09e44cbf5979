package dev.baton.sched;

import dev.baton.sched.tracing.TraceBuffer;

/** The tracing itself, or with one rule of it broken, and by a clock that may be a coarse one. */
final class SimTracing extends Tracing {
    /** What is broken. */
    enum Twin {
        SOUND,

        /** Who takes a P reads the clock when it has it. */
        A_BLOCK_IS_TIMED_AFTER_THE_CAS,

        /** That a call blocks is not written. */
        A_BLOCK_IS_FORGOTTEN,

        /** The way out of a call is written with the time at which it began. */
        AN_EXIT_IS_TIMED_EARLY,

        /** It is written when another G runs on that M. */
        AN_EXIT_IS_WRITTEN_LATE,

        /** That a P is taken is not written. */
        A_RETAKE_IS_FORGOTTEN,

        /** A G that begins to run has that written twice. */
        A_START_IS_WRITTEN_TWICE,

        /** A G that yielded and is put into a line has that written as an unpark. */
        A_YIELD_IS_UNPARKED
    }

    Twin twin = Twin.SOUND;

    /** The clock goes on by so many nanoseconds at a time. */
    long grainNs = 1;

    SimTracing(Scheduler sched) {
        super(sched);
        setLongCallNs(Long.MAX_VALUE); // there are no stacks
    }

    @Override
    Tracer newTracer(TraceBuffer buffer, M m) {
        return new SimTracer(this, buffer, m);
    }

    private static final class SimTracer extends Tracer {
        private final SimTracing tracing;
        private long hasty;
        private G late;

        SimTracer(SimTracing tracing, TraceBuffer buffer, M m) {
            super(tracing, buffer, m);
            this.tracing = tracing;
        }

        @Override
        long begin() {
            long t = super.begin() - hasty;
            return t - t % tracing.grainNs;
        }

        @Override
        void retake(long t, P p, M from, G g, int call, Why why) {
            switch (tracing.twin) {
                case A_BLOCK_IS_TIMED_AFTER_THE_CAS -> super.retake(begin(), p, from, g, call, why);
                case A_BLOCK_IS_FORGOTTEN -> super.retake(t, p, from, g, 0, why);
                case A_RETAKE_IS_FORGOTTEN -> {}
                default -> super.retake(t, p, from, g, call, why);
            }
        }

        @Override
        void goSysexit(G g) {
            switch (tracing.twin) {
                case AN_EXIT_IS_TIMED_EARLY -> {
                    hasty = 500;
                    super.goSysexit(g);
                    hasty = 0;
                }
                case AN_EXIT_IS_WRITTEN_LATE -> late = g;
                default -> super.goSysexit(g);
            }
        }

        @Override
        void goStart(G g) {
            super.goStart(g);
            if (tracing.twin == Twin.A_START_IS_WRITTEN_TWICE) {
                super.goStart(g);
            }
            if (late != null) {
                super.goSysexit(late);
                late = null;
            }
        }

        @Override
        void goReady(G g, boolean isNew) {
            if (tracing.twin == Twin.A_YIELD_IS_UNPARKED) {
                g.yielded = false;
            }
            super.goReady(g, isNew);
        }
    }
}
