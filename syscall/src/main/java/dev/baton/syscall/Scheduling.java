package dev.baton.syscall;

import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import dev.baton.sched.buffers.Buffer;
import dev.baton.sched.buffers.Buffers;

/**
 * How the kernel schedules threads of the OS. As the functions of {@link Syscall} they return the
 * kernel's own result, retry nothing and check nothing.
 *
 * <p>A thread is one of the OS, named by its number; 0 is the one that calls. A G is on one of them
 * for the moment only: what it changes there stays with the thread, and others run on it later.
 *
 * <p>All functions may be called from any thread.
 */
public final class Scheduling {
    /** The usual policy: a share of the CPU, by the nice value. */
    public static final int SCHED_OTHER = 0;

    /** Real-time: until it sleeps or one of a higher priority comes. */
    public static final int SCHED_FIFO = 1;

    /** Real-time: the same, taking turns with others of its priority. */
    public static final int SCHED_RR = 2;

    /** As the usual one for what computes: it takes no CPU from others when it wakes. */
    public static final int SCHED_BATCH = 3;

    /** Where nobody else wants the CPU. */
    public static final int SCHED_IDLE = 5;

    /** Real-time: CPU time in each period, by the earliest deadline. */
    public static final int SCHED_DEADLINE = 6;

    /** {@link SchedAttr}: children get the usual policy. */
    public static final int SCHED_FLAG_RESET_ON_FORK = 1;

    /** {@code getpriority}: the number is a process or a thread. */
    public static final int PRIO_PROCESS = 0;

    /** {@code getpriority}: the number is a process group. */
    public static final int PRIO_PGRP = 1;

    /** {@code getpriority}: the number is a user. */
    public static final int PRIO_USER = 2;

    /** {@code ioprio_get}: the number is a thread. */
    public static final int IOPRIO_WHO_PROCESS = 1;

    /** {@code ioprio_get}: the number is a process group. */
    public static final int IOPRIO_WHO_PGRP = 2;

    /** {@code ioprio_get}: the number is a user. */
    public static final int IOPRIO_WHO_USER = 3;

    /** {@link #ioprio}: real-time. */
    public static final int IOPRIO_CLASS_RT = 1;

    /** {@link #ioprio}: the usual one. */
    public static final int IOPRIO_CLASS_BE = 2;

    /** {@link #ioprio}: when nobody else wants the device. */
    public static final int IOPRIO_CLASS_IDLE = 3;

    private static final int IOPRIO_CLASS_SHIFT = 13;

    /** {@code getpriority} returns 20 minus the nice value, so that it is never negative. */
    private static final int NICE_BIAS = 20;

    private Scheduling() {}

    /**
     * {@code sched_yield(2)}: others of the OS's threads run first. {@link Thread#yield} is what a
     * G does.
     *
     * @return 0
     */
    public static long schedYield() {
        return Syscall.syscall(Sysno.SYS_SCHED_YIELD, 0, 0, 0);
    }

    /**
     * {@code getcpu(2)}.
     *
     * @param cpu takes the CPU that the caller was on in element 0, and its node in element 1
     * @return 0 or −errno
     */
    public static long getcpu(int[] cpu) {
        Buffer buffer = Buffers.take(2 * Integer.BYTES);
        try {
            long r1 =
                    Syscall.rawSyscall(
                            Sysno.SYS_GETCPU,
                            buffer.address(),
                            buffer.address() + Integer.BYTES,
                            0);
            if (r1 == 0) {
                cpu[0] = buffer.segment().get(JAVA_INT, 0);
                cpu[1] = buffer.segment().get(JAVA_INT, Integer.BYTES);
            }
            return r1;
        } finally {
            Buffers.give(buffer);
        }
    }

    /**
     * {@code sched_getaffinity(2)}: the CPUs that a thread may run on.
     *
     * @param tid the thread
     * @param cpus takes a bit for each, from the lowest of element 0 on; 128 elements are enough
     *     for every machine
     * @return bytes that the kernel has written, the rest is cleared; or −errno: −EINVAL when there
     *     is no room for all that the kernel knows, −ESRCH when there is no such thread
     */
    public static long schedGetaffinity(int tid, long[] cpus) {
        Buffer buffer = Buffers.take(cpus.length * Long.BYTES);
        try {
            buffer.segment().fill((byte) 0);
            long r1 =
                    Syscall.syscall(
                            Sysno.SYS_SCHED_GETAFFINITY,
                            tid,
                            (long) cpus.length * Long.BYTES,
                            buffer.address());
            if (r1 > 0) {
                for (int i = 0; i < cpus.length; i++) {
                    cpus[i] = buffer.segment().getAtIndex(JAVA_LONG, i);
                }
            }
            return r1;
        } finally {
            Buffers.give(buffer);
        }
    }

