package dev.baton.syscall;

import static java.lang.foreign.ValueLayout.JAVA_LONG;

import dev.baton.sched.buffers.Buffer;
import dev.baton.sched.buffers.Buffers;
import java.lang.foreign.MemorySegment;

/**
 * Signals: to send them, and to take those that are blocked. As the functions of {@link Syscall}
 * they return the kernel's own result, retry nothing and check nothing. To a process that is named
 * by a descriptor, which can't be taken for another, signals go by {@link Fds#pidfdSendSignal}.
 *
 * <p>{@code sigaction}, {@code sigaltstack} and {@code sigsuspend} are left out on purpose: the JVM
 * has handlers of its own for SIGSEGV, SIGBUS, SIGFPE, SIGILL, SIGQUIT, SIGHUP, SIGINT, SIGTERM and
 * others and breaks without them, and a handler would have to be C. Mind that a signal that nobody
 * handles ends the JVM.
 *
 * <p>A set of signals is a long, with {@link #bit} for each. The mask of those that are blocked is
 * the OS thread's, on which a G is for the moment only: take it, and put it back, on a platform
 * thread.
 *
 * <p>All functions may be called from any thread.
 */
public final class Signals {
    /** Hangup. The JVM ends on it, in order. */
    public static final int SIGHUP = 1;

    /** Interrupt, of the keyboard. The JVM ends on it, in order. */
    public static final int SIGINT = 2;

    /** Quit, of the keyboard. The JVM prints all threads. */
    public static final int SIGQUIT = 3;

    /** An instruction that is none. The JVM's own. */
    public static final int SIGILL = 4;

    /** A trap. The JVM's own. */
    public static final int SIGTRAP = 5;

    /** Abort. */
    public static final int SIGABRT = 6;

    /** Memory that is not there, on a bus or in a file. The JVM's own. */
    public static final int SIGBUS = 7;

    /** A division by zero. The JVM's own. */
    public static final int SIGFPE = 8;

    /** The end, which nobody can put off. */
    public static final int SIGKILL = 9;

    /** The program's own. */
    public static final int SIGUSR1 = 10;

    /** Memory that is not mapped. The JVM's own. */
    public static final int SIGSEGV = 11;

    /** The program's own, but the JVM's on some systems. */
    public static final int SIGUSR2 = 12;

    /** A pipe or a connection that nobody reads. */
    public static final int SIGPIPE = 13;

    /** A timer. */
    public static final int SIGALRM = 14;

    /** The end. The JVM ends on it, in order. */
    public static final int SIGTERM = 15;

    /** A child has ended or stopped. */
    public static final int SIGCHLD = 17;

    /** Goes on after a stop. */
    public static final int SIGCONT = 18;

    /** A stop, which nobody can put off. */
    public static final int SIGSTOP = 19;

    /** A stop, of the keyboard. */
    public static final int SIGTSTP = 20;

    /** A read of the terminal, in the background. */
    public static final int SIGTTIN = 21;

    /** A write to the terminal, in the background. */
    public static final int SIGTTOU = 22;

    /** Urgent data at a socket. */
    public static final int SIGURG = 23;

    /** Beyond {@link Limits#RLIMIT_CPU}. */
    public static final int SIGXCPU = 24;

    /** Beyond {@link Limits#RLIMIT_FSIZE}. */
    public static final int SIGXFSZ = 25;

    /** A timer of CPU time. */
    public static final int SIGVTALRM = 26;

    /** A timer of CPU time in the kernel and out of it. */
    public static final int SIGPROF = 27;

    /** The terminal has another size. */
    public static final int SIGWINCH = 28;

    /** A descriptor is ready. */
    public static final int SIGIO = 29;

    /** The power fails. */
    public static final int SIGPWR = 30;

    /** A system call that may not be made. */
    public static final int SIGSYS = 31;

    /** The lowest of the real-time signals. The first two, 32 and 33, are the C library's. */
    public static final int SIGRTMIN = 32;

    /** The highest of them. */
    public static final int SIGRTMAX = 64;

    /** {@link SigInfo}: from {@code kill}. */
    public static final int SI_USER = 0;

    /** {@link SigInfo}: from {@code sigqueue}, with a value. */
    public static final int SI_QUEUE = -1;

    /** {@link SigInfo}: from {@code tgkill}. */
    public static final int SI_TKILL = -6;

    /** {@link #rtSigprocmask}: these, too. */
    public static final int SIG_BLOCK = 0;

    /** {@link #rtSigprocmask}: these no more. */
    public static final int SIG_UNBLOCK = 1;

    /** {@link #rtSigprocmask}: these and no others. */
    public static final int SIG_SETMASK = 2;

    private static final int SET_BYTES = 8;

    private Signals() {}

    /**
     * A set of one signal.
     *
     * @param signal 1 to {@link #SIGRTMAX}
     * @return its bit
     */
    public static long bit(int signal) {
        return 1L << (signal - 1);
    }

    /**
     * {@code kill(2)}.
     *
     * @param pid the process; 0 for those of this process group, −1 for all that may be signalled,
     *     else minus a process group
     * @param signal its number; 0 only asks whether it could be sent
     * @return 0 or −errno: −ESRCH when there is no such process, −EPERM when it is another's
     */
    public static long kill(int pid, int signal) {
        return Syscall.syscall(Sysno.SYS_KILL, pid, signal, 0);
    }

    /**
     * {@code tgkill(2)}: to one thread.
     *
     * @param pid its process
     * @param tid the thread of the OS
     * @param signal its number; 0 only asks whether it could be sent
     * @return 0 or −errno: −ESRCH when that process has no such thread, −EAGAIN when too many
     *     real-time signals wait
     */
    public static long tgkill(int pid, int tid, int signal) {
        return Syscall.syscall(Sysno.SYS_TGKILL, pid, tid, signal);
    }

