package dev.baton.sched;

/** What nobody has thought of, thrown in the midst of the scheduler's own code. */
final class SimFault extends RuntimeException {
    private static final long serialVersionUID = 1L;
}
