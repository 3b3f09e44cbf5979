package dev.baton.trace;

import java.util.List;

/**
 * What may be in a trace. The names of the first part are Go's. {@link Event} has who did it and
 * when; the arguments are what is in brackets here, and {@link Event#arg(int)} has them in this
 * order.
 *
 * <p>A G is <em>runnable</em> after {@link #GO_CREATE}, {@link #GO_UNPARK}, {@link #GO_SCHED},
 * {@link #GO_PREEMPT} and {@link #GO_NO_P}; it <em>runs</em> after {@link #GO_START} and {@link
 * #GO_SYSEXIT}; it is <em>in a call</em> after {@link #GO_SYSCALL}, and blocks there after {@link
 * #GO_SYSBLOCK}; it <em>waits</em> after {@link #GO_PARK}, which may come in the midst of a call:
 * then a second {@link #GO_SYSCALL} follows the {@link #GO_START}.
 *
 * <p>A P is <em>had</em> by an M after {@link #PROC_START}, and after {@link #GIVE_BACK} by the M
 * "to"; by nobody after {@link #PROC_STOP}, {@link #RETAKE} and {@link #LEND}. An M whose P was
 * taken goes on with its G, or sleeps in its call, without; p is -1 in what it writes then. It is
 * also -1 in {@link #GO_SYSCALL}, which does not look.
 */
public enum EventType {
    /** g was made runnable for the first time, by the G "by", or 0 where that was none. */
    GO_CREATE(1, true, "by"),
    /** g begins to run on m with p, or goes on. */
    GO_START(2, true),
    /** g is over. */
    GO_END(3, true),
    /** g yielded: it is runnable, and behind others. */
    GO_SCHED(4, true),
    /** The same, as it was asked to. */
    GO_PREEMPT(5, true),
    /** g waits. "reason" is a string. p is -1 where it had lost its P. */
    GO_PARK(6, true, "reason"),
    /** g was made runnable, by the G "by", or 0 where that was none: a timer, the network. */
    GO_UNPARK(7, true, "by"),
    /**
     * g enters a call that may block. "number" is the system call's, or -1 where it is a call of
     * the program's own; "site" a string, its call site or what is known of it.
     */
    GO_SYSCALL(8, true, "number", "site"),
    /**
     * The call that g is in blocks. p is what its M had; that it has it no more says the {@link
     * #RETAKE} or {@link #PROC_STOP} that follows.
     */
    GO_SYSBLOCK(9, true),
    /**
     * g came back from its call, and runs on: with p, or without where that is -1. Then a {@link
     * #PROC_START} follows if there was another P for it, and {@link #GO_NO_P} if not; and none of
     * both where its P is lent, for it computes on.
     */
    GO_SYSEXIT(10, true),
    /** m has p from now on. */
    PROC_START(11, false),
    /** m has p no more, by its own doing. */
    PROC_STOP(12, false),
    /** Somebody wants to stop all Ps. */
    STW_START(13, false),
    /** They may go on. */
    STW_DONE(14, false),
    /** There are n Ps from now on. */
    GOMAXPROCS(15, false, "n"),

    /** p is handed to the M "to", which is started or woken for it. */
    HANDOFF(20, false, "to"),
    /**
     * p is taken from the M "from", which does not come back with the G "who" (0: none). "why" is a
     * string: what that M does.
     */
    RETAKE(21, false, "from", "who", "why"),
    /** The same, to run short ones while "who" computes. */
    LEND(22, false, "from", "who"),
    /** p goes back to the M "to", which had lent it. */
    GIVE_BACK(23, false, "to"),
    /** g waits for a thread to block with, as one of "waiting": all of maxThreads are taken. */
    THREAD_LIMIT(24, true, "waiting"),
    /** m asked the network, and "ready" Gs were readied. */
    NETPOLL(25, false, "ready"),
    /** The JVM collected garbage for so long, up to now; "what" is a string. */
    GC(26, false, "durationNs", "what"),
    /** "count" events of m had no room, up to now. */
    LOST(27, false, "count"),
    /**
     * The thread of m begins. "tid" is the kernel's name of it; 0 where it began before the trace.
     */
    M_START(28, false, "tid"),
    /** The thread of m ends. */
    M_STOP(29, false),
    /** g's name, a string. */
    GO_NAME(30, true, "name"),
    /** The call that g came back from took that long; "stack" is where it was made. */
    LONG_CALL(31, true, "durationNs", "stack"),
    /**
     * g was seen in a call on m when the trace began, which it may have left while the trace did.
     * It had been in it for "durationNs", or that is 0 where nobody had looked. For the rest as
     * {@link #GO_SYSCALL}.
     */
    GO_IN_SYSCALL(32, true, "number", "site", "durationNs"),
    /** g, which begins to run, had waited for that long to. */
    GO_WAITED(33, true, "durationNs"),
    /** g came back from a call and found no P, or others are before it: it waits to be run. */
    GO_NO_P(34, true),
    /**
     * The M "from", whose P was just taken from it with the G "who", sleeps in the kernel: "wchan"
     * is a string, the name of the function there.
     */
    KERNEL_WAIT(35, false, "from", "who", "wchan");

    private static final EventType[] BY_ID = new EventType[64];

    static {
        for (EventType t : values()) {
            BY_ID[t.id] = t;
        }
    }

    private final int id;
    private final boolean isOfG;

    @SuppressWarnings("ImmutableEnumChecker") // a List.of is
    private final List<String> arguments;

    EventType(int id, boolean isOfG, String... arguments) {
        this.id = id;
        this.isOfG = isOfG;
        this.arguments = List.of(arguments);
    }

    /**
     * The number that stands for it in a file.
     *
     * @return 1 to 63
     */
    public int id() {
        return id;
    }

    /**
     * Whether {@link Event#g()} is whom it is about. If not, it is 0.
     *
     * @return true for changes of a G's state
     */
    public boolean isOfG() {
        return isOfG;
    }

    /**
     * What its arguments are called.
     *
     * @return as many as it has
     */
    public List<String> arguments() {
        return arguments;
    }

    /**
     * Where an argument is.
     *
     * @param name one of {@link #arguments}
     * @return for {@link Event#arg(int)}
     * @throws IllegalArgumentException where it has none of that name
     */
    public int indexOf(String name) {
        int i = arguments.indexOf(name);
        if (i < 0) {
            throw new IllegalArgumentException(
                    this + " has no argument " + name + ": " + arguments);
        }
        return i;
    }

    /** How many longs it takes in a file. */
    int words() {
        return 2 + arguments.size();
    }

    /** Null where there is none: the file is damaged, or newer. */
    static EventType of(int id) {
        return id < BY_ID.length ? BY_ID[id] : null;
    }
}
