package dev.baton.trace.replay;

/** A call that may block: a view that is moved from one to the next. */
public final class Call {
    /** {@link #blockedNs()} of a call that kept its P. */
    public static final long NOT_BLOCKED = -1;

    long g;
    int m;
    int p;
    long site;
    long number;
    long fromNs;
    long blockedNs;
    long toNs;

    Call() {}

    /** Who makes it. */
    public long g() {
        return g;
    }

    /** On which thread; negative where that is not known. */
    public int m() {
        return m;
    }

    /** With which P it began; negative where there was none. */
    public int p() {
        return p;
    }

    /** The string that is its site, or what is known of it. */
    public long site() {
        return site;
    }

    /** The number of the system call; -1 where it is the program's own. */
    public long number() {
        return number;
    }

    /** When it began: before time 0, where it was under way when the trace began. */
    public long fromNs() {
        return fromNs;
    }

    /** Since when it goes on without a P, or {@link #NOT_BLOCKED}. */
    public long blockedNs() {
        return blockedNs;
    }

    /** When it ended; before that, now. */
    public long toNs() {
        return toNs;
    }

    /** How long it took, or has taken. */
    public long durationNs() {
        return toNs - fromNs;
    }
}
