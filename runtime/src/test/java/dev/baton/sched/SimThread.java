package dev.baton.sched;

/** A thread of the simulated OS: an M, sysmon, or one that Baton knows nothing of. */
final class SimThread {
    /** What it is doing, as its kernel would know. */
    enum State {
        RUNNABLE,
        /** On a CPU until {@link #deadline}. */
        COMPUTING,
        /** Asleep in the kernel until {@link #deadline} or until somebody wakes it. */
        ASLEEP,
        ENDED
    }

    static final long FOREVER = Long.MAX_VALUE;

    final String name;

    /** The M whose thread it is, or null. */
    final M m;

    State state = State.RUNNABLE;

    /** Until when it computes or sleeps at most. */
    long deadline = FOREVER;

    /** The higher the sooner, where the schedule goes by priority. */
    int priority;

    /** Steps that it took since others came first. */
    int turn;

    /** How many mutexes it holds. */
    int locked;

    /** How often it has gone to sleep. */
    long sleeps;

    /** The permit of {@code Unsafe.park}. */
    boolean permit;

    /** It takes a step of the JDK's code. */
    boolean inJdk;

    /** What is mounted on it, or null. */
    SimVirtualThread mounted;

    private final Coroutine own;
    private Coroutine top;

    SimThread(String name, M m, Runnable body) {
        this.name = name;
        this.m = m;
        this.own = new Coroutine(body);
        this.top = own;
    }

    /** Goes on from where it was last suspended, in the mounted virtual thread if there is one. */
    void resume() {
        top.resume();
    }

    /** From now on it runs the stack of a virtual thread. */
    void mount(SimVirtualThread v, Coroutine stack) {
        mounted = v;
        top = stack;
    }

    /** Back to its own stack. */
    void unmount() {
        mounted = null;
        top = own;
    }

    @Override
    public String toString() {
        return mounted == null ? name : name + "/" + mounted.g;
    }
}
