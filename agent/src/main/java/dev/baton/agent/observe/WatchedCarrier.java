package dev.baton.agent.observe;

import dev.baton.linux.Libc;
import dev.baton.linux.StateFile;

/**
 * A carrier, and what it has done since when. By the thread that watches. Not final for the tests
 * alone.
 */
class WatchedCarrier {
    /** What a carrier does, as far as it matters here. */
    enum Doing {
        ASLEEP,
        /** On a CPU, or waiting for one: how long it is on one, {@link #cpuNs} tells. */
        COMPUTING,
        OTHER
    }

    private static final long LEAST_ASLEEP_NS = 2_000_000;

    /** A carrier that is on a CPU for less keeps nobody waiting for long. */
    private static final long LEAST_COMPUTING_NS = 10_000_000;

    final Thread thread;
    final int tid;
    private final StateFile file = new StateFile();

    Doing doing = Doing.OTHER;

    /** When it began with that, or when others began to wait. */
    long since;

    /** How much of that is accounted for. */
    long countedNs;

    /** How long it had been on a CPU, in its life: when it began, and at the last look. */
    long sinceCpuNs;

    long lookedCpuNs;

    /** Who is on it, once that was worth a look; null before. */
    Thread mounted;

    Culprit culprit;

    WatchedCarrier(Thread thread, int tid) {
        this.thread = thread;
        this.tid = tid;
    }

    /** For how long it has to, before it is worth a word. One look is no proof. */
    final long leastNs() {
        return doing == Doing.ASLEEP ? LEAST_ASLEEP_NS : LEAST_COMPUTING_NS;
    }

    final Doing look() {
        return switch (state()) {
            case 'S', 'D' -> Doing.ASLEEP;
            case 'R' -> Doing.COMPUTING;
            default -> Doing.OTHER;
        };
    }

    /** The kernel's letter. */
    char state() {
        return file.look(tid);
    }

    /** How long it has been on a CPU, in its life. */
    long cpuNs() {
        return Libc.cpuNanos(tid);
    }

    final void begin(Doing what, long now) {
        doing = what;
        beginsAt(now);
        mounted = null;
        culprit = null;
    }

    /** All before does not count. */
    final void beginsAt(long now) {
        since = now;
        countedNs = 0;
        if (doing == Doing.COMPUTING) {
            sinceCpuNs = cpuNs();
            lookedCpuNs = sinceCpuNs;
        }
    }

    /** It has ended. */
    void close() {
        file.end();
    }
}
