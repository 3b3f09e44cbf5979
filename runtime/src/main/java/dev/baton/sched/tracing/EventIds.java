package dev.baton.sched.tracing;

/**
 * The numbers of what may be in a trace. {@code EventType} of the module trace says what each is.
 */
public final class EventIds {
    public static final int GO_CREATE = 1;
    public static final int GO_START = 2;
    public static final int GO_END = 3;
    public static final int GO_SCHED = 4;
    public static final int GO_PREEMPT = 5;
    public static final int GO_PARK = 6;
    public static final int GO_UNPARK = 7;
    public static final int GO_SYSCALL = 8;
    public static final int GO_SYSBLOCK = 9;
    public static final int GO_SYSEXIT = 10;
    public static final int PROC_START = 11;
    public static final int PROC_STOP = 12;
    public static final int STW_START = 13;
    public static final int STW_DONE = 14;
    public static final int GOMAXPROCS = 15;
    public static final int HANDOFF = 20;
    public static final int RETAKE = 21;
    public static final int LEND = 22;
    public static final int GIVE_BACK = 23;
    public static final int THREAD_LIMIT = 24;
    public static final int NETPOLL = 25;
    public static final int GC = 26;
    public static final int LOST = 27;
    public static final int M_START = 28;
    public static final int M_STOP = 29;
    public static final int GO_NAME = 30;
    public static final int LONG_CALL = 31;
    public static final int GO_IN_SYSCALL = 32;
    public static final int GO_WAITED = 33;
    public static final int GO_NO_P = 34;
    public static final int KERNEL_WAIT = 35;

    private EventIds() {}
}
