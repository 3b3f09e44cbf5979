package dev.baton.linux;

import java.util.concurrent.atomic.AtomicLong;
import jdk.internal.misc.Unsafe;

/**
 * Calls that concern the OS thread which makes them. On a virtual thread that is its carrier.
 *
 * <p>Elsewhere than on Linux every method but {@link #isLinux} throws {@link UnsatisfiedLinkError}
 * with a line that says so.
 */
public final class Libc {
    private static final Unsafe U = Unsafe.getUnsafe();

    private static final long NANOS_PER_SECOND = 1_000_000_000;

    /** What the low three bits of a clock say: the CPU time, exact, of one thread. */
    private static final int CPU_CLOCK_OF_A_THREAD = 6;

    private static final int THREAD_SHIFT = 3;
    private static final int RLIMIT_NOFILE = 7;

    /** The timespec of whoever was last, for who is next: one thread, sysmon, allocates nothing. */
    private static final AtomicLong idleTimespec = new AtomicLong();

    private Libc() {}

    /** {@return whether this is Linux; may be asked anywhere} */
    public static boolean isLinux() {
        return Platform.isLinux(System.getProperty("os.name"));
    }

    /**
     * {@return the kernel's number of the calling thread: the name of its directory in
     * /proc/self/task}
     */
    public static int gettid() {
        return (int) SystemCall.brief(SystemCall.GETTID, 0, 0, 0);
    }

    /**
     * Makes each kind of system call once, without an effect. Whoever does that often enough where
     * there is memory has no {@code OutOfMemoryError} from such a call later.
     */
    public static void touch() {
        SystemCall.brief(SystemCall.GETTID, 0, 0, 0);
        SystemCall.call(SystemCall.GETTID, 0, 0, 0);
    }

    /**
     * Blocks the OS thread for a time. Ends early when a signal arrives (EINTR): it is for pauses,
     * not for keeping time.
     *
     * @param ns how long in nanoseconds; the kernel adds up to the thread's timer slack. 0 and less
     *     return at once.
     */
    public static void nanosleep(long ns) {
        if (ns <= 0) {
            return;
        }
        long timespec = takeTimespec();
        U.putLong(timespec, ns / NANOS_PER_SECOND);
        U.putLong(timespec + Long.BYTES, ns % NANOS_PER_SECOND);
        SystemCall.call(SystemCall.NANOSLEEP, timespec, 0, 0);
        giveBackTimespec(timespec);
    }

    private static long takeTimespec() {
        long timespec = idleTimespec.getAndSet(0);
        return timespec == 0 ? CacheLines.take() : timespec;
    }

    private static void giveBackTimespec(long timespec) {
        if (!idleTimespec.compareAndSet(0, timespec)) {
            CacheLines.giveBack(timespec);
        }
    }

    /**
     * How many file descriptors this process may have at the moment, by its soft limit.
     *
     * @return more than 0, or -1 when it can't be asked
     */
    public static long maxOpenFiles() {
        long rlimit = takeTimespec(); // two longs, as that
        try {
            if (SystemCall.call(SystemCall.PRLIMIT64, 0, RLIMIT_NOFILE, 0, rlimit) != 0) {
                return -1;
            }
            long soft = U.getLong(rlimit);
            return soft < 0 ? Long.MAX_VALUE : soft; // unsigned; all ones is no limit
        } finally {
            giveBackTimespec(rlimit);
        }
    }

    /**
     * How long a thread of this process has been on a CPU, up to this moment even while it is: the
     * clock of {@code pthread_getcpuclockid}, as the kernel's posix-timers.h makes it. Any thread
     * may ask.
     *
     * @param tid the thread, see {@link #gettid}
     * @return nanoseconds since it began, or -1 when there is no such thread
     */
    public static long cpuNanos(int tid) {
        long timespec = takeTimespec();
        try {
            int clock = (~tid << THREAD_SHIFT) | CPU_CLOCK_OF_A_THREAD;
            if (SystemCall.brief(SystemCall.CLOCK_GETTIME, clock, timespec, 0) != 0) {
                return -1;
            }
            return U.getLong(timespec) * NANOS_PER_SECOND + U.getLong(timespec + Long.BYTES);
        } finally {
            giveBackTimespec(timespec);
        }
    }
}