    /**
     * {@code sched_setaffinity(2)}.
     *
     * @param tid the thread
     * @param cpus a bit for each CPU that it may run on, from the lowest of element 0 on
     * @return 0 or −errno: −EINVAL when there is none of them that the process may use
     */
    public static long schedSetaffinity(int tid, long[] cpus) {
        Buffer buffer = Buffers.take(cpus.length * Long.BYTES);
        try {
            for (int i = 0; i < cpus.length; i++) {
                buffer.segment().setAtIndex(JAVA_LONG, i, cpus[i]);
            }
            return Syscall.syscall(
                    Sysno.SYS_SCHED_SETAFFINITY,
                    tid,
                    (long) cpus.length * Long.BYTES,
                    buffer.address());
        } finally {
            Buffers.give(buffer);
        }
    }

    /**
     * {@code sched_getscheduler(2)}.
     *
     * @param tid the thread
     * @return its policy, {@link #SCHED_OTHER} or another; or −errno
     */
    public static long schedGetscheduler(int tid) {
        return Syscall.rawSyscallShort(Sysno.SYS_SCHED_GETSCHEDULER, tid, 0, 0);
    }

    /**
     * {@code sched_setscheduler(2)}.
     *
     * @param tid the thread
     * @param policy {@link #SCHED_OTHER} or another, but not {@link #SCHED_DEADLINE}
     * @param priority 1 to 99 for real-time, else 0
     * @return 0 or −errno: −EPERM beyond {@link Limits#RLIMIT_RTPRIO} without CAP_SYS_NICE
     */
    public static long schedSetscheduler(int tid, int policy, int priority) {
        Buffer buffer = Buffers.take(Integer.BYTES);
        try {
            buffer.segment().set(JAVA_INT, 0, priority);
            return Syscall.syscall(Sysno.SYS_SCHED_SETSCHEDULER, tid, policy, buffer.address());
        } finally {
            Buffers.give(buffer);
        }
    }

    /**
     * {@code sched_getparam(2)}.
     *
     * @param tid the thread
     * @return its real-time priority, 0 where it has none; or −errno
     */
    public static long schedGetparam(int tid) {
        Buffer buffer = Buffers.take(Integer.BYTES);
        try {
            long r1 = Syscall.rawSyscall(Sysno.SYS_SCHED_GETPARAM, tid, buffer.address(), 0);
            return r1 == 0 ? buffer.segment().get(JAVA_INT, 0) : r1;
        } finally {
            Buffers.give(buffer);
        }
    }

    /**
     * {@code sched_setparam(2)}.
     *
     * @param tid the thread
     * @param priority 1 to 99 for real-time, else 0
     * @return 0 or −errno: −EINVAL for a priority that its policy does not have
     */
    public static long schedSetparam(int tid, int priority) {
        Buffer buffer = Buffers.take(Integer.BYTES);
        try {
            buffer.segment().set(JAVA_INT, 0, priority);
            return Syscall.syscall(Sysno.SYS_SCHED_SETPARAM, tid, buffer.address(), 0);
        } finally {
            Buffers.give(buffer);
        }
    }

    /**
     * {@code sched_get_priority_max(2)}.
     *
     * @param policy {@link #SCHED_FIFO} or another
     * @return the highest priority that it has, or −errno: −EINVAL for no policy
     */
    public static long schedGetPriorityMax(int policy) {
        return Syscall.rawSyscallShort(Sysno.SYS_SCHED_GET_PRIORITY_MAX, policy, 0, 0);
    }

    /**
     * {@code sched_get_priority_min(2)}.
     *
     * @param policy {@link #SCHED_FIFO} or another
     * @return the lowest priority that it has, or −errno: −EINVAL for no policy
     */
    public static long schedGetPriorityMin(int policy) {
        return Syscall.rawSyscallShort(Sysno.SYS_SCHED_GET_PRIORITY_MIN, policy, 0, 0);
    }

