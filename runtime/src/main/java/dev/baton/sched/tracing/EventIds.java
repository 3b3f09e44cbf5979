package dev.baton.sched.tracing;

/**
 * The numbers of what may be in a trace. {@code EventType} of the module trace says what each is.
 */
public final class EventIds {
    /** A G was made runnable for the first time. */
    public static final int GO_CREATE = 1;

    /** A G runs. */
    public static final int GO_START = 2;

    /** A G ended. */
    public static final int GO_END = 3;

    /** A G yielded. */
    public static final int GO_SCHED = 4;

    /** A G yielded because it was asked to. */
    public static final int GO_PREEMPT = 5;

    /** A G waits. */
    public static final int GO_PARK = 6;

    /** A G was made runnable. */
    public static final int GO_UNPARK = 7;

    /** A G entered a call. */
    public static final int GO_SYSCALL = 8;

    /** The P of a G in a call was taken, or given away. */
    public static final int GO_SYSBLOCK = 9;

    /** A G left its call. */
    public static final int GO_SYSEXIT = 10;

    /** An M has a P. */
    public static final int PROC_START = 11;

    /** An M has it no more. */
    public static final int PROC_STOP = 12;

    /** The world is to stop. */
    public static final int STW_START = 13;

    /** The world goes on. */
    public static final int STW_DONE = 14;

    /** The number of Ps that may be run. */
    public static final int GOMAXPROCS = 15;

    /** A P is on its way to an M. */
    public static final int HANDOFF = 20;

    /** A P was taken from an M. */
    public static final int RETAKE = 21;

    /** A P was lent. */
    public static final int LEND = 22;

    /** A P was given back. */
    public static final int GIVE_BACK = 23;

    /** A call waited for a thread. */
    public static final int THREAD_LIMIT = 24;

    /** The network brought something. */
    public static final int NETPOLL = 25;

    /** The JVM collected garbage. */
    public static final int GC = 26;

    /** Events had no room. */
    public static final int LOST = 27;

    /** A thread began. */
    public static final int M_START = 28;

    /** A thread ended. */
    public static final int M_STOP = 29;

    /** The name of a G. */
    public static final int GO_NAME = 30;

    /** A call took long, with the stack. */
    public static final int LONG_CALL = 31;

    /** A G was in a call when the trace began. */
    public static final int GO_IN_SYSCALL = 32;

    /** A G waited for longer than it should. */
    public static final int GO_WAITED = 33;

    /** A G came back from a call and found no P. */
    public static final int GO_NO_P = 34;

    /** Where in the kernel an M sleeps. */
    public static final int KERNEL_WAIT = 35;

    private EventIds() {}
}