    /**
     * {@code rt_sigqueueinfo(2)}, as {@code sigqueue(3)} calls it: a signal with a value.
     *
     * @param pid the process
     * @param signal its number
     * @param value any
     * @return 0 or −errno: −ESRCH, −EPERM, −EAGAIN beyond {@link Limits#RLIMIT_SIGPENDING}
     */
    public static long rtSigqueueinfo(int pid, int signal, long value) {
        Buffer buffer = Buffers.take(SigInfo.BYTES);
        try {
            queued(signal, value).to(buffer.segment());
            return Syscall.syscall(Sysno.SYS_RT_SIGQUEUEINFO, pid, signal, buffer.address());
        } finally {
            Buffers.give(buffer);
        }
    }

    /**
     * {@code rt_tgsigqueueinfo(2)}, as {@code pthread_sigqueue(3)} calls it: the same to one
     * thread.
     *
     * @param pid its process
     * @param tid the thread of the OS
     * @param signal its number
     * @param value any
     * @return 0 or −errno, as {@link #rtSigqueueinfo}
     */
    public static long rtTgsigqueueinfo(int pid, int tid, int signal, long value) {
        Buffer buffer = Buffers.take(SigInfo.BYTES);
        try {
            queued(signal, value).to(buffer.segment());
            return Syscall.syscall6(
                    Sysno.SYS_RT_TGSIGQUEUEINFO, pid, tid, signal, buffer.address(), 0, 0);
        } finally {
            Buffers.give(buffer);
        }
    }

    private static SigInfo queued(int signal, long value) {
        return new SigInfo(signal, SI_QUEUE, Syscall.getpid(), Processes.getuid(), value);
    }

    /**
     * {@code rt_sigprocmask(2)}: the signals that the calling OS thread blocks. SIGKILL and SIGSTOP
     * can't be. Not for a G, as the head of this class says.
     *
     * @param how {@link #SIG_BLOCK}, {@link #SIG_UNBLOCK} or {@link #SIG_SETMASK}
     * @param set the signals
     * @param old takes those that were blocked until now in element 0; null when nobody asks
     * @return 0 or −errno
     */
    public static long rtSigprocmask(int how, long set, long[] old) {
        Buffer buffer = Buffers.take(2 * SET_BYTES);
        try {
            buffer.segment().set(JAVA_LONG, 0, set);
            long r1 =
                    Syscall.rawSyscall6(
                            Sysno.SYS_RT_SIGPROCMASK,
                            how,
                            buffer.address(),
                            buffer.address() + SET_BYTES,
                            SET_BYTES,
                            0,
                            0);
            if (r1 == 0 && old != null) {
                old[0] = buffer.segment().get(JAVA_LONG, SET_BYTES);
            }
            return r1;
        } finally {
            Buffers.give(buffer);
        }
    }

    /**
     * {@code rt_sigpending(2)}: the signals that came and are blocked, for the calling OS thread or
     * for the whole process.
     *
     * @param set takes them in element 0
     * @return 0 or −errno
     */
    public static long rtSigpending(long[] set) {
        Buffer buffer = Buffers.take(SET_BYTES);
        try {
            long r1 = Syscall.rawSyscall(Sysno.SYS_RT_SIGPENDING, buffer.address(), SET_BYTES, 0);
            if (r1 == 0) {
                set[0] = buffer.segment().get(JAVA_LONG, 0);
            }
            return r1;
        } finally {
            Buffers.give(buffer);
        }
    }

    /**
     * {@code rt_sigtimedwait(2)}: takes one of these signals, which should be blocked, or waits for
     * it.
     *
     * @param set the signals
     * @param timeoutNanos how long it waits at most, in nanoseconds; 0 only asks, a negative number
     *     waits without limit
     * @param info takes what was sent with it in element 0; null when nobody asks
     * @return the signal's number; or −errno: −EAGAIN when none came in time, −EINTR for another
     */
    public static long rtSigtimedwait(long set, long timeoutNanos, SigInfo[] info) {
        Buffer buffer = Buffers.take(SigInfo.BYTES + SET_BYTES + Timespec.BYTES);
        try {
            MemorySegment memory = buffer.segment();
            long setAt = SigInfo.BYTES;
            memory.set(JAVA_LONG, setAt, set);
            long r1 =
                    Syscall.syscall6(
                            Sysno.SYS_RT_SIGTIMEDWAIT,
                            buffer.address() + setAt,
                            buffer.address(),
                            Timespec.limit(buffer, setAt + SET_BYTES, timeoutNanos),
                            SET_BYTES,
                            0,
                            0);
            if (r1 > 0 && info != null) {
                info[0] = SigInfo.from(memory);
            }
            return r1;
        } finally {
            Buffers.give(buffer);
        }
    }

    /**
     * {@code signalfd4(2)}: a descriptor from which these signals are read, {@link
     * SignalfdSiginfo}, when they are blocked. Those of the whole process have to be blocked in all
     * of its threads, which in a JVM can only be done by whoever starts it; who reads gets those of
     * its own OS thread besides.
     *
     * @param fd −1 for a new one, or one whose signals are changed
     * @param set the signals
     * @param flags {@link Fcntl#O_CLOEXEC}, {@link Fcntl#O_NONBLOCK}
     * @return the descriptor, or −errno
     */
    public static long signalfd4(int fd, long set, int flags) {
        Buffer buffer = Buffers.take(SET_BYTES);
        try {
            buffer.segment().set(JAVA_LONG, 0, set);
            return Syscall.syscall6(
                    Sysno.SYS_SIGNALFD4, fd, buffer.address(), SET_BYTES, flags, 0, 0);
        } finally {
            Buffers.give(buffer);
        }
    }
}
