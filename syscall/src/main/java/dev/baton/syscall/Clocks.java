package dev.baton.syscall;

import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import dev.baton.sched.buffers.Buffer;
import dev.baton.sched.buffers.Buffers;
import java.lang.foreign.MemoryLayout;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.StructLayout;

/**
 * Clocks, and the timers that signal. As the functions of {@link Syscall} they return the kernel's
 * own result, retry nothing and check nothing. Timers that are read, and need no signal, are {@link
 * Fds#timerfdCreate}'s.
 *
 * <p>All functions may be called from any thread.
 */
public final class Clocks {
    /** The clock of the day, which may be set. */
    public static final int CLOCK_REALTIME = Fds.CLOCK_REALTIME;

    /** The clock that only goes on, but not while the machine is suspended. */
    public static final int CLOCK_MONOTONIC = Fds.CLOCK_MONOTONIC;

    /** CPU time of this process. */
    public static final int CLOCK_PROCESS_CPUTIME_ID = 2;

    /** CPU time of the OS thread that asks. */
    public static final int CLOCK_THREAD_CPUTIME_ID = 3;

    /** As {@link #CLOCK_MONOTONIC}, and nobody disciplines it. */
    public static final int CLOCK_MONOTONIC_RAW = 4;

    /** {@link #CLOCK_REALTIME} at the last tick: cheaper, some milliseconds old. */
    public static final int CLOCK_REALTIME_COARSE = 5;

    /** {@link #CLOCK_MONOTONIC} at the last tick. */
    public static final int CLOCK_MONOTONIC_COARSE = 6;

    /** As {@link #CLOCK_MONOTONIC}, and goes on while the machine is suspended. */
    public static final int CLOCK_BOOTTIME = 7;

    /** For timers: {@link #CLOCK_REALTIME}, which wakes the machine. */
    public static final int CLOCK_REALTIME_ALARM = 8;

    /** For timers: {@link #CLOCK_BOOTTIME}, which wakes the machine. */
    public static final int CLOCK_BOOTTIME_ALARM = 9;

    /** International atomic time: {@link #CLOCK_REALTIME} without leap seconds. */
    public static final int CLOCK_TAI = 11;

    /** The time is one of the clock's, not one from now. */
    public static final int TIMER_ABSTIME = 1;

    /** {@code timer_create}: a signal to the process. */
    public static final int SIGEV_SIGNAL = 0;

    /** {@code timer_create}: nothing; {@link #timerGettime} tells how it stands. */
    public static final int SIGEV_NONE = 1;

    /** {@code timer_create}: a signal to one thread of the process. */
    public static final int SIGEV_THREAD_ID = 4;

    /** {@code struct sigevent}; the union in it begins with the thread. */
    static final StructLayout SIGEVENT =
            Struct.of(
                    "struct sigevent",
                    JAVA_LONG.withName("sigev_value"),
                    JAVA_INT.withName("sigev_signo"),
                    JAVA_INT.withName("sigev_notify"),
                    JAVA_INT.withName("_sigev_un._tid"),
                    MemoryLayout.paddingLayout(44));

    private static final long SIGNO = Struct.offset(SIGEVENT, "sigev_signo");
    private static final long NOTIFY = Struct.offset(SIGEVENT, "sigev_notify");
    private static final long TID = Struct.offset(SIGEVENT, "_sigev_un._tid");
    private static final int SIGEVENT_BYTES = (int) SIGEVENT.byteSize();

    // include/linux/posix-timers_types.h: the number's complement, and three bits.
    private static final int CPUCLOCK_SCHED = 2;
    private static final int CPUCLOCK_PERTHREAD = 4;
    private static final int CPUCLOCK_SHIFT = 3;

    private Clocks() {}

    /**
     * The clock of a process's CPU time, as {@code clock_getcpuclockid(3)} makes it.
     *
     * @param pid the process; 0 for this one
     * @return the clock
     */
    public static int cpuClockOfProcess(int pid) {
        return ~pid << CPUCLOCK_SHIFT | CPUCLOCK_SCHED;
    }

    /**
     * The clock of a thread's CPU time, as {@code pthread_getcpuclockid(3)} makes it.
     *
     * @param tid the OS thread, one of this process; 0 for the one that asks
     * @return the clock
     */
    public static int cpuClockOfThread(int tid) {
        return ~tid << CPUCLOCK_SHIFT | CPUCLOCK_PERTHREAD | CPUCLOCK_SCHED;
    }

    /**
     * {@code clock_gettime(2)}. It does not sleep, and keeps the P.
     *
     * @param clock {@link #CLOCK_REALTIME} or another
     * @return nanoseconds since its zero, or −errno: −EINVAL for no clock, or for one of a process
     *     or a thread that is gone
     */
    public static long clockGettime(int clock) {
        return asked(Sysno.SYS_CLOCK_GETTIME, clock);
    }

    /**
     * {@code clock_getres(2)}. It does not sleep, and keeps the P.
     *
     * @param clock {@link #CLOCK_REALTIME} or another
     * @return how fine the clock is, in nanoseconds; or −errno
     */
    public static long clockGetres(int clock) {
        return asked(Sysno.SYS_CLOCK_GETRES, clock);
    }

    private static long asked(int trap, int clock) {
        Buffer buffer = Buffers.take(Timespec.BYTES);
        try {
            long r1 = Syscall.rawSyscall(trap, clock, buffer.address(), 0);
            return r1 == 0 ? Timespec.nanos(buffer.segment(), 0) : r1;
        } finally {
            Buffers.give(buffer);
        }
    }

