package dev.baton.linux;

/**
 * How late the kernel may let a time limit of the calling thread expire.
 *
 * <p>To wake the CPU less often, the kernel lets sleeps and time-outs (nanosleep, futex, poll,
 * epoll) end up to this much after the time asked for, so that several end with one interrupt. It
 * starts at 50 µs, which is why {@code nanosleep(20 µs)} takes 75 µs and more; 1 ns is as exact as
 * the timer hardware. Threads of a real-time policy have none.
 *
 * <p>It is an improvement and nothing else: sandboxes refuse it, gVisor for one. Then the calls
 * here do nothing, and sleeps end that much later.
 */
public final class TimerSlack {
    private static final int PR_SET_TIMERSLACK = 29;
    private static final int PR_GET_TIMERSLACK = 30;

    private static final long AS_IT_BEGAN = 0;
    private static final long EXACT_NS = 1;

    /** Found out by trying: sets what is set already. */
    private static final boolean ALLOWED = set(get());

    private TimerSlack() {}

    /** Has it tried, by initializing this class: early, where there is memory for that. */
    public static void link() {}

    /**
     * Why the kernel doesn't let itself be told; asks it each time.
     *
     * @return one line, or null when it does
     */
    public static String refusal() {
        long answer = SystemCall.answer(SystemCall.PRCTL, PR_SET_TIMERSLACK, get(), 0, 0);
        return answer == 0 ? null : "prctl(PR_SET_TIMERSLACK): " + Linkage.describe((int) -answer);
    }

    /**
     * Has the calling thread's time limits end as exactly as the timer hardware can. Threads and
     * processes that it starts are born with that, and keep it.
     */
    public static void beExact() {
        if (ALLOWED) {
            set(EXACT_NS);
        }
    }

    /** Puts back what the calling thread began with. */
    public static void beAsBorn() {
        if (ALLOWED) {
            set(AS_IT_BEGAN);
        }
    }

    private static long get() {
        return SystemCall.brief(SystemCall.PRCTL, PR_GET_TIMERSLACK, 0, 0);
    }

    private static boolean set(long ns) {
        return SystemCall.brief(SystemCall.PRCTL, PR_SET_TIMERSLACK, ns, 0) == 0;
    }
}
