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

    /** {@return who makes it} */
    public long g() {
        return g;
    }

    /** {@return on which thread; negative where that is not known} */
    public int m() {
        return m;
    }

    /** {@return with which P it began; negative where there was none} */
    public int p() {
        return p;
    }

    /** {@return the string that is its site, or what is known of it} */
    public long site() {
        return site;
    }

    /** {@return the number of the system call; -1 where it is the program's own} */
    public long number() {
        return number;
    }

    /** {@return when it began: before time 0, where it was under way when the trace began} */
    public long fromNs() {
        return fromNs;
    }

    /** {@return since when it goes on without a P, or {@link #NOT_BLOCKED}} */
    public long blockedNs() {
        return blockedNs;
    }

    /** {@return when it ended; before that, now} */
    public long toNs() {
        return toNs;
    }

    /** {@return how long it took, or has taken} */
    public long durationNs() {
        return toNs - fromNs;
    }
}
