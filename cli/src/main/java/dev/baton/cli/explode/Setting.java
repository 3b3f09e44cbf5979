package dev.baton.cli.explode;

/**
 * What all sides are told.
 *
 * @param n threads that block
 * @param procs carriers, Ps, GOMAXPROCS
 * @param holdMs milliseconds from when they are started until they are let go
 * @param afterMs milliseconds for which the program goes on then
 */
public record Setting(int n, int procs, long holdMs, long afterMs) {
    /** What the limited side may have, as a share of the threads that block. */
    private static final int LIMIT_SHARE = 20;

    private static final int LEAST_LIMIT = 16;

    /** {@return how many threads of the OS the limited side may have: a twentieth of all} */
    public int maxThreads() {
        return Math.max(LEAST_LIMIT, n / LIMIT_SHARE);
    }
}
