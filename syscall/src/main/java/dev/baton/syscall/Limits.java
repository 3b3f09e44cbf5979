package dev.baton.syscall;

import dev.baton.sched.buffers.Buffer;
import dev.baton.sched.buffers.Buffers;

/**
 * What a process may use, and what it has used. As the functions of {@link Syscall} they return the
 * kernel's own result, retry nothing and check nothing.
 *
 * <p>All functions may be called from any thread.
 */
public final class Limits {
    /** No limit: the greatest number of 64 bits without a sign. */
    public static final long RLIM_INFINITY = -1;

    /** CPU time, in seconds; beyond it SIGXCPU, then SIGKILL. */
    public static final int RLIMIT_CPU = 0;

    /** The size of a file that is written, in bytes; beyond it SIGXFSZ and EFBIG. */
    public static final int RLIMIT_FSIZE = 1;

    /** The heap of C and other private memory that is written, in bytes. */
    public static final int RLIMIT_DATA = 2;

    /** The stack of the first thread, and what others begin with, in bytes. */
    public static final int RLIMIT_STACK = 3;

    /** A core dump, in bytes. */
    public static final int RLIMIT_CORE = 4;

    /** Memory that is there, in bytes; Linux obeys it no more. */
    public static final int RLIMIT_RSS = 5;

    /** Threads of the OS that the user has, in all processes. */
    public static final int RLIMIT_NPROC = 6;

    /** One more than the highest descriptor. */
    public static final int RLIMIT_NOFILE = 7;

    /** Memory that is kept from being swapped, in bytes. */
    public static final int RLIMIT_MEMLOCK = 8;

    /** All that is mapped, in bytes. */
    public static final int RLIMIT_AS = 9;

    /** Locks of files; Linux obeys it no more. */
    public static final int RLIMIT_LOCKS = 10;

    /** Signals that are queued, of the user. */
    public static final int RLIMIT_SIGPENDING = 11;

    /** POSIX message queues of the user, in bytes. */
    public static final int RLIMIT_MSGQUEUE = 12;

    /** 20 minus the lowest nice value that may be set. */
    public static final int RLIMIT_NICE = 13;

    /** The highest real-time priority that may be set. */
    public static final int RLIMIT_RTPRIO = 14;

    /** CPU time of a real-time thread that does not sleep, in microseconds. */
    public static final int RLIMIT_RTTIME = 15;

    /** {@code getrusage}: this process. */
    public static final int RUSAGE_SELF = 0;

    /** {@code getrusage}: its children that have ended and were waited for. */
    public static final int RUSAGE_CHILDREN = -1;

    /** {@code getrusage}: the OS thread that asks. */
    public static final int RUSAGE_THREAD = 1;

    private Limits() {}

    /**
     * {@code prlimit(2)}: a limit of a process, or another from now on, or both at once.
     *
     * @param pid the process; 0 for this one
     * @param resource {@link #RLIMIT_NOFILE} or another
     * @param limit the one from now on; null leaves it
     * @param old takes the one until now in element 0; null when nobody asks
     * @return 0 or −errno: −EPERM for a hard limit that is raised without CAP_SYS_RESOURCE, −EINVAL
     *     for a soft one above it
     */
    public static long prlimit64(int pid, int resource, Rlimit limit, Rlimit[] old) {
        Buffer buffer = Buffers.take(2 * Rlimit.BYTES);
        try {
            if (limit != null) {
                limit.to(buffer.segment(), 0);
            }
            long r1 =
                    Syscall.syscall6(
                            Sysno.SYS_PRLIMIT64,
                            pid,
                            resource,
                            limit == null ? 0 : buffer.address(),
                            old == null ? 0 : buffer.address() + Rlimit.BYTES,
                            0,
                            0);
            if (r1 == 0 && old != null) {
                old[0] = Rlimit.from(buffer.segment(), Rlimit.BYTES);
            }
            return r1;
        } finally {
            Buffers.give(buffer);
        }
    }

    /**
     * A limit of this process, as {@code getrlimit(2)} has it.
     *
     * @param resource {@link #RLIMIT_NOFILE} or another
     * @param limit takes it in element 0
     * @return 0 or −errno: −EINVAL for a resource that there is none of
     */
    public static long getrlimit(int resource, Rlimit[] limit) {
        return prlimit64(0, resource, null, limit);
    }

    /**
     * Another limit of this process from now on, as {@code setrlimit(2)} has it.
     *
     * @param resource {@link #RLIMIT_NOFILE} or another
     * @param limit the new one
     * @return 0 or −errno as {@link #prlimit64}
     */
    public static long setrlimit(int resource, Rlimit limit) {
        return prlimit64(0, resource, limit, null);
    }

    /**
     * {@code getrusage(2)}.
     *
     * @param who {@link #RUSAGE_SELF}, {@link #RUSAGE_CHILDREN} or {@link #RUSAGE_THREAD}
     * @param usage takes the answer in element 0
     * @return 0 or −errno
     */
    public static long getrusage(int who, Rusage[] usage) {
        Buffer buffer = Buffers.take(Rusage.BYTES);
        try {
            long r1 = Syscall.syscall(Sysno.SYS_GETRUSAGE, who, buffer.address(), 0);
            if (r1 == 0) {
                usage[0] = Rusage.from(buffer.segment(), 0);
            }
            return r1;
        } finally {
            Buffers.give(buffer);
        }
    }
}
