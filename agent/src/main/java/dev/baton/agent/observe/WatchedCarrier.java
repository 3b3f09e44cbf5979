package dev.baton.agent.observe;

import dev.baton.linux.StateFile;

/** A carrier, and what it has done since when. By the thread that watches. */
final class WatchedCarrier {
    /** What a carrier does, as far as it matters here. */
    enum Doing {
        ASLEEP,
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

    /** Up to when that is accounted for. */
    long counted;

    /** Who is on it, once that was worth a look; null before. */
    Thread mounted;

    Culprit culprit;

    WatchedCarrier(Thread thread, int tid) {
        this.thread = thread;
        this.tid = tid;
    }

    /** For how long it has to, before it is worth a word. One look is no proof. */
    long leastNs() {
        return doing == Doing.ASLEEP ? LEAST_ASLEEP_NS : LEAST_COMPUTING_NS;
    }

    Doing look() {
        return switch (file.look(tid)) {
            case 'S', 'D' -> Doing.ASLEEP;
            case 'R' -> Doing.COMPUTING;
            default -> Doing.OTHER;
        };
    }

    void begin(Doing what, long now) {
        doing = what;
        since = now;
        mounted = null;
        culprit = null;
    }

    /** It has ended. */
    void close() {
        file.end();
    }
}
