package dev.baton.vthread;

/** Why a virtual thread leaves its carrier. */
public enum Leaving {
    /** {@code LockSupport.park}. */
    PARK("PARKING"),
    /** The same for a time, and {@code Thread.sleep}. */
    TIMED_PARK("TIMED_PARKING"),
    /** It waits for a monitor. */
    MONITOR("BLOCKING"),
    /** {@code Object.wait}. */
    WAIT("WAITING"),
    /** The same for a time. */
    TIMED_WAIT("TIMED_WAITING"),
    /** Something else, or a JDK that names its states otherwise. */
    OTHER("");

    private static final Leaving[] ALL = values();

    private final int state;

    Leaving(String constant) {
        this.state = VirtualThreads.stateConstant(constant);
    }

    /**
     * Why a virtual thread leaves that has just done so.
     *
     * @param vthread the thread, seen from {@link Carrier#unmounted}
     * @return not for a yield
     */
    public static Leaving of(Thread vthread) {
        int s = VirtualThreads.state(vthread);
        for (Leaving l : ALL) {
            if (l.state == s) {
                return l;
            }
        }
        return OTHER;
    }
}
