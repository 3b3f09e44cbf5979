package dev.baton.sched;

/**
 * How many Ms there may be for now: what the user said ({@code maxThreads}), what the OS has left
 * beside that which others need ({@link Host#roomForThreads}), and what it refused. Go ends the
 * process where there is no thread to be had.
 *
 * <p>A few more than there are Ps may be in any case. Then sysmon asks the OS: when an M was not
 * allowed, and once a second while Ms are started. It allows half of the room that there is, for
 * others start threads meanwhile; so the last Ms before a limit come one by one, and after each it
 * has asked anew. A program that needs no more than the first few never asks.
 *
 * <p>The OS may refuse a thread all the same; the JVM prints three lines then. So there are no more
 * Ms than there are just then until some time has passed, which doubles with each refusal up to
 * {@link #MAX_BACK_OFF_NS}, and then one, two, four more. An M that ends meanwhile makes room for
 * another at once. Where there is no room, it waits in the same way before it asks again.
 *
 * <p>Under {@code sched.lock}.
 */
class ThreadAllowance {
    static final long MIN_BACK_OFF_NS = 10_000_000;
    static final long MAX_BACK_OFF_NS = 1_000_000_000;

    /** After so long without another refusal the next one is a first one. */
    private static final long FORGET_NS = 10 * MAX_BACK_OFF_NS;

    /** Ms beyond the Ps that are allowed whatever room there is: without any nothing gets on. */
    static final int FEW = 4;

    private final int maxThreads;
    private int allowed;

    /** So far {@code maxThreads} has given way: {@link ThreadLine}. */
    private int raised;

    /** How many more at a time. */
    private int step = Integer.MAX_VALUE;

    /** 0 where nothing was refused. */
    private long backOffNs;

    private long refusedNs;

    /** Allows the first few, until sysmon has asked. */
    ThreadAllowance(int maxThreads, int maxprocs) {
        this.maxThreads = maxThreads;
        this.allowed = maxprocs + FEW;
    }

    /** Whether there may be another beside so many. */
    boolean allows(int count) {
        return count < allowed && count < maxThreads + raised;
    }

    boolean isAtMaxThreads(int count) {
        return count >= maxThreads + raised;
    }

    int raised() {
        return raised;
    }

    /** There may be so many more than was said. */
    void raise(int more) {
        raised = more;
    }

    /** Whether {@link #refresh} may allow another, where none is allowed. */
    boolean isToBeAsked(int count, long now) {
        return !allows(count) && !isAtMaxThreads(count) && !isBackingOff(now);
    }

    /** It is no time to try again. */
    boolean isBackingOff(long now) {
        return backOffNs != 0 && now - refusedNs < backOffNs;
    }

    /** The OS refused one, or has no room; there are so many. */
    void refused(int count, long now) {
        allowed = Math.min(allowed, count);
        step = 1;
        if (isBackingOff(now)) {
            return; // two of the same moment
        }
        boolean first = backOffNs == 0 || now - refusedNs > FORGET_NS;
        backOffNs = first ? MIN_BACK_OFF_NS : Math.min(2 * backOffNs, MAX_BACK_OFF_NS);
        refusedNs = now;
    }

    /**
     * sysmon has asked the OS.
     *
     * @param count how many there are
     * @param room how many more it has
     */
    void refresh(int count, int maxprocs, int room, long now) {
        if (isBackingOff(now)) {
            return;
        }
        if (now - refusedNs > FORGET_NS) {
            backOffNs = 0;
            step = Integer.MAX_VALUE;
        }
        boolean usedUp = count >= allowed;
        int half = Math.max(room - room / 2, 0); // of one that one
        int more = Math.min(Math.max(half, maxprocs + FEW - count), step);
        allowed = (int) Math.min((long) count + more, Integer.MAX_VALUE);
        if (usedUp && step < Integer.MAX_VALUE / 2) {
            step *= 2;
        }
    }
}