    /**
     * {@code clock_settime(2)}.
     *
     * @param clock {@link #CLOCK_REALTIME}; few others can be set
     * @param nanos its time from now on, in nanoseconds
     * @return 0 or −errno: −EPERM without CAP_SYS_TIME, −EINVAL for a clock that can't be set
     */
    public static long clockSettime(int clock, long nanos) {
        Buffer buffer = Buffers.take(Timespec.BYTES);
        try {
            Timespec.set(buffer.segment(), 0, nanos);
            return Syscall.syscall(Sysno.SYS_CLOCK_SETTIME, clock, buffer.address(), 0);
        } finally {
            Buffers.give(buffer);
        }
    }

    /**
     * {@code clock_nanosleep(2)}: sleeps in the kernel. A G that only wants to wait uses {@link
     * Thread#sleep}, which holds no thread.
     *
     * @param clock {@link #CLOCK_MONOTONIC} or another, but no thread's
     * @param flags 0, or {@link #TIMER_ABSTIME}: until then, at once if it is over
     * @param nanos how long or until when, in nanoseconds, from 0 on
     * @return 0, or −errno: −EINTR when a signal ended it early
     */
    public static long clockNanosleep(int clock, int flags, long nanos) {
        Buffer buffer = Buffers.take(Timespec.BYTES);
        try {
            Timespec.set(buffer.segment(), 0, nanos);
            return Syscall.syscall6(
                    Sysno.SYS_CLOCK_NANOSLEEP, clock, flags, buffer.address(), 0, 0, 0);
        } finally {
            Buffers.give(buffer);
        }
    }

    /**
     * {@code timer_create(2)}. Mind what the signal does to a JVM: one that nobody handles or
     * blocks ends it.
     *
     * @param clock {@link #CLOCK_MONOTONIC} or another
     * @param notify {@link #SIGEV_NONE}, {@link #SIGEV_SIGNAL} or {@link #SIGEV_THREAD_ID}
     * @param signal which signal; of no matter with SIGEV_NONE
     * @param tid the OS thread that gets it, with SIGEV_THREAD_ID
     * @param timer takes the timer in element 0
     * @return 0 or −errno
     */
    public static long timerCreate(int clock, int notify, int signal, int tid, int[] timer) {
        Buffer buffer = Buffers.take(SIGEVENT_BYTES + Integer.BYTES);
        try {
            MemorySegment event = buffer.segment();
            event.asSlice(0, SIGEVENT_BYTES).fill((byte) 0);
            event.set(JAVA_INT, SIGNO, signal);
            event.set(JAVA_INT, NOTIFY, notify);
            event.set(JAVA_INT, TID, tid);
            long r1 =
                    Syscall.syscall(
                            Sysno.SYS_TIMER_CREATE,
                            clock,
                            buffer.address(),
                            buffer.address() + SIGEVENT_BYTES);
            if (r1 == 0) {
                timer[0] = event.get(JAVA_INT, SIGEVENT_BYTES);
            }
            return r1;
        } finally {
            Buffers.give(buffer);
        }
    }

    /**
     * {@code timer_settime(2)}.
     *
     * @param timer of {@link #timerCreate}
     * @param flags 0 or {@link #TIMER_ABSTIME}
     * @param firstNanos when it goes off first, in nanoseconds; 0 stops it
     * @param everyNanos and how often from then on, in nanoseconds; 0 for once
     * @return 0 or −errno: −EINVAL when there is no such timer
     */
    public static long timerSettime(int timer, int flags, long firstNanos, long everyNanos) {
        return settime(Sysno.SYS_TIMER_SETTIME, timer, flags, firstNanos, everyNanos);
    }

    /**
     * {@code timer_gettime(2)}.
     *
     * @param timer of {@link #timerCreate}
     * @param nanos takes in element 0 how long until it goes off, 0 when it is stopped, and in
     *     element 1 how often from then on; in nanoseconds
     * @return 0 or −errno
     */
    public static long timerGettime(int timer, long[] nanos) {
        return gettime(Sysno.SYS_TIMER_GETTIME, timer, nanos);
    }

    /** {@code struct itimerspec}: the interval, then the first time. Of timerfds, too. */
    static long settime(int trap, int timer, int flags, long firstNanos, long everyNanos) {
        Buffer buffer = Buffers.take(2 * Timespec.BYTES);
        try {
            Timespec.set(buffer.segment(), 0, everyNanos);
            Timespec.set(buffer.segment(), Timespec.BYTES, firstNanos);
            return Syscall.syscall6(trap, timer, flags, buffer.address(), 0, 0, 0);
        } finally {
            Buffers.give(buffer);
        }
    }

    static long gettime(int trap, int timer, long[] nanos) {
        Buffer buffer = Buffers.take(2 * Timespec.BYTES);
        try {
            long r1 = Syscall.syscall(trap, timer, buffer.address(), 0);
            if (r1 == 0) {
                nanos[0] = Timespec.nanos(buffer.segment(), Timespec.BYTES);
                nanos[1] = Timespec.nanos(buffer.segment(), 0);
            }
            return r1;
        } finally {
            Buffers.give(buffer);
        }
    }

    /**
     * {@code timer_getoverrun(2)}.
     *
     * @param timer of {@link #timerCreate}
     * @return how often it went off beyond the signal that was delivered last; or −errno
     */
    public static long timerGetoverrun(int timer) {
        return Syscall.syscall(Sysno.SYS_TIMER_GETOVERRUN, timer, 0, 0);
    }

    /**
     * {@code timer_delete(2)}.
     *
     * @param timer of {@link #timerCreate}
     * @return 0 or −errno: −EINVAL when there is no such timer
     */
    public static long timerDelete(int timer) {
        return Syscall.syscall(Sysno.SYS_TIMER_DELETE, timer, 0, 0);
    }
}
