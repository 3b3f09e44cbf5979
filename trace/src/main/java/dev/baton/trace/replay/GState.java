package dev.baton.trace.replay;

/** What a G does, as far as the trace has said it. */
enum GState {
    /** Nothing is known. */
    UNKNOWN,
    RUNNABLE,
    /** On a thread, running, with or without a P. */
    RUNNING,
    /** On a thread, in a call, with or without a P. */
    IN_CALL,
    WAITING
}