    /**
     * {@code sched_rr_get_interval(2)}.
     *
     * @param tid the thread
     * @return its slice, in nanoseconds, 0 where it is shorter than a tick of the kernel; or −errno
     */
    public static long schedRrGetInterval(int tid) {
        Buffer buffer = Buffers.take(Timespec.BYTES);
        try {
            long r1 = Syscall.rawSyscall(Sysno.SYS_SCHED_RR_GET_INTERVAL, tid, buffer.address(), 0);
            return r1 == 0 ? Timespec.nanos(buffer.segment(), 0) : r1;
        } finally {
            Buffers.give(buffer);
        }
    }

    /**
     * {@code sched_getattr(2)}.
     *
     * @param tid the thread
     * @param attr takes the answer in element 0
     * @return 0 or −errno
     */
    public static long schedGetattr(int tid, SchedAttr[] attr) {
        int bytes = (int) SchedAttr.LAYOUT.byteSize();
        Buffer buffer = Buffers.take(bytes);
        try {
            long r1 =
                    Syscall.syscall6(
                            Sysno.SYS_SCHED_GETATTR, tid, buffer.address(), bytes, 0, 0, 0);
            if (r1 == 0) {
                attr[0] = SchedAttr.from(buffer.segment());
            }
            return r1;
        } finally {
            Buffers.give(buffer);
        }
    }

    /**
     * {@code sched_setattr(2)}.
     *
     * @param tid the thread
     * @param attr from now on
     * @return 0 or −errno: −EPERM without the right, −EBUSY when the machine can't promise a
     *     deadline, −EINVAL for what does not go together
     */
    public static long schedSetattr(int tid, SchedAttr attr) {
        Buffer buffer = Buffers.take(SchedAttr.BYTES);
        try {
            attr.to(buffer.segment());
            return Syscall.syscall(Sysno.SYS_SCHED_SETATTR, tid, buffer.address(), 0);
        } finally {
            Buffers.give(buffer);
        }
    }

    /**
     * {@code getpriority(2)}, as the kernel has it: 20 minus the nice value, so that a result is
     * never taken for an error.
     *
     * @param which {@link #PRIO_PROCESS}, {@link #PRIO_PGRP} or {@link #PRIO_USER}
     * @param who its number; 0 for the caller's
     * @return 1 (nice 19) to 40 (nice −20), the highest of all that it names; or −errno
     */
    public static long getpriority(int which, int who) {
        return Syscall.rawSyscall(Sysno.SYS_GETPRIORITY, which, who, 0);
    }

    /**
     * The nice value that {@link #getpriority} stands for.
     *
     * @param priority its result, no errno
     * @return −20 to 19
     */
    public static int nice(long priority) {
        return NICE_BIAS - (int) priority;
    }

    /**
     * {@code setpriority(2)}. With {@link #PRIO_PROCESS} it is of one thread, in Linux.
     *
     * @param which {@link #PRIO_PROCESS}, {@link #PRIO_PGRP} or {@link #PRIO_USER}
     * @param who its number; 0 for the caller's
     * @param nice −20 to 19
     * @return 0 or −errno: −EACCES for a lower one than it may have
     */
    public static long setpriority(int which, int who, int nice) {
        return Syscall.syscall(Sysno.SYS_SETPRIORITY, which, who, nice);
    }

    /**
     * A priority of I/O, C's {@code IOPRIO_PRIO_VALUE}.
     *
     * @param ioClass {@link #IOPRIO_CLASS_BE} or another
     * @param level 0, the highest, to 7
     * @return the priority
     */
    public static int ioprio(int ioClass, int level) {
        return ioClass << IOPRIO_CLASS_SHIFT | level;
    }

    /**
     * {@code ioprio_get(2)}.
     *
     * @param which {@link #IOPRIO_WHO_PROCESS} or another
     * @param who its number; 0 for the caller's
     * @return the highest of all that it names, as {@link #ioprio}; or −errno
     */
    public static long ioprioGet(int which, int who) {
        return Syscall.syscall(Sysno.SYS_IOPRIO_GET, which, who, 0);
    }

    /**
     * {@code ioprio_set(2)}.
     *
     * @param which {@link #IOPRIO_WHO_PROCESS} or another
     * @param who its number; 0 for the caller's
     * @param ioprio of {@link #ioprio}
     * @return 0 or −errno: −EPERM for {@link #IOPRIO_CLASS_RT} without CAP_SYS_NICE, −EINVAL for no
     *     class
     */
    public static long ioprioSet(int which, int who, int ioprio) {
        return Syscall.syscall(Sysno.SYS_IOPRIO_SET, which, who, ioprio);
    }
}
