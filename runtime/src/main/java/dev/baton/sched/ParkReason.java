package dev.baton.sched;

import dev.baton.sched.tracing.Word;

/** What a G parks for, as traces have it. Go's {@code waitReason}. */
enum ParkReason {
    PARK("park"),
    TIMED_PARK("sleep or timed park"),
    MONITOR("monitor"),
    WAIT("Object.wait"),
    NETWORK("network"),
    FILE("file, by io_uring"),
    THREAD("a thread: all of maxThreads are taken"),
    SUSPENDED("suspended by a tool"),
    OTHER("unknown");

    private final String text;

    /** Its word's, or 0. Any thread may find it out. */
    @SuppressWarnings("ImmutableEnumChecker") // it never changes
    private int number;

    ParkReason(String text) {
        this.text = text;
    }

    /** The number of the word that it is in traces. */
    int word() {
        int n = number;
        if (n == 0) {
            n = Word.numberOf(text);
            number = n;
        }
        return n;
    }
}
