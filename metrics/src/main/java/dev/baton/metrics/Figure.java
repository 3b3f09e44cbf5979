package dev.baton.metrics;

import dev.baton.api.Blocking;

/** What is measured: one place for names, units and what they mean. */
enum Figure {
    PROCS("baton.procs", "{proc}", "virtual threads that may run at a time") {
        @Override
        long now() {
            return Blocking.limits().maxProcs();
        }
    },
    THREADS("baton.threads", "{thread}", "OS threads that run virtual threads or block for them") {
        @Override
        long now() {
            return Blocking.statistics().threads();
        }
    },
    THREADS_MAX("baton.threads.max", "{thread}", "OS threads that there may be") {
        @Override
        long now() {
            return Blocking.limits().maxThreads();
        }
    },
    VIRTUAL_THREADS("baton.virtual.threads", "{thread}", "virtual threads that have not ended") {
        @Override
        long now() {
            return Blocking.statistics().virtualThreads();
        }
    },
    THREAD_LINE("baton.thread.line", "{call}", "calls that wait for an OS thread to block with") {
        @Override
        long now() {
            return Blocking.statistics().waitingForThreads();
        }
    },
    BLOCKING_CALLS("baton.blocking.calls", "{call}", "calls that were announced as blocking") {
        @Override
        long now() {
            return Blocking.statistics().blockingCalls();
        }
    },
    HANDOFFS("baton.handoffs", "{call}", "calls in which others got to run") {
        @Override
        long now() {
            return Blocking.statistics().handOffs();
        }
    },
    WAIT_MEDIAN(
            "baton.wait.median",
            Figure.SECONDS,
            "half of all waits to be run took no longer; 0 where waits are not timed") {
        @Override
        long now() {
            return Blocking.statistics().medianWaitNanos();
        }
    },
    WAIT_P99(
            "baton.wait.p99",
            Figure.SECONDS,
            "99 in 100 waits to be run took no longer; 0 where waits are not timed") {
        @Override
        long now() {
            return Blocking.statistics().p99WaitNanos();
        }
    },
    WAIT_LONGEST(
            "baton.wait.longest",
            Figure.SECONDS,
            "the longest wait to be run; 0 where waits are not timed") {
        @Override
        long now() {
            return Blocking.statistics().longestWaitNanos();
        }
    };

    private static final String SECONDS = "s";
    private static final double NS_PER_S = 1e9;

    /** Its name, with dots. */
    final String id;

    /** As UCUM has it, which OpenTelemetry asks for. */
    final String unit;

    /** Half a sentence. */
    final String meaning;

    Figure(String id, String unit, String meaning) {
        this.id = id;
        this.unit = unit;
        this.meaning = meaning;
    }

    /** Of the moment; a time in nanoseconds. Takes microseconds. */
    abstract long now();

    /** Whether it only grows. */
    boolean isCounter() {
        return this == BLOCKING_CALLS || this == HANDOFFS;
    }

    boolean isTime() {
        return unit.equals(SECONDS);
    }

    /** In its unit. */
    double value() {
        return isTime() ? now() / NS_PER_S : now();
    }
}
